/**
 * The client's end of a kernel's sockets: raw messages in and out. Nothing is interpreted here;
 * kernel-client.ts matches replies to requests.
 */
import { randomBytes } from 'node:crypto';
import { Dealer, Subscriber } from 'zeromq';
import { endpoint } from '../protocol/connection.js';
import type { Channel, ConnectionInfo } from '../protocol/connection.js';
import type { Message } from '../protocol/messages.js';
import { SendQueue } from '../protocol/send-queue.js';
import { Session } from '../protocol/session.js';
import { Signer, decode, encode } from '../protocol/wire.js';

export type MessageChannel = Exclude<Channel, 'hb'>;
/** The channels a client sends on. */
export type SendChannel = Exclude<MessageChannel, 'iopub'>;

export interface ChannelEvents {
  onMessage(channel: MessageChannel, message: Message): void;
  /** A frame could not be read or sent; the message names the channel and the reason. */
  onError?(error: Error): void;
}

const unlimited = { sendHighWaterMark: 0, receiveHighWaterMark: 0 };
/** A kernel that starts is found as soon as it listens: milliseconds between two attempts. */
const connecting = { reconnectInterval: 10 };

/**
 * Connects at once; ZeroMQ keeps trying until the kernel listens, and again after a restart of it.
 * What is sent before is delivered then, but publications of a kernel that was not yet reached are
 * lost: `KernelClient.waitUntilReady` tells when both directions stand.
 */
export class KernelChannels {
  /** Makes the messages of this client. A relay for clients with sessions of their own does not need it. */
  readonly session = new Session('minimax');
  readonly #signer: Signer;
  readonly #sockets: Record<SendChannel, Dealer> & { iopub: Subscriber };
  readonly #queues: Record<SendChannel, SendQueue>;
  #closed = false;

  constructor(readonly connection: ConnectionInfo, private readonly events: ChannelEvents) {
    this.#signer = new Signer(connection.key, connection.signature_scheme);
    // Shell and stdin share an identity: the kernel sends its question to whoever sent the request.
    const routingId = randomBytes(16).toString('hex');
    const dealer = () => new Dealer({ ...unlimited, ...connecting, linger: 0, routingId });
    this.#sockets = { shell: dealer(), control: dealer(), stdin: dealer(), iopub: new Subscriber({ receiveHighWaterMark: 0, ...connecting, linger: 0 }) };
    const queue = (channel: SendChannel) => new SendQueue(this.#sockets[channel], (error) => this.#report(channel, error));
    this.#queues = { shell: queue('shell'), control: queue('control'), stdin: queue('stdin') };
    for (const channel of Object.keys(this.#sockets) as MessageChannel[]) {
      this.#sockets[channel].connect(endpoint(connection, channel));
      void this.#listen(channel);
    }
    this.#sockets.iopub.subscribe();
  }

  send(channel: SendChannel, message: Message<object>): void {
    if (!this.#closed) this.#queues[channel].send(encode(message, this.#signer));
  }

  /** Resolves when everything sent so far has left this process's queues. */
  async flush(): Promise<void> {
    await Promise.all(Object.values(this.#queues).map((queue) => queue.flush()));
  }

  /** What has not been delivered by then is dropped. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  async #listen(channel: MessageChannel): Promise<void> {
    const socket = this.#sockets[channel];
    while (!this.#closed) {
      try {
        const { message } = decode(await socket.receive(), this.#signer);
        this.events.onMessage(channel, message);
      } catch (error) {
        this.#report(channel, error as Error);
      }
    }
  }

  #report(channel: MessageChannel, error: Error): void {
    if (!this.#closed) this.events.onError?.(new Error(`${channel}: ${error.message}`, { cause: error }));
  }
}
