/**
 * The student's side of a transport: performs one request on the student's functions. It runs
 * where the student's code runs and judges nothing.
 */
import * as tf from '@tensorflow/tfjs';
import { decode, encode, isContainer, tensorsIn, type DecodeSide, type Encoded } from './values.js';

export type Request =
  /** Call a function. */
  | { do: 'call'; name: string; args: Encoded[] }
  /** Differentiate a function's scalar (or the entry `of` of the object it returns) with respect to its tensor arguments. */
  | { do: 'gradient'; name: string; args: Encoded[]; of?: string }
  /** Call a function that returns layers and put them into a model behind an input of this shape. */
  | { do: 'stack'; name: string; args: Encoded[]; inputShape: number[] }
  /** Keep a value on this side, so that calls can change it. */
  | { do: 'hold'; value: Encoded }
  | { do: 'read'; id: number }
  | { do: 'release'; id: number };

export type Reply =
  | { kind: 'returned'; value: Encoded; /** Tensors that are alive after the call beside those returned. */ tensorsLeft: number }
  | { kind: 'missing' }
  | { kind: 'not a function'; what: string }
  | { kind: 'threw'; error: ThrownError };

export interface ThrownError {
  name: string;
  message: string;
  /** Where in the notebook, when the stack names a cell. */
  cell?: { number: number; line: number };
}

/** The functions of one notebook by name, and the values held for its checks. */
export class Answerer {
  private readonly held = new Map<number, unknown>();
  private nextId = 1;

  constructor(private readonly lookUp: (name: string) => unknown) {}

  private readonly side: DecodeSide = {
    tensor: ({ shape, values, dtype }) => tf.tensor(values, [...shape], dtype as 'float32'),
    held: (id) => this.held.get(id),
  };

  async answer(request: Request): Promise<Reply> {
    switch (request.do) {
      case 'hold': {
        const id = this.nextId++;
        this.held.set(id, await decode(request.value, this.side));
        return returned({ kind: 'held', id });
      }
      case 'read':
        return returned(await encode(this.held.get(request.id)));
      case 'release':
        dispose(this.held.get(request.id));
        this.held.delete(request.id);
        return returned({ kind: 'undefined' });
      default:
        return this.perform(request);
    }
  }

  private async perform(request: Extract<Request, { name: string }>): Promise<Reply> {
    const target = this.lookUp(request.name);
    if (target === undefined) return { kind: 'missing' };
    if (typeof target !== 'function') return { kind: 'not a function', what: typeof target };
    const studentFunction = target as (...args: unknown[]) => unknown;

    const args: unknown[] = [];
    for (const arg of request.args) args.push(await decode(arg, this.side));
    const argTensors = args.flatMap((arg) => tensorsIn(arg));
    const before = tf.memory().numTensors;
    const newest = newestTensor();
    let result: unknown;
    let kept: tf.Tensor[] = [];
    let tensorsLeft = 0;
    const count = (): void => {
      kept = tensorsIn(result).filter((tensor) => !tensor.isDisposed && !argTensors.includes(tensor)).map((tensor) => tf.keep(tensor));
      tensorsLeft = tf.memory().numTensors - before - new Set(kept).size;
    };
    try {
      // The scope takes away what a function leaves behind, after it was counted.
      tf.engine().startScope();
      try {
        result = perform(studentFunction, args, request);
        if (result instanceof Promise) keepScope();
        count();
      } finally {
        tf.engine().endScope();
      }
      if (result instanceof Promise) {
        result = await result;
        count();
      }
      return returned(await encode(result), tensorsLeft);
    } catch (error) {
      return { kind: 'threw', error: describeError(error) };
    } finally {
      // What is held stays: later calls and the check go on with it.
      const passing = args.filter((_, i) => request.args[i]!.kind !== 'held');
      dispose([passing.flatMap((arg) => tensorsIn(arg)), passing.filter((arg) => arg instanceof tf.LayersModel)]);
      // What was there before the call, such as a variable of the notebook, is the student's.
      dispose(result, ({ id }) => id > newest);
    }
  }
}

/** An asynchronous function goes on after the scope has ended: what it made so far has to live. */
function keepScope(): void {
  for (const tensor of tf.engine().state.activeScope.track) tf.keep(tensor as tf.Tensor);
}

function perform(studentFunction: (...args: unknown[]) => unknown, args: unknown[], request: Extract<Request, { name: string }>): unknown {
  switch (request.do) {
    case 'gradient':
      return gradient(studentFunction, args, request.of);
    case 'stack':
      return stack(studentFunction(...args), request.inputShape);
    case 'call':
      return studentFunction(...args);
  }
}

function returned(value: Encoded, tensorsLeft = 0): Reply {
  return { kind: 'returned', value, tensorsLeft };
}

function gradient(studentFunction: (...args: unknown[]) => unknown, args: unknown[], of?: string): tf.Tensor[] {
  const isTensor = args.map((arg) => arg instanceof tf.Tensor);
  const scalar = (...tensors: tf.Tensor[]) => {
    const value = studentFunction(...args.map((arg, i) => (isTensor[i] ? tensors.shift() : arg)));
    return (of === undefined ? value : (value as Record<string, unknown>)?.[of]) as tf.Scalar;
  };
  return tf.grads(scalar)(args.filter((arg): arg is tf.Tensor => arg instanceof tf.Tensor));
}

function stack(layers: unknown, inputShape: number[]): unknown {
  const list = Array.isArray(layers) ? (layers as unknown[]) : [layers];
  const isLayer = (value: unknown): value is tf.layers.Layer => value instanceof tf.layers.Layer;
  if (!list.length || !list.every(isLayer)) return layers;
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape }));
  for (const layer of list) model.add(layer);
  return model;
}

/** Tensors are numbered as they are made. */
function newestTensor(): number {
  const probe = tf.scalar(0);
  probe.dispose();
  return probe.id;
}

/** Further down, nothing is shipped and nothing is freed. */
const deepest = 20;

/** Frees tensors, models and optimizers, also inside of arrays and plain objects, as far as their tensors are `ours`. */
function dispose(value: unknown, ours: (tensor: tf.Tensor) => boolean = () => true, freed = new Set<unknown>(), depth = 0): void {
  if (typeof value !== 'object' || value === null || freed.has(value) || depth > deepest) return;
  freed.add(value);
  if (value instanceof tf.Tensor) {
    if (!value.isDisposed && ours(value)) value.dispose();
  } else if (value instanceof tf.LayersModel) {
    // Not `value.dispose()`: it throws on a model of which a layer was disposed before.
    for (const weight of value.weights) dispose(weight.read(), ours, freed);
  } else if (value instanceof tf.Optimizer) {
    if (Object.values(value).every((part: unknown) => typeof part !== 'object' || !(part instanceof tf.Tensor) || ours(part))) value.dispose();
  } else if (isContainer(value)) {
    for (const item of Object.values(value)) dispose(item, ours, freed, depth + 1);
  }
}

function describeError(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const [, cell, line] = /Cell \[(\d+)\][^\n]*?(?:line |:)(\d+)/.exec(error.stack ?? '') ?? [];
  return { name: error.name, message: error.message, ...(cell && { cell: { number: Number(cell), line: Number(line) } }) };
}
