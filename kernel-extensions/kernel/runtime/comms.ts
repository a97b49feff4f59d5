// The open comms of the notebook in the child: takes messages of front ends to the handlers that
// code has registered. What it is used with is display/comms.ts; what travels is engine-api.ts.
import { randomUUID } from 'node:crypto';
import type { Comm, CommData, CommHub, CommOptions, CommTargetHandler } from '../../display/comms.js';
import type { CommMessage, CommPayload } from '../engine-api.js';

type Handler = (message: CommData) => void;

export class NotebookComms implements CommHub {
  private readonly comms = new Map<string, NotebookComm>();
  private readonly targets = new Map<string, CommTargetHandler>();

  /** `onError` hears what a handler throws. */
  constructor(private readonly send: (message: CommMessage) => void, private readonly onError: (error: unknown) => void) {}

  open(target: string, data: Record<string, unknown>, { id = randomUUID(), ...options }: CommOptions & { id?: string }): Comm {
    if (this.comms.has(id)) throw new Error(`There is an open comm with the id ${id}.`);
    this.send({ type: 'comm_open', commId: id, target, ...payload(data, options) });
    return this.add(id, target);
  }

  register(target: string, handler: CommTargetHandler | undefined): void {
    if (handler) this.targets.set(target, handler);
    else this.targets.delete(target);
  }

  /** A message of a front end. Never throws. */
  receive(message: CommMessage): void {
    const comm = this.comms.get(message.commId);
    if (message.type === 'comm_open') {
      const handler = this.targets.get(message.target);
      if (handler) this.call(() => handler(this.add(message.commId, message.target), message));
      else this.refuse(message.commId);
    } else if (message.type === 'comm_msg') {
      if (comm) for (const handler of [...comm.messageHandlers]) this.call(() => handler(message));
      else this.refuse(message.commId);
    } else if (comm) {
      this.comms.delete(message.commId);
      comm.isClosed = true;
      for (const handler of [...comm.closeHandlers]) this.call(() => handler(message));
    }
  }

  private add(id: string, target: string): NotebookComm {
    const comm = new NotebookComm(id, target, this.send, () => this.comms.delete(id));
    this.comms.set(id, comm);
    return comm;
  }

  private refuse(commId: string): void {
    this.send({ type: 'comm_close', commId, ...payload() });
  }

  private call(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.onError(error);
    }
  }
}

class NotebookComm implements Comm {
  readonly messageHandlers: Handler[] = [];
  readonly closeHandlers: Handler[] = [];
  isClosed = false;

  constructor(readonly id: string, readonly target: string, private readonly post: (message: CommMessage) => void, private readonly onClosing: () => void) {}

  send(data: Record<string, unknown>, options?: CommOptions): void {
    if (!this.isClosed) this.post({ type: 'comm_msg', commId: this.id, ...payload(data, options) });
  }

  onMessage(handler: Handler): void {
    this.messageHandlers.push(handler);
  }

  onClose(handler: Handler): void {
    this.closeHandlers.push(handler);
  }

  close(data?: Record<string, unknown>, options?: CommOptions): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onClosing();
    this.post({ type: 'comm_close', commId: this.id, ...payload(data, options) });
  }
}

function payload(data: Record<string, unknown> = {}, { metadata = {}, buffers = [] }: CommOptions = {}): CommPayload {
  return { data, metadata, buffers: buffers.map(bytesOf) };
}

function bytesOf(source: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
}
