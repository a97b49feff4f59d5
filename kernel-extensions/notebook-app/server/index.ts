/**
 * The notebook server: the Jupyter Server API over the labs folder and our kernel, and the bundled
 * Jupyter Notebook interface. For one user on this machine. This file puts the parts together.
 */
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { appRoutes } from './app-routes.js';
import { Checkpoints } from './checkpoints.js';
import { contentsRoutes } from './contents-routes.js';
import { Contents } from './contents.js';
import type { Course } from './course.js';
import { startKernelEarly } from './early-kernel.js';
import { Login } from './guards/login.js';
import { HttpError } from './http.js';
import { createHttpServer } from './http-server.js';
import { KernelManager } from './kernel-manager.js';
import { kernelRoutes } from './kernel-routes.js';
import { connectTab } from './kernel-websocket.js';
import { NotebookTrust } from './notebook-trust.js';
import { assetRoutes, pageRoutes } from './page-routes.js';
import type { Manifest } from './pages.js';
import { ServedFolder } from './served-folder.js';
import { SessionManager } from './session-manager.js';
import { Settings } from './settings.js';
import { courseRoutes, startPageRoutes } from './start-routes.js';
import { StaticFiles } from './static-files.js';
import { inTraditionalChinese } from './translations/zh-tw-errors.js';
import { userFolder } from './user-folder.js';
import { v1Protocol } from './websocket-protocol.js';

export interface ServerOptions {
  /** The folder with the notebooks. */
  root: string;
  /** What the start page shows. Default: there is no start page, but the list of files. */
  course?: Course;
  /** 0: any free port. */
  port: number;
  /** Default: a fresh random one. */
  token?: string;
  /** The output of ui/build.mjs. Default: beside this file in dist/. */
  uiFolder?: string;
  /** Settings and trust of the user. Default: the platform's place for them. */
  settingsFolder?: string;
  /** Environment of the kernels. Default: this process's. */
  env?: NodeJS.ProcessEnv;
  /** Whose rules for file names hold. Default: this machine's. */
  platform?: NodeJS.Platform;
  /** Default: nothing is logged. */
  log?: (line: string) => void;
}

export interface NotebookServer {
  readonly port: number;
  /** For programs. */
  readonly token: string;
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** An address that logs one browser in, once; `onUsed` is called when it has. */
  addressForBrowser(onUsed?: () => void): string;
  /** Shuts the kernels down and closes every connection. */
  close(): Promise<void>;
}

/** Largest WebSocket message, in bytes. */
const maxPayload = 256 * 1024 * 1024;

/**
 * Resolves when it listens on 127.0.0.1.
 * @throws Error with code EADDRINUSE when the port is taken, EACCES when it may not be used; Error when the interface is not built.
 */
export async function startNotebookServer({
  root, course, port: wantedPort, token = randomBytes(24).toString('hex'), uiFolder = fileURLToPath(new URL('../ui', import.meta.url)),
  settingsFolder = userFolder(), env, platform, log = () => {},
}: ServerOptions): Promise<NotebookServer> {
  const [manifest, schemas, version] = await Promise.all([builtJson(join(uiFolder, 'manifest.json')), builtJson(join(uiFolder, 'schemas.json')), ownVersion()]);
  const login = new Login(token);
  const folder = new ServedFolder(root, platform);
  const contents = new Contents(folder, new NotebookTrust(settingsFolder));
  const kernels = new KernelManager({ env, onLog: log });
  /** The folder on disk in which a notebook's kernel runs. */
  const cwdOf = async (path: string): Promise<string> => {
    const file = await folder.resolve(path);
    return (await stat(file).then((stats) => stats.isDirectory(), () => false)) ? file : dirname(file);
  };

  const sessions = new SessionManager(kernels, cwdOf);
  const settings = new Settings(schemas, settingsFolder);

  const webSockets = new WebSocketServer({ noServer: true, maxPayload, handleProtocols: (offered) => (offered.has(v1Protocol) ? v1Protocol : false) });
  const server = createHttpServer({
    login, log,
    translate: async (message, { headers }) => (await settings.language(headers['accept-language'])) === 'zh_TW' ? inTraditionalChinese(message) : message,
    assets: assetRoutes(new StaticFiles(uiFolder)),
    pages: [...startPageRoutes(course), ...pageRoutes(contents, manifest as Manifest, version, (path) => startKernelEarly(path, contents, sessions).catch(() => {}))],
    api: [
      ...contentsRoutes(contents, new Checkpoints(contents)),
      ...kernelRoutes(kernels, sessions, cwdOf),
      ...(course ? courseRoutes(course, sessions) : []),
      ...appRoutes(settings, new StaticFiles(join(uiFolder, 'themes')), version),
    ],
    onWebSocket(incoming, socket, head, path, query) {
      const [, id] = /^\/api\/kernels\/([^/]+)\/channels$/.exec(path) ?? [];
      const kernel = id === undefined ? undefined : kernels.get(id);
      if (!kernel && path !== '/api/events/subscribe') throw new HttpError(404, 'There is no WebSocket at this address.');
      webSockets.handleUpgrade(incoming, socket, head, (webSocket) => {
        // The events channel exists for the front end's sake; this server has no events to tell.
        if (kernel) connectTab(webSocket, kernel, query.get('session_id') ?? '', log);
        else webSocket.on('error', () => webSocket.terminate());
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(wantedPort, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;

  return {
    port, token, url,
    addressForBrowser: (onUsed) => `${url}?token=${login.issueTicket(onUsed)}`,
    async close() {
      for (const client of webSockets.clients) client.terminate();
      await kernels.shutdownAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A file that ui/build.mjs has written. */
async function builtJson(path: string) {
  const text = await readFile(path, 'utf8').catch(() => { throw new Error(`The notebook interface is not built (${path} is missing). Run \`npm run build\`.`); });
  return JSON.parse(text);
}

/** Of the package.json nearest to this file. */
async function ownVersion(): Promise<string> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
    if (dirname(folder) === folder) return 'unknown';
  }
}
