/** Against pages of other sites in the user's browser, which would use the user's cookie: they name their own Origin. */
import { HttpError } from '../http.js';
import type { Guard } from './guard.js';

/** Programs send no Origin. */
export const checkOrigin: Guard = ({ headers: { host, origin } }) => {
  if (origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`) throw new HttpError(403, 'This server does not answer to pages of other sites.');
};
