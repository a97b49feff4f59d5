/**
 * Against other users of the machine, who can reach 127.0.0.1 too. Programs show the token. A browser
 * opens an address with a ticket, which works once, and gets a cookie for it: addresses are seen on command
 * lines and stay in a browser's history, where a token would lie about.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpError } from '../http.js';
import { cookiesOf, sameSecret } from './secrets.js';
import type { Guard } from './guard.js';

export class Login {
  readonly #cookieValue = randomBytes(32).toString('hex');
  /** Unused tickets, each with what to do when it is used. */
  readonly #tickets = new Map<string, () => void>();

  constructor(private readonly token: string) {}

  readonly check: Guard = (incoming, query) => {
    if (!this.hasToken(incoming, query) && !this.hasCookie(incoming)) throw new HttpError(403, 'Open the newest address that `minimax start` printed.');
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

  issueTicket(onUsed: () => void = () => {}): string {
    const ticket = randomBytes(24).toString('hex');
    this.#tickets.set(ticket, onUsed);
    return ticket;
  }

  /** May the address of this request log its browser in, by a ticket or the token? Uses up the ticket. */
  mayLogIn(incoming: IncomingMessage, query: URLSearchParams): boolean {
    const given = query.get('token') ?? '';
    const [ticket, onUsed] = [...this.#tickets].find(([issued]) => sameSecret(given, issued)) ?? [];
    if (ticket === undefined) return this.hasToken(incoming, query);
    this.#tickets.delete(ticket);
    onUsed!();
    return true;
  }

  /** A `Set-Cookie` header that logs a browser in. */
  cookie(incoming: IncomingMessage): string {
    return `${cookieName(incoming)}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

/** Cookies ignore ports, so the name tells two servers apart. */
const cookieName = ({ socket }: IncomingMessage): string => `minimax-${socket.localPort}`;
