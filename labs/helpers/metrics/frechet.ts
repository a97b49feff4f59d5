/**
 * The Fréchet distance between two sets of features: that of the normal distributions which have their means and
 * covariances (Heusel et al., arXiv 1706.08500; with Inception's features it is called FID). It is too large for small
 * sets, by about C/N: compare it only at the same N, and beside what real pictures get; or take its limit.
 */
import { rootOf, symmetricEigen, type SquareMatrix } from './symmetric-eigen.js';

export interface Moments {
  /** Rows they were computed from. */
  count: number;
  mean: Float64Array;
  /** Unbiased: divided by count − 1. */
  covariance: SquareMatrix;
}

/** Mean and covariance of rows of equal length. @throws RangeError for fewer than two rows */
export function momentsOf(rows: readonly ArrayLike<number>[]): Moments {
  const count = rows.length;
  if (count < 2) throw new RangeError(`A covariance needs at least two rows, not ${count}.`);
  const size = rows[0].length;
  const mean = new Float64Array(size);
  for (const row of rows) for (let i = 0; i < size; i++) mean[i] += row[i] / count;
  const values = new Float64Array(size * size);
  const centred = new Float64Array(size);
  for (const row of rows) {
    for (let i = 0; i < size; i++) centred[i] = row[i] - mean[i];
    for (let i = 0; i < size; i++) {
      const factor = centred[i] / (count - 1);
      if (factor !== 0) for (let j = 0; j <= i; j++) values[i * size + j] += factor * centred[j];
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) values[j * size + i] = values[i * size + j];
  return { count, mean, covariance: { size, values } };
}

/** Fréchet distance (squared, as is usual) of two sets of features, `[N][features]`. */
export function frechetDistance(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  return frechetOfMoments(momentsOf(a), momentsOf(b));
}

/**
 * What the distance of such sets would be, could they be endless: the error of N rows is about C/N, that of halves 2C/N, so that
 * 2 d(N) − d(N/2) is free of it (Chong and Forsyth, arXiv 1911.07023, draw a line through more sizes). What is left may fall below 0.
 * @throws RangeError for fewer than four rows
 */
export function frechetLimit(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  const halves = (rows: readonly ArrayLike<number>[]) => [rows.slice(0, rows.length >> 1), rows.slice(rows.length >> 1)].map(momentsOf);
  const ofHalves = halves(a).flatMap((half) => halves(b).map((other) => frechetOfMoments(half, other)));
  return 2 * frechetDistance(a, b) - ofHalves.reduce((sum, distance) => sum + distance, 0) / ofHalves.length;
}

/**
 * ‖μ₁ − μ₂‖² + Tr Σ₁ + Tr Σ₂ − 2 Tr (Σ₁Σ₂)^½. The product has the eigenvalues of Σ₁^½ Σ₂ Σ₁^½, which is symmetric: no
 * root of a matrix that is not, and no complex numbers.
 */
export function frechetOfMoments(a: Moments, b: Moments): number {
  if (a.mean.length !== b.mean.length) throw new RangeError(`The sets have ${a.mean.length} and ${b.mean.length} features.`);
  const shift = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]) ** 2, 0);
  const root = rootOf(a.covariance);
  const product = symmetricEigen(times(times(root, b.covariance), root));
  // Rounding can leave an eigenvalue of a singular matrix a little below 0.
  const cross = product.values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return Math.max(0, shift + trace(a.covariance) + trace(b.covariance) - 2 * cross);
}

function times({ size, values: a }: SquareMatrix, { values: b }: SquareMatrix): SquareMatrix {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k];
      for (let j = 0; j < size; j++) product[i * size + j] += factor * b[k * size + j];
    }
  }
  return { size, values: product };
}

function trace({ size, values }: SquareMatrix): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += values[i * size + i];
  return sum;
}
