// The main thread's half of an interrupt; controller.ts holds the other half.

import { releaseAsyncStack } from './async-stack.js';
import type { InputLine } from './input.js';
import type { SharedText } from './text-output.js';

/** The pipe on which the child receives commands. */
export const commandsFd = 3;

/** The hook is a global under this symbol: the inspector reaches globals only. */
export const interruptHook = 'minimax.runtime.interrupt';

export enum InterruptState {
  none,
  /** The controller has asked; the main thread has not answered yet. */
  asked,
  /** The main thread runs code and waits for the termination to be queued. */
  busy,
  terminationQueued,
  /** The main thread runs nothing, or nothing of the cell: there is nothing to terminate. */
  idle,
  /** The main thread has closed the cell. */
  closed,
}

/** Where in the shared state the main thread counts the cells that it has taken over. */
export const begunCells = 1;

export interface ControllerData {
  /** An InterruptState, and the number of cells begun. */
  state: Int32Array;
  input: InputLine;
  /** Printed text that waits to be written to `stdoutFd`. */
  text: SharedText;
  stdoutFd: number;
}

/** Frames of the hook itself: the error's head, the hook, the evaluated expression. */
const linesWhenIdle = 3;

/**
 * Installs the hook, which takes the id of the cell to be stopped, or nothing for all. `onStop`
 * hears, just before, that running code is about to be stopped, and returns false to refuse: the
 * code belongs to another cell. Code that stands at a breakpoint (`isPaused`) is ended by the
 * debugger's own means, if the hook returns true. The hook runs in the middle of other code: it
 * must be short and must not throw.
 */
export function installInterruptHook(state: Int32Array, onStop: (cellId: string | undefined) => boolean): void {
  Object.defineProperty(globalThis, Symbol.for(interruptHook), {
    value: (cellId: string | undefined, isPaused: boolean) => {
      if (isPaused) {
        if (!onStop(cellId)) return false;
        releaseAsyncStack();
        return true;
      }
      if (Atomics.load(state, 0) !== InterruptState.asked) return false; // It was asked twice.
      const limit = Error.stackTraceLimit, prepare = Error.prepareStackTrace;
      Error.stackTraceLimit = linesWhenIdle + 1;
      Error.prepareStackTrace = undefined as unknown as typeof prepare;
      const runsNothing = new Error().stack!.split('\n').length <= linesWhenIdle;
      Error.stackTraceLimit = limit;
      Error.prepareStackTrace = prepare;
      const isIdle = runsNothing || !onStop(cellId);
      Atomics.store(state, 0, isIdle ? InterruptState.idle : InterruptState.busy);
      Atomics.notify(state, 0);
      if (isIdle) return false;
      // Not Atomics.wait: the code to be stopped may be waiting in one, and V8 cannot nest them.
      while (Atomics.load(state, 0) === InterruptState.busy);
      releaseAsyncStack();
      return true;
    },
  });
}
