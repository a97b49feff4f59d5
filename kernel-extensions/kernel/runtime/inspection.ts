// Promises and timers carry what Node needs to know which cell they belong to, under symbols that
// `console.log` would show. Here they look as they do in a plain script.
import { inspect } from 'node:util';

type Inspect = (this: object, ...rest: unknown[]) => unknown;

export function hideBookkeeping(): void {
  const timeout = setTimeout(() => {}), immediate = setImmediate(() => {});
  for (const prototype of [Promise.prototype, Object.getPrototypeOf(timeout), Object.getPrototypeOf(immediate)] as Record<symbol, unknown>[]) {
    const original = prototype[inspect.custom] as Inspect | undefined;
    const value: Inspect = function (...rest) {
      for (const symbol of Object.getOwnPropertySymbols(this)) {
        if (isBookkeeping(symbol)) Object.defineProperty(this, symbol, { enumerable: false });
      }
      return original ? original.apply(this, rest) : this;
    };
    Object.defineProperty(prototype, inspect.custom, { value, writable: true, configurable: true });
  }
  clearTimeout(timeout);
  clearImmediate(immediate);
}

const isBookkeeping = ({ description }: symbol) => ['async_id_symbol', 'trigger_async_id_symbol', 'kResourceStore'].includes(description ?? '');
