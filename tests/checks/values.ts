/**
 * What can be passed to a student's function and come back from it, and how it is written as JSON.
 *
 * Both transports use this one encoding, so a check sees the same value whether the function ran in
 * the notebook or in another process. What is decoded may come from hostile code: no size is
 * believed, and only what was shipped is allocated.
 */
import * as tf from '@tensorflow/tfjs';
import { fromBase64, maximumElements, sizeOf, toBase64 } from './bytes.js';
import { describeModel, ModelError, rebuildModel, type ModelDescription } from './models.js';
import { stub, stubDescription, type StubDescription } from './stubs.js';

/** A tensor's content at the checks' side: plain numbers, nothing to dispose. */
export class NdArray {
  constructor(
    readonly shape: readonly number[],
    readonly values: Float32Array,
    readonly dtype: string = 'float32',
  ) {}
}

/** A value that stays at the student's side and is named by a number: a model that training changes, say. */
export class Held {
  constructor(readonly id: number) {}
}

/** Something that cannot be shipped; `what` completes "it is …": `a function`, `a promise`. */
export class Opaque {
  constructor(readonly what: string) {}
}

export type Encoded =
  | { kind: 'undefined' }
  | { kind: 'plain'; value: null | boolean | string }
  /** As text, since JSON has neither NaN, infinities nor −0. */
  | { kind: 'number'; value: string }
  | { kind: 'tensor'; shape: number[]; dtype: string; data: string }
  | { kind: 'model'; id: number; model: ModelDescription }
  | { kind: 'optimizer'; id: number; className: string; config: Record<string, number> }
  /** A model or optimizer that came earlier in the same message: identity is kept. */
  | { kind: 'same'; id: number }
  | { kind: 'array'; items: Encoded[] }
  | { kind: 'object'; entries: [string, Encoded][] }
  | { kind: 'stub'; stub: StubDescription }
  | { kind: 'held'; id: number }
  | { kind: 'opaque'; what: string };

const maximumDepth = 8;
const maximumEntries = 1000;

type OptimizerClass = tf.serialization.SerializableConstructor<tf.Optimizer>;

const optimizerClasses = new Map<string, OptimizerClass>(
  [tf.SGDOptimizer, tf.MomentumOptimizer, tf.AdamOptimizer, tf.AdamaxOptimizer, tf.RMSPropOptimizer, tf.AdagradOptimizer, tf.AdadeltaOptimizer]
    .map((optimizer) => [optimizer.className, optimizer as unknown as OptimizerClass]),
);

/** The tensors a value consists of. */
export function tensorsIn(value: unknown, depth = 0): tf.Tensor[] {
  if (value instanceof tf.Tensor) return [value];
  return isContainer(value) && depth < maximumDepth ? Object.values(value).flatMap((item) => tensorsIn(item, depth + 1)) : [];
}

/** An array or a plain object: a value that consists of others. */
export function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isPlainObject(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  // An object of another realm or of a notebook has a prototype of its own, which has no prototype either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A value of either side as JSON data. */
export async function encode(value: unknown, seen = new Map<unknown, number>(), depth = 0): Promise<Encoded> {
  if (value === undefined) return { kind: 'undefined' };
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return { kind: 'plain', value };
  if (typeof value === 'number') return { kind: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value === 'function') {
    const description = stubDescription(value);
    return description ? { kind: 'stub', stub: description } : { kind: 'opaque', what: 'a function' };
  }
  if (typeof value !== 'object') return { kind: 'opaque', what: `a ${typeof value}` };
  if (depth >= maximumDepth) return { kind: 'opaque', what: 'an object nested too deeply' };
  if (value instanceof NdArray) return { kind: 'tensor', shape: [...value.shape], dtype: value.dtype, data: toBase64(value.values) };
  if (value instanceof Held) return { kind: 'held', id: value.id };
  if (value instanceof tf.Tensor) return encodeTensor(value);
  const before = seen.get(value);
  if (before !== undefined) return { kind: 'same', id: before };
  if (value instanceof tf.LayersModel || value instanceof tf.Optimizer) {
    const id = seen.size;
    seen.set(value, id);
    return value instanceof tf.LayersModel ? encodeModel(value, id) : encodeOptimizer(value, id);
  }
  if (Array.isArray(value)) {
    if (value.length > maximumEntries) return { kind: 'opaque', what: `an array of ${value.length} values` };
    const items: Encoded[] = [];
    for (const item of value as unknown[]) items.push(await encode(item, seen, depth + 1));
    return { kind: 'array', items };
  }
  if (isPlainObject(value)) {
    const entries: [string, Encoded][] = [];
    for (const [key, item] of Object.entries(value).slice(0, maximumEntries)) entries.push([key, await encode(item, seen, depth + 1)]);
    return { kind: 'object', entries };
  }
  return { kind: 'opaque', what: `an instance of ${(value as object).constructor?.name || 'an unnamed class'}` };
}

async function encodeTensor(tensor: tf.Tensor): Promise<Encoded> {
  if (tensor.isDisposed) return { kind: 'opaque', what: 'a tensor that was disposed before it was returned' };
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'int32' && tensor.dtype !== 'bool') return { kind: 'opaque', what: `a tensor of ${tensor.dtype} values` };
  if (tensor.size > maximumElements) return { kind: 'opaque', what: `an array of ${tensor.size} values, too large to be looked at` };
  return { kind: 'tensor', shape: tensor.shape, dtype: tensor.dtype, data: toBase64(Float32Array.from(await tensor.data())) };
}

