/**
 * Against forged requests (double submit): one that changes something and is let in by its cookie repeats
 * the cookie `_xsrf` in a header, which only our own pages can read and set.
 */
import { randomBytes } from 'node:crypto';
import { HttpError } from '../http.js';
import { cookiesOf, sameSecret } from './secrets.js';
import type { Guard } from './guard.js';
import type { Login } from './login.js';

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** A request that brings the token itself needs no second proof. */
export const xsrfGuard = (login: Login): Guard => (incoming, query) => {
  if (!changing.has(incoming.method ?? '') || login.hasToken(incoming, query)) return;
  const cookie = cookiesOf(incoming).get('_xsrf');
  const header = incoming.headers['x-xsrftoken'];
  if (!cookie || typeof header !== 'string' || !sameSecret(header, cookie)) throw new HttpError(403, 'The page is out of date (XSRF). Reload it and try again.');
};

/** Readable by our pages, and by no other. */
export const xsrfCookie = (): string => `_xsrf=${randomBytes(16).toString('hex')}; Path=/; SameSite=Strict`;
