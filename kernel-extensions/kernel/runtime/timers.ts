// Timers and ticks of a cell that was interrupted do not fire again. The global timer functions,
// those of `node:timers` and `process.nextTick` look at the cell they were started by before they call back.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import { setLastingImmediate } from './immediates.js';
import type { CellState } from './runner.js';

type Callback = (...args: unknown[]) => unknown;
type Start = (callback: Callback, ...rest: unknown[]) => unknown;

export function installTimers(currentCell: () => CellState): void {
  const timers = createRequire(import.meta.url)('node:timers') as Record<string, unknown>;
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
