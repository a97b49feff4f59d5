/** A kernel's comms, without a kernel: keeps what widgets send, and speaks as a front end does. */
import { commsSymbol, type CommData, type CommHub } from '../../../kernel-extensions/display/comms.js';
import { NotebookComms } from '../../../kernel-extensions/kernel/runtime/comms.js';
import type { CommMessage } from '../../../kernel-extensions/kernel/engine-api.js';

const holder = globalThis as { [commsSymbol]?: CommHub | undefined };

export class TestHub {
  readonly sent: CommMessage[] = [];
  readonly errors: unknown[] = [];
  readonly comms = new NotebookComms((message) => this.sent.push(structuredClone(message)), (error) => this.errors.push(error));

  constructor() {
    holder[commsSymbol] = this.comms;
  }

  remove(): void {
    holder[commsSymbol] = undefined;
  }

  /** A message of a front end; an `update` of a state unless `data` is given whole. */
  receive(commId: string, data: Record<string, unknown>, buffers: Uint8Array[] = []): void {
    this.comms.receive({ type: 'comm_msg', commId, data: 'method' in data ? data : { method: 'update', state: data, buffer_paths: [] }, metadata: {}, buffers });
  }

  /** The states that were sent to front ends on a comm since the last call, oldest first. */
  take(method: 'update' | 'echo_update' = 'update'): Record<string, unknown>[] {
    const states = this.sent.filter(({ data }) => data.method === method).map(({ data }) => data.state as Record<string, unknown>);
    this.sent.length = 0;
    return states;
  }

  opened(commId: string): (CommData & { target: string }) | undefined {
    return this.sent.find((message) => message.type === 'comm_open' && message.commId === commId) as never;
  }
}
