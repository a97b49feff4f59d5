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
  /** The main thread runs no code of the notebook, or none of the cell: there is nothing to terminate. */
  idle,
  /** Node or the runtime is on the way to code of the notebook or from it: to be asked again in a moment. */
  passing,
  /** The main thread has closed the cell. */
  closed,
}

export interface ControllerData {
  /** An InterruptState. */
  state: Int32Array;
  input: InputLine;
  /** Printed text that waits to be written to `stdoutFd`. */
  text: SharedText;
  stdoutFd: number;
}

/** Cells may replace any global. */
const NativeError = Error;
/** `framesBelow`, the hook, the evaluated expression. */
const ownFrames = 3;
const runtimeFolder = new URL('.', import.meta.url).href;
/** They wait for the notebook, look at its values, or call it. */
const worksForNotebook = new Set(['errors', 'input', 'timers'].map((name) => `${runtimeFolder}${name}.js`));

/**
 * Installs the hook, which takes the id of the cell to be stopped, or nothing for all. `onStop`
 * hears, just before, that running code is about to be stopped, and returns false to refuse: the
 * code belongs to another cell. `isUrgent`: Node has long been at work on its own. Code that stands
 * at a breakpoint (`isPaused`) is ended by the debugger's own means, if the hook returns true. The
 * hook runs in the middle of other code: it must be short and must not throw.
 */
export function installInterruptHook(state: Int32Array, onStop: (cellId: string | undefined) => boolean): void {
  Object.defineProperty(globalThis, Symbol.for(interruptHook), {
    value: (cellId: string | undefined, isPaused: boolean, isUrgent: boolean) => {
      if (isPaused) {
        if (!onStop(cellId)) return false;
        releaseAsyncStack();
        return true;
      }
      if (Atomics.load(state, 0) !== InterruptState.asked) return false; // It was asked twice.
      const frames = framesBelow();
      let answer = InterruptState.busy;
      if (frames?.length === 0) answer = InterruptState.idle;
      else if (frames && !mayBeStopped(frames, isUrgent)) answer = InterruptState.passing;
      else if (!onStop(cellId)) answer = InterruptState.idle;
      Atomics.store(state, 0, answer);
      Atomics.notify(state, 0);
      if (answer !== InterruptState.busy) return false;
      // Not Atomics.wait: the code to be stopped may be waiting in one, and V8 cannot nest them.
      while (Atomics.load(state, 0) === InterruptState.busy);
      releaseAsyncStack();
      return true;
    },
  });
}

/** From the innermost out. Undefined where code has its own way with stack traces. */
function framesBelow(): NodeJS.CallSite[] | undefined {
  const { stackTraceLimit, prepareStackTrace } = NativeError;
  NativeError.stackTraceLimit = Infinity;
  NativeError.prepareStackTrace = (_, frames) => frames;
  const frames: unknown = new NativeError().stack;
  NativeError.stackTraceLimit = stackTraceLimit;
  NativeError.prepareStackTrace = prepareStackTrace;
  return Array.isArray(frames) ? (frames as NodeJS.CallSite[]).slice(ownFrames).filter((frame) => !frame.isAsync()) : undefined;
}

/**
 * Not where the runtime or Node stand alone on the stack: a message is being delivered, or the end of a cell said, and
 * stopped there it would never arrive. That is over within microseconds, or calls the notebook.
 */
function mayBeStopped(frames: NodeJS.CallSite[], isUrgent: boolean): boolean {
  if (frames.some(isOfNotebook)) return true;
  const files = frames.map((frame) => frame.getFileName() ?? '');
  const isBuiltIn = files.every((file) => file === ''); // One that the notebook has handed over as a callback.
  return isBuiltIn || (isUrgent && !files.some((file) => file.startsWith(runtimeFolder)));
}

function isOfNotebook(frame: NodeJS.CallSite): boolean {
  if (frame.isEval()) return true;
  const file = frame.getFileName();
  return !!file && !file.startsWith('node:') && (!file.startsWith(runtimeFolder) || worksForNotebook.has(file));
}
