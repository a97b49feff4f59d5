/**
 * Against DNS rebinding: a page of another site whose name comes to mean 127.0.0.1 could otherwise talk
 * to this server as to its own. Its requests carry that site's name as their Host.
 */
import { HttpError } from '../http.js';
import type { Guard } from './guard.js';

const names = ['127.0.0.1', 'localhost', '[::1]'];

export const checkHost: Guard = ({ headers, socket }) => {
  const known = names.flatMap((name) => [`${name}:${socket.localPort}`, ...(socket.localPort === 80 ? [name] : [])]);
  if (headers.host === undefined || !known.includes(headers.host.toLowerCase())) throw new HttpError(403, 'This server answers only under 127.0.0.1 and localhost.');
};
