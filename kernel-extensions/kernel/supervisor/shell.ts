/**
 * A shell runs its `execute_request`s one after the other; after an error, what was queued behind it
 * is aborted. A kernel has the main shell and, where clients ask for them, subshells beside it
 * (JEP 91): each has its own queue, all share the variables and the execution counter.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { FrontEnd, Request } from '../protocol/front-end.js';
import type { ExecuteReply } from '../protocol/messages.js';
import { BadRequest, answer } from '../protocol/router.js';
import { booleanField } from './content.js';
import type { Execution } from './execution.js';

/** How far the requests that a front end sends in one go may be apart, in milliseconds. */
const onTheWay = 100;

class Shell {
  readonly #waiting: Request[] = [];
  #running: Request | undefined;

  constructor(private readonly execution: Execution, private readonly frontEnd: FrontEnd, private readonly onIdle: () => void) {}

  add(request: Request): void {
    this.#waiting.push(request);
    if (!this.#running) void this.#run();
  }

  /** Stops what runs and aborts what waits. */
  close(): void {
    const waiting = this.#waiting.splice(0);
    if (this.#running) void this.execution.interrupt(this.#running).catch(() => {});
    void this.#abort(waiting);
  }

  async #run(): Promise<void> {
    while ((this.#running = this.#waiting.shift())) {
      let behind: Request[] = [];
      await answer(this.frontEnd, this.#running, async (request) => {
        const reply = await this.execution.execute(request);
        if (reply.status === 'error' && booleanField(request.message.content, 'stop_on_error', true)) behind = await this.#takeWaiting();
        return reply;
      });
      await this.#abort(behind);
      this.onIdle();
    }
  }

  async #abort(requests: Request[]): Promise<void> {
    for (const request of requests) await answer(this.frontEnd, request, () => ({ status: 'aborted' }) satisfies ExecuteReply);
  }

  /**
   * What was sent by clients that could not know of the error: all that arrives before the reply
   * leaves. A front end that runs all cells sends them in one go, and the first may fail while the
   * others are on their way: the reply waits until no more arrive.
   */
  async #takeWaiting(): Promise<Request[]> {
    let known: number;
    do {
      known = this.#waiting.length;
      await delay(onTheWay);
      await nextTurn(); // reads the sockets, should the delay have been late
    } while (this.#waiting.length > known);
    return this.#waiting.splice(0);
  }
}

export class Shells {
  readonly #main: Shell;
  readonly #subshells = new Map<string, Shell>();

  /** `onIdle`: a shell has answered a request to run a cell. */
  constructor(private readonly execution: Execution, private readonly frontEnd: FrontEnd, private readonly onIdle: () => void) {
    this.#main = new Shell(execution, frontEnd, onIdle);
  }

  get ids(): string[] {
    return [...this.#subshells.keys()];
  }

  /** Returns the id of a new subshell. */
  create(): string {
    const id = randomUUID();
    this.#subshells.set(id, new Shell(this.execution, this.frontEnd, this.onIdle));
    return id;
  }

  /** Ends a subshell: its running cell is interrupted, its waiting ones are aborted. Throws a BadRequest for an id it does not know. */
  delete(id: unknown): void {
    this.#find(id).close();
    this.#subshells.delete(id as string);
  }

  /** Queues a request to run a cell in the shell that its header names. Throws a BadRequest for one that is not there. */
  execute(request: Request): void {
    this.of(request).add(request);
  }

  /** The shell that a request is meant for. Throws a BadRequest for one that is not there. */
  of({ message: { header: { subshell_id } } }: Request): Shell {
    return subshell_id === undefined || subshell_id === null ? this.#main : this.#find(subshell_id);
  }

  #find(id: unknown): Shell {
    const shell = this.#subshells.get(id as string);
    if (!shell) throw new BadRequest(`There is no subshell ${JSON.stringify(id)?.slice(0, 80)}: it was deleted, or the kernel was restarted.`);
    return shell;
  }
}
