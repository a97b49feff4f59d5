/**
 * The notebook server: the Jupyter Server API over the labs folder and our kernel, and the bundled
 * Jupyter Notebook interface. For one user on this machine.
 */
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { appRoutes } from './app-routes.js';
import { Checkpoints } from './checkpoints.js';
import { contentsRoutes } from './contents-routes.js';
import { Contents } from './contents.js';
import { HttpError, findRoute, route, sendJson } from './http.js';
import type { Route } from './http.js';
import { KernelManager } from './kernel-manager.js';
import { kernelRoutes } from './kernel-routes.js';
import { connectTab } from './kernel-websocket.js';
import { NotebookTrust } from './notebook-trust.js';
import { loginPage, notFoundPage, pageSecurityPolicy, renderPage } from './pages.js';
import type { Manifest, PageName } from './pages.js';
import { RequestGuard } from './request-guard.js';
import { ServedFolder } from './served-folder.js';
import { SessionManager } from './session-manager.js';
import { Settings } from './settings.js';
import { StaticFiles } from './static-files.js';
import { userFolder } from './user-folder.js';
import { v1Protocol } from './websocket-protocol.js';

export interface ServerOptions {
  /** The folder with the notebooks. */
  root: string;
  /** 0: any free port. */
  port: number;
  /** Default: a fresh random one. */
  token?: string;
  /** The output of ui/build.mjs. Default: beside this file in dist/. */
  uiFolder?: string;
  /** Settings and trust of the user. Default: the platform's place for them. */
  settingsFolder?: string;
  /** Environment of the kernels. */
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
}

export interface NotebookServer {
  readonly port: number;
  readonly token: string;
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** An address that logs one browser in, once. */
  addressForBrowser(): string;
  /** Shuts the kernels down and closes every connection. */
  close(): Promise<void>;
}

