/** What a front end sees: the message specification as tests, on real sockets, without a TypeScript engine. */
import { expect } from 'chai';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelClient } from '../../../kernel-extensions/kernel/client/index.js';
import type { ExecuteOptions, ExecuteReply, Message } from '../../../kernel-extensions/kernel/client/index.js';
import { kernelOnSockets, typeOf } from './kernel-on-sockets.js';
import { ScriptedEngine } from './scripted-engine.js';

describe('kernel connections', () => {
  it('may have no key', async () => {
    const kernel = await kernelOnSockets(new ScriptedEngine(), { key: '' });
    expect((await kernel.run('value 1')).reply).to.include({ status: 'ok' });
    await kernel.close();
  });

  it('may be Unix sockets', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'minimax-test-'));
    const kernel = await kernelOnSockets(new ScriptedEngine(), { transport: 'ipc', ip: join(folder, 'kernel') });
    expect((await kernel.run('value 1')).reply).to.include({ status: 'ok' });
    expect((await readdir(folder)).sort()).to.have.length(5);
    await kernel.close();
    await rm(folder, { recursive: true });
  });
});

describe('kernel messages', () => {
  let kernel: Awaited<ReturnType<typeof kernelOnSockets>>;
  before(async () => { kernel = await kernelOnSockets(); });
  after(() => kernel.close());

  describe('execute_request', () => {
    it('publishes busy, the input, the outputs in order, the result and idle, all under its own header', async () => {
      const { reply, published, types } = await kernel.run('print a\nwarn b\ndisplay x pic\nprint c\nvalue 42');
      expect(types).to.deep.equal(['status: busy', 'execute_input', 'stream', 'stream', 'display_data', 'stream', 'execute_result', 'status: idle']);
      expect(new Set(published.map(({ parent_header }) => parent_header.msg_id)).size).to.equal(1);
      expect(reply).to.include({ status: 'ok' });
      expect(published[6].content).to.deep.include({ data: { 'text/plain': '42' }, metadata: {} });
      expect(published[6].content.execution_count).to.equal((reply as { execution_count: number }).execution_count);
    });

    it('counts cells that are stored, and only those', async () => {
      const count = async (options = {}) => ((await kernel.run('print', options)).reply as { execution_count: number }).execution_count;
      const first = await count();
      expect(await count({ store_history: false })).to.equal(first + 1);
      expect(await count({ silent: true })).to.equal(first + 1);
      expect(await count()).to.equal(first + 1);
      expect(await count()).to.equal(first + 2);
    });

    it('shows nothing of a silent cell, not even its error', async () => {
      expect((await kernel.run('print a\nvalue 1', { silent: true })).types).to.deep.equal(['status: busy', 'status: idle']);
      const { reply, types } = await kernel.run('throw TypeError no', { silent: true });
      expect(reply.status).to.equal('error');
      expect(types).to.deep.equal(['status: busy', 'status: idle']);
    });

    it('reports an error on iopub and in the reply', async () => {
      const { reply, published, types } = await kernel.run('throw TypeError is not a function');
      const error = { ename: 'TypeError', evalue: 'is not a function', traceback: ['TypeError: is not a function'] };
      expect(types).to.deep.equal(['status: busy', 'execute_input', 'error', 'status: idle']);
      expect(published[2].content).to.deep.equal(error);
      expect(reply).to.deep.include({ status: 'error', ...error });
    });

    it('aborts what was queued behind an error, and nothing that was sent after it was known', async () => {
      const cells = ['wait 30\nthrow Error one', 'value 2', 'value 3'].map((code) => kernel.run(code));
      expect((await Promise.all(cells)).map(({ reply }) => reply.status)).to.deep.equal(['error', 'aborted', 'aborted']);
      expect((await cells[1]).types).to.deep.equal(['status: busy', 'status: idle']);
      expect((await kernel.run('value 4')).reply.status).to.equal('ok');
      expect(kernel.engine.calls).to.not.include('execute value 2');
    });

    it('aborts a queue that was sent in one go with a cell that fails at once', async () => {
      const cells = ['throw Error now', ...Array.from({ length: 20 }, (_, index) => `value ${index}`)].map((code) => kernel.run(code));
      const statuses = (await Promise.all(cells)).map(({ reply }) => reply.status);
      expect(statuses).to.deep.equal(['error', ...Array(20).fill('aborted')]);
    });

    it('goes on after an error when asked to', async () => {
      const cells = [kernel.run('throw Error one', { stop_on_error: false }), kernel.run('value 2')];
      expect((await Promise.all(cells)).map(({ reply }) => reply.status)).to.deep.equal(['error', 'ok']);
    });

    it('evaluates user expressions after the cell, each with its own result or error', async () => {
      const { reply } = await kernel.run('print a', { user_expressions: { good: 'value 7', bad: 'throw RangeError far', none: 'wait 0' } });
      expect((reply as unknown as Record<string, unknown>).user_expressions).to.deep.equal({
        good: { status: 'ok', data: { 'text/plain': '7' }, metadata: {} },
        bad: { status: 'error', ename: 'RangeError', evalue: 'far', traceback: ['RangeError: far'] },
        none: { status: 'ok', data: { 'text/plain': 'undefined' }, metadata: {} },
      });
    });

    it('passes display ids, updates and clears on', async () => {
      const { published } = await kernel.run('display fig one\nupdate fig two\nclear true\nclear false');
      expect(published.slice(2, -1).map(({ header, content }) => [header.msg_type, content])).to.deep.equal([
        ['display_data', { data: { 'text/plain': 'one' }, metadata: {}, transient: { display_id: 'fig' } }],
        ['update_display_data', { data: { 'text/plain': 'two' }, metadata: {}, transient: { display_id: 'fig' } }],
        ['clear_output', { wait: true }],
        ['clear_output', { wait: false }],
      ]);
    });

    it('attributes late output to the cell that caused it, while another cell runs', async () => {
      const late: Message[] = [];
      const first = await kernel.client.execute('later 40 from the first', { onOutput: (message) => late.push(message) });
      expect(first.status).to.equal('ok');
      const second = await kernel.run('print second\nwait 120');
      expect(late.map(typeOf)).to.deep.equal(['status: busy', 'execute_input', 'status: idle', 'stream']);
      expect(late[3].content.text).to.equal('from the first');
      expect(second.types).to.deep.equal(['status: busy', 'execute_input', 'stream', 'status: idle']);
    });

    it('answers a request without code with an error, and stays', async () => {
      const reply = await kernel.client.request('execute_request', { code: 5 });
      expect(reply).to.deep.include({ status: 'error', ename: 'BadRequest', evalue: 'The request needs a string "code".' });
      expect((await kernel.run('value 1')).reply.status).to.equal('ok');
    });

    it('reports a failing engine as an error of the kernel', async () => {
      const { reply } = await kernel.run('fault the disk is full');
      expect(reply).to.include({ status: 'error', ename: 'KernelError', evalue: 'the disk is full' });
    });

    it('says on stderr of the cell that the runtime was lost', async () => {
      const { published } = await kernel.run('lose The process ended.\nwait 10');
      expect(published[2].content).to.deep.equal({ name: 'stderr', text: 'The process ended.\n' });
    });

    it('says it once when the cell was lost with it', async () => {
      const { published } = await kernel.run('die The process ended.');
      expect(published.slice(2).map(typeOf)).to.deep.equal(['error', 'status: idle']);
      expect(published[2].content.evalue).to.equal('The process ended.');
    });

    it('says so when an output cannot be sent, and goes on', async () => {
      const { reply, published } = await kernel.run('print a\ncycle\nvalue 5');
      expect(reply.status).to.equal('ok');
      expect(published[3].content.name).to.equal('stderr');
      expect(published[3].content.text).to.match(/^An output could not be shown: .*circular/);
      expect(typeOf(published[4])).to.equal('execute_result');
    });

    it('opens a page of help for `name?`', async () => {
      const { reply } = await kernel.run('tf.tensor??');
      expect((reply as { payload: unknown[] }).payload).to.deep.equal([{ source: 'page', data: { 'text/plain': 'tf.tensor at level 1' }, start: 0 }]);
    });

    it('loses none of 20,000 lines and sends them in a few messages', async () => {
      const lines = Array.from({ length: 20_000 }, (_, index) => `print line ${index}`);
      const { published } = await kernel.run(lines.join('\n'));
      const streams = published.filter(({ header }) => header.msg_type === 'stream');
      expect(streams.map(({ content }) => content.text).join('')).to.equal(lines.map((line) => `${line.slice(6)}\n`).join(''));
      expect(streams.length).to.be.below(20);
    });

    it('delivers 20,000 displays, which cannot be joined', async () => {
      const { published } = await kernel.run(Array.from({ length: 20_000 }, (_, index) => `display d${index} ${index}`).join('\n'));
      const displays = published.filter(({ header }) => header.msg_type === 'display_data');
      expect(displays.map(({ content }) => Number((content.data as Record<string, string>)['text/plain']))).to.deep.equal(Array.from({ length: 20_000 }, (_, index) => index));
    });
  });

  describe('while a cell runs', () => {
    it('answers completion, inspection, is_complete, history, info and control, and shows the cell as busy afterwards', async () => {
      const statuses: Message[] = [];
      const listener = new KernelClient(kernel.connection);
      await listener.waitUntilReady();
      const cell = kernel.client.execute('forever', { onOutput: (message) => statuses.push(message) });
      await until(() => statuses.some((message) => typeOf(message) === 'execute_input'));
      await Promise.all([
        kernel.client.request('complete_request', { code: 'ab', cursor_pos: 2 }),
        kernel.client.request('inspect_request', { code: 'ab', cursor_pos: 2, detail_level: 0 }),
        kernel.client.request('is_complete_request', { code: 'x' }),
        kernel.client.request('history_request', { hist_access_type: 'tail', n: 1 }),
        listener.request('kernel_info_request', {}, 'control'),
      ]);
      await until(() => statuses.length > 2); // a reminder
      expect(typeOf(statuses.at(-1)!)).to.equal('status: busy');
      await kernel.client.interrupt();
      expect(await cell).to.include({ status: 'error', ename: 'KeyboardInterrupt' });
      listener.close();
    });

    it('runs cells of several clients in turn, and answers each its own', async () => {
      const other = new KernelClient(kernel.connection);
      await other.waitUntilReady();
      const replies = await Promise.all([kernel.client.execute('wait 20'), other.execute('value 1'), kernel.client.execute('value 2')]);
      const counts = replies.map((reply) => (reply as { execution_count: number }).execution_count);
      expect(new Set(counts).size).to.equal(3);
      other.close();
    });
  });

  describe('an interrupt', () => {
    const interrupted = { status: 'error', ename: 'KeyboardInterrupt' };

    /** Control overtakes shell: an interrupt is meant for the cell only once its input was published. */
    async function begin(client: KernelClient, code: string, options: ExecuteOptions = {}) {
      let cell!: Promise<ExecuteReply>;
      await new Promise<void>((begun) => {
        cell = client.execute(code, { ...options, onOutput: ({ header }) => header.msg_type === 'execute_input' && begun() });
      });
      return { cell };
    }

    it('is not lost when it comes while the cell is compiled', async () => {
      const { cell } = await begin(kernel.client, 'compile 300\nforever');
      await kernel.client.interrupt();
      expect(await cell).to.include(interrupted);
    });

    it('stops one cell, and none after it', async () => {
      const { cell } = await begin(kernel.client, 'forever', { stop_on_error: false });
      const next = kernel.client.execute('wait 500\nvalue 1');
      await kernel.client.interrupt();
      expect(await cell).to.include(interrupted);
      expect(await next).to.include({ status: 'ok' });
    });

    it('reaches the engine when no cell runs', async () => {
      const before = kernel.engine.calls.filter((call) => call === 'interrupt').length;
      await kernel.client.interrupt();
      expect(kernel.engine.calls.filter((call) => call === 'interrupt').length).to.equal(before + 1);
    });

    it('keeps a cell from running that waits for the engine to start, and is answered meanwhile', async () => {
      let start = () => {};
      const starting = await kernelOnSockets(new ScriptedEngine(new Promise<void>((resolve) => { start = resolve; })));
      const { cell } = await begin(starting.client, 'print never');
      await starting.client.interrupt();
      expect(starting.engine.calls).to.deep.equal([]);
      start();
      expect(await cell).to.include(interrupted);
      expect(starting.engine.calls).to.not.include('execute print never');
      expect((await starting.run('value 1')).reply).to.include({ status: 'ok' });
      await starting.close();
    });
  });

  describe('subshells', () => {
    const control = <T extends 'create_subshell_request' | 'delete_subshell_request' | 'list_subshell_request'>(type: T, content = {}) => kernel.client.request(type, content, 'control');
    const create = async () => (await control('create_subshell_request')).subshell_id;

    it('are announced, created, listed and deleted', async () => {
      expect((await kernel.client.request('kernel_info_request')).supported_features).to.include('kernel subshells');
      const [one, two] = [await create(), await create()];
      expect(await control('list_subshell_request')).to.deep.equal({ status: 'ok', subshell_id: [one, two] });
      for (const subshell_id of [one, two]) expect(await control('delete_subshell_request', { subshell_id })).to.deep.equal({ status: 'ok' });
      expect((await control('list_subshell_request')).subshell_id).to.deep.equal([]);
    });

    it('run cells beside those of the main shell, each under its own request, and share the counter', async () => {
      const subshell = await create();
      const main = kernel.run('print main begins\nforever');
      const beside = await kernel.run('print beside\nvalue 7', { subshell });
      expect(beside.types).to.deep.equal(['status: busy', 'execute_input', 'stream', 'execute_result', 'status: idle']);
      expect(beside.published[0].parent_header).to.include({ subshell_id: subshell });
      await kernel.client.interrupt();
      const { reply } = await main;
      expect(reply).to.include({ status: 'error', ename: 'KeyboardInterrupt' });
      expect((beside.reply as { execution_count: number }).execution_count).to.equal((reply as { execution_count: number }).execution_count + 1);
      await control('delete_subshell_request', { subshell_id: subshell });
    });

    it('run their own cells one after the other, and an error aborts only their own', async () => {
      const subshell = await create();
      const cells = [
        kernel.run('wait 30\nthrow Error here', { subshell }), kernel.run('value 1', { subshell }),
        kernel.run('wait 30\nvalue 2'), kernel.run('value 3'),
      ];
      expect((await Promise.all(cells)).map(({ reply }) => reply.status)).to.deep.equal(['error', 'aborted', 'ok', 'ok']);
      await control('delete_subshell_request', { subshell_id: subshell });
    });

    it('leave a running cell of another shell looking busy when one of theirs has ended', async () => {
      const subshell = await create();
      const statuses: string[] = [];
      const main = kernel.client.execute('forever', { onOutput: (message) => statuses.push(typeOf(message)) });
      await kernel.run('value 1', { subshell });
      await until(() => statuses.filter((status) => status === 'status: busy').length > 1);
      await kernel.client.interrupt();
      await main;
      await control('delete_subshell_request', { subshell_id: subshell });
    });

    it('end with what they run, and nothing else', async () => {
      const subshell = await create();
      const main = kernel.run('wait 150\nvalue 1');
      const running = kernel.run('forever', { subshell });
      const waiting = kernel.run('value 2', { subshell });
      await kernel.client.request('kernel_info_request'); // behind them on the same socket
      await control('delete_subshell_request', { subshell_id: subshell });
      expect((await running).reply).to.include({ status: 'error', ename: 'KeyboardInterrupt' });
      expect((await waiting).reply).to.deep.equal({ status: 'aborted' });
      expect((await main).reply).to.include({ status: 'ok' });
    });

    it('that are not there get an error reply, and nothing runs', async () => {
      const { reply, types } = await kernel.run('value never', { subshell: 'nowhere' });
      expect(reply).to.deep.include({ status: 'error', ename: 'BadRequest' });
      expect((reply as { evalue: string }).evalue).to.match(/^There is no subshell "nowhere"/);
      expect(types).to.deep.equal(['status: busy', 'status: idle']);
      expect(kernel.engine.calls).to.not.include('execute value never');
      for (const content of [{}, { subshell_id: 'nowhere' }, { subshell_id: 7 }]) {
        expect(await control('delete_subshell_request', content)).to.include({ status: 'error', ename: 'BadRequest' });
      }
    });
  });

  describe('stdin', () => {
    it('asks the client that runs the cell, and gives the cell its answer', async () => {
      const asked: unknown[] = [];
      const onInput = (prompt: string, password: boolean) => {
        asked.push([prompt, password]);
        return 'Ada 😀';
      };
      const { published } = await kernel.run('ask name?', { onInput });
      expect(published.find(({ header }) => header.msg_type === 'execute_result')!.content.data).to.deep.equal({ 'text/plain': 'Ada 😀' });
      await kernel.run('password secret?', { onInput });
      expect(asked).to.deep.equal([['name?', false], ['secret?', true]]);
    });

    it('shows what was printed before the question', async () => {
      const { types } = await kernel.run('print before\nask name?', { onInput: () => 'x' });
      expect(types).to.deep.equal(['status: busy', 'execute_input', 'stream', 'execute_result', 'status: idle']);
    });

    it('gives the cell an error when the user gives no answer', async () => {
      const { reply } = await kernel.run('ask name?', { onInput: () => { throw new Error('closed'); } });
      expect(reply).to.include({ status: 'error', evalue: 'The front end gave no answer.' });
    });

    it('fails with a sentence where nobody can be asked', async () => {
      const { reply } = await kernel.run('ask name?');
      expect(reply).to.include({ status: 'error', ename: 'StdinNotImplementedError' });
    });
  });

  describe('other requests', () => {
    it('kernel_info_reply names protocol, language and kernel', async () => {
      const info = await kernel.client.request('kernel_info_request');
      expect(info).to.include({ status: 'ok', protocol_version: '5.5', implementation: 'minimax' });
      expect(info.language_info).to.include({ name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript', pygments_lexer: 'typescript' });
      expect(info.language_info.version).to.match(/^\d+\.\d+\.\d+$/);
    });

    it('complete_reply counts code points before, in and after surrogate pairs', async () => {
      // 😀 is one code point and two UTF-16 units.
      const reply = await kernel.client.request('complete_request', { code: '😀😀 a𝛼b tail', cursor_pos: 6 });
      expect(reply).to.deep.include({ status: 'ok', matches: ['a𝛼b1', 'a𝛼b2'], cursor_start: 3, cursor_end: 6 });
      expect((reply.metadata._jupyter_types_experimental as object[])[0]).to.deep.equal({ start: 3, end: 6, text: 'a𝛼b1', type: 'const', signature: 'const a𝛼b1: number' });
    });

    it('inspect_reply finds by code point, at both levels', async () => {
      for (const detail_level of [0, 1]) {
        expect(await kernel.client.request('inspect_request', { code: '😀 x y', cursor_pos: 3, detail_level }))
          .to.deep.equal({ status: 'ok', found: true, data: { 'text/plain': `x at level ${detail_level}` }, metadata: {} });
      }
      expect(await kernel.client.request('inspect_request', { code: '', cursor_pos: 0 })).to.include({ found: false });
    });

    it('is_complete_reply has an indent only when incomplete', async () => {
      expect(await kernel.client.request('is_complete_request', { code: 'if (x) {' })).to.deep.equal({ status: 'incomplete', indent: '  ' });
      expect(await kernel.client.request('is_complete_request', { code: 'x' })).to.deep.equal({ status: 'complete' });
    });

    it('connect_reply names the ports', async () => {
      const { shell_port, hb_port } = kernel.connection;
      expect(await kernel.client.request('connect_request')).to.include({ status: 'ok', shell_port, hb_port });
    });

    it('history_reply has the inputs and their results', async () => {
      await kernel.run('value remembered');
      const { history } = await kernel.client.request('history_request', { hist_access_type: 'tail', n: 1, output: true, raw: true });
      expect(history[0][2]).to.deep.equal(['value remembered', 'remembered']);
    });

    it('ignores a type it does not know, with a log line', async () => {
      kernel.client.channels.send('shell', kernel.client.channels.session.message('make_coffee', {}));
      await until(() => kernel.log.some((line) => line.includes('make_coffee')));
    });

    it('a client that is told of the end of its kernel rejects what waits, until there is a kernel again', async () => {
      const client = new KernelClient(kernel.connection);
      await client.waitUntilReady();
      const waiting = client.execute('wait 50').catch((error: Error) => error);
      client.abandon('The kernel died.');
      for (const error of [await waiting, await client.request('kernel_info_request').catch((reason: Error) => reason)]) {
        expect(error).to.include({ name: 'KernelGone', message: 'The kernel died.' });
      }
      await client.waitUntilReady();
      expect(await client.execute('value 1')).to.include({ status: 'ok' });
      client.close();
    });

    it('shutdown_reply comes on control and iopub after the engine has ended', async () => {
      const reply = await kernel.client.request('shutdown_request', { restart: true }, 'control');
      expect(reply).to.deep.equal({ status: 'ok', restart: true });
      expect(kernel.engine.calls.at(-1)).to.equal('shutdown');
      await kernel.ended;
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}
