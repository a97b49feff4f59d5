/** Comms as a front end sees them: on real sockets, without a TypeScript engine. */
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelChannels } from '../../../kernel-extensions/kernel/client/index.js';
import type { ConnectionInfo, Message, MessageChannel } from '../../../kernel-extensions/kernel/client/index.js';
import { kernelOnSockets, typeOf } from './kernel-on-sockets.js';

/** A front end that notes everything it receives. */
class Witness {
  readonly received: { channel: MessageChannel; message: Message }[] = [];
  readonly channels: KernelChannels;

  constructor(connection: ConnectionInfo) {
    this.channels = new KernelChannels(connection, { onMessage: (channel, message) => this.received.push({ channel, message }) });
  }

  /** Sends a message that has no reply; resolves at its `idle`, to everything it caused. */
  async send(type: string, content: object, buffers: Uint8Array[] = []): Promise<Message[]> {
    const message = this.channels.session.message(type, content, undefined, {}, buffers);
    this.channels.send('shell', message);
    const caused = () => this.received.filter((candidate) => candidate.message.parent_header.msg_id === message.header.msg_id);
    await until(() => caused().some((candidate) => typeOf(candidate.message) === 'status: idle'));
    expect(caused().map(({ channel }) => channel), 'published, not replied').to.not.include('shell');
    return caused().map((candidate) => candidate.message);
  }

  published(type: string): Message[] {
    return this.received.map(({ message }) => message).filter(({ header }) => header.msg_type === type);
  }
}

