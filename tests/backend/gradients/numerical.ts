/**
 * The oracle for gradients: central differences of fourth order, along two directions in which every
 * element of an input moves. A computation's outputs are summed with fixed weights to one number;
 * sums are in double precision, so that only the rounding of the computation itself remains, some
 * 1e-6 / STEP.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';

export interface Computation {
  inputs: Input[];
  f(...inputs: tf.Tensor[]): tf.Tensor | tf.Tensor[];
  /** It has no second derivatives, in tfjs or here. */
  once?: true;
}

/** Values are multiples of 1/1024, so that they are exact in single precision after a step too. */
export interface Input { shape: number[]; values: number[] }

export const STEP = 1 / 32;
/** Relative to the length of the gradient, which counts as 1 at least. */
const TOLERANCE = 2e-3;

const sizeOf = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

/** Values that look random and are not. */
const scattered = (count: number, seed: number) => Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + seed));

const rounded = (value: number) => Math.round(value * 1024) / 1024;

/** Values between `low` and `high`, in no order. */
export function between(low: number, high: number, ...shape: number[]): Input {
  const middle = (low + high) / 2;
  return { shape, values: scattered(sizeOf(shape), shape.length).map((s) => rounded(middle + s * (high - low) / 2)) };
}

/** Values around 0 that differ from each other and from 0 by more than the differences move them: for operations with kinks. */
export function distinct(...shape: number[]): Input {
  const size = sizeOf(shape);
  const order = scattered(size, 1).map((key, index) => ({ key, index })).sort((a, b) => a.key - b.key);
  return { shape, values: order.map(({ index }) => rounded((index - Math.floor(size / 2) + 0.5) * 5 * STEP)) };
}

export const tensorsOf = (inputs: Input[]) => inputs.map(({ shape, values }) => tf.tensor(values, shape));
const listOf = <T>(outputs: T | T[]) => (Array.isArray(outputs) ? outputs : [outputs]);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
const weighted = (t: tf.Tensor, seed: number) => t.mul(tf.tensor(scattered(t.size, seed), t.shape)).sum();

/** Σ weights·outputs + Σ x³/6; with the second term every input has both derivatives, whatever f does. */
const loss = ({ f }: Computation) => (...inputs: tf.Tensor[]) => tf.addN([
  ...listOf(f(...inputs)).map((output, index) => weighted(output, index)),
  ...inputs.map((x) => x.mul(x).mul(x).div(6).sum()),
]) as tf.Scalar;

/** The gradient's scalar product with fixed weights: its own gradient is a product with the matrix of second derivatives. */
export const slope = (computation: Computation) => (...inputs: tf.Tensor[]) =>
  tf.addN(tf.grads(loss(computation))(inputs).map((gradient, index) => weighted(gradient, 5 + index))) as tf.Scalar;

const valueOf = (computation: Computation) => (inputs: Input[]) => tf.tidy(() => {
  const outputs = listOf(computation.f(...tensorsOf(inputs)));
  return outputs.reduce((sum, output, index) => sum + dot(output.dataSync(), scattered(output.size, index)), 0)
    + inputs.reduce((sum, { values }) => sum + values.reduce((cubes, x) => cubes + x ** 3 / 6, 0), 0);
});

const slopeOf = (computation: Computation) => (inputs: Input[]) => tf.tidy(() =>
  tf.grads(loss(computation))(tensorsOf(inputs)).reduce((sum, gradient, index) => sum + dot(gradient.dataSync(), scattered(gradient.size, 5 + index)), 0));

/** Asserts that tf.grads gives the first derivatives of the computation. */
export function expectFirstDerivatives(computation: Computation): void {
  expectGradients(loss(computation), valueOf(computation), computation.inputs);
}

/** Asserts that tf.grads of tf.grads gives the second derivatives. Needs the first ones to be right. */
export function expectSecondDerivatives(computation: Computation): void {
  expectGradients(slope(computation), slopeOf(computation), computation.inputs);
}

/** Compares tf.grads of `differentiable` with the central differences of `value`, which computes the same. */
export function expectGradients(differentiable: (...inputs: tf.Tensor[]) => tf.Scalar, value: (inputs: Input[]) => number, inputs: Input[]): void {
  const gradients = tf.tidy(() => tf.grads(differentiable)(tensorsOf(inputs)).map((gradient) => Array.from(gradient.dataSync())));
  const scale = Math.max(1, Math.hypot(...gradients.flat()));
  inputs.forEach(({ values }, input) => {
    for (const seed of [1, 2]) {
      const direction = scattered(values.length, seed).map((s) => Math.sign(s) * (1 - rounded(Math.abs(s)) / 2));
      const at = (steps: number) => value(inputs.map((other, i) =>
        (i === input ? { ...other, values: values.map((x, j) => x + steps * STEP * direction[j]) } : other)));
      const slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * STEP);
      expect(dot(gradients[input], direction), `input ${input} along direction ${seed}`).to.be.closeTo(slope, TOLERANCE * scale);
    }
  });
}
