// The supervisor's end of the V8 inspector of the child: inspector-relay.ts is the other.
import type { Inspector } from '../debugger/inspector.js';
import type { InspectorCommand, InspectorMessage } from './messages.js';

export class RemoteInspector implements Inspector {
  onEvent: Inspector['onEvent'] = () => {};
  private readonly waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  private count = 0;
  private ended: Error | undefined;

  constructor(private readonly send: (command: InspectorCommand) => void) {}

  post<T = object>(method: string, params?: object): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      const id = ++this.count;
      this.waiting.set(id, { resolve, reject });
      this.send({ type: 'inspector', id, method, params });
    });
  }

  detach(): void {
    this.onEvent = () => {};
    this.rejectAll(new Error('The debugger was detached.'));
    if (!this.ended) this.send({ type: 'detach' });
  }

  receive(message: InspectorMessage): void {
    if ('method' in message) return this.onEvent(message.method, message.params);
    const request = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ('error' in message) request?.reject(new Error(message.error));
    else request?.resolve(message.result as never);
  }

  /** The process has ended; `why` is a sentence. */
  end(why: string): void {
    this.ended = new Error(why);
    this.rejectAll(this.ended);
  }

  private rejectAll(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
