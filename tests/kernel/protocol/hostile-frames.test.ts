/** Frames that no honest client sends: each is dropped with a log line, and the kernel goes on. */
import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Dealer, Request, Subscriber } from 'zeromq';
import { endpoint } from '../../../kernel-extensions/kernel/protocol/connection.js';
import type { ConnectionInfo } from '../../../kernel-extensions/kernel/protocol/connection.js';
import { kernelOnSockets } from './kernel-on-sockets.js';
import { FrameFuzzer } from './mutations.js';

const sign = (key: string, parts: string[]) => createHmac('sha256', key).update(parts.join('')).digest('hex');
const headerOf = (type: string, id = '1') => JSON.stringify({ msg_id: id, msg_type: type, session: 's', username: 'u', date: '2026-01-01T00:00:00Z', version: '5.3' });

describe('hostile frames', () => {
  let kernel: Awaited<ReturnType<typeof kernelOnSockets>>;
  before(async () => { kernel = await kernelOnSockets(); });
  after(() => kernel.close());

  async function dealer(info: ConnectionInfo, channel: 'shell' | 'control' | 'stdin') {
    const socket = new Dealer({ linger: 0, sendHighWaterMark: 0 });
    socket.connect(endpoint(info, channel));
    return socket;
  }

  const stillWorks = async () => expect(await kernel.client.request('complete_request', { code: 'a', cursor_pos: 1 })).to.include({ status: 'ok' });

  it('a message signed with another key is dropped: no reply, no status, a log line without the right signature', async () => {
    const parts = [headerOf('kernel_info_request'), '{}', '{}', '{}'];
    const socket = await dealer(kernel.connection, 'shell');
    socket.receiveTimeout = 200;
    await socket.send(['<IDS|MSG>', sign('another key', parts), ...parts]);
    expect(await socket.receive().catch((error) => error.code)).to.equal('EAGAIN');
    while (!kernel.log.some((line) => line.includes('signature'))) await delay(5);
    const lines = kernel.log.filter((line) => line.includes('signature'));
    expect(lines).to.have.length(1);
    expect(lines[0]).to.not.include(sign(kernel.connection.key, parts));
    socket.close();
    await stillWorks();
  });

  it('a message signed by hand with the right key is answered, whatever identities it travels with', async () => {
    const parts = [headerOf('kernel_info_request', 'by hand'), '{}', '{}', '{}'];
    const socket = await dealer(kernel.connection, 'shell');
    await socket.send(['extra identity', '<IDS|MSG>', sign(kernel.connection.key, parts), ...parts]);
    const reply = await socket.receive();
    expect(String(reply[0])).to.equal('extra identity');
    expect(String(reply[2])).to.equal(sign(kernel.connection.key, reply.slice(3, 7).map(String)));
    expect(JSON.parse(String(reply[4])).msg_id).to.equal('by hand');
    socket.close();
  });

  it('valid messages with impossible content get an error reply or nothing, never the end', async () => {
    const socket = await dealer(kernel.connection, 'shell');
    const contents = ['{}', '{"code":null}', '{"code":{"length":-1}}', '{"code":"x","cursor_pos":1e300}', '{"code":"x","cursor_pos":-5}', '{"__proto__":{"code":"x"}}', '{"comm_id":7}', '{"hist_access_type":"search","pattern":"***[[((","n":-1}'];
    for (const type of ['execute_request', 'complete_request', 'inspect_request', 'is_complete_request', 'history_request', 'comm_info_request', 'comm_open', 'comm_msg', 'connect_request', 'toString', '__proto__', '']) {
      for (const content of contents) {
        const parts = [headerOf(type), '{"msg_id":5}', '{}', content];
        await socket.send(['<IDS|MSG>', sign(kernel.connection.key, parts), ...parts]);
      }
    }
    await delay(100);
    socket.close();
    await stillWorks();
  });

  it('a few hundred random and mutated messages on each socket leave the kernel answering', async () => {
    const fuzzer = new FrameFuzzer(7, kernel.connection.key);
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      const socket = await dealer(kernel.connection, channel);
      for (let count = 0; count < 500; count++) await socket.send(fuzzer.next());
      socket.close();
      await stillWorks();
    }
  });

  it('the heartbeat echoes any bytes', async () => {
    const socket = new Request({ linger: 0 });
    socket.connect(endpoint(kernel.connection, 'hb'));
    for (const ping of [Buffer.from('ping'), Buffer.alloc(0), Buffer.from([0, 255, 1])]) {
      await socket.send(ping);
      expect((await socket.receive())[0].equals(ping)).to.equal(true);
    }
    socket.close();
  });

  it('every subscriber gets a welcome that names its subscription', async () => {
    for (const topic of ['', 'stream']) {
      const subscriber = new Subscriber({ linger: 0, receiveTimeout: 15_000 });
      subscriber.connect(endpoint(kernel.connection, 'iopub'));
      subscriber.subscribe(topic);
      const [, , , header, parent, , content] = await subscriber.receive();
      expect(JSON.parse(String(header)).msg_type).to.equal('iopub_welcome');
      expect(JSON.parse(String(parent))).to.deep.equal({});
      expect(JSON.parse(String(content))).to.deep.equal({ subscription: topic });
      subscriber.close();
    }
  });
});
