/**
 * What the official client `@jupyterlab/services` does with a server: every manager, step by step, each step
 * with the answer of our server. It runs against any Jupyter server that has our kernel (official-client.test.ts).
 */
import { EventManager, NbConvertManager, ServerConnection, ServiceManager, SessionAPI, UserAPI } from '@jupyterlab/services';
import type { Contents, Kernel, Session } from '@jupyterlab/services';

export interface Step {
  name: string;
  run(client: Client): Promise<unknown>;
  /** What our server makes of it. */
  expected: unknown;
}

type Content = Record<string, unknown>;

export class Client {
  readonly services: ServiceManager;
  session!: Session.ISessionConnection;

  readonly settings: ServerConnection.ISettings;

  constructor(settings: ServerConnection.ISettings) {
    // A socket that a server refuses is for the client to notice, not for Node to end at.
    class Socket extends settings.WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener('error', () => {});
      }
    }
    this.settings = { ...settings, WebSocket: Socket };
    this.services = new ServiceManager({ serverSettings: this.settings, standby: 'never' });
  }

  get kernel(): Kernel.IKernelConnection {
    return this.session.kernel!;
  }

  get contents(): Contents.IManager {
    return this.services.contents;
  }

  /** Runs code; resolves to what it published (text, results, classes of errors) and the status of its reply. */
  async run(code: string, onText = () => {}): Promise<string[]> {
    const future = this.kernel.requestExecute({ code, allow_stdin: true });
    const seen: string[] = [];
    let text = '';
    future.onStdin = () => { this.kernel.sendInputReply({ status: 'ok', value: 'Ada' }, {} as never); };
    future.onIOPub = ({ header: { msg_type: type }, content }) => {
      const { data, ename, text: part } = content as { data?: Content; ename?: string; text?: string };
      if (type === 'stream') {
        text += part;
        onText();
      }
      if (data) seen.push(`${type} ${String(data['text/plain'])}`);
      if (ename) seen.push(`error ${ename}`);
    };
    const { content: { status } } = await future.done;
    return [...(text ? [`stream ${text}`] : []), ...seen, `reply ${status}`];
  }

  dispose(): void {
    this.services.dispose();
  }
}

/** The HTTP status with which a request fails, 200 where it does not. */
const statusOf = (request: Promise<unknown>): Promise<unknown> =>
  request.then(() => 200, (error: ServerConnection.ResponseError) => error.response?.status ?? error.message);

const notebook = {
  cells: [{ cell_type: 'code', id: 'a', metadata: {}, source: '1 + 1', outputs: [], execution_count: null }],
  metadata: { kernelspec: { name: 'minimax', display_name: 'TypeScript (Minimax Labs)', language: 'typescript' } }, nbformat: 4, nbformat_minor: 5,
};
const shape = ({ name, path, type, format, mimetype, writable }: Contents.IModel) => ({ name, path, type, format, mimetype: mimetype ?? null, writable });

