/**
 * The five sockets of a kernel: requests in, replies and publications out. Frames that are no
 * message are dropped with a log line.
 */
import { Router, XPublisher } from 'zeromq';
import type { Socket } from 'zeromq';
import { channels, endpoint } from './connection.js';
import type { Channel, ConnectionInfo } from './connection.js';
import type { Message } from './messages.js';
import { SendQueue } from './send-queue.js';
import { Signer, decode, encode } from './wire.js';
import type { Identities } from './wire.js';

/** The channels a client sends messages on. */
export type RequestChannel = 'shell' | 'control' | 'stdin';

export interface SocketEvents {
  onMessage(channel: RequestChannel, identities: Identities, message: Message): void;
  /** A client has subscribed to publications that start with `topic`. */
  onSubscribe(topic: string): void;
  log(line: string): void;
}

// Unlimited queues: ZeroMQ would otherwise drop publications while a front end reads slowly.
const unlimited = { sendHighWaterMark: 0, receiveHighWaterMark: 0 };
/** In bytes, so that nobody without the key can make the kernel allocate without end. */
const maxMessageSize = 2 ** 30;
/** How long a closing socket may still deliver, in milliseconds. */
const linger = 1000;

export class KernelSockets {
  readonly #signer: Signer;
  readonly #routers = { shell: new Router({ ...unlimited, maxMessageSize, linger }), control: new Router({ ...unlimited, maxMessageSize, linger }), stdin: new Router({ ...unlimited, maxMessageSize, linger }), hb: new Router({ maxMessageSize, linger }) };
  readonly #iopub = new XPublisher({ ...unlimited, maxMessageSize, linger, verbosity: 'allSubs' });
  readonly #queues: Record<Exclude<Channel, 'hb'>, SendQueue>;
  #closed = false;

  constructor(private readonly info: ConnectionInfo, private readonly events: SocketEvents) {
    this.#signer = new Signer(info.key, info.signature_scheme);
    const queue = (channel: Channel, socket: Router | XPublisher) =>
      new SendQueue(socket, (error) => this.#closed || events.log(`cannot send on ${channel}: ${error.message}`));
    const { shell, control, stdin } = this.#routers;
    this.#queues = { shell: queue('shell', shell), control: queue('control', control), stdin: queue('stdin', stdin), iopub: queue('iopub', this.#iopub) };
  }

  /** Binds every socket and starts to listen. Rejects with a sentence when a port is taken. */
  async bind(): Promise<void> {
    const sockets: Record<Channel, Socket> = { ...this.#routers, iopub: this.#iopub };
    for (const channel of channels) {
      const address = endpoint(this.info, channel);
      await sockets[channel].bind(address).catch((error: Error) => {
        throw new Error(`Cannot listen on ${address} for ${channel}: ${error.message}`);
      });
    }
    for (const channel of ['shell', 'control', 'stdin'] as const) void this.#listen(channel);
    void this.#listenToSubscriptions();
    void this.#echoHeartbeats();
  }

  send(channel: RequestChannel, identities: Identities, message: Message<object>): void {
    this.#queues[channel].send(encode(message, this.#signer, identities));
  }

  publish(topic: string, message: Message<object>): void {
    this.#queues.iopub.send(encode(message, this.#signer, [Buffer.from(topic)]));
  }

  /** Delivers what was sent, then closes. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(Object.values(this.#queues).map((queue) => queue.flush()));
    for (const socket of [...Object.values(this.#routers), this.#iopub]) socket.close();
  }

  async #listen(channel: RequestChannel): Promise<void> {
    await this.#forEach(this.#routers[channel], channel, (frames) => {
      const { identities, message } = decode(frames, this.#signer);
      this.events.onMessage(channel, identities, message);
    });
  }

  async #listenToSubscriptions(): Promise<void> {
    await this.#forEach(this.#iopub, 'iopub', ([frame]) => {
      if (frame?.[0] === 1) this.events.onSubscribe(frame.subarray(1).toString());
    });
  }

  async #echoHeartbeats(): Promise<void> {
    const queue = new SendQueue(this.#routers.hb, () => {});
    await this.#forEach(this.#routers.hb, 'hb', (frames) => queue.send(frames));
  }

  async #forEach(socket: Router | XPublisher, channel: Channel, handle: (frames: Buffer[]) => void): Promise<void> {
    while (!this.#closed) {
      let frames: Buffer[];
      try {
        frames = await socket.receive();
      } catch (error) {
        if (this.#closed || socket.closed) return;
        this.events.log(`cannot receive on ${channel}: ${(error as Error).message}`);
        continue;
      }
      try {
        handle(frames);
      } catch (error) {
        this.events.log(`dropped a message on ${channel}: ${(error as Error).message}`);
      }
    }
  }
}
