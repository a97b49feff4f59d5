/**
 * The plain-text form of any value, as `util.inspect` prints it, within bounds of length and
 * effort. Never throws: what cannot be inspected is described in a few words. Tensors, layers and
 * models inside arrays and plain objects are printed in one line each instead of with their internals.
 */
import { inspect, types } from 'node:util';
import { describeLayer, describeModel } from './formats/model-facts.js';
import { describeTensor } from './formats/tensor-facts.js';
import { wellFormed } from './html.js';

const longestText = 20_000;
const longestString = 10_000;
const mostEntries = 100;
const mostKeys = 200;
/** Properties visited below a value before it is printed one level deep only. */
const inspectionBudget = 5_000;

export function textForm(value: unknown): string {
  return bounded(attempt(() => inspectBounded(value), () => plainInspect(value)));
}

/** `text`, cut to a length that a page can hold, with a note of how much was left out. */
export function bounded(text: string, limit = longestText): string {
  return text.length <= limit ? text : `${wellFormed(text.slice(0, limit))}\n… ${text.length - limit} more characters`;
}

function inspectBounded(value: unknown): string {
  if (!isOpen(value)) return print(value, 4);
  const small = fits(value);
  return print(small ? withShortForms(value) : firstKeys(value), small ? 4 : 0);
}

function print(value: unknown, depth: number, customInspect = true): string {
  return inspect(value, { depth, customInspect, maxArrayLength: mostEntries, maxStringLength: longestString, breakLength: 100 });
}

/** For values whose own inspection throws. */
function plainInspect(value: unknown): string {
  return attempt(() => print(value, 0, false), () => `[${typeof value} that cannot be inspected]`);
}

function attempt<T>(first: () => T, otherwise: () => T): T {
  try {
    return first();
  } catch {
    return otherwise();
  }
}

/** May its properties be looked at? Those of a proxy are its own business; `inspect` looks behind it. */
const isOpen = (value: unknown): value is object => typeof value === 'object' && value !== null && !types.isProxy(value);

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Own data properties that printing would visit; getters are not called. */
function children(value: object): unknown[] {
  if (Array.isArray(value)) return value.slice(0, mostEntries);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return [];
  if (value instanceof Map || value instanceof Set) return firstEntries(value).flat();
  return Object.keys(value).slice(0, inspectionBudget).map((key) => Object.getOwnPropertyDescriptor(value, key)?.value as unknown);
}

function firstEntries(collection: Iterable<unknown>): unknown[] {
  const entries: unknown[] = [];
  for (const entry of collection) {
    if (entries.length === mostEntries) break;
    entries.push(entry);
  }
  return entries;
}

/** Is there little enough below `value` to print it four levels deep? */
function fits(value: object): boolean {
  let visited = 0;
  const seen = new Set<object>();
  const visit = (current: unknown, depth: number): boolean => {
    if (++visited > inspectionBudget) return false;
    if (!isOpen(current) || depth > 4 || seen.has(current)) return true;
    seen.add(current);
    return children(current).every((child) => visit(child, depth + 1));
  };
  return visit(value, 0);
}

/** An object with very many keys, as one with its first keys and a count of the others. */
function firstKeys(value: object): object {
  if (Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set) return value;
  const keys = Object.keys(value);
  if (keys.length <= mostKeys) return value;
  const short = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  for (const key of keys.slice(0, mostKeys)) Object.defineProperty(short, key, Object.getOwnPropertyDescriptor(value, key)!);
  return { [inspect.custom]: () => `${print(short, 0, false).replace(/\s*\}$/, '')},\n  … ${keys.length - mostKeys} more keys\n}` };
}

/** A copy of arrays and plain objects in which tensors and models print as one line; `value` itself where there are none. */
function withShortForms(value: unknown): unknown {
  const copies = new Map<object, unknown>();
  let found = false;
  const copy = (current: unknown, depth: number): unknown => {
    if (!isOpen(current) || depth > 4) return current;
    if (copies.has(current)) return copies.get(current);
    const description = attempt(() => describeTensor(current) ?? describeModel(current) ?? describeLayer(current), () => undefined);
    if (description !== undefined) {
      found = true;
      return { [inspect.custom]: () => description };
    }
    if (Array.isArray(current) && current.length <= inspectionBudget) {
      const elements: unknown[] = [];
      copies.set(current, elements);
      current.forEach((element, i) => { elements[i] = copy(element, depth + 1); });
      elements.length = current.length;
      return elements;
    }
    if (!isPlain(current)) return current;
    const object = Object.create(Object.getPrototypeOf(current) as object | null) as object;
    copies.set(current, object);
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(current))) {
      Object.defineProperty(object, key, 'value' in property ? { ...property, value: copy(property.value, depth + 1) } : property);
    }
    return object;
  };
  const result = copy(value, 0);
  return found ? result : value;
}
