/**
 * The convention by which a value says how it wants to be shown: a method named
 * `Symbol.for('Jupyter.display')` that returns a MIME bundle or a promise of one. The symbol is the
 * one that Deno's kernel uses, so that libraries written for it work here, and the other way round.
 */
import type { MimeBundle } from './sink.js';

export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display') as never;

export interface Displayable {
  [jupyterDisplay](): MimeBundle;
}

/** Like {@link Displayable}, for values of other people: the bundle may come later. */
export interface MaybeAsyncDisplayable {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
}

/** May throw if `value` has a hostile getter or is a hostile proxy. */
export function isDisplayable(value: unknown): value is MaybeAsyncDisplayable {
  return isObject(value) && typeof (value as Partial<MaybeAsyncDisplayable>)[jupyterDisplay] === 'function';
}

/** An object or a function: something that has properties. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
