// Timers and ticks of a cell that was interrupted do not fire again. The global timer functions, those of `node:timers`
// and `node:timers/promises`, and `process.nextTick` look at the cell they were started by before they call back.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import { setLastingImmediate } from './immediates.js';
import type { CellState } from './runner.js';

type Callback = (...args: unknown[]) => unknown;
type Wait = (...args: unknown[]) => Promise<unknown>;
type Start = (callback: Callback, ...rest: unknown[]) => unknown;

export function installTimers(currentCell: () => CellState): void {
  const require = createRequire(import.meta.url);
  const timers = require('node:timers') as Record<string, unknown>;
  // A library's loop that awaits them has no `await` of the cell's own to be broken off, and nothing to be stopped in
  // while it waits. (`promisify(setTimeout)` is the same function, which Node looks up when it is asked for.)
  const promises = require('node:timers/promises') as Record<'setTimeout' | 'setImmediate', Wait> & { scheduler: { wait: Wait } };
  for (const name of ['setTimeout', 'setImmediate'] as const) {
    const ofNode = promises[name];
    promises[name] = (...args) => whileAlive(currentCell(), ofNode(...args));
  }
  const { scheduler } = promises;
  const { wait } = scheduler;
  scheduler.wait = (...args) => whileAlive(currentCell(), wait.apply(scheduler, args));
  const stop = clearInterval;
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const ofNode = globalThis[name] as unknown as Start & { [promisify.custom]?: unknown };
    const start = name === 'setImmediate' ? setLastingImmediate : ofNode;
    const guarded: Start = function (callback, ...rest) {
      if (typeof callback !== 'function') return ofNode(callback, ...rest);
      const cell = currentCell();
      const handle = start(function (this: unknown, ...args: unknown[]) {
        if (!cell.isDead) return callback.apply(this, args);
        if (name === 'setInterval') stop(handle as NodeJS.Timeout);
      }, ...rest);
      return handle;
    };
    Object.defineProperty(guarded, 'name', { value: name });
    const promised = ofNode[promisify.custom];
    if (promised) Object.defineProperty(guarded, promisify.custom, { value: promised });
    Object.defineProperty(globalThis, name, { value: guarded, writable: true, configurable: true, enumerable: true });
    timers[name] = guarded;
  }
  const { nextTick } = process;
  process.nextTick = (callback: Callback, ...args: unknown[]) => {
    if (typeof callback !== 'function') return nextTick(callback);
    const cell = currentCell();
    nextTick(() => { if (!cell.isDead) callback(...args); });
  };
  syncBuiltinESMExports();
}

/** Cells may replace any global. */
const NativePromise = Promise;
const then = Function.prototype.call.bind(Promise.prototype.then) as (promise: Promise<unknown>, onValue: (value: unknown) => void, onError: (error: unknown) => void) => void;

/** `promise`, which settles no more once the cell is dead. */
const whileAlive = (cell: CellState, promise: Promise<unknown>): Promise<unknown> => new NativePromise((resolve, reject) => then(
  promise,
  (value) => { if (!cell.isDead) resolve(value); },
  (error) => { if (!cell.isDead) reject(error); },
));
