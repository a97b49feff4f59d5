/**
 * Publishes what cells and handlers of comm messages produce, each output under the request that
 * caused it – also when it comes from a timer after the cell has ended, or while another cell runs.
 */
import type { MimeBundle, OutputEvent } from '../engine-api.js';
import type { FrontEnd, Request } from '../protocol/front-end.js';
import type { ErrorContent, Header, Publications } from '../protocol/messages.js';
import { StreamCoalescer } from '../protocol/stream-coalescer.js';

export interface Cell {
  id: string;
  request: Request;
  /** Nothing of it is shown. */
  silent: boolean;
  allowStdin: boolean;
}

/** How many ended cells, and how many comm messages, are remembered for late output. */
const memory = 1000;

export class CellOutputs {
  readonly #cells = new Map<string, Cell>();
  readonly #comms = new Map<string, Cell>();
  #latest: Cell | undefined;
  readonly #streams = new StreamCoalescer<Cell>((cell, name, text) => this.#send(cell, 'stream', { name, text }));

  constructor(private readonly frontEnd: FrontEnd) {}

  /** From here on, output with the id of this cell is its. */
  add(cell: Cell): void {
    remember(this.#cells, cell);
    this.#latest = cell;
  }

  /** The same for a comm message, which is no cell: slider moves do not push cells out of memory. */
  addComm(id: string, { message, ...request }: Request): void {
    // Its data may be large, and is not needed for an answer.
    remember(this.#comms, { id, request: { ...request, message: { ...message, content: {}, buffers: [] } }, silent: false, allowStdin: false });
  }

  find(id: string): Cell | undefined {
    return this.#cells.get(id) ?? this.#comms.get(id);
  }

  /** The request behind an id; that of the latest cell for one from long ago. */
  parentOf(id: string): Header | undefined {
    return (this.find(id) ?? this.#latest)?.request.message.header;
  }

  publish(cellId: string, event: OutputEvent): void {
    // What no cell can be found for still deserves to be seen: it goes to the latest one.
    const cell = this.find(cellId) ?? this.#latest;
    if (!cell || cell.silent) return;
    if (event.type === 'stream') return this.#streams.write(cell, event.name, event.text);
    this.flush();
    switch (event.type) {
      case 'display_data':
        return this.#send(cell, 'display_data', { data: event.data, metadata: event.metadata, transient: event.displayId === undefined ? {} : { display_id: event.displayId } });
      case 'update_display_data':
        return this.#send(cell, 'update_display_data', { data: event.data, metadata: event.metadata, transient: { display_id: event.displayId } });
      case 'clear_output':
        return this.#send(cell, 'clear_output', { wait: event.wait });
    }
  }

  publishResult(cell: Cell, execution_count: number, result: { data: MimeBundle; metadata: Record<string, unknown> }): void {
    this.flush();
    this.#send(cell, 'execute_result', { execution_count, ...result, transient: {} });
  }

  publishError(cell: Cell, error: ErrorContent): void {
    this.flush();
    this.#send(cell, 'error', error);
  }

  /** A sentence for the user on the stderr of the latest cell. */
  say(sentence: string): void {
    if (this.#latest) this.publish(this.#latest.id, { type: 'stream', name: 'stderr', text: `${sentence}\n` });
    this.flush();
  }

  flush(): void {
    this.#streams.flush();
  }

  #send<T extends keyof Publications>(cell: Cell, type: T, content: Publications[T]): void {
    if (cell.silent) return;
    const parent = cell.request.message.header;
    try {
      this.frontEnd.publish(type, content, parent);
    } catch (error) {
      // Only JSON can be sent: the output is lost, its cell is told why.
      this.frontEnd.publish('stream', { name: 'stderr', text: `An output could not be shown: ${(error as Error).message}\n` }, parent);
    }
  }
}

function remember(cells: Map<string, Cell>, cell: Cell): void {
  cells.set(cell.id, cell);
  if (cells.size > memory) cells.delete(cells.keys().next().value!);
}
