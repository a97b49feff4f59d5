/**
 * The front ends as the kernel sees them: something to answer, to publish to, and to ask for input.
 * An interface, so that handlers can be tested without a socket.
 */
import type { ConnectionInfo } from './connection.js';
import type { Header, JsonObject, Message, Publications } from './messages.js';
import { Session } from './session.js';
import { KernelSockets } from './sockets.js';
import type { RequestChannel } from './sockets.js';
import type { Identities } from './wire.js';

/** A message from a client, and the way back to it. */
export interface Request<C = JsonObject> {
  channel: RequestChannel;
  identities: Identities;
  message: Message<C>;
}

export interface FrontEnd {
  /** Tells every client. `parent` is the request that caused it, where there is one. Throws a TypeError for what is not JSON. */
  publish<T extends keyof Publications>(type: T, content: Publications[T], parent?: Header, extra?: Partial<Pick<Message, 'metadata' | 'buffers'>>): void;
  /** Answers one client on the channel it asked on. */
  reply(request: Request, content: object): void;
  /** Asks the client that sent `request` for a line of input; returns the id of the question. */
  askForInput(request: Request, prompt: string, password: boolean): string;
}

export interface FrontEndEvents {
  onRequest(request: Request): void;
  log(line: string): void;
}

/** The front ends behind the sockets of a connection file. */
export class SocketFrontEnd implements FrontEnd {
  readonly #session = new Session('kernel');
  readonly #sockets: KernelSockets;

  constructor(info: ConnectionInfo, events: FrontEndEvents) {
    this.#sockets = new KernelSockets(info, {
      onMessage: (channel, identities, message) => events.onRequest({ channel, identities, message }),
      // A client that connects late learns here that its subscription stands (JEP 65).
      onSubscribe: (topic) => this.#sockets.publish(topic, this.#session.message('iopub_welcome', { subscription: topic })),
      log: (line) => events.log(line),
    });
  }

  bind(): Promise<void> {
    return this.#sockets.bind();
  }

  close(): Promise<void> {
    return this.#sockets.close();
  }

  publish<T extends keyof Publications>(type: T, content: Publications[T], parent?: Header, { metadata, buffers }: Partial<Pick<Message, 'metadata' | 'buffers'>> = {}): void {
    this.#sockets.publish(type, this.#session.message(type, content, parent, metadata, buffers));
  }

  reply(request: Request, content: object): void {
    const { header } = request.message;
    const type = header.msg_type.replace(/_request$/, '_reply');
    this.#sockets.send(request.channel, request.identities, this.#session.message(type, content, header));
  }

  askForInput(request: Request, prompt: string, password: boolean): string {
    const message = this.#session.message('input_request', { prompt, password }, request.message.header);
    this.#sockets.send('stdin', request.identities, message);
    return message.header.msg_id;
  }
}
