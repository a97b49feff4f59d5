/** Small matrices as arrays of rows, for the Fréchet distance written out in a notebook. */
import { inLanguage } from '../in-language.js';
import { rootOf } from './symmetric-eigen.js';

export type Matrix = number[][];

/** A · B. @throws RangeError where they do not fit */
export function matrixProduct(a: Matrix, b: Matrix): Matrix {
  if (a[0]!.length !== b.length) throw new RangeError(`A matrix of ${a[0]!.length} columns cannot be multiplied by one of ${b.length} rows.`);
  return a.map((row) => {
    const product = new Array<number>(b[0]!.length).fill(0);
    row.forEach((factor, k) => { for (let j = 0; j < product.length; j++) product[j]! += factor * b[k]![j]!; });
    return product;
  });
}

/**
 * The symmetric square root R of a symmetric matrix with eigenvalues ≥ 0, R · R = A. Eigenvalues that rounding left a little
 * below 0 count as 0.
 * @throws RangeError for a matrix that is not symmetric
 */
export function symmetricRoot(a: Matrix): Matrix {
  const size = a.length, largest = Math.max(...a.flat().map(Math.abs));
  a.forEach((row, i) => row.forEach((value, j) => {
    if (Math.abs(value - a[j]![i]!) <= 1e-6 * largest) return;
    throw new RangeError(inLanguage(`symmetricRoot needs a symmetric matrix: here the entries (${i}, ${j}) and (${j}, ${i}) differ.`, `symmetricRoot 需要對稱的矩陣：這裡 (${i}, ${j}) 和 (${j}, ${i}) 兩項不同。`));
  }));
  const root = rootOf({ size, values: Float64Array.from(a.flat()) }).values;
  return a.map((_, i) => Array.from(root.subarray(i * size, (i + 1) * size)));
}
