/** Kernels and sessions through Jupyter's official client, on both WebSocket protocols: what is this server's own. What every Jupyter server does is in official-client.test.ts. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { KernelAPI, KernelManager, KernelMessage, ServerConnection, SessionAPI, SessionManager } from '@jupyterlab/services';
import type { Kernel, Session } from '@jupyterlab/services';
import WebSocket from 'ws';
import { MissedMessages } from '../../kernel-extensions/notebook-app/server/missed-messages.js';
import { clientSettings, notebookOf, startTestServer } from './support/server.js';
import type { TestServer } from './support/server.js';

type Content = Record<string, unknown>;

/** Runs a cell; resolves to its reply and what it published, as `[type, content]`. */
async function run(kernel: Kernel.IKernelConnection, code: string, metadata = {}): Promise<{ reply: Content; published: [string, Content][] }> {
  const future = kernel.requestExecute({ code }, true, metadata);
  const published: [string, Content][] = [];
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type !== 'status' && header.msg_type !== 'execute_input') published.push([header.msg_type, content as Content]);
  };
  const reply = (await future.done).content as unknown as Content;
  return { reply, published };
}

const textOf = (published: [string, Content][]): string => published.filter(([type]) => type === 'stream').map(([, { text }]) => text).join('');

for (const protocol of ['v1', 'of old'] as const) {
  describe(`kernels, through the official client with the WebSocket protocol ${protocol}`, function () {
    this.timeout(60_000);
    let server: TestServer;
    let kernels: KernelManager;
    let sessions: SessionManager;
    let session: Session.ISessionConnection;
    let kernel: Kernel.IKernelConnection;
    let settings: ServerConnection.ISettings;

    before(async () => {
      server = await startTestServer();
      await mkdir(join(server.root, 'folder'));
      await server.put('folder/Lab.ipynb', notebookOf('1'));
      settings = clientSettings(server, protocol);
      kernels = new KernelManager({ serverSettings: settings });
      sessions = new SessionManager({ kernelManager: kernels, serverSettings: settings });
      session = await sessions.startNew({ path: 'folder/Lab.ipynb', name: 'Lab.ipynb', type: 'notebook', kernel: { name: 'minimax' } });
      kernel = session.kernel!;
    });
    after(async () => {
      sessions.dispose();
      kernels.dispose();
      await server.close();
    });

    it('runs in the folder of the notebook', async () => {
      const { published } = await run(kernel, 'console.log(process.cwd())');
      expect(textOf(published).trim()).to.equal(await realpath(join(server.root, 'folder')));
    });

    it('completes and inspects, also while a cell runs', async () => {
      const running = run(kernel, 'await new Promise((resolve) => setTimeout(resolve, 1500))');
      const completion = await kernel.requestComplete({ code: 'Math.sq', cursor_pos: 7 });
      expect((completion.content as KernelMessage.ICompleteReplyMsg['content'] & { status: 'ok' }).matches).to.include('sqrt');
      const inspection = await kernel.requestInspect({ code: 'Math.sqrt', cursor_pos: 8, detail_level: 0 });
      expect((inspection.content as KernelMessage.IInspectReplyMsg['content'] & { status: 'ok' }).found).to.equal(true);
      expect((await running).reply).to.include({ status: 'ok' });
    });

    it('answers a second tab on the notebook with the same kernel, and both hear what it publishes', async () => {
      const { kernel: same } = await SessionAPI.startSession({ path: 'folder/Lab.ipynb', name: 'Lab.ipynb', type: 'notebook', kernel: { name: 'minimax' } }, settings);
      expect(same!.id).to.equal(kernel.id);
      const other = kernels.connectTo({ model: same! });
      await other.info;
      const heard: string[] = [];
      other.iopubMessage.connect((_kernel, message) => { if (KernelMessage.isStreamMsg(message)) heard.push(message.content.text); });
      const { published } = await run(kernel, 'console.log("for both")');
      const mine = await run(other, 'console.log("from the other")');
      expect(textOf(published)).to.equal('for both\n');
      expect(textOf(mine.published)).to.equal('from the other\n');
      expect(heard).to.deep.equal(['for both\n', 'from the other\n']);
      expect((await KernelAPI.getKernelModel(kernel.id, settings))!.connections).to.equal(2);
      other.dispose();
    });

    it('gives two tabs that open a notebook at once one kernel', async () => {
      const start = () => SessionAPI.startSession({ path: 'New.ipynb', name: '', type: 'notebook', kernel: { name: 'minimax' } }, settings);
      const [one, two] = await Promise.all([start(), start()]);
      expect(one.id).to.equal(two.id);
      await SessionAPI.shutdownSession(one.id, settings);
      expect((await SessionAPI.listRunning(settings)).map(({ path }) => path)).to.deep.equal(['folder/Lab.ipynb']);
    });

    /** A page on the kernel, and the text that it is sent. */
    async function connectAs(page: string): Promise<{ socket: WebSocket; text: () => string }> {
      const socket = new WebSocket(`${settings.wsUrl}api/kernels/${kernel.id}/channels?session_id=${page}&token=${server.token}`);
      let text = '';
      // In the protocol of old, a message is JSON.
      socket.on('message', (data: Buffer) => {
        const { header, content } = JSON.parse(data.toString()) as { header: { msg_type: string }; content: Content };
        if (header.msg_type === 'stream') text += String(content.text);
      });
      await once(socket, 'open');
      return { socket, text: () => text };
    }
    const connections = async () => (await KernelAPI.getKernelModel(kernel.id, settings))!.connections!;
    /** The page closes, but for now the connection stays: the server has the close frame, and does not see the end. */
    async function beginToClose({ socket }: { socket: WebSocket }): Promise<void> {
      const before = await connections();
      socket.pause();
      socket.close();
      while (await connections() === before) await delay(20);
    }
    async function close({ socket }: { socket: WebSocket }): Promise<void> {
      socket.resume();
      socket.close();
      await once(socket, 'close');
    }

    it('sends each of two pages that were cut off at once what it missed', async () => {
      const [one, two] = [await connectAs('page-one'), await connectAs('page-two')];
      one.socket.send(JSON.stringify({
        channel: 'shell', metadata: {}, parent_header: {}, content: { code: 'console.log(0); while (!require("fs").existsSync("both-are-gone")) await new Promise((resolve) => setTimeout(resolve, 20)); for (let i = 1; i < 6; i++) console.log(i)' },
        header: { msg_id: 'two-pages', msg_type: 'execute_request', session: 'page-one', username: '', version: '5.3', date: new Date().toISOString() },
      }));
      while (!one.text() || !two.text()) await delay(20);
      const before = await connections();
      for (const { socket } of [one, two]) socket.terminate();
      while (await connections() !== before - 2) await delay(20);
      await server.put('folder/both-are-gone', '');
      await run(kernel, '"the cell has ended"');
      for (const [page, first] of Object.entries({ 'page-one': one, 'page-two': two })) {
        const again = await connectAs(page);
        while (!again.text().includes('5\n')) await delay(20);
        expect(first.text() + again.text()).to.equal('0\n1\n2\n3\n4\n5\n');
        await close(again);
      }
    });

    it('keeps for a page what comes after its close frame', async () => {
      const page = await connectAs('closing');
      await beginToClose(page);
      await run(kernel, 'console.log("meanwhile")');
      const again = await connectAs('closing');
      while (!again.text().includes('meanwhile\n')) await delay(20);
      await close(page);
      await close(again);
    });

    it('sends a page nothing twice that connects anew before the server sees its old connection end', async () => {
      const page = await connectAs('quick');
      await beginToClose(page);
      const second = await connectAs('quick');
      await close(page);
      await run(kernel, 'console.log("once")');
      while (!second.text().includes('once\n')) await delay(20);
      await beginToClose(second);
      const third = await connectAs('quick');
      await run(kernel, 'console.log("end")');
      while (!third.text().includes('end\n')) await delay(20);
      expect(third.text()).to.equal('end\n');
      await close(second);
      await close(third);
    });

    it('keeps the outputs of a cell whose page has gone for the next page', async () => {
      const other = kernels.connectTo({ model: kernel.model, username: 'closed page' });
      await other.info;
      const cell = other.requestExecute({ code: 'console.log("before"); while (!require("fs").existsSync("it-is-gone")) await new Promise((resolve) => setTimeout(resolve, 20)); console.log("after"); 7' }, false, { cellId: 'a-cell' });
      await new Promise<void>((resolve) => { cell.onIOPub = ({ header }) => { if (header.msg_type === 'stream') resolve(); }; });
      const before = await connections();
      other.dispose();
      while (await connections() === before) await delay(20);
      await server.put('folder/it-is-gone', '');
      await run(kernel, '"the cell has ended"');
      const url = `${settings.baseUrl}minimax/kernels/${kernel.id}/runs`;
      const get = async (session = '') => (await (await ServerConnection.makeRequest(`${url}?session_id=${session}`, {}, settings)).json()) as { mark?: string; runs: { cellId: string; running: boolean; request: { msg_id: string }; messages: { header: { msg_type: string }; content: Content }[] }[] };
      const heard: string[] = [];
      kernel.anyMessage.connect((_kernel, { msg }) => { heard.push(msg.header.msg_id); });
      const { runs: [kept], mark } = await get(kernel.clientId);
      while (!heard.includes(mark!)) await delay(20);
      expect((await get('a page that is not connected')).mark).to.equal(undefined);
      expect(kept).to.include({ cellId: 'a-cell', running: false });
      expect(kept.messages.filter(({ header }) => header.msg_type === 'stream').map(({ content }) => content.text).join('')).to.equal('before\nafter\n');
      await ServerConnection.makeRequest(`${url}/${kept.request.msg_id}`, { method: 'DELETE' }, settings);
      expect((await get()).runs).to.deep.equal([]);
    });

    it('tells the page when the process that runs cells ends, and goes on', async () => {
      const { reply } = await run(kernel, 'process.exit(3)');
      expect(reply.status).to.equal('error');
      expect((await run(kernel, '1 + 1')).published.at(-1)![1].data).to.include({ 'text/plain': '2' });
    });

    it('shuts down: session and kernel are gone, and a second time finds nothing', async () => {
      const { id } = session;
      const kernelId = kernel.id;
      await session.shutdown();
      expect(await SessionAPI.listRunning(settings)).to.deep.equal([]);
      expect(await KernelAPI.listRunning(settings)).to.deep.equal([]);
      expect(await KernelAPI.getKernelModel(kernelId, settings)).to.equal(undefined);
      await SessionAPI.shutdownSession(id, settings); // the client takes 404 for done
    });
  });
}

