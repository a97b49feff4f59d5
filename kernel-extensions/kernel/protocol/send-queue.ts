/**
 * Sends in order, one at a time: a ZeroMQ socket refuses a send (EBUSY) while another is under way.
 * Needs `sendHighWaterMark: 0` on the socket, or ZeroMQ itself drops what a slow reader leaves.
 */
import type { Writable } from 'zeromq';

export class SendQueue {
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly socket: Pick<Writable<Uint8Array[]>, 'send'>, private readonly onError: (error: Error) => void) {}

  send(frames: Uint8Array[]): void {
    this.#last = this.#last.then(() => this.socket.send(frames)).catch(this.onError);
  }

  /** Resolves when everything given to `send` so far is in ZeroMQ's hands. */
  flush(): Promise<void> {
    return this.#last;
  }
}
