/**
 * The normal distribution that has the mean and the covariance of given codes, and samples of it: the simplest answer to
 * the question which codes a decoder knows. It knows nothing of how the codes are spread otherwise.
 */
import * as tf from '@tensorflow/tfjs';
import { momentsOf } from '../metrics/frechet.js';
import type { SquareMatrix } from '../metrics/symmetric-eigen.js';
import { RandomSource } from '../random.js';

export interface FittedNormal {
  readonly mean: Float64Array;
  readonly covariance: SquareMatrix;
  /** `count` codes [count, codeSize]; the same for the same `seed`. */
  sample(count: number, seed?: number): tf.Tensor2D;
}

/** @param codes [N, codeSize]. @throws RangeError for fewer than two codes */
export function fitNormal(codes: tf.Tensor2D): FittedNormal {
  const [count, size] = codes.shape;
  const values = codes.dataSync<'float32'>();
  const { mean, covariance } = momentsOf(Array.from({ length: count }, (_, row) => values.subarray(row * size, (row + 1) * size)));
  const root = cholesky(covariance);
  return {
    mean, covariance,
    sample(count, seed = 7) {
      const noise = new RandomSource(seed).normal(count * size), result = new Float32Array(count * size);
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < size; i++) {
          let sum = mean[i]!;
          for (let j = 0; j <= i; j++) sum += root.values[i * size + j]! * noise[row * size + j]!;
          result[row * size + i] = sum;
        }
      }
      return tf.tensor2d(result, [count, size]);
    },
  };
}

/**
 * The lower triangle L with L Lᵀ = A (Golub & Van Loan, Matrix Computations, section 4.2). Where a code never moves, or is a
 * sum of others, a pivot is 0 but for rounding: its column is left at 0, so that no root of a negative number is drawn.
 */
export function cholesky({ size, values: a }: SquareMatrix): SquareMatrix {
  const values = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let pivot = a[j * size + j]!;
    for (let k = 0; k < j; k++) pivot -= values[j * size + k]! ** 2;
    if (pivot <= 1e-12 * a[j * size + j]!) continue;
    const root = Math.sqrt(pivot);
    values[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let sum = a[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= values[i * size + k]! * values[j * size + k]!;
      values[i * size + j] = sum / root;
    }
  }
  return { size, values };
}