describe('comms', () => {
  let kernel: Awaited<ReturnType<typeof kernelOnSockets>>;
  let front: Witness;
  beforeEach(async () => {
    kernel = await kernelOnSockets();
    front = new Witness(kernel.connection);
    await until(() => front.received.length > 0); // iopub_welcome
  });
  afterEach(async () => {
    front.channels.close();
    await kernel.close();
  });

  const send: Witness['send'] = (...message) => front.send(...message);
  const open = () => kernel.client.request('comm_info_request').then(({ comms }) => comms);

  it('a comm for a target that nobody has registered is closed at once', async () => {
    const heard = await send('comm_open', { comm_id: 'c1', target_name: 'nobody', data: {} });
    expect(heard.map(typeOf)).to.deep.equal(['status: busy', 'comm_close', 'status: idle']);
    expect(heard[1].content).to.deep.equal({ comm_id: 'c1', data: {} });
    expect(await open()).to.deep.equal({});
  });

  it('a front end opens a comm, is answered on it, and closes it', async () => {
    expect((await send('comm_open', { comm_id: 'c1', target_name: 'echo', data: {} })).map(typeOf)).to.deep.equal(['status: busy', 'status: idle']);
    expect(await open()).to.deep.equal({ c1: { target_name: 'echo' } });
    const heard = await send('comm_msg', { comm_id: 'c1', data: { n: 1 } });
    expect(heard.map(typeOf)).to.deep.equal(['status: busy', 'comm_msg', 'status: idle']);
    expect(heard[1].content).to.deep.equal({ comm_id: 'c1', data: { n: 1 } });
    await send('comm_close', { comm_id: 'c1', data: {} });
    expect(await open()).to.deep.equal({});
    expect(kernel.engine.calls.slice(-3)).to.deep.equal(['comm_open c1', 'comm_msg c1', 'comm_close c1']);
  });

  it('what code opens, sends and closes in a cell is published under that cell, in order with its output', async () => {
    const { published, types } = await kernel.run('print a\nopen w1 jupyter.widget\nprint b\nsend w1 hello\nclose w1');
    expect(types).to.deep.equal(['status: busy', 'execute_input', 'stream', 'comm_open', 'stream', 'comm_msg', 'comm_close', 'status: idle']);
    expect(published.filter(({ header }) => header.msg_type.startsWith('comm_')).map(({ content }) => content)).to.deep.equal([
      { comm_id: 'w1', target_name: 'jupyter.widget', data: {} }, { comm_id: 'w1', data: { text: 'hello' } }, { comm_id: 'w1', data: {} },
    ]);
  });

  it('a silent cell shows nothing, but its comms are open', async () => {
    expect((await kernel.run('print a\nopen w1 x', { silent: true })).types).to.deep.equal(['status: busy', 'comm_open', 'status: idle']);
  });

  it('comm_info lists what is open, by target where one is named', async () => {
    await kernel.run('open w1 jupyter.widget\nopen o1 other\nopen w2 jupyter.widget\nclose w2');
    expect(await open()).to.deep.equal({ w1: { target_name: 'jupyter.widget' }, o1: { target_name: 'other' } });
    const { comms } = await kernel.client.request('comm_info_request', { target_name: 'jupyter.widget' });
    expect(comms).to.deep.equal({ w1: { target_name: 'jupyter.widget' } });
  });

  it('what a handler prints belongs to the comm message, before its idle', async () => {
    await kernel.run('open w1 x');
    const heard = await send('comm_msg', { comm_id: 'w1', data: { print: 'moved', wait: 30 } });
    expect(heard.map(typeOf)).to.deep.equal(['status: busy', 'stream', 'comm_msg', 'status: idle']);
    expect(heard[1].content).to.deep.equal({ name: 'stdout', text: 'moved\n' });
  });

  it('are served while a cell runs, which stays busy', async () => {
    await kernel.run('open w1 x');
    const statuses: unknown[] = [];
    const cell = kernel.client.execute('forever', { onOutput: ({ header, content }) => header.msg_type === 'status' && statuses.push(content.execution_state) });
    await until(() => statuses.includes('busy'));
    expect((await send('comm_msg', { comm_id: 'w1', data: { n: 1 } })).map(typeOf)).to.include('comm_msg');
    expect(Object.keys(await open())).to.deep.equal(['w1']);
    await until(() => statuses.filter((status) => status === 'busy').length > 1);
    await kernel.client.interrupt();
    await cell;
    expect(statuses[0], statuses.join()).to.equal('busy');
    expect(statuses.slice(1, -1), 'busy again after the idle of others').to.include('busy').and.to.not.include('idle');
    expect(statuses.at(-1)).to.equal('idle');
  });

  it('a message to a comm that is not open is answered with comm_close', async () => {
    await kernel.run('open w1 x\nclose w1');
    for (const comm_id of ['w1', 'never']) {
      const heard = await send('comm_msg', { comm_id, data: {} });
      expect(heard.map(typeOf)).to.deep.equal(['status: busy', 'comm_close', 'status: idle']);
      expect(heard[1].content).to.deep.equal({ comm_id, data: {} });
    }
    expect((await send('comm_close', { comm_id: 'w1', data: {} })).map(typeOf)).to.deep.equal(['status: busy', 'status: idle']);
    expect(kernel.engine.calls).to.not.include('comm_msg w1');
  });

  it('buffers of a megabyte arrive whole, both ways, and at every client', async () => {
    await kernel.run('open w1 x');
    const buffers = [Uint8Array.from({ length: 1 << 20 }, (_, index) => index * 7), new Uint8Array(0), Uint8Array.of(0, 255)];
    const other = new Witness(kernel.connection);
    await until(() => other.received.length > 0);
    await send('comm_msg', { comm_id: 'w1', data: {} }, buffers);
    for (const client of [front, other]) {
      await until(() => client.published('comm_msg').length > 0);
      const [message] = client.published('comm_msg');
      expect(message.buffers.map((buffer, index) => Buffer.compare(buffer, buffers[index]))).to.deep.equal([0, 0, 0]);
    }
    other.channels.close();
  });

  it('malformed messages are dropped with a log line, and have no reply', async () => {
    const wrong = [
      ['comm_open', { comm_id: 'c', data: {} }, 'target_name'], ['comm_open', { target_name: 'echo' }, 'comm_id'],
      ['comm_open', { comm_id: 'c', target_name: 'echo', data: [] }, 'data'], ['comm_msg', { comm_id: 5, data: {} }, 'comm_id'],
      ['comm_msg', {}, 'comm_id'], ['comm_close', { comm_id: null }, 'comm_id'],
    ] as const;
    for (const [type, content, field] of wrong) {
      const lines = kernel.log.length;
      expect((await send(type, content)).map(typeOf), JSON.stringify(content)).to.deep.equal(['status: busy', 'status: idle']);
      expect(kernel.log.slice(lines).join()).to.contain(`ignored a ${type}`).and.to.contain(`"${field}"`);
    }
    await send('comm_open', { comm_id: 'c', target_name: 'echo' });
    await send('comm_open', { comm_id: 'c', target_name: 'nobody' });
    expect(await open(), 'an id in use is not taken over').to.deep.equal({ c: { target_name: 'echo' } });
  });

  it('are closed when the runtime is lost', async () => {
    await kernel.run('open w1 x\nopen w2 x');
    await kernel.run('lose it crashed');
    await until(() => front.published('comm_close').length === 2);
    expect(front.published('comm_close').map(({ content }) => content.comm_id)).to.deep.equal(['w1', 'w2']);
    expect(await open()).to.deep.equal({});
  });

  it('10,000 rapid messages are all handled, in order', async function () {
    this.timeout(120_000);
    await kernel.run('open w1 x');
    for (let n = 0; n < 10_000; n++) front.channels.send('shell', front.channels.session.message('comm_msg', { comm_id: 'w1', data: { n } }));
    await until(() => front.published('comm_msg').length === 10_000);
    expect(front.published('comm_msg').every(({ content }, n) => (content.data as { n: number }).n === n)).to.equal(true);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}
