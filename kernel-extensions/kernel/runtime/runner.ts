// Runs cells, and knows which cell the code that runs just now belongs to. Mostly one cell runs at a
// time; cells of different shells take turns at their `await`s.
//
// A cell can be stopped at any moment: execution ends wherever it is, no `finally` runs, pending
// promise reactions are dropped. So nothing here depends on code after a call into the cell; a cell
// that was stopped is closed from a fresh turn of the event loop (`interrupted`).
import { AsyncLocalStorage } from 'node:async_hooks';
import { isPromise } from 'node:util/types';
import { Script } from 'node:vm';
import type { CellError, ExecuteResult, MimeBundle } from '../engine-api.js';
import { describeThrown, registerCell } from './errors.js';
import { setLastingImmediate } from './immediates.js';
import type { CellOutcome, RunnableCell } from './messages.js';

/** How long an interrupted cell may use to clean up after an `await` that was broken off. */
const graceMs = 50;

/** Cells may replace any global. */
const NativePromise = Promise;
const then = Function.prototype.call.bind(Promise.prototype.then) as (promise: PromiseLike<unknown>, onValue: (value: unknown) => void, onError?: (error: unknown) => void) => Promise<unknown>;

export class CellState {
  readonly id: string;
  readonly silent: boolean;
  /** Notebook variables that it assigns. */
  readonly names: string[];
  /** Its pending `await`s, to break them off. */
  readonly waits = new Set<(error: Error) => void>();
  /** It has been interrupted, and may still clean up. */
  isInterrupted = false;
  /** How it ends; set a moment before it does. */
  result: ExecuteResult | undefined;
  /** See RunnableCell. */
  readonly leaveUncaught: boolean;
  private isStopped = false;

  constructor({ id, silent, names, leaveUncaught = false }: Pick<RunnableCell, 'id' | 'silent' | 'names' | 'leaveUncaught'>, private readonly leftovers: { areStopped: boolean }) {
    this.id = id;
    this.silent = silent;
    this.names = names;
    this.leaveUncaught = leaveUncaught;
  }

  /** Nothing that the cell started goes on: its timers do not fire, its `await`s do not return. */
  get isDead(): boolean {
    return this.isStopped || this.leftovers.areStopped;
  }

  stop(): void {
    this.isStopped = true;
  }
}

export interface RunnerOptions {
  import(specifier: unknown, names?: string[]): Promise<unknown>;
  meta: object;
  /** `require`, `__filename` and `__dirname` of the notebook. */
  commonJs: [NodeJS.Require, string, string];
  format(value: unknown): Promise<MimeBundle> | MimeBundle;
  done(cell: CellState, outcome: CellOutcome): void;
}

export class KeyboardInterrupt extends Error {
  override name = 'KeyboardInterrupt';

  constructor() {
    super('The cell was interrupted. Its variables are kept.');
  }
}

/** Code that was stopped while it ran: the cell it belongs to, and an error that knows the line. */
export interface StoppedCode {
  cell: CellState;
  error: KeyboardInterrupt;
}

export class Runner {
  private readonly owner = new AsyncLocalStorage<CellState>();
  private readonly declared = new Set<string>();
  private readonly running = new Set<CellState>();
  /** What ended cells have left behind: all of it is stopped at once. */
  private leftovers = { areStopped: false };
  private latest = new CellState({ id: '', silent: false, names: [] }, this.leftovers);
  /** Whom to tell that code of theirs was stopped, once that has been printed. */
  private readonly stopped: (() => void)[] = [];
  private readonly setTimeout = globalThis.setTimeout;

  constructor(private readonly options: RunnerOptions) {}

  /** The cell that the running code belongs to; the latest one for code that belongs to none. */
  get cell(): CellState {
    return this.owner.getStore() ?? this.latest;
  }

  /** No cell runs; what ended ones have left behind may. */
  get isIdle(): boolean {
    return this.running.size === 0;
  }

  isRunning(cell: CellState): boolean {
    return this.running.has(cell);
  }

  /** Called in the middle of code that is about to be stopped. */
  stopping(): StoppedCode {
    const error = new KeyboardInterrupt();
    void error.stack; // The line is looked up now, while the code stands there.
    return { cell: this.cell, error };
  }

  run(cell: RunnableCell): void {
    const state = new CellState(cell, this.leftovers);
    this.running.add(state);
    this.latest = state;
    this.owner.run(state, () => {
      if (state.leaveUncaught) return void setLastingImmediate(() => this.runUncaught(state, cell));
      let value: unknown;
      try {
        value = this.compile(cell)(this.helpers(), ...this.options.commonJs);
      } catch (error) {
        return this.fail(state, error);
      }
      if (isPromise(value)) then(value, (result) => void this.succeed(state, result), (error) => this.fail(state, error));
      else void this.succeed(state, value);
    });
  }

  /** Node catches nothing in an immediate: what the cell throws comes back through `uncaught`. */
  private runUncaught(state: CellState, cell: RunnableCell): void {
    if (!this.running.has(state)) return;
    const value = this.compile(cell)(this.helpers(), ...this.options.commonJs);
    if (isPromise(value)) void then(value, (result) => void this.succeed(state, result));
    else void this.succeed(state, value);
  }

  /** Runs code that is no cell's: its output carries `id`. `ended` is called when it has returned or been interrupted, after what it prints at once. */
  attend(id: string, code: () => void, ended: () => void): void {
    let hasReturned = false;
    setLastingImmediate(() => {
      if (hasReturned) ended();
      else this.stopped.push(ended);
    });
    this.owner.run(new CellState({ id, silent: false, names: [] }, this.leftovers), code);
    hasReturned = true;
  }