/** @throws Error with code EADDRINUSE when the port is taken. */
export async function startNotebookServer({
  root, port, token = randomBytes(24).toString('hex'), uiFolder = fileURLToPath(new URL('../ui', import.meta.url)),
  settingsFolder = userFolder(), env, log = () => {},
}: ServerOptions): Promise<NotebookServer> {
  const [manifest, schemas, version] = await Promise.all([
    readJsonFile(join(uiFolder, 'manifest.json')) as Promise<Manifest>, readJsonFile(join(uiFolder, 'schemas.json')), ownVersion(),
  ]);
  const folder = new ServedFolder(root);
  const contents = new Contents(folder, new NotebookTrust(settingsFolder));
  const kernels = new KernelManager({ env, onLog: log });
  const cwdOf = async (path: string): Promise<string> => {
    const file = await folder.resolve(path);
    return (await stat(file).then((stats) => stats.isDirectory(), () => false)) ? file : dirname(file);
  };
  const guard = new RequestGuard(token);
  const assets = new StaticFiles(uiFolder);

  /** Open to everybody who comes with the right Host: nothing here is anybody's secret. */
  const publicRoutes: Route[] = [
    route('GET', '/static/*', ({ params: [path], incoming }, response) => assets.send(incoming, response, `static/${path}`)),
    route('GET', '/favicon.ico', (_request, response) => void response.writeHead(302, { Location: '/static/brand/mark.svg' }).end()),
  ];
  const routes: Route[] = [
    ...contentsRoutes(contents, new Checkpoints(contents)),
    ...kernelRoutes(kernels, new SessionManager(kernels, cwdOf), cwdOf),
    ...appRoutes(new Settings(schemas, settingsFolder), new StaticFiles(join(uiFolder, 'themes')), version),
  ];
  const pageRoutes: Route[] = [
    route('GET', '/', (_request, response) => void response.writeHead(302, { Location: '/tree' }).end()),
    ...(['tree', 'notebooks', 'edit'] as PageName[]).map((page) => route('GET', `/${page}/*`, async ({ incoming, params: [path] }, response) => {
      await contents.fileOf(path);
      const html = renderPage({ manifest, page, path, appVersion: version });
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Security-Policy': pageSecurityPolicy(incoming.headers.host!) });
      response.end(incoming.method === 'HEAD' ? undefined : html);
    })),
  ];

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, query } = addressOf(incoming);
    const method = incoming.method ?? 'GET';
    const isPage = pageRoutes.some(({ pattern }) => pattern.test(pathname));
    try {
      guard.checkSource(incoming);
      if (publicRoutes.some(({ pattern }) => pattern.test(pathname))) {
        const { handler, params } = findRoute(publicRoutes, method, pathname);
        return await handler({ incoming, method, params, query }, response);
      }
      if (isPage && guard.mayLogIn(incoming, query)) {
        for (const secret of ['token', 'ticket']) query.delete(secret);
        const rest = query.size > 0 ? `?${query}` : '';
        return void response.writeHead(302, { Location: `${pathname}${rest}`, 'Set-Cookie': guard.loginCookies(), 'Cache-Control': 'no-store' }).end();
      }
      if (isPage && !guard.hasCookie(incoming) && !guard.hasToken(incoming, query)) return sendHtml(response, 403, loginPage);
      guard.checkUser(incoming, query);
      const { handler, params } = findRoute([...pageRoutes, ...routes], method, pathname);
      await handler({ incoming, method, params, query }, response);
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const { status, message } = error instanceof HttpError ? error : unexpected(error as NodeJS.ErrnoException, log);
      if (isPage && status === 404) sendHtml(response, 404, notFoundPage(message));
      else sendJson(response, status, { message, reason: null });
    }
  }

  const server = createServer((incoming, response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    void answer(incoming, response);
  });

  const webSockets = new WebSocketServer({
    noServer: true, maxPayload: 256 * 1024 * 1024, handleProtocols: (offered) => (offered.has(v1Protocol) ? v1Protocol : false),
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    try {
      const { pathname, query } = addressOf(incoming);
      guard.checkSource(incoming);
      guard.checkUser(incoming, query);
      const [, id] = /^\/api\/kernels\/([^/]+)\/channels$/.exec(pathname) ?? [];
      const kernel = id === undefined ? undefined : kernels.get(id);
      if (!kernel && pathname !== '/api/events/subscribe') throw new HttpError(404, 'There is no WebSocket at this address.');
      webSockets.handleUpgrade(incoming, socket, head, (webSocket) => {
        // The events channel exists for the front end's sake; this server has no events to tell.
        if (kernel) connectTab(webSocket, kernel, query.get('session_id') ?? '', log);
        else webSocket.on('error', () => webSocket.terminate());
      });
    } catch (error) {
      const { status, message } = error instanceof HttpError ? error : unexpected(error as NodeJS.ErrnoException, log);
      socket.end(`HTTP/1.1 ${status} ${message.replace(/[^\x20-\x7e]/g, ' ')}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  guard.listeningOn(actualPort);

  return {
    port: actualPort, token, url: `http://127.0.0.1:${actualPort}/`,
    addressForBrowser: () => `http://127.0.0.1:${actualPort}/tree?ticket=${guard.issueTicket()}`,
    async close() {
      for (const client of webSockets.clients) client.terminate();
      await kernels.shutdownAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function addressOf({ url = '/' }: IncomingMessage): { pathname: string; query: URLSearchParams } {
  const [pathname, query = ''] = url.split(/\?(.*)/s);
  return { pathname, query: new URLSearchParams(query) };
}

/** An error nobody foresaw: the user gets its message, the log its stack. */
function unexpected(error: NodeJS.ErrnoException, log: (line: string) => void): { status: number; message: string } {
  const known: Record<string, string> = {
    ENOSPC: 'The disk is full. Nothing was changed; make room and save again.',
    EACCES: 'This file or folder may not be changed by you.',
    EROFS: 'This file or folder may not be changed: the disk is read-only.',
    ENAMETOOLONG: 'The name is too long.',
  };
  log(`${error.stack ?? error}\n`);
  return { status: 500, message: known[error.code ?? ''] ?? `Something went wrong: ${error.message}` };
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'" });
  response.end(html);
}

async function readJsonFile(path: string) {
  return JSON.parse(await readFile(path, 'utf8').catch(() => { throw new Error(`The notebook interface is not built (${path} is missing). Run \`npm run build\`.`); }));
}

async function ownVersion(): Promise<string> {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
    if (dirname(folder) === folder) return 'unknown';
    folder = dirname(folder);
  }
}
