// Immediates that code may be stopped in. Node calls those that are due one after the other from one list, and keeps
// its place there by a `finally`: where one is stopped, it forgets the rest, or stumbles over the stopped one for ever.
// Between two immediates it runs ticks, and there it has its place: so the callbacks are ticks.

const start = setImmediate, { nextTick } = process;

/** `setImmediate`; when the callback is stopped, the immediates behind it still come. */
export function setLastingImmediate<Arguments extends unknown[]>(callback: (...args: Arguments) => unknown, ...args: Arguments): NodeJS.Immediate {
  return start(nextTick as (tick: typeof callback, ...values: Arguments) => void, callback, ...args);
}