async function encodeModel(model: tf.LayersModel, id: number): Promise<Encoded> {
  try {
    return { kind: 'model', id, model: await describeModel(model) };
  } catch (error) {
    return { kind: 'opaque', what: error instanceof ModelError ? `a model that ${error.message}` : 'a model that cannot be read' };
  }
}

function encodeOptimizer(optimizer: tf.Optimizer, id: number): Encoded {
  const config = Object.entries(optimizer.getConfig()).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return { kind: 'optimizer', id, className: optimizer.getClassName(), config: Object.fromEntries(config) };
}

/** What differs between the two sides when a message becomes values. */
export interface DecodeSide {
  tensor(array: NdArray): unknown;
  held(id: number): unknown;
}

/** The checks' side: tensors are plain numbers, and models belong to the receiver. */
export const checksSide: DecodeSide = {
  tensor: (array) => array,
  held: (id) => new Held(id),
};

/** Values from a message. Throws a TypeError, RangeError or ModelError when it is not a valid one. */
export async function decode(encoded: Encoded, side: DecodeSide): Promise<unknown> {
  return decodeAt(encoded, side, new Map<number, unknown>(), 0);
}

async function decodeAt(encoded: Encoded, side: DecodeSide, seen: Map<number, unknown>, depth: number): Promise<unknown> {
  if (depth > maximumDepth) throw new RangeError('a value nested too deeply');
  switch (encoded?.kind) {
    case 'undefined':
      return undefined;
    case 'plain':
      if (encoded.value !== null && typeof encoded.value !== 'boolean' && typeof encoded.value !== 'string') throw new TypeError('not a plain value');
      return encoded.value;
    case 'number':
      return Number(String(encoded.value));
    case 'tensor':
      return side.tensor(new NdArray([...encoded.shape], fromBase64(encoded.data, sizeOf(encoded.shape)), String(encoded.dtype)));
    case 'model': {
      const model = await rebuildModel(encoded.model);
      seen.set(encoded.id, model);
      return model;
    }
    case 'optimizer': {
      const optimizer = rebuildOptimizer(encoded.className, encoded.config);
      seen.set(encoded.id, optimizer);
      return optimizer;
    }
    case 'same':
      return seen.get(encoded.id);
    case 'array': {
      if (!Array.isArray(encoded.items) || encoded.items.length > maximumEntries) throw new RangeError('not an array of values');
      const items: unknown[] = [];
      for (const item of encoded.items) items.push(await decodeAt(item, side, seen, depth + 1));
      return items;
    }
    case 'object': {
      if (!Array.isArray(encoded.entries) || encoded.entries.length > maximumEntries) throw new RangeError('not an object of values');
      const object: Record<string, unknown> = {};
      for (const [key, item] of encoded.entries) {
        const value = await decodeAt(item, side, seen, depth + 1);
        Object.defineProperty(object, String(key), { value, enumerable: true, configurable: true, writable: true });
      }
      return object;
    }
    case 'stub':
      return stub(encoded.stub);
    case 'held':
      return side.held(encoded.id);
    case 'opaque':
      return new Opaque(String(encoded.what).slice(0, 200));
    default:
      throw new TypeError('not a value');
  }
}

function rebuildOptimizer(className: string, config: Record<string, number>): tf.Optimizer | Opaque {
  const optimizer = optimizerClasses.get(className);
  if (!optimizer) return new Opaque(`an optimizer of the class ${String(className).slice(0, 50)}`);
  const numbers = Object.entries(config ?? {}).map(([key, value]) => [key, Number(value)] as const);
  return (optimizer as unknown as { fromConfig(cls: OptimizerClass, config: object): tf.Optimizer }).fromConfig(optimizer, Object.fromEntries(numbers));
}