export const steps: Step[] = [
  {
    name: 'kernelspecs: the TypeScript kernel',
    run: async ({ services }) => {
      await services.kernelspecs.ready;
      const { display_name: name, language } = services.kernelspecs.specs!.kernelspecs.minimax!;
      return [name, language];
    },
    expected: ['TypeScript (Minimax Labs)', 'typescript'],
  },
  {
    name: 'kernelspecs: the default kernel',
    run: async ({ services }) => services.kernelspecs.specs!.default,
    expected: 'minimax',
  },

  // Contents
  {
    name: 'contents: a new notebook, and another one',
    run: async ({ contents }) => [shape(await contents.newUntitled({ type: 'notebook' })), (await contents.newUntitled({ type: 'notebook' })).path],
    expected: [{ name: 'Untitled.ipynb', path: 'Untitled.ipynb', type: 'notebook', format: null, mimetype: null, writable: true }, 'Untitled1.ipynb'],
  },
  {
    name: 'contents: a new folder, and a text file in it',
    run: async ({ contents }) => {
      const folder = await contents.newUntitled({ type: 'directory' });
      await contents.rename(folder.path, 'folder');
      return shape(await contents.newUntitled({ path: 'folder', type: 'file', ext: '.txt' }));
    },
    expected: { name: 'untitled.txt', path: 'folder/untitled.txt', type: 'file', format: null, mimetype: 'text/plain', writable: true },
  },
  {
    name: 'contents: a notebook comes back as it was saved',
    run: async ({ contents }) => {
      await contents.save('folder/Lab.ipynb', { type: 'notebook', format: 'json', content: notebook });
      const { content, format } = await contents.get('folder/Lab.ipynb');
      return [content.cells[0].source, content.metadata.kernelspec.name, format];
    },
    expected: ['1 + 1', 'minimax', 'json'],
  },
  {
    name: 'contents: text and bytes come back as they were saved',
    run: async ({ contents }) => {
      await contents.save('folder/text.md', { type: 'file', format: 'text', content: '中文 ✓\n' });
      await contents.save('folder/bytes.bin', { type: 'file', format: 'base64', content: 'AP/+' });
      const [text, bytes] = [await contents.get('folder/text.md'), await contents.get('folder/bytes.bin')];
      return [text.content, text.format, String(bytes.content).trim(), bytes.format];
    },
    expected: ['中文 ✓\n', 'text', 'AP/+', 'base64'],
  },
  {
    name: 'contents: an upload in parts',
    run: async ({ contents }) => {
      for (const [chunk, content] of [[1, 'b25l'], [2, 'dHdv'], [-1, 'dGhyZWU=']] as const) await contents.save('folder/big.txt', { type: 'file', format: 'base64', content, chunk } as never);
      return (await contents.get('folder/big.txt', { type: 'file', format: 'text', content: true })).content;
    },
    expected: 'onetwothree',
  },
  {
    name: 'contents: a listing',
    run: async ({ contents }) => (await contents.get('folder')).content.map(({ name, type }: Contents.IModel) => `${type} ${name}`).sort(),
    expected: ['file big.txt', 'file bytes.bin', 'file text.md', 'file untitled.txt', 'notebook Lab.ipynb'],
  },
  {
    name: 'contents: the hash of a file, by which a page notices a change from outside',
    run: async ({ contents }) => (await contents.get('folder/text.md', { content: false, hash: true })).hash_algorithm ?? null,
    expected: 'sha256',
  },
  {
    name: 'contents: copied, renamed, deleted, gone',
    run: async ({ contents }) => {
      const copy = await contents.copy('folder/text.md', 'folder');
      const renamed = await contents.rename(copy.path, 'folder/other.md');
      await contents.delete(renamed.path);
      return [copy.path, renamed.path, await statusOf(contents.get(renamed.path)), await statusOf(contents.delete('folder/none'))];
    },
    expected: ['folder/text-Copy1.md', 'folder/other.md', 404, 404],
  },
  {
    name: 'contents: renaming onto a file that is there',
    run: ({ contents }) => statusOf(contents.rename('folder/text.md', 'folder/big.txt')),
    expected: 409,
  },
  {
    name: 'contents: deleting a folder that is not empty',
    run: async ({ contents }) => {
      await contents.save('full', { type: 'directory' });
      await contents.save('full/file.txt', { type: 'file', format: 'text', content: '' });
      return statusOf(contents.delete('full'));
    },
    expected: 400,
  },
  {
    name: 'contents: a text asked for as a notebook, a folder as a file, a place outside',
    run: async ({ contents }) => [
      await statusOf(contents.get('folder/text.md', { type: 'notebook', content: true })), await statusOf(contents.get('folder', { type: 'file', content: true })), await statusOf(contents.get('../secret.txt')),
    ],
    expected: [400, 400, 404],
  },
  {
    name: 'contents: checkpoints made, listed, restored, deleted',
    run: async ({ contents }) => {
      const { id } = await contents.createCheckpoint('folder/text.md');
      await contents.save('folder/text.md', { type: 'file', format: 'text', content: 'changed' });
      const listed = await contents.listCheckpoints('folder/text.md');
      await contents.restoreCheckpoint('folder/text.md', id);
      const { content } = await contents.get('folder/text.md');
      await contents.deleteCheckpoint('folder/text.md', id);
      return [id, listed.length, content, (await contents.listCheckpoints('folder/text.md')).length];
    },
    expected: ['checkpoint', 1, '中文 ✓\n', 0],
  },
  {
    name: 'contents: a download',
    run: async ({ contents, settings }) => {
      const response = await ServerConnection.makeRequest(await contents.getDownloadUrl('folder/text.md'), {}, settings);
      return [response.status, await response.text()];
    },
    expected: [200, '中文 ✓\n'],
  },

  // Sessions and kernels
  {
    name: 'sessions: one for a notebook, and the same one for a second tab',
    run: async (client) => {
      const options = { path: 'folder/Lab.ipynb', name: 'Lab.ipynb', type: 'notebook', kernel: { name: 'minimax' } };
      client.session = await client.services.sessions.startNew(options);
      const again = await SessionAPI.startSession(options, client.settings);
      return [client.session.path, client.session.type, client.kernel.name, again.id === client.session.id, again.kernel!.id === client.kernel.id];
    },
    expected: ['folder/Lab.ipynb', 'notebook', 'minimax', true, true],
  },
  {
    name: 'kernels: what the kernel says of itself',
    run: async ({ kernel }) => (await kernel.info).language_info.name,
    expected: 'typescript',
  },
  {
    name: 'kernels: streams, results and errors of cells',
    run: async (client) => [await client.run('console.log("out"); const x: number = 6 * 7; x'), await client.run('throw new RangeError("too far")')],
    expected: [['stream out\n', 'execute_result 42', 'reply ok'], ['error RangeError', 'reply error']],
  },
  {
    name: 'kernels: ten thousand lines, none lost',
    run: async (client) => {
      const [text] = await client.run('for (let i = 0; i < 10_000; i++) console.log(i)');
      return text === `stream ${Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join('')}`;
    },
    expected: true,
  },
  {
    name: 'kernels: a cell asks for input',
    run: (client) => client.run('const name = await prompt("Name?"); name'),
    expected: ["execute_result 'Ada'", 'reply ok'],
  },
  {
    name: 'kernels: completion and inspection',
    run: async ({ kernel }) => {
      const { content: completion } = await kernel.requestComplete({ code: 'Math.sq', cursor_pos: 7 });
      const { content: inspection } = await kernel.requestInspect({ code: 'Math.sqrt', cursor_pos: 8, detail_level: 0 });
      return [completion.status === 'ok' && completion.matches.includes('sqrt'), inspection.status === 'ok' && inspection.found];
    },
    expected: [true, true],
  },
  {
    name: 'kernels: an endless loop interrupted, the variables kept',
    run: async (client) => {
      await client.run('let kept = "still here"');
      let endless: Promise<string[]> | undefined;
      await new Promise<void>((runs) => { endless = client.run('console.log("runs"); while (true) {}', runs); });
      await client.kernel.interrupt();
      return [await endless, await client.run('kept')];
    },
    expected: [['stream runs\n', 'error KeyboardInterrupt', 'reply error'], ["execute_result 'still here'", 'reply ok']],
  },
  {
    name: 'kernels: a connection cut while a cell prints',
    run: async (client) => {
      // Cut while nothing is on its way: what is, no Jupyter server sends again.
      const code = 'console.log(0); while (!require("fs").existsSync("cut.txt")) await new Promise((resolve) => setTimeout(resolve, 20)); for (let i = 1; i < 8; i++) { console.log(i); await new Promise((resolve) => setTimeout(resolve, 200)) }';
      let running: Promise<string[]> | undefined;
      await new Promise<void>((printed) => { running = client.run(code, printed); });
      const connected = client.kernel.reconnect();
      await client.contents.save('folder/cut.txt', { type: 'file', format: 'text', content: '' });
      await connected;
      return running;
    },
    expected: ['stream 0\n1\n2\n3\n4\n5\n6\n7\n', 'reply ok'],
  },
  {
    name: 'sessions: a renamed notebook keeps its kernel',
    run: async (client) => {
      const { id } = client.kernel;
      await client.session.setPath('folder/Renamed.ipynb');
      return (await SessionAPI.listRunning(client.settings)).map((running) => [running.path, running.kernel!.id === id]);
    },
    expected: [['folder/Renamed.ipynb', true]],
  },
  {
    name: 'kernels: restarted, the variables are gone, the tab stays connected',
    run: async (client) => {
      await client.kernel.restart();
      return [await client.run('kept'), await client.run('1 + 1')];
    },
    expected: [['error TypeScriptError', 'reply error'], ['execute_result 2', 'reply ok']],
  },
  {
    name: 'kernels: a killed one is started anew',
    run: async (client) => {
      const [pid] = await client.run('console.log(process.ppid)');
      const restarted = new Promise<void>((resolve) => { client.kernel.statusChanged.connect((_kernel, status) => { if (status === 'autorestarting') resolve(); }); });
      process.kill(Number(pid.replace('stream ', '')), 'SIGKILL');
      await restarted;
      await client.kernel.reconnect();
      return client.run('1 + 1');
    },
    expected: ['execute_result 2', 'reply ok'],
  },
  {
    name: 'sessions: shut down, the kernel with it',
    run: async (client) => {
      const { id } = client.session;
      await client.session.shutdown();
      await client.services.kernels.refreshRunning();
      return [await SessionAPI.listRunning(client.settings), [...client.services.kernels.running()], await statusOf(SessionAPI.getSessionModel(id, client.settings))];
    },
    expected: [[], [], 404],
  },

  // The interface's own
  {
    name: 'settings: the schemas, a change, and the change again',
    run: async ({ services: { settings } }) => {
      const id = '@jupyterlab/notebook-extension:tracker';
      const before = await settings.fetch(id);
      await settings.save(id, '{ "autoStartDefaultKernel": true }');
      return [before!.schema.title, (await settings.fetch(id))!.raw, (await settings.list('ids')).ids.includes(id)];
    },
    expected: ['Notebook', '{ "autoStartDefaultKernel": true }', true],
  },
  {
    name: 'settings: those of a plugin that there is not',
    run: ({ services: { settings } }) => statusOf(settings.fetch('none:none')),
    expected: 404,
  },
  {
    name: 'user: who is there',
    run: async ({ settings }) => (await new UserAPI.UserAPIClient({ serverSettings: settings }).get()).identity.name,
    expected: 'Student',
  },
  {
    name: 'events: the channel opens',
    run: async ({ settings }) => {
      let manager: EventManager | undefined;
      // The manager does not say when it is connected.
      const opened = new Promise<string>((resolve) => {
        class Witness extends settings.WebSocket {
          constructor(url: string | URL, protocols?: string | string[]) {
            super(url, protocols);
            this.addEventListener('open', () => resolve('open'));
            this.addEventListener('error', () => resolve('refused'));
          }
        }
        manager = new EventManager({ serverSettings: { ...settings, WebSocket: Witness }, standby: 'never' });
      });
      const answer = await opened;
      manager!.dispose();
      return answer;
    },
    expected: 'open',
  },
  {
    name: 'events: one told to the server',
    run: ({ services: { events } }) => statusOf(events.emit({ schema_id: 'https://example.org/x', version: '1', data: {} })),
    expected: 404,
  },
  {
    name: 'workspaces',
    run: ({ services: { workspaces } }) => statusOf(workspaces.list()),
    expected: 404,
  },
  {
    name: 'terminals',
    run: async ({ settings }) => (await ServerConnection.makeRequest(`${settings.baseUrl}api/terminals`, {}, settings)).status,
    expected: 404,
  },
  {
    name: 'nbconvert: the formats of an export',
    run: async ({ settings }) => Object.keys(await new NbConvertManager({ serverSettings: settings }).getExportFormats()).includes('html'),
    expected: false,
  },
];
