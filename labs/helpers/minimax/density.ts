/**
 * Probability densities on evenly spaced points of the line: made from a formula, from a drawn curve
 * or from samples, normalised, sampled. What can be said of two of them is in divergence.ts; those of
 * the plane are in plane.ts.
 */

/** A density at some points, with the rule that integrates over them. */
export interface Heights {
  readonly values: Float64Array;
  /** ∫ f, with f given at the same points. */
  integral(f: ArrayLike<number>): number;
}

/** The points from, from + step, …; `values` are the density there. Its integral is 1. */
export interface Density extends Heights {
  readonly from: number;
  readonly step: number;
}

/** Where the points of a density lie. */
export interface Grid {
  from: number;
  to: number;
  /** Number of points, both ends included. */
  count: number;
}

export const stepOf = ({ from, to, count }: Grid): number => (to - from) / (count - 1);

/** ∫ f by the trapezoidal rule, which for a smooth function that fades at both ends is right to rounding. */
export function integrate(values: ArrayLike<number>, step: number): number {
  let sum = (values[0]! + values[values.length - 1]!) / 2;
  for (let i = 1; i + 1 < values.length; i++) sum += values[i]!;
  return sum * step;
}

/** @throws RangeError when a height is negative or not finite, or all are 0. */
export function densityOf(heights: ArrayLike<number>, grid: Grid): Density {
  const step = stepOf(grid);
  const integral = (f: ArrayLike<number>) => integrate(f, step);
  return { from: grid.from, step, values: normalized(heights, grid.count, integral), integral };
}

/** `heights` divided by their integral. @throws RangeError as {@link densityOf}. */
export function normalized(heights: ArrayLike<number>, count: number, integral: Heights['integral']): Float64Array {
  const values = Float64Array.from(heights);
  if (values.length !== count) throw new RangeError(`A density on ${count} points needs ${count} heights, not ${values.length}.`);
  if (values.some((height) => !(height >= 0 && height < Infinity))) throw new RangeError('The heights of a density are finite and not negative.');
  const mass = integral(values);
  if (mass === 0) throw new RangeError('A density needs a place where it is not 0.');
  return values.map((height) => height / mass);
}

/** The density with heights proportional to `f(x)`. @throws RangeError as {@link densityOf}. */
export const densityFrom = (f: (x: number) => number, grid: Grid): Density =>
  densityOf(Float64Array.from({ length: grid.count }, (_, i) => f(grid.from + i * stepOf(grid))), grid);

/** The height of N(mean, deviation²) at x. */
export const normal = (mean: number, deviation: number) => (x: number): number =>
  Math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));

/** P(x) = ∫ p up to each point. */
export function cumulative({ values, step }: Density): Float64Array {
  const sums = new Float64Array(values.length);
  for (let i = 1; i < values.length; i++) sums[i] = sums[i - 1]! + (values[i - 1]! + values[i]!) / 2 * step;
  return sums;
}

/** The x at which P(x) = `share`, linear between the points. */
export function quantile(density: Density, share: number, sums = cumulative(density)): number {
  const wanted = share * sums[sums.length - 1]!;
  let [low, high] = [0, sums.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sums[middle]! < wanted) low = middle;
    else high = middle;
  }
  const rise = sums[high]! - sums[low]!;
  return density.from + density.step * (low + (rise > 0 ? (wanted - sums[low]!) / rise : 0.5));
}

/**
 * Each sample replaced by a small normal hill (a kernel density estimate): q(x) = mean of N(xᵢ, bandwidth²) at x.
 * Samples outside of the grid count where they are.
 */
export function densityOfSamples(samples: ArrayLike<number>, bandwidth: number, grid: Grid): Density {
  const step = stepOf(grid);
  const heights = new Float64Array(grid.count);
  for (let s = 0; s < samples.length; s++) {
    for (let i = 0; i < grid.count; i++) heights[i]! += Math.exp(-(((grid.from + i * step - samples[s]!) / bandwidth) ** 2) / 2);
  }
  return densityOf(heights, grid);
}
