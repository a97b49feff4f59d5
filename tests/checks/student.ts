/**
 * The one interface against which every check is written. Behind it the student's functions run in
 * this process (`localStudent`, for the instant checks of a notebook) or in another one (the grader);
 * a check cannot tell which.
 */
import * as tf from '@tensorflow/tfjs';
import { Answerer, type Reply, type Request } from './answer.js';
import { notAnswered, Finding } from './findings.js';
import { checksSide, decode, encode, Held, isContainer } from './values.js';

export interface Answer {
  /** Tensors arrive as `NdArray`, models as `tf.LayersModel` of the checks' own TensorFlow.js. */
  value: unknown;
  /** Tensors that are alive after the call beside those returned. */
  tensorsLeft: number;
}

/** All methods throw a `Finding`, a sentence for the student, when the function is missing, throws or answers what cannot be read. */
export interface Student {
  call(name: string, ...args: unknown[]): Promise<Answer>;
  /** The gradients of a function's scalar with respect to its tensor arguments, in their order; `of` picks an entry of an object that the function returns. */
  gradient(name: string, args: unknown[], of?: string): Promise<unknown>;
  /** A model of the layers that a function returns, behind an input of `inputShape` (without the batch). */
  stack(name: string, args: unknown[], inputShape: number[]): Promise<unknown>;
  /** Puts a value where the student's functions can change it; pass what comes back as an argument. */
  hold(value: unknown): Promise<Held>;
  /** A copy of a held value as it is at this moment. */
  read(held: Held): Promise<unknown>;
  /** Frees what the answers and the held values occupy. */
  dispose(): Promise<void>;
}

/** Carries a request to the student's side and brings the reply back. Rejects with a Finding when there is none. */
export type Transport = (request: Request) => Promise<Reply>;

/** A student whose functions are values of this process. */
export function localStudent(functions: Readonly<Record<string, unknown>>): Student {
  const answerer = new Answerer((name) => (Object.hasOwn(functions, name) ? functions[name] : undefined));
  return studentOver((request) => answerer.answer(request));
}

export function studentOver(transport: Transport): Student {
  const owned = new Set<tf.LayersModel | tf.Optimizer>();
  const holds: Held[] = [];

  async function ask(request: Request): Promise<Answer> {
    const reply = await transport(request);
    const name = 'name' in request ? request.name : '';
    if (reply.kind !== 'returned') throw notAnswered(name, reply);
    let value: unknown;
    try {
      value = await decode(reply.value, checksSide);
    } catch (error) {
      throw Finding.unreadable(name, (error as Error).message);
    }
    own(value);
    return { value, tensorsLeft: Number(reply.tensorsLeft) };
  }

  function own(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (value instanceof tf.LayersModel || value instanceof tf.Optimizer) owned.add(value);
    else if (isContainer(value)) Object.values(value).forEach(own);
  }

  const encodeAll = (args: unknown[]) => Promise.all(args.map((arg) => encode(arg)));

  return {
    call: async (name, ...args) => ask({ do: 'call', name, args: await encodeAll(args) }),
    gradient: async (name, args, of) => (await ask({ do: 'gradient', name, args: await encodeAll(args), of })).value,
    stack: async (name, args, inputShape) => (await ask({ do: 'stack', name, args: await encodeAll(args), inputShape })).value,
    async hold(value) {
      const held = (await ask({ do: 'hold', value: await encode(value) })).value as Held;
      holds.push(held);
      return held;
    },
    read: async (held) => (await ask({ do: 'read', id: held.id })).value,
    async dispose() {
      for (const value of owned) value.dispose();
      owned.clear();
      for (const { id } of holds.splice(0)) await transport({ do: 'release', id });
    },
  };
}
