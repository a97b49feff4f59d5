/** Numbers for charts from arrays and tensors. */
import { isTensor, type TensorLike } from '../formats/tensor-facts.js';

export type NumberSource = ArrayLike<number> | TensorLike;

/** Throws a TypeError for anything but an array of numbers or a numeric tensor. */
export function toNumbers(source: NumberSource, what: string): number[] {
  const values: ArrayLike<number | string> = isTensor(source) ? source.dataSync() : source;
  if (typeof values !== 'object' || values === null || typeof values.length !== 'number') {
    throw new TypeError(`${what} must be an array of numbers or a tensor.`);
  }
  return Array.from(values, (value, i) => {
    if (typeof value !== 'number') throw new TypeError(`${what} must hold numbers, but element ${i} is ${typeof value === 'object' ? 'an object' : `a ${typeof value}`}.`);
    return value;
  });
}
