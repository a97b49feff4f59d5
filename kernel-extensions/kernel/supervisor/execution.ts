/**
 * Runs the cells of `execute_request`s: counts them, publishes their input, results and errors, and
 * interrupts them. Several may run at a time, one of each shell; the order within a shell is shell.ts's.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine, ExecuteResult } from '../engine-api.js';
import type { FrontEnd, Request } from '../protocol/front-end.js';
import type { ErrorReply, ExecuteReply, ExpressionResult, PagePayload } from '../protocol/messages.js';
import type { Cell, CellOutputs } from './cell-outputs.js';
import { booleanField, stringField, stringsField } from './content.js';
import { helpFor } from './help.js';
import type { History } from './history.js';
import type { Questions } from './questions.js';

/** How often an interrupt is repeated, in milliseconds. */
const repeatEvery = 200;

export class Execution {
  readonly #running = new Map<Request, Cell>();
  readonly #interrupted = new WeakSet<Request>();
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

  /** A request whose cell runs, if any: the one that began last. */
  get running(): Request | undefined {
    return [...this.#running.keys()].at(-1);
  }

  /** The message of the error that the latest cell ended with, if it did. */
  get latestError(): string | undefined {
    return this.#latestError;
  }

  /** Stops the cell of `only`, or all running cells, and resolves when the engine was told once. */
  async interrupt(only?: Request): Promise<void> {
    const cells = [...this.#running].filter(([request]) => only === undefined || request === only);
    const told = this.engine.then((engine) => engine.interrupt(only && this.#running.get(only)?.id));
    told.catch(() => {});
    for (const [request, { id }] of cells) {
      if (this.#interrupted.has(request)) continue;
      this.#interrupted.add(request);
      void told.then(() => this.#interruptUntilEnded(request, id)).catch(() => {});
    }
    // A starting engine takes a while; the front end need not wait for it.
    await (cells.length === 0 ? told : Promise.race([told, delay(repeatEvery)]));
  }

  /** A cell may still be on its way – the engine starts, the cell is compiled – so the engine is told again until it has ended. */
  async #interruptUntilEnded(request: Request, cellId: string): Promise<void> {
    while (this.#running.has(request)) {
      await delay(repeatEvery);
      if (this.#running.has(request)) await (await this.engine).interrupt(cellId);
    }
  }

  /** Runs one request's cell. Throws a BadRequest for a request without code. */
  async execute(request: Request): Promise<ExecuteReply> {
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

    this.#running.set(request, cell);
    try {
      return await this.#finish(request, cell, executionCount, await this.#runCell(code, cell, executionCount));
    } finally {
      this.#running.delete(request);
    }
  }

  async #finish({ message: { content } }: Request, cell: Cell, executionCount: number, { result, payload }: CellRun): Promise<ExecuteReply> {
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

  async #runCell(code: string, cell: Cell, executionCount: number): Promise<CellRun> {
    try {
      const engine = await this.engine;
      if (this.#interrupted.has(cell.request)) return { result: { status: 'error', error: interruptedEarly }, payload: [] };
      const page = await helpFor(code, engine);
      if (page) return { result: { status: 'ok' }, payload: [page] };
      const shell = cell.request.message.header.subshell_id ?? undefined;
      return { result: await engine.execute({ code, cellId: cell.id, executionCount, silent: cell.silent, shell }), payload: [] };
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

interface CellRun {
  result: ExecuteResult;
  payload: PagePayload[];
}

const interruptedEarly = { ename: 'KeyboardInterrupt', evalue: 'The cell was interrupted before it began.', traceback: ['KeyboardInterrupt: The cell was interrupted before it began.'] };

/** The engine itself failed, not the cell. */
function kernelError(error: unknown): Omit<ErrorReply, 'status'> {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ename: 'KernelError', evalue: message, traceback: [`KernelError: ${message}`, 'The kernel could not run this cell. Restart it; if that does not help, this is a fault of the kernel:', stack ?? ''] };
}
