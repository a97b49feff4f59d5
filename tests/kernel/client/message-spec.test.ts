/**
 * The message specification, written down once more as JSON schemas and held against everything
 * the real kernel sends while a notebook's worth of requests runs.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelChannels, KernelProcess } from '../../../kernel-extensions/kernel/client/index.js';
import type { Header, Message, MessageChannel, SendChannel } from '../../../kernel-extensions/kernel/client/index.js';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const bundle = { type: 'object', propertyNames: { pattern: '^[\\w.+-]+/[\\w.+-]+(;.*)?$' } };
/** All properties are required, and there are no others. */
const exactly = (properties: Record<string, object>) => ({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false });
const error = { ename: text, evalue: text, traceback: { type: 'array', items: text } };
const errorReply = exactly({ status: { const: 'error' }, ...error });
const orError = (schema: object) => ({ anyOf: [schema, errorReply] });
const executed = { execution_count: count, payload: { type: 'array', items: { type: 'object', required: ['source'] } }, user_expressions: { type: 'object' } };

const contents: Record<string, object> = {
  status: exactly({ execution_state: { enum: ['starting', 'busy', 'idle'] } }),
  execute_input: exactly({ code: text, execution_count: count }),
  stream: exactly({ name: { enum: ['stdout', 'stderr'] }, text }),
  display_data: exactly({ data: bundle, metadata: { type: 'object' }, transient: { type: 'object' } }),
  update_display_data: exactly({ data: bundle, metadata: { type: 'object' }, transient: { type: 'object', required: ['display_id'] } }),
  execute_result: exactly({ execution_count: count, data: { ...bundle, required: ['text/plain'] }, metadata: { type: 'object' }, transient: { type: 'object' } }),
  clear_output: exactly({ wait: { type: 'boolean' } }),
  error: exactly(error),
  iopub_welcome: exactly({ subscription: text }),
  comm_open: exactly({ comm_id: text, target_name: text, data: { type: 'object' } }),
  comm_msg: exactly({ comm_id: text, data: { type: 'object' } }),
  comm_close: exactly({ comm_id: text, data: { type: 'object' } }),
  execute_reply: { anyOf: [exactly({ status: { const: 'ok' }, ...executed }), exactly({ status: { const: 'error' }, ...error, ...executed }), exactly({ status: { const: 'aborted' } }), errorReply] },
  complete_reply: orError(exactly({ status: { const: 'ok' }, matches: { type: 'array', items: text }, cursor_start: count, cursor_end: count, metadata: { type: 'object' } })),
  inspect_reply: orError(exactly({ status: { const: 'ok' }, found: { type: 'boolean' }, data: bundle, metadata: { type: 'object' } })),
  is_complete_reply: { anyOf: [exactly({ status: { enum: ['complete', 'invalid', 'unknown'] } }), exactly({ status: { const: 'incomplete' }, indent: text })] },
  history_reply: orError(exactly({ status: { const: 'ok' }, history: { type: 'array', items: { type: 'array', minItems: 3, maxItems: 3 } } })),
  comm_info_reply: exactly({ status: { const: 'ok' }, comms: { type: 'object' } }),
  connect_reply: { type: 'object', required: ['shell_port', 'iopub_port', 'stdin_port', 'hb_port', 'control_port'] },
  kernel_info_reply: {
    type: 'object',
    properties: {
      status: { const: 'ok' }, protocol_version: { type: 'string', pattern: '^5\\.\\d+$' }, implementation: text, implementation_version: text, banner: text,
      language_info: { type: 'object', required: ['name', 'version', 'mimetype', 'file_extension'], properties: { file_extension: { type: 'string', pattern: '^\\.' } } },
      help_links: { type: 'array', items: exactly({ text, url: { type: 'string', pattern: '^https://' } }) },
    },
    required: ['status', 'protocol_version', 'implementation', 'implementation_version', 'language_info', 'banner'],
  },
  input_request: exactly({ prompt: text, password: { type: 'boolean' } }),
  interrupt_reply: exactly({ status: { const: 'ok' } }),
  create_subshell_reply: exactly({ status: { const: 'ok' }, subshell_id: text }),
  delete_subshell_reply: orError(exactly({ status: { const: 'ok' } })),
  list_subshell_reply: exactly({ status: { const: 'ok' }, subshell_id: { type: 'array', items: text } }),
  debug_reply: orError({ type: 'object', properties: { seq: count, type: { const: 'response' }, request_seq: count, success: { type: 'boolean' }, command: text }, required: ['seq', 'type', 'request_seq', 'success', 'command'] }),
  debug_event: { type: 'object', properties: { seq: count, type: { const: 'event' }, event: text }, required: ['seq', 'type', 'event'] },
  shutdown_reply: exactly({ status: { const: 'ok' }, restart: { type: 'boolean' } }),
};
const header = exactly({ msg_id: text, msg_type: text, session: text, username: text, date: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z$' }, version: { type: 'string', pattern: '^5\\.\\d+$' } });

const ajv = new Ajv({ allErrors: true, strict: false });
const isHeader = ajv.compile(header);
const validators = Object.fromEntries(Object.entries(contents).map(([type, schema]) => [type, ajv.compile(schema)]));
const iopubTypes = new Set(['status', 'execute_input', 'stream', 'display_data', 'update_display_data', 'execute_result', 'clear_output', 'error', 'iopub_welcome', 'debug_event', 'comm_open', 'comm_msg', 'comm_close', 'shutdown_reply']);

describe('message specification', function () {
  this.timeout(120_000);
  let kernel: KernelProcess;
  let channels: KernelChannels;
  const received: { channel: MessageChannel; message: Message }[] = [];

  before(async () => {
    kernel = await KernelProcess.start({ cwd: tmpdir() });
    channels = new KernelChannels(kernel.connection, {
      onMessage: (channel, message) => {
        received.push({ channel, message });
        if (channel === 'stdin') channels.send('stdin', channels.session.message('input_reply', { status: 'ok', value: 'Ada' }, message.header as Header));
      },
    });
    await until(() => received.some(({ message }) => message.header.msg_type === 'iopub_welcome'));
  });
  after(async () => {
    channels.close();
    await kernel.shutdown();
  });

  /** Sends a request; resolves when `idle` is there, to everything it caused. */
  async function request(type: string, content: object = {}, channel: SendChannel = 'shell') {
    const message = channels.session.message(type, content);
    channels.send(channel, message);
    const mine = () => received.filter((candidate) => candidate.message.parent_header.msg_id === message.header.msg_id);
    const published = () => mine().filter((candidate) => candidate.channel === 'iopub').map((candidate) => candidate.message);
    const idle = () => published().some((candidate) => candidate.header.msg_type === 'status' && candidate.content.execution_state === 'idle');
    const reply = () => mine().find((candidate) => candidate.channel === channel)?.message;
    await until(() => idle() && (type.startsWith('comm_') && type !== 'comm_info_request' || reply() !== undefined));
    return { reply: reply()?.content as Record<string, unknown>, published, sent: message };
  }

  const execute = (code: string, options: object = {}) =>
    request('execute_request', { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true, ...options });

  const results = () => received.filter(({ message }) => message.header.msg_type === 'execute_result').map(({ message }) => (message.content.data as Record<string, string>)['text/plain']);

  it('holds for values, streams, displays, errors and everything around them', async () => {
    await request('kernel_info_request');
    await request('kernel_info_request', {}, 'control');
    await execute('const xs = [1, 2, 3]; console.log("out"); console.error("err"); xs', { user_expressions: { ok: 'xs.length', bad: 'throw new Error("x")' } });
    await execute("import { display, newDisplay } from 'tslab'; display.html('<b>x</b>'); const d = newDisplay(); d.text('a'); d.text('b')");
    await execute('throw new TypeError("on purpose")');
    await execute('const wrong: number = "text"');
    await execute('not ( syntax');
    await execute("const name = await prompt('name?'); name", { allow_stdin: true });
    await execute("await prompt('nobody to ask')");
    await execute('', {});
    await execute('xs', { silent: true });
    await execute('Math?');
    await request('execute_request', {});
    await request('complete_request', { code: 'xs.', cursor_pos: 3 });
    await request('complete_request', {});
    await request('inspect_request', { code: 'xs', cursor_pos: 2, detail_level: 0 });
    await request('inspect_request', { code: 'nothing_here', cursor_pos: 3, detail_level: 1 });
    for (const code of ['1 + 1', 'if (xs) {', 'let = )', '']) await request('is_complete_request', { code });
    for (const hist_access_type of ['tail', 'range', 'search']) await request('history_request', { hist_access_type, output: true, raw: true, n: 3, session: 0, start: 1, stop: 3, pattern: '*xs*' });
    await request('comm_info_request');
    await request('comm_open', { comm_id: 'c', target_name: 'nobody', data: {} });
    await request('comm_msg', { comm_id: 'c', data: {} });
    await execute("import { openComm, registerCommTarget } from 'minimax-labs'; openComm('there', { a: 1 }); registerCommTarget('here', (comm) => comm.onMessage(({ data }) => comm.send(data)))");
    await request('comm_open', { comm_id: 'd', target_name: 'here', data: {} });
    await request('comm_msg', { comm_id: 'd', data: { n: 1 } });
    await request('connect_request');
    const { reply: { subshell_id } } = await request('create_subshell_request', {}, 'control');
    await request('list_subshell_request', {}, 'control');
    for (const id of [subshell_id, 'nowhere']) await request('delete_subshell_request', { subshell_id: id }, 'control');
    for (const command of ['debugInfo', 'initialize', 'attach', 'inspectVariables', 'disconnect', 'unheardOf']) await request('debug_request', { seq: 1, type: 'request', command, arguments: {} }, 'control');
    await request('debug_request', {}, 'control');
    await request('interrupt_request', {}, 'control');

    expect(results(), 'the answer reaches the cell').to.include("'Ada'");
    const types = new Set(received.map(({ message }) => message.header.msg_type));
    for (const type of ['stream', 'display_data', 'update_display_data', 'execute_result', 'error', 'execute_reply', 'complete_reply', 'comm_open', 'comm_msg', 'comm_close', 'history_reply', 'input_request']) {
      expect(types, 'the types seen').to.include(type);
    }
    for (const { channel, message } of received) {
      const type = message.header.msg_type;
      const about = `${type} on ${channel}: ${JSON.stringify(message.content)}`;
      expect(validators, about).to.have.property(type);
      expect(validators[type](message.content), `${about}\n${ajv.errorsText(validators[type].errors)}`).to.equal(true);
      expect(isHeader(message.header), `${about}\n${ajv.errorsText(isHeader.errors)}`).to.equal(true);
      if (type !== 'shutdown_reply') expect(iopubTypes.has(type), about).to.equal(channel === 'iopub');
    }
    const ids = received.map(({ message }) => message.header.msg_id);
    expect(new Set(ids).size, 'message ids are unique').to.equal(ids.length);
    expect(new Set(received.map(({ message }) => message.header.session)).size, 'one session').to.equal(1);
  });

  it('every request is framed by busy and idle, and a cell by its input', async () => {
    for (const [type, content] of [['complete_request', { code: 'x', cursor_pos: 1 }], ['is_complete_request', { code: 'x' }], ['comm_info_request', {}]] as const) {
      expect((await request(type, content)).published().map(stateOf)).to.deep.equal(['busy', 'idle']);
    }
    const { published, reply } = await execute('console.log(1); 2');
    expect(published().map(stateOf)).to.deep.equal(['busy', 'execute_input', 'stream', 'execute_result', 'idle']);
    expect(published()[1].content.execution_count).to.equal(reply.execution_count);
  });

  it('a traceback names the cell and its line, and shows nothing of the kernel', async () => {
    const { reply } = await execute('function inner() {\n  throw new RangeError("deep");\n}\ninner();');
    const traceback = (reply.traceback as string[]).join('\n').replace(/\x1b\[[\d;]*m/g, '');
    expect(traceback).to.match(/RangeError: deep/).and.to.match(/Cell \[\d+\], line 2/).and.to.match(/Cell \[\d+\], line 4/);
    expect(traceback).to.not.match(/node:internal|kernel-extensions/);
  });

  it('completion, inspection and is_complete answer while a cell runs, and it can still be interrupted', async () => {
    await execute('let turns = 0');
    const running = execute('console.log("started"); while (true) turns++');
    await until(() => received.at(-1)!.message.header.msg_type === 'stream' || received.some(({ message }) => message.content.text === 'started\n'));
    expect((await request('complete_request', { code: 'Math.cb', cursor_pos: 7 })).reply).to.deep.include({ matches: ['cbrt'], cursor_start: 5, cursor_end: 7 });
    expect((await request('inspect_request', { code: 'turns', cursor_pos: 5, detail_level: 0 })).reply).to.include({ found: true });
    expect((await request('is_complete_request', { code: 'f(' })).reply).to.include({ status: 'incomplete' });
    await request('interrupt_request', {}, 'control');
    expect((await running).reply).to.include({ status: 'error', ename: 'KeyboardInterrupt' });
    expect((await execute('turns > 0')).published().find(({ header: { msg_type } }) => msg_type === 'execute_result')!.content.data).to.deep.include({ 'text/plain': 'true' });
  });

  it('an interrupt is not lost when it comes before the cell runs, while it is compiled', async () => {
    const running = execute('while (true) {}');
    await until(() => received.some(({ message }) => message.header.msg_type === 'execute_input' && message.content.code === 'while (true) {}'));
    await request('interrupt_request', {}, 'control');
    expect((await running).reply).to.include({ status: 'error', ename: 'KeyboardInterrupt' });
  });

  it('counts completion cursors in code points', async () => {
    const { reply } = await request('complete_request', { code: "const s = '😀😀'; Math.cb", cursor_pos: 23 });
    expect(reply).to.deep.include({ matches: ['cbrt'], cursor_start: 21, cursor_end: 23 });
  });

  it('late output belongs to its own cell', async () => {
    const first = await execute('setTimeout(() => console.log("late"), 300)');
    const second = await execute('await new Promise((resolve) => setTimeout(resolve, 600)); console.log("second")');
    const texts = (messages: Message[]) => messages.filter(({ header: { msg_type } }) => msg_type === 'stream').map(({ content }) => content.text);
    expect(texts(first.published())).to.deep.equal(['late\n']);
    expect(texts(second.published())).to.deep.equal(['second\n']);
  });

  it('what is queued behind an error is aborted', async () => {
    const cells = await Promise.all(['throw new Error("first")', 'var ranAnyway = true', '2'].map((code) => execute(code)));
    expect(cells.map(({ reply }) => reply.status)).to.deep.equal(['error', 'aborted', 'aborted']);
    expect((await execute('typeof (globalThis as any).ranAnyway')).published()[2].content.data).to.deep.include({ 'text/plain': "'undefined'" });
  });
});

const stateOf = ({ header: { msg_type }, content }: Message) => (msg_type === 'status' ? content.execution_state : msg_type);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}
