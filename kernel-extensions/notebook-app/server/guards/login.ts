/**
 * Against other users of the machine, who can reach 127.0.0.1 too: a request shows the token, which only
 * the user has seen, or the cookie that a browser got for it, so that the token leaves the address bar.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpError } from '../http.js';
import { cookiesOf, sameSecret } from './secrets.js';
import type { Guard } from './guard.js';

export class Login {
  readonly #cookieValue = randomBytes(32).toString('hex');
  #ticket: string | undefined;

  constructor(private readonly token: string) {}

  readonly check: Guard = (incoming, query) => {
    if (!this.hasToken(incoming, query) && !this.hasCookie(incoming)) throw new HttpError(403, 'Open the address with its token that `minimax start` printed.');
  };

  /** Is the token in the Authorization header or in the query? */
  hasToken({ headers }: IncomingMessage, query: URLSearchParams): boolean {
    const [, fromHeader] = /^(?:token|bearer)\s+(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const given = fromHeader ?? query.get('token');
    return given !== null && sameSecret(given, this.token);
  }

  hasCookie(incoming: IncomingMessage): boolean {
    const value = cookiesOf(incoming).get(cookieName(incoming));
    return value !== undefined && sameSecret(value, this.#cookieValue);
  }

  /** A token that works once, for the command line that starts a browser: other users of the machine can see that. */
  issueTicket(): string {
    this.#ticket = randomBytes(24).toString('hex');
    return this.#ticket;
  }

  /** May this page request log its browser in? Uses up a ticket. */
  mayLogIn(incoming: IncomingMessage, query: URLSearchParams): boolean {
    const ticket = query.get('ticket');
    if (ticket !== null && this.#ticket !== undefined && sameSecret(ticket, this.#ticket)) {
      this.#ticket = undefined;
      return true;
    }
    return query.has('token') && this.hasToken(incoming, query);
  }

  /** A `Set-Cookie` header that logs a browser in. */
  cookie(incoming: IncomingMessage): string {
    return `${cookieName(incoming)}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

/** Cookies ignore ports, so the name tells two servers apart. */
const cookieName = ({ socket }: IncomingMessage): string => `minimax-${socket.localPort}`;
