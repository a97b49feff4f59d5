/** Handlers that are asynchronous, called one at a time: of what comes meanwhile, the last counts. */
import { AsyncResource } from 'node:async_hooks';
import { onSettle } from '../live.js';

/**
 * Calls `handler` at once, unless a call of it has not ended: then again when it has, with the
 * newest arguments. A call that is interrupted never ends, so an interrupt makes way for the next.
 */
export function inTurn<Arguments extends unknown[]>(handler: (...values: Arguments) => unknown): (...values: Arguments) => void {
  let current: Promise<unknown> | undefined;
  let waiting: (() => void) | undefined;
  let isWatched = false;

  const call = (values: Arguments): void => {
    const result = handler(...values);
    if (!(result instanceof Promise)) return;
    watch(); // First: it may be stopped in between.
    current = result;
    // A rejection is left to whoever prints what nobody catches.
    void result.finally(() => { if (current === result) next(); });
  };
  const next = (): void => {
    const run = waiting;
    current = waiting = undefined;
    run?.();
  };
  const watch = (): void => {
    if (isWatched) return;
    onSettle((outcome) => {
      if (outcome === 'interrupted') current = waiting = undefined;
      return (isWatched = current !== undefined);
    });
    isWatched = true;
  };
  return (...values) => {
    // What the call prints later belongs to what caused it, not to the call before.
    if (current) waiting = AsyncResource.bind(() => call(values));
    else call(values);
  };
}
