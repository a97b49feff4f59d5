/** The few statistics that a recording keeps of a batch, and those that the causes need. */
import type { Statistics } from './vital-signs.js';

/** Of `count` pictures or noise vectors, one after the other in `values`. */
export function statisticsOf(values: Float32Array, count: number): Statistics {
  const size = values.length / count;
  let [min, max, sum, variance] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < size; i++) {
    let [mean, square] = [0, 0];
    for (let n = 0; n < count; n++) {
      const value = values[n * size + i]!;
      if (value < min) min = value;
      if (value > max) max = value;
      mean += value / count;
    }
    for (let n = 0; n < count; n++) square += (values[n * size + i]! - mean) ** 2 / count;
    sum += mean;
    variance += square;
  }
  return { min, max, mean: sum / size, variety: Math.sqrt(variance / size) };
}

/** Euclidean. */
export function lengthOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum);
}

/** NaN for an empty list. */
export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** NaN for an empty list. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
