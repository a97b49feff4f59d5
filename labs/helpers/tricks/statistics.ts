/** The little statistics that the comparison of tricks needs: paired differences, their intervals, and what to believe of many. */

/** What came of a paired comparison. */
export interface PairedEffect {
  /** Pairs. */
  count: number;
  /** Mean difference, with − without. */
  mean: number;
  /** Standard error of the mean. */
  error: number;
  /** Chance of a mean this far from 0, either way, were there no effect (Student's t test). */
  p: number;
}

/**
 * P(|T| ≤ t) for Student's t with `freedom` degrees, a whole number: the finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4.
 * @throws RangeError for degrees that are no whole number above 0
 */
export function studentCoverage(t: number, freedom: number): number {
  if (!Number.isInteger(freedom) || freedom < 1) throw new RangeError(`Degrees of freedom are a whole number above 0, not ${freedom}.`);
  if (t === Infinity) return 1;
  const angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let [term, sum] = isOdd ? [cosine, freedom > 1 ? cosine : 0] : [1, 1];
  for (let k = isOdd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= cosine ** 2 * (k - 1) / k;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/** The t with P(|T| ≤ t) = `level`: 2.776 for 95 % and 4 degrees. */
export function studentQuantile(level: number, freedom: number): number {
  if (!(level >= 0 && level < 1)) throw new RangeError(`A level lies from 0 to below 1; it is ${level}.`);
  let [low, high] = [0, 1];
  while (studentCoverage(high, freedom) < level) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentCoverage(middle, freedom) < level) low = middle;
    else high = middle;
  }
  return high;
}

/** @throws RangeError for fewer than two pairs, or lists of different length */
export function pairedEffect(withIt: readonly number[], without: readonly number[]): PairedEffect {
  const count = withIt.length;
  if (count !== without.length) throw new RangeError(`Pairs need lists of one length, not ${count} and ${without.length}.`);
  if (count < 2) throw new RangeError(`An interval needs at least two pairs, not ${count}.`);
  const differences = withIt.map((value, i) => value - without[i]!);
  const mean = meanOf(differences);
  const error = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1) / count);
  return { count, mean, error, p: error === 0 ? (mean === 0 ? 1 : 0) : 1 - studentCoverage(mean / error, count - 1) };
}

/** From where to where the true mean lies at this level of confidence. */
export function intervalOf({ count, mean, error }: PairedEffect, level: number): readonly [low: number, high: number] {
  const reach = studentQuantile(level, count - 1) * error;
  return [mean - reach, mean + reach];
}

/**
 * p values with what is due for testing that many at once, in their order (Holm 1979): an effect whose value is below α may be believed, and the
 * chance that any of those believed is none stays below α.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const adjusted = new Array<number>(values.length);
  let least = 0;
  order.forEach((place, rank) => {
    least = Math.max(least, Math.min(1, (values.length - rank) * values[place]!));
    adjusted[place] = least;
  });
  return adjusted;
}

/**
 * Spearman's correlation of ranks, with an interval of 95 % by Fisher's transform and the variance of Fieller, Hartley and Pearson (1957).
 * @throws RangeError for fewer than four points, or lists of different length
 */
export function rankCorrelation(x: readonly number[], y: readonly number[]): { value: number; interval: readonly [low: number, high: number] } {
  if (x.length !== y.length || x.length < 4) throw new RangeError(`A correlation of ranks needs at least four points, not ${x.length} and ${y.length}.`);
  const [a, b] = [ranksOf(x), ranksOf(y)], centre = (x.length + 1) / 2;
  const product = (p: readonly number[], q: readonly number[]) => p.reduce((sum, rank, i) => sum + (rank - centre) * (q[i]! - centre), 0);
  const value = product(a, b) / Math.sqrt(product(a, a) * product(b, b));
  const reach = 1.96 * Math.sqrt(1.06 / (x.length - 3));
  return { value, interval: [Math.tanh(Math.atanh(value) - reach), Math.tanh(Math.atanh(value) + reach)] };
}

/** From 1; equal values share the mean of their places. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => 1 + values.filter((other) => other < value).length + (values.filter((other) => other === value).length - 1) / 2);
}

export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
