/** A notebook server over a folder of its own, gone after the test; and Jupyter's official client for it. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentsManager, Drive, ServerConnection } from '@jupyterlab/services';
import WebSocket from 'ws';
import { startNotebookServer } from '../../../kernel-extensions/notebook-app/server/index.js';
import type { Course } from '../../../kernel-extensions/notebook-app/server/course.js';
import type { NotebookServer, ServerOptions } from '../../../kernel-extensions/notebook-app/server/index.js';

export interface TestServer extends NotebookServer {
  /** The served folder on disk. */
  readonly root: string;
  /** A folder beside the served one, which no request may reach. */
  readonly outside: string;
  readonly settingsFolder: string;
  /** Write a file into the served folder. */
  put(path: string, content: string | object): Promise<void>;
}

/** `within` is where the folders are made: inside the package, notebooks can import it. `courseIn` makes the course of the served folder. */
export async function startTestServer(within = tmpdir(), courseIn?: (root: string) => Course, options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const base = await realpath(await mkdtemp(join(within, 'minimax-app-')));
  const [root, outside, settingsFolder] = ['labs', 'outside', 'settings'].map((name) => join(base, name));
  await mkdir(root);
  await mkdir(outside);
  await writeFile(join(outside, 'secret.txt'), 'secret');
  const server = await startNotebookServer({ root, port: 0, settingsFolder, course: courseIn?.(root), ...options });
  return {
    ...server, root, outside, settingsFolder,
    put: (path, content) => writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content)),
    async close() {
      await server.close();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** Of the two that kernels' WebSockets have. */
export type WebSocketProtocol = 'v1' | 'of old';

/** The client offers v1; a socket that keeps the offer to itself speaks the protocol of old. */
class SocketOfOld extends WebSocket {
  constructor(url: string) {
    super(url);
  }
}

/** Settings of the official client. It logs in by token, as a program does. */
export function clientSettings({ url, token }: Pick<NotebookServer, 'url' | 'token'>, protocol: WebSocketProtocol = 'v1'): ServerConnection.ISettings {
  return ServerConnection.makeSettings({
    baseUrl: url, wsUrl: url.replace('http', 'ws'), appUrl: 'lab', token, appendToken: true, ...(protocol === 'of old' && { WebSocket: SocketOfOld as never }),
  });
}

/** The official client's view of the files. */
export const contentsOf = (server: Pick<NotebookServer, 'url' | 'token'>): ContentsManager => new ContentsManager({ defaultDrive: new Drive({ serverSettings: clientSettings(server) }) });

/** A notebook of code cells. */
export function notebookOf(...sources: string[]): object {
  return {
    cells: sources.map((source, index) => ({ cell_type: 'code', id: `cell-${index}`, metadata: {}, source, outputs: [], execution_count: null })),
    metadata: { kernelspec: { name: 'minimax', display_name: 'TypeScript (Minimax Labs)', language: 'typescript' } },
    nbformat: 4, nbformat_minor: 5,
  };
}
