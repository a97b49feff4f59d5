// What a debugger asks of the main thread: values in one line, and as a cell would show them, and
// to break off code that never ends. Loaded when a debugger attaches; the inspector finds it under
// a global symbol.
import { inspect } from 'node:util';
import { runInThisContext } from 'node:vm';
import { describeLayer, describeModel } from '../../display/formats/model-facts.js';
import { describeTensor } from '../../display/formats/tensor-facts.js';
import { formatResult } from '../../display/index.js';
import { debuggeeHook } from './messages.js';

/** In characters. */
const longestLine = 200;
/** How long the debugger may run code of the learner's, in milliseconds: nothing else is heard meanwhile. */
const timeout = 5000;

function oneLine(value: unknown): string {
  try {
    if (typeof value === 'function') return inspect(value, { depth: -1 });
    const text = describeTensor(value) ?? describeModel(value) ?? describeLayer(value)
      ?? inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 10, maxStringLength: 100 });
    return text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

const debuggee = {
  oneLine,
  rich: formatResult,
  pending: (): unknown => undefined,
  /** What `run` returns or throws; an error if that takes too long. */
  bounded(run: () => unknown): unknown {
    debuggee.pending = run;
    return runInThisContext(`globalThis[Symbol.for(${JSON.stringify(debuggeeHook)})].pending()`, { timeout, displayErrors: false });
  },
};

Object.defineProperty(globalThis, Symbol.for(debuggeeHook), { value: debuggee, configurable: true });
