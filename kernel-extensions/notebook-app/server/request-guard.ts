/**
 * Who may talk to the server. It listens on 127.0.0.1, so what is left to keep out are other users of
 * the machine (they lack the token) and web pages in the user's own browser:
 *
 *   Host    must be a name of this server, or a page could reach it under its own name (DNS rebinding);
 *   Origin  must be the server itself where a browser sends one, or a page could use the user's cookie;
 *   XSRF    a changing request with the cookie repeats `_xsrf` in a header, which only our pages can read.
 *
 * A browser trades the token of the printed address for a cookie, so that the token leaves the address bar.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpError } from './http.js';

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export class RequestGuard {
  readonly #cookieValue = randomBytes(32).toString('hex');
  #ticket: string | undefined;
  #hosts = new Set<string>();
  #cookieName = '';

  constructor(private readonly token: string) {}

  /** To be called once the port is known. Cookies ignore ports, so the name tells two servers apart. */
  listeningOn(port: number): void {
    this.#cookieName = `minimax-${port}`;
    this.#hosts = new Set(['127.0.0.1', 'localhost', '[::1]'].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
  }

  /** @throws HttpError 403 when the request came under a foreign name or from a foreign page. */
  checkSource({ headers }: IncomingMessage): void {
    const host = headers.host?.toLowerCase();
    if (host === undefined || !this.#hosts.has(host)) throw new HttpError(403, 'This server answers only under 127.0.0.1 and localhost.');
    const { origin } = headers;
    if (origin !== undefined && origin.toLowerCase() !== `http://${host}`) throw new HttpError(403, 'This server does not answer to pages of other sites.');
  }

  /** @throws HttpError 403 without a valid token or cookie, or when a changing request by cookie lacks the XSRF header. */
  checkUser(incoming: IncomingMessage, query: URLSearchParams): void {
    if (this.hasToken(incoming, query)) return;
    if (!this.hasCookie(incoming)) throw new HttpError(403, 'Open the address with its token that `minimax start` printed.');
    if (changing.has(incoming.method ?? '')) {
      const cookie = cookiesOf(incoming).get('_xsrf');
      const header = incoming.headers['x-xsrftoken'];
      if (!cookie || typeof header !== 'string' || !equal(header, cookie)) throw new HttpError(403, 'The page is out of date (XSRF). Reload it and try again.');
    }
  }

  /** Is the token in the Authorization header or in the query? */
  hasToken({ headers }: IncomingMessage, query: URLSearchParams): boolean {
    const [, fromHeader] = /^(?:token|bearer)\s+(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const given = fromHeader ?? query.get('token');
    return given !== null && given !== undefined && equal(given, this.token);
  }

  /** A token that works once, for the command line that starts a browser: other users of the machine can see that. */
  issueTicket(): string {
    this.#ticket = randomBytes(24).toString('hex');
    return this.#ticket;
  }

  /** May this page request log its browser in? Uses up a ticket. */
  mayLogIn(incoming: IncomingMessage, query: URLSearchParams): boolean {
    const ticket = query.get('ticket');
    if (ticket !== null && this.#ticket !== undefined && equal(ticket, this.#ticket)) {
      this.#ticket = undefined;
      return true;
    }
    return query.has('token') && this.hasToken(incoming, query);
  }

  hasCookie(incoming: IncomingMessage): boolean {
    const value = cookiesOf(incoming).get(this.#cookieName);
    return value !== undefined && equal(value, this.#cookieValue);
  }

  /** `Set-Cookie` headers that log a browser in. */
  loginCookies(): string[] {
    return [
      `${this.#cookieName}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict`,
      `_xsrf=${randomBytes(16).toString('hex')}; Path=/; SameSite=Strict`,
    ];
  }
}

/** Compares in a time that does not depend on where the texts differ. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function cookiesOf({ headers }: IncomingMessage): Map<string, string> {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.split('='));
  return new Map(pairs.map(([name, ...value]) => [name.trim(), value.join('=').trim()]));
}
