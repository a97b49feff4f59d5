/**
 * Comms: channels between code of the notebook and the front ends, for widgets and for front-end
 * extensions. Messages arrive while no code runs: between cells, or while a cell awaits.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
 */
import { randomUUID } from 'node:crypto';

/** What one side tells the other. */
export interface CommData {
  /** JSON. */
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  /** Bytes that go along as they are: pictures, arrays of numbers. */
  buffers: Uint8Array[];
}

export interface CommOptions {
  metadata?: Record<string, unknown>;
  buffers?: readonly (ArrayBufferView | ArrayBufferLike)[];
}

/** One open channel. */
export interface Comm {
  readonly id: string;
  /** Whom the channel is for. */
  readonly target: string;
  readonly isClosed: boolean;
  /** Goes to all front ends that know this channel. Does nothing once it is closed. Throws a TypeError where `data` is not JSON. */
  send(data: Record<string, unknown>, options?: CommOptions): void;
  /** An error of a handler is printed and ends nothing. */
  onMessage(handler: (message: CommData) => void): void;
  /** The front end has closed the channel. */
  onClose(handler: (message: CommData) => void): void;
  close(data?: Record<string, unknown>, options?: CommOptions): void;
}

/** Called with the channel that a front end has opened, and what it said. */
export type CommTargetHandler = (comm: Comm, message: CommData) => void;

/** The kernel's part: knows all open channels of the notebook. */
export interface CommHub {
  open(target: string, data: Record<string, unknown>, options: CommOptions & { id?: string }): Comm;
  /** A handler of `undefined` takes the target away. */
  register(target: string, handler: CommTargetHandler | undefined): void;
}

/** `globalThis[commsSymbol]` is the kernel's {@link CommHub}, where there is a kernel. */
export const commsSymbol = Symbol.for('minimax.display.comms');

const hub = (): CommHub | undefined => (globalThis as { [commsSymbol]?: CommHub })[commsSymbol];

/** Opens a channel to the part of the front ends that is registered as `target`. Outside of a notebook nobody hears it. */
export function openComm(target: string, data: Record<string, unknown> = {}, options: CommOptions & { id?: string } = {}): Comm {
  return hub()?.open(target, data, options) ?? unheard(target, options.id);
}

/** Front ends may open channels to `target` from here on. Returns how to take that back. */
export function registerCommTarget(target: string, handler: CommTargetHandler): () => void {
  hub()?.register(target, handler);
  return () => hub()?.register(target, undefined);
}

function unheard(target: string, id: string = randomUUID()): Comm {
  let isClosed = false;
  return { id, target, get isClosed() { return isClosed; }, send() {}, onMessage() {}, onClose() {}, close() { isClosed = true; } };
}