  /**
   * Close the cell named, or all that run. Called in a turn of its own, after execution was stopped
   * or while the cells wait. Returns what to print for code of an earlier cell, or of none, that was stopped.
   */
  interrupted(stopped: StoppedCode | undefined, cellId?: string): CellError | undefined {
    if (this.isIdle) this.stopLeftovers();
    for (const state of this.running) {
      if (cellId === undefined || state.id === cellId) this.interrupt(state, stopped?.cell === state ? stopped.error : new KeyboardInterrupt());
    }
    setLastingImmediate(() => { for (const ended of this.stopped.splice(0)) ended(); });
    if (!stopped || this.running.has(stopped.cell)) return undefined;
    stopped.cell.stop();
    return describeThrown(stopped.error);
  }

  private stopLeftovers(): void {
    this.leftovers.areStopped = true;
    this.leftovers = { areStopped: false };
    // Code that belongs to no cell counts as the latest one's, and goes on.
    this.latest = new CellState(this.latest, this.leftovers);
  }

  private interrupt(state: CellState, error: KeyboardInterrupt): void {
    if (state.result) return void setLastingImmediate(() => this.end(state)); // It was ending, and may have been stopped at that.
    state.isInterrupted = true;
    const close = () => this.fail(state, error);
    if (state.waits.size === 0) return close();
    const waits = [...state.waits];
    state.waits.clear();
    for (const breakOff of waits) breakOff(error);
    this.setTimeout(close, graceMs);
  }

  /** An error that nothing caught. Ends the cell it belongs to, while that runs; returns what to print otherwise. */
  uncaught(error: unknown): CellError | undefined {
    const state = this.cell;
    if (state.isDead) return undefined;
    if (!this.running.has(state)) return error instanceof KeyboardInterrupt ? undefined : describeThrown(error);
    if (!state.leaveUncaught) state.stop();
    this.fail(state, error);
    return undefined;
  }

  private compile(cell: RunnableCell): (...values: unknown[]) => unknown {
    const fresh = cell.names.filter((name) => !this.declared.has(name));
    const declaration = fresh.length > 0 ? `let ${fresh.join(', ')}; ` : '';
    const script = new Script(declaration + cell.code, { filename: registerCell(cell), lineOffset: -1 });
    const run = script.runInThisContext() as (...values: unknown[]) => unknown;
    for (const name of fresh) this.declared.add(name);
    return run;
  }

  /** What emitted code reaches through `__minimax`, see language/emit.ts. */
  private helpers() {
    return {
      import: this.options.import,
      meta: this.options.meta,
      wait: (value: unknown) => this.wait(value),
      iterate: (value: AsyncIterable<unknown> | Iterable<unknown>) => this.iterate(value),
    };
  }

  /** `await value` that an interrupt breaks off. */
  private wait(value: unknown): unknown {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || typeof (value as PromiseLike<unknown>).then !== 'function') return value;
    const state = this.cell;
    if (state.leaveUncaught) {
      // V8 looks through a race to find out whether somebody catches a rejection.
      const brokenOff = new NativePromise((_, reject) => { if (!state.isDead) state.waits.add(reject); });
      return NativePromise.race(state.isDead ? [brokenOff] : [value, brokenOff]);
    }
    return new NativePromise((resolve, reject) => {
      state.waits.add(reject);
      const settle = (finish: () => void) => {
        state.waits.delete(reject);
        if (!state.isDead) finish();
      };
      const onValue = (result: unknown) => settle(() => resolve(result)), onError = (error: unknown) => settle(() => reject(error));
      if (isPromise(value)) then(value, onValue, onError);
      else (value as PromiseLike<unknown>).then(onValue, onError);
    });
  }

  private iterate(value: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown> | Iterable<unknown> {
    if (!(Symbol.asyncIterator in value)) return value;
    const iterator = value[Symbol.asyncIterator]();
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => this.wait(iterator.next()) as Promise<IteratorResult<unknown>>,
        return: async (result?: unknown) => (iterator.return ? iterator.return(result) : { done: true, value: result }),
      }),
    };
  }

  private async succeed(state: CellState, outcome: unknown): Promise<void> {
    const value = (outcome as [unknown] | undefined)?.[0];
    if (value === undefined || state.silent) return this.finish(state, { status: 'ok' });
    let data: MimeBundle;
    try {
      data = await this.options.format(value);
    } catch (error) {
      return this.fail(state, error);
    }
    // A handle of something shown already, such as `show(x)`, has nothing more to show.
    this.finish(state, Object.keys(data).length === 0 ? { status: 'ok' } : { status: 'ok', result: { data, metadata: {} } });
  }

  private fail(state: CellState, error: unknown): void {
    this.finish(state, { status: 'error', error: describeThrown(error) });
  }

  /** The end of a cell follows what its promises and ticks still print. */
  private finish(state: CellState, result: ExecuteResult): void {
    if (!this.running.has(state)) return;
    if (state.isInterrupted) state.stop();
    const isEnding = state.result !== undefined;
    // A rejection that nothing handles is known a little later than the value.
    if (!isEnding || (state.result!.status === 'ok' && result.status === 'error')) state.result = result;
    if (isEnding) return;
    setLastingImmediate(() => this.end(state));
  }

  /** Says how a cell has ended. An interrupt may stop this too: it is said again then, and the second time is not heard. */
  private end(state: CellState): void {
    if (!this.running.has(state)) return;
    this.options.done(state, { result: state.result!, unset: state.result!.status === 'error' ? this.unset(state.names) : [] });
    this.running.delete(state);
  }

  private unset(names: string[]): string[] {
    const known = names.filter((name) => this.declared.has(name));
    const isUnset = new Script(`[${known.map((name) => `${name} === undefined`).join(', ')}]`).runInThisContext() as boolean[];
    return known.filter((_, index) => isUnset[index]);
  }
}
