/**
 * The differential oracle: one computation on `simd` and on tfjs's `cpu`, values and gradients
 * compared. Inputs are plain arrays, so that neither backend sees the other's tensors.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import type { BackendName } from '../../../kernel-extensions/backend/index.js';

export interface Input {
  shape: number[];
  values: ArrayLike<number>;
  dtype?: 'float32' | 'int32' | 'bool';
}

export interface Comparison {
  /** Largest difference, relative to the largest finite magnitude of the tensor. Default 1e-5. */
  tolerance?: number;
  /** Compare the gradients of a weighted sum of the outputs as well, for all float32 inputs. */
  gradients?: boolean;
}

interface Outcome { shape: number[]; dtype: string; values: ArrayLike<number> }

type Computation = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** mulberry32: the same numbers on every machine. */
export class Random {
  constructor(private state: number) {}

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)];
  }

  float(shape: number[], low = -2, high = 2): Input {
    return { shape, values: Float32Array.from({ length: size(shape) }, () => low + (high - low) * this.next()) };
  }

  int(shape: number[], low = -5, high = 5): Input {
    return { shape, dtype: 'int32', values: Int32Array.from({ length: size(shape) }, () => this.integer(low, high)) };
  }

  bool(shape: number[]): Input {
    return { shape, dtype: 'bool', values: Uint8Array.from({ length: size(shape) }, () => this.integer(0, 1)) };
  }

  /** Floats with the values that break kernels strewn in. */
  hostile(shape: number[]): Input {
    const edges = [NaN, Infinity, -Infinity, 0, -0, 1e-42, -1e-42, 3.4e38, -3.4e38, 1e-30, 88.8, -88.8, 1e4, -1e4, 0.5, -0.5, 1, -1];
    const input = this.float(shape);
    return { ...input, values: Float32Array.from(input.values as Float32Array, (value) => (this.next() < 0.4 ? this.pick(edges) : value)) };
  }
}

const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

/** Runs `compute` on both backends and asserts that they agree. Leaves `simd` current. */
export async function expectSame(inputs: Input[], compute: Computation, comparison: Comparison = {}): Promise<void> {
  const expected = await outcomes('cpu', inputs, compute, comparison.gradients);
  const actual = await outcomes('simd', inputs, compute, comparison.gradients);
  expect(actual.length).to.equal(expected.length);
  actual.forEach((outcome, index) => expectClose(outcome, expected[index], comparison.tolerance ?? 1e-5));
}

async function outcomes(backend: BackendName, inputs: Input[], compute: Computation, gradients = false): Promise<Outcome[]> {
  await useBackend(backend, { threads: 2 });
  return tf.tidy(() => {
    const tensors = inputs.map(({ shape, values, dtype = 'float32' }) =>
      tf.tensor(Array.from(values), shape, dtype));
    const list = (outputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(outputs) ? outputs : [outputs]);
    const results = list(compute(...tensors));
    if (gradients) {
      const wanted = tensors.filter(({ dtype }) => dtype === 'float32');
      const loss = (...floats: tf.Tensor[]) => {
        const rest = [...floats];
        const outputs = list(compute(...tensors.map((tensor) => (tensor.dtype === 'float32' ? rest.shift()! : tensor))));
        return tf.addN(outputs.map((output) => output.mul(weights(output.shape)).sum())) as tf.Scalar;
      };
      results.push(...tf.grads(loss)(wanted));
    }
    return results.map((tensor) => ({ shape: tensor.shape, dtype: tensor.dtype, values: tensor.dataSync() }));
  });
}

/** Differing weights for the outputs, so that a gradient in the wrong place shows. */
const weights = (shape: number[]) =>
  tf.tensor(Float32Array.from({ length: size(shape) }, (_, index) => Math.sin(index * 0.7) + 0.1), shape);

function expectClose(actual: Outcome, expected: Outcome, tolerance: number): void {
  expect(actual.shape).to.deep.equal(expected.shape);
  expect(actual.dtype).to.equal(expected.dtype);
  let scale = 0;
  for (const value of Array.from(expected.values)) if (Number.isFinite(value)) scale = Math.max(scale, Math.min(Math.abs(value), 1e30));
  for (let index = 0; index < expected.values.length; index++) {
    const [a, e] = [actual.values[index], expected.values[index]];
    const close = Object.is(a, e) || a === e || Math.abs(a - e) <= tolerance * Math.max(Math.abs(e), Math.min(scale, 1e3));
    if (!close) expect.fail(`element ${index} of [${expected.shape}] ${expected.dtype}: simd ${a}, cpu ${e} (largest magnitude ${scale})`);
  }
}
