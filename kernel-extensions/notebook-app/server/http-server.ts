/**
 * From a connection to a handler: the guards first, then the routes; errors become answers. Knows no
 * single route and nothing of notebooks.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { plainPagePolicy } from './guards/content-security-policy.js';
import type { Guard } from './guards/guard.js';
import { checkHost } from './guards/host.js';
import type { Login } from './guards/login.js';
import { checkOrigin } from './guards/origin.js';
import { xsrfCookie, xsrfGuard } from './guards/xsrf.js';
import { HttpError, findRoute, sendJson } from './http.js';
import type { Route } from './http.js';
import { loginPage, notFoundPage } from './pages.js';

export interface HttpServerOptions {
  login: Login;
  /** Answered without login. */
  assets: Route[];
  /** Answered with the login page to a browser that is not logged in. */
  pages: Route[];
  /** Answered with 403 to a client that is not logged in. */
  api: Route[];
  /** Takes a WebSocket of a client that is logged in. @throws HttpError when there is none at this address. */
  onWebSocket(incoming: IncomingMessage, socket: Duplex, head: Buffer, path: string, query: URLSearchParams): void;
  /** What goes wrong, in the language of who asked. */
  translate(message: string, incoming: IncomingMessage): Promise<string>;
  log(line: string): void;
}

export function createHttpServer({ login, assets, pages, api, onWebSocket, translate, log }: HttpServerOptions): Server {
  /** Where does the request come from? Asked of every one. */
  const sourceGuards: Guard[] = [checkHost, checkOrigin];
  /** Who sends it? Asked of all but those for assets. */
  const userGuards: Guard[] = [login.check, xsrfGuard(login)];
  const matches = (routes: Route[], path: string) => routes.some(({ pattern }) => pattern.test(path));

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = addressOf(incoming);
    const method = incoming.method ?? 'GET';
    const isPage = matches(pages, path);
    try {
      for (const check of sourceGuards) check(incoming, query);
      if (isPage && method === 'GET' && query.has('token')) {
        if (login.hasCookie(incoming)) return toCleanAddress(response, path, query);
        if (login.mayLogIn(incoming, query)) return toCleanAddress(response, path, query, [login.cookie(incoming), xsrfCookie()]);
      }
      if (isPage && !login.hasCookie(incoming) && !login.hasToken(incoming, query)) return sendHtml(response, 403, loginPage);
      const isAsset = matches(assets, path);
      if (!isAsset) for (const check of userGuards) check(incoming, query);
      const { handler, params } = findRoute(isAsset ? assets : [...pages, ...api], method, path);
      await handler({ incoming, method, params, query }, response);
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const { status, message: english } = asHttpError(error, log);
      const message = await translate(english, incoming);
      if (isPage && status === 404) sendHtml(response, 404, notFoundPage(message));
      else sendJson(response, status, { message, reason: null });
    }
  }

  /** The address without its secret. */
  function toCleanAddress(response: ServerResponse, path: string, query: URLSearchParams, cookies: string[] = []): void {
    query.delete('token');
    const rest = query.size > 0 ? `?${query}` : '';
    response.writeHead(302, { Location: `${path}${rest}`, 'Set-Cookie': cookies, 'Cache-Control': 'no-store' }).end();
  }

  const server = createServer((incoming, response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    void answer(incoming, response);
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy()); // the client went away meanwhile
    try {
      const { path, query } = addressOf(incoming);
      for (const check of [...sourceGuards, ...userGuards]) check(incoming, query);
      onWebSocket(incoming, socket, head, path, query);
    } catch (error) {
      const { status, message } = asHttpError(error, log);
      socket.end(`HTTP/1.1 ${status} ${message.replace(/[^\x20-\x7e]/g, ' ')}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
  });
  return server;
}

function addressOf({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path, query = ''] = url.split(/\?(.*)/s);
  return { path, query: new URLSearchParams(query) };
}

/** What a system error means to the user; the log gets the stack. */
function asHttpError(error: unknown, log: (line: string) => void): { status: number; message: string } {
  if (error instanceof HttpError) return error;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  log(stack ?? String(error));
  const known: Record<string, string> = {
    ENOSPC: 'The disk is full. Nothing was changed; make room and save again.',
    EACCES: 'This file or folder may not be changed by you.',
    EROFS: 'This file or folder may not be changed: the disk is read-only.',
    ENAMETOOLONG: 'The name is too long.',
  };
  return { status: 500, message: known[code ?? ''] ?? `Something went wrong: ${message}` };
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Security-Policy': plainPagePolicy });
  response.end(html);
}
