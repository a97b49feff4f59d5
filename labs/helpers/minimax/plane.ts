/**
 * Probability densities on a square grid of the plane: made from a formula, from a drawing or from
 * points, normalised, and turned back into points.
 */
import { cumulative, densityOf, normal, normalized, quantile, stepOf, type Density, type Grid, type Heights } from './density.js';

/** The points (from + i · step, from + j · step); `values[j * count + i]` is the density there. Its integral is 1. */
export interface PlaneDensity extends Heights {
  readonly from: number;
  readonly step: number;
  /** Points along each side. */
  readonly count: number;
}

/**
 * @param grid along both sides
 * @throws RangeError when a height is negative or not finite, or all are 0.
 */
export function planeDensityOf(heights: ArrayLike<number>, grid: Grid): PlaneDensity {
  const { from, count } = grid, step = stepOf(grid);
  const integral = (f: ArrayLike<number>) => integratePlane(f, count, step);
  return { from, step, count, values: normalized(heights, count * count, integral), integral };
}

/** The density with heights proportional to `f(x, y)`. @throws RangeError as {@link planeDensityOf}. */
export const planeDensityFrom = (f: (x: number, y: number) => number, grid: Grid): PlaneDensity => {
  const at = (i: number) => grid.from + i * stepOf(grid);
  return planeDensityOf(Float64Array.from({ length: grid.count ** 2 }, (_, k) => f(at(k % grid.count), at(Math.floor(k / grid.count)))), grid);
};

/** The height of N((x₀, y₀), deviation² I) at a point. */
export const hill = (x0: number, y0: number, deviation: number) => (x: number, y: number): number => normal(x0, deviation)(x) * normal(y0, deviation)(y);

/** ∫∫ f by the trapezoidal rule in both directions: points of an edge count half, of a corner a quarter. */
function integratePlane(f: ArrayLike<number>, count: number, step: number): number {
  let sum = 0;
  for (let j = 0; j < count; j++) {
    let row = (f[j * count]! + f[j * count + count - 1]!) / 2;
    for (let i = 1; i + 1 < count; i++) row += f[j * count + i]!;
    sum += j === 0 || j === count - 1 ? row / 2 : row;
  }
  return sum * step * step;
}

/** Each point (x₀, y₀, x₁, y₁, …) replaced by a small normal hill. Points outside of the grid count where they are. */
export function planeDensityOfPoints(points: ArrayLike<number>, bandwidth: number, grid: Grid): PlaneDensity {
  const { from, count } = grid, step = stepOf(grid);
  const heights = new Float64Array(count * count);
  // A normal hill is a product: exp is needed along the two sides only.
  const side = (x: number) => Float64Array.from({ length: count }, (_, i) => Math.exp(-(((from + i * step - x) / bandwidth) ** 2) / 2));
  for (let p = 0; p < points.length; p += 2) {
    const across = side(points[p]!), up = side(points[p + 1]!);
    for (let j = 0; j < count; j++) for (let i = 0; i < count; i++) heights[j * count + i]! += across[i]! * up[j]!;
  }
  return planeDensityOf(heights, grid);
}

/** Turns two numbers of [0, 1) into a point of the density: x by its marginal, then y by the column nearest to x. Uniform numbers become samples. */
export function planeSampler(density: PlaneDensity): (u: number, v: number) => [x: number, y: number] {
  const { from, step, count, values } = density;
  const grid = { from, to: from + (count - 1) * step, count };
  const columns = Array.from({ length: count }, (_, i) => Float64Array.from({ length: count }, (_, j) => values[j * count + i]!));
  const mass = (heights: Float64Array) => heights.reduce((sum, height) => sum + height, 0);
  const marginal = densityOf(columns.map(mass), grid), sums = cumulative(marginal);
  const known: { column: Density; sums: Float64Array }[] = [];
  return (u, v) => {
    const x = quantile(marginal, u, sums);
    let i = Math.round((x - from) / step);
    // Beside an empty column x may still be nearest to it.
    if (mass(columns[i]!) === 0) i = Math.min(count - 1, Math.max(0, i + (mass(columns[Math.max(0, i - 1)]!) > 0 ? -1 : 1)));
    const { column, sums: columnSums } = (known[i] ??= sumsOf(densityOf(columns[i]!, grid)));
    return [x, quantile(column, v, columnSums)];
  };
}

const sumsOf = (column: Density) => ({ column, sums: cumulative(column) });

/** `count` points (x₀, y₀, x₁, y₁, …) that stand for the density, spread evenly over its mass by Hammersley's sequence. */
export function spreadOverPlane(density: PlaneDensity, count: number): Float64Array {
  const sample = planeSampler(density);
  const points = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) points.set(sample((i + 0.5) / count, mirrored(i + 1)), 2 * i);
  return points;
}

/** The binary digits of `index` mirrored at the point: van der Corput's sequence ½, ¼, ¾, ⅛, … */
function mirrored(index: number): number {
  let [value, share] = [0, 0.5];
  for (let rest = index; rest > 0; rest >>= 1, share /= 2) if (rest & 1) value += share;
  return value;
}
