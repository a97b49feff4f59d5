/** Runs `execute_request`s one after the other; after an error, what was queued behind it is aborted. */
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Engine, ExecuteResult } from '../engine-api.js';
import type { FrontEnd, Request } from '../protocol/front-end.js';
import type { ErrorReply, ExecuteReply, ExpressionResult, PagePayload } from '../protocol/messages.js';
import { answer } from '../protocol/router.js';
import type { Cell, CellOutputs } from './cell-outputs.js';
import { booleanField, stringField, stringsField } from './content.js';
import { helpFor } from './help.js';
import type { History } from './history.js';
import type { Questions } from './questions.js';

/** How far the requests that a front end sends in one go may be apart, in milliseconds. */
const onTheWay = 30;
/** How often an interrupt is repeated, in milliseconds. */
const repeatEvery = 200;

export class ExecutionQueue {
  readonly #waiting: Request[] = [];
  #running: Request | undefined;
  #interrupted: Request | undefined;
  #latestError: string | undefined;
  #count = 0;
  #cells = 0;

  constructor(
    /** Resolves to the engine when it has started. */
    private readonly engine: Promise<Engine>,
    private readonly frontEnd: FrontEnd,
    private readonly outputs: CellOutputs,
    private readonly questions: Questions,
    private readonly history: History,
  ) {}

  /** The request whose cell runs. */
  get running(): Request | undefined {
    return this.#running;
  }

  /** The message of the error that the latest cell ended with, if it did. */
  get latestError(): string | undefined {
    return this.#latestError;
  }

  add(request: Request): void {
    this.#waiting.push(request);
    if (!this.#running) void this.#run();
  }

  /**
   * Stops the running cell. It may still be on its way – the engine starts, the cell is compiled –
   * so the engine is told again until the cell has ended. Resolves when it was told once.
   */
  async interrupt(): Promise<void> {
    const request = this.#running;
    if (request && request === this.#interrupted) return;
    this.#interrupted = request;
    const told = this.engine.then((engine) => engine.interrupt());
    if (!request) return told;
    void told.then(async () => {
      while (this.#running === request) {
        await delay(repeatEvery);
        if (this.#running === request) await (await this.engine).interrupt();
      }
    }).catch(() => {});
    // A starting engine takes a while; the front end need not wait for it.
    await Promise.race([told, delay(repeatEvery)]);
  }

  async #run(): Promise<void> {
    while ((this.#running = this.#waiting.shift())) {
      let aborted: Request[] = [];
      await answer(this.frontEnd, this.#running, async (request) => {
        const reply = await this.#execute(request);
        if (reply.status === 'error' && booleanField(request.message.content, 'stop_on_error', true)) aborted = await this.#takeWaiting();
        return reply;
      });
      for (const request of aborted) await answer(this.frontEnd, request, () => ({ status: 'aborted' }) satisfies ExecuteReply);
    }
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

  async #execute(request: Request): Promise<ExecuteReply> {
    const { content, header } = request.message;
    const code = stringField(content, 'code');
    const silent = booleanField(content, 'silent', false);
    const executionCount = this.#count + 1;
    const cell: Cell = { id: String(++this.#cells), request, silent, allowStdin: booleanField(content, 'allow_stdin', true) };
    this.outputs.add(cell);
    if (!silent && booleanField(content, 'store_history', true)) {
      this.#count = executionCount;
      this.history.add(executionCount, code);
    }
    if (!silent) this.frontEnd.publish('execute_input', { code, execution_count: executionCount }, header);

    const { result, payload } = await this.#runCell(code, cell, executionCount);
    this.#latestError = result.status === 'error' ? result.error.evalue : undefined;
    this.questions.cancel(cell);
    this.outputs.flush();
    const common = { execution_count: executionCount, payload, user_expressions: {} as Record<string, ExpressionResult> };
    if (result.status === 'error') {
      this.outputs.publishError(cell, result.error);
      return { ...common, status: 'error', ...result.error };
    }
    if (result.result) {
      this.outputs.publishResult(cell, executionCount, result.result);
      this.history.setOutput(executionCount, String(result.result.data['text/plain'] ?? ''));
    }
    for (const [name, expression] of stringsField(content, 'user_expressions')) {
      common.user_expressions[name] = await this.#evaluate(expression, cell, executionCount);
    }
    return { ...common, status: 'ok' };
  }

  async #runCell(code: string, cell: Cell, executionCount: number): Promise<{ result: ExecuteResult; payload: PagePayload[] }> {
    try {
      const engine = await this.engine;
      if (this.#interrupted === cell.request) return { result: { status: 'error', error: interruptedEarly }, payload: [] };
      const page = await helpFor(code, engine);
      if (page) return { result: { status: 'ok' }, payload: [page] };
      return { result: await engine.execute({ code, cellId: cell.id, executionCount, silent: cell.silent }), payload: [] };
    } catch (error) {
      return { result: { status: 'error', error: kernelError(error) }, payload: [] };
    }
  }

  async #evaluate(code: string, cell: Cell, executionCount: number): Promise<ExpressionResult> {
    const { result } = await this.#runCell(code, cell, executionCount);
    if (result.status === 'error') return { status: 'error', ...result.error };
    return { status: 'ok', ...(result.result ?? { data: { 'text/plain': 'undefined' }, metadata: {} }) };
  }
}

const interruptedEarly = { ename: 'KeyboardInterrupt', evalue: 'The cell was interrupted before it began.', traceback: ['KeyboardInterrupt: The cell was interrupted before it began.'] };

/** The engine itself failed, not the cell. */
function kernelError(error: unknown): Omit<ErrorReply, 'status'> {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ename: 'KernelError', evalue: message, traceback: [`KernelError: ${message}`, 'The kernel could not run this cell. Restart it; if that does not help, this is a fault of the kernel:', stack ?? ''] };
}