describe('messages that a page missed', () => {
  it('are forgotten where the page does not come back', async () => {
    const missed = new MissedMessages(1);
    missed.await('gone');
    missed.add({ channel: 'iopub', message: { content: {} } as never });
    await delay(50);
    expect(missed.take('gone')).to.deep.equal([]);
  });
});

describe('the kernel of a notebook whose page is asked for', function () {
  this.timeout(60_000);
  let server: TestServer;
  before(async () => { server = await startTestServer(); });
  after(() => server.close());

  const openPage = async (path: string): Promise<void> => {
    const { status } = await fetch(`${server.url}notebooks/${path}`, { headers: { Authorization: `token ${server.token}` } });
    expect(status).to.equal(200);
  };
  const running = async (): Promise<string[]> => (await SessionAPI.listRunning(clientSettings(server))).map(({ path }) => path);

  it('starts with the page, once', async () => {
    await server.put('Lab.ipynb', notebookOf('1'));
    await Promise.all([openPage('Lab.ipynb'), openPage('Lab.ipynb')]);
    expect(await running()).to.deep.equal(['Lab.ipynb']);
    expect(await KernelAPI.listRunning(clientSettings(server))).to.have.length(1);
  });

  it('is left to the page where the notebook names another kernel, or none, or is broken', async () => {
    await server.put('Python.ipynb', { ...notebookOf('1'), metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } } });
    await server.put('None.ipynb', { ...notebookOf('1'), metadata: {} });
    await server.put('Broken.ipynb', '{');
    for (const path of ['Python.ipynb', 'None.ipynb', 'Broken.ipynb']) await openPage(path);
    expect(await running()).to.deep.equal(['Lab.ipynb']);
  });
});
