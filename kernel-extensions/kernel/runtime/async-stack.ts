// Node's stack of async contexts, while code is stopped. A tick or a promise reaction that is stopped leaves its
// entry there, and Node 20 and 22 abort the process when the event loop turns and the stack is not empty. They check
// that only while async hooks are counted, as for AsyncLocalStorage. Node 24 hides them, and looks only while a debugger follows promises (inspector-relay.ts).

/** Node's own records (src/env.h, AsyncHooks): a count for each kind of hook and their sum, `kTotals`, that switches the check on. */
interface AsyncWrap {
  clearAsyncIdStack(): void;
  async_hook_fields: Uint32Array;
  constants: Record<'kInit' | 'kBefore' | 'kAfter' | 'kDestroy' | 'kPromiseResolve' | 'kTotals', number>;
}

const asyncWrap = asyncWrapOfNode();
let isReleased = false;

/** Just before code is stopped. It may go on for a moment, and enter its context again: the check waits for `restoreAsyncStack`. */
export function releaseAsyncStack(): void {
  if (!asyncWrap) return;
  isReleased = true;
  asyncWrap.async_hook_fields[asyncWrap.constants.kTotals] = 0;
  asyncWrap.clearAsyncIdStack();
}

/** In a turn of the event loop after the code was stopped. */
export function restoreAsyncStack(): void {
  if (!asyncWrap || !isReleased) return;
  isReleased = false;
  const { async_hook_fields: counts, constants: { kInit, kBefore, kAfter, kDestroy, kPromiseResolve, kTotals } } = asyncWrap;
  asyncWrap.clearAsyncIdStack();
  counts[kTotals] = [kInit, kBefore, kAfter, kDestroy, kPromiseResolve].reduce((sum, kind) => sum + counts[kind], 0);
}

function asyncWrapOfNode(): AsyncWrap | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return (process as unknown as { binding(name: string): AsyncWrap }).binding('async_wrap');
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}
