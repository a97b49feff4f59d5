/** Whatever is thrown at its sockets, the kernel goes on, answers, keeps nothing of it and does not flood its log. */
import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Dealer, XSubscriber } from 'zeromq';
import { KernelClient } from '../../../kernel-extensions/kernel/client/index.js';
import type { ConnectionInfo } from '../../../kernel-extensions/kernel/client/index.js';
import { newConnection, removeConnectionFile, writeConnectionFile } from '../../../kernel-extensions/kernel/client/new-connection.js';
import { channels, endpoint } from '../../../kernel-extensions/kernel/protocol/connection.js';
import type { Channel } from '../../../kernel-extensions/kernel/protocol/connection.js';
import { FrameFuzzer } from './mutations.js';

const messagesEach = 10_000;
const megabyte = 2 ** 20;

/** In bytes; and how often the engine was called since the last time. */
interface Memory { kept: number; rss: number; calls: number }

describe('fuzzing @full', function () {
  this.timeout(300_000);
  let connection: ConnectionInfo;
  let file: string;
  let target: ChildProcess;
  let client: KernelClient;
  let log = '';
  const started = Date.now();

  before(async () => {
    connection = await newConnection();
    file = await writeConnectionFile(connection);
    target = fork(fileURLToPath(new URL('./fuzz-target.js', import.meta.url)), [file], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    target.stderr!.on('data', (text) => { log += text; });
    client = new KernelClient(connection);
    await client.waitUntilReady();
  });
  after(async () => {
    client.close();
    target.disconnect();
    await once(target, 'exit');
    await removeConnectionFile(file);
  });

  async function memory(): Promise<Memory> {
    target.send('memory');
    return (await once(target, 'message'))[0] as Memory;
  }

  async function stillWorks(): Promise<void> {
    expect(await client.request('complete_request', { code: 'a', cursor_pos: 1 })).to.include({ status: 'ok' });
    expect(await client.request('kernel_info_request', {}, 'control')).to.include({ status: 'ok' });
    // A cell of the attack may fail and abort what is queued behind it, and some messages interrupt.
    while ((await client.execute('value 1')).status !== 'ok');
    expect(target.exitCode).to.equal(null);
  }

  async function attack(channel: Channel, seed: number, count = messagesEach): Promise<void> {
    const fuzzer = new FrameFuzzer(seed, connection.key);
    const unlimited = { linger: 10_000, sendHighWaterMark: 0, receiveHighWaterMark: 0 };
    const socket = channel === 'iopub' ? new XSubscriber(unlimited) : new Dealer(unlimited);
    socket.connect(endpoint(connection, channel));
    for (let index = 0; index < count; index++) {
      // On iopub a first byte of 1 or 0 is a subscription or its end, anything else is a message to the publisher.
      const frames = channel === 'iopub' && index % 2 === 0 ? [Buffer.concat([Buffer.from([fuzzer.below(3)]), fuzzer.bytes(fuzzer.below(20))])] : fuzzer.next();
      await socket.send(frames);
      if (index % 1000 === 999) await stillWorks();
    }
    // Messages of one connection are read in order: once the last is answered, all have been.
    const last = lastOn(channel, fuzzer);
    if (last) {
      await socket.send(last);
      while (!(await socket.receive()).some((frame) => frame.includes('the last one'))) { /* answers to earlier ones */ }
    }
    socket.close();
    await stillWorks();
  }

  /** Something that is answered with `the last one` in a frame; there are no answers on stdin. */
  function lastOn(channel: Channel, fuzzer: FrameFuzzer): (Buffer | string)[] | undefined {
    if (channel === 'hb') return ['the last one'];
    if (channel === 'iopub') return [Buffer.from('\x01the last one')];
    return channel === 'stdin' ? undefined : fuzzer.honest('is_complete_request', 'the last one');
  }

  for (const [seed, channel] of channels.entries()) {
    it(`${messagesEach} random, damaged and signed but wrong messages on ${channel}`, async () => {
      await memory();
      await attack(channel, seed + 1);
      // Many of the signed ones are right enough to run.
      if (channel === 'shell') expect((await memory()).calls).to.be.above(messagesEach / 20);
    });
  }

  it('messages of 64 MiB, as noise and as signed content', async () => {
    const huge = Buffer.alloc(64 * megabyte, 'x');
    for (const channel of ['shell', 'control', 'stdin', 'hb'] as const) {
      const socket = new Dealer({ linger: -1 });
      socket.connect(endpoint(connection, channel));
      await socket.send([huge]);
      await socket.send(['<IDS|MSG>', 'bad signature', huge, huge.subarray(0, 10), '{}', '{}']);
      await stillWorks();
      socket.close();
    }
    const { matches } = await client.request('complete_request', { code: 'y'.repeat(16 * megabyte), cursor_pos: 3 });
    expect(matches).to.deep.equal(['yyy1', 'yyy2']);
  });

  it('thousands of connections that are dropped in the middle of the handshake, or never speak ZeroMQ', async () => {
    const greeting = Buffer.concat([Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]), Buffer.from('NULL'), Buffer.alloc(48)]);
    const ready = Buffer.concat([Buffer.from([4, 41, 5]), Buffer.from('READY'), Buffer.from([11]), Buffer.from('Socket-Type'), Buffer.from([0, 0, 0, 6]), Buffer.from('DEALER')]);
    const claims8EiB = Buffer.from([2, 0x7f, 255, 255, 255, 255, 255, 255, 255]);
    const http = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const fuzzer = new FrameFuzzer(99, connection.key);
    for (let round = 0; round < 100; round++) {
      const dropped = Array.from({ length: 30 }, async (_, index) => {
        const socket = connect(connection[`${fuzzer.pick(channels)}_port`], connection.ip);
        socket.on('error', () => {});
        const whole = Buffer.concat([greeting, ready, claims8EiB]);
        const sent = [whole.subarray(0, fuzzer.below(whole.length)), whole, http, fuzzer.bytes(80), Buffer.alloc(0)][index % 5];
        await once(socket, 'connect');
        socket.write(sent);
        await delay(fuzzer.below(10));
        socket.destroy();
      });
      await Promise.all(dropped);
    }
    await stillWorks();
  });

  it('nothing of it is kept, and the log is short', async () => {
    // The same once more: what is cached and pooled has been by then.
    const attacks = async (seed: number) => { for (const channel of channels) await attack(channel, seed, 2000); };
    await attacks(11);
    const before = await memory();
    for (const seed of [12, 13, 14]) await attacks(seed);
    const after = await memory();
    expect(after.kept - before.kept, `bytes on the heap: ${before.kept} → ${after.kept}`).to.be.below(8 * megabyte);
    expect(after.rss - before.rss, `bytes resident: ${before.rss} → ${after.rss}`).to.be.below(96 * megabyte);
    const seconds = (Date.now() - started) / 1000;
    expect(log.split('\n').length, 'lines in the log').to.be.below(22 * (seconds + 2));
    expect(Math.max(...log.split('\n').map((line) => line.length)), 'the longest line').to.be.below(500);
    expect(log).to.include('more lines');
    expect(log).to.not.include(connection.key);
  });
});
