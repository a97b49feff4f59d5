/**
 * Precision and recall of a set of samples (Kynkäänniemi et al., arXiv 1904.06991). A set stands for the region it covers:
 * a ball around each of its points that reaches to the k-th nearest other one. Precision: the share of samples inside the
 * region of the real ones. Recall: the share of real ones inside the region of the samples. Both depend on k and on the size.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface PrecisionRecall {
  precision: number;
  recall: number;
}

/**
 * @param samples features, `[N][features]` @param real features, `[M][features]`
 * @param k which neighbour a ball reaches to; 3 in the paper
 * @throws RangeError where a set has no k-th neighbour
 */
export async function precisionRecall(samples: readonly Float32Array[], real: readonly Float32Array[], k = 3): Promise<PrecisionRecall> {
  return {
    precision: await shareInside(samples, real, await radii(real, k)),
    recall: await shareInside(real, samples, await radii(samples, k)),
  };
}

/** Squared distance of each point to its k-th nearest other one. */
async function radii(points: readonly Float32Array[], k: number): Promise<number[]> {
  if (!Number.isInteger(k) || k < 1 || k >= points.length) throw new RangeError(`k has to be a whole number from 1 and below the ${points.length} points, not ${k}.`);
  const result: number[] = [];
  for (const [i, point] of points.entries()) {
    const nearest = new Array<number>(k).fill(Infinity); // ascending
    points.forEach((other, j) => {
      if (j === i) return;
      const distance = squaredDistance(point, other, nearest[k - 1]);
      if (distance < nearest[k - 1]) insert(nearest, distance);
    });
    result.push(nearest[k - 1]);
    if (i % 100 === 99) await nextTurn();
  }
  return result;
}

/** Share of `points` that lie in a ball around any of `centres`, border included. */
async function shareInside(points: readonly Float32Array[], centres: readonly Float32Array[], squaredRadii: readonly number[]): Promise<number> {
  let inside = 0;
  for (const [i, point] of points.entries()) {
    if (centres.some((centre, j) => squaredDistance(point, centre, squaredRadii[j]) <= squaredRadii[j])) inside++;
    if (i % 100 === 99) await nextTurn();
  }
  return inside / points.length;
}

/** ‖a − b‖², or some larger part of it than `limit` as soon as it is larger. */
function squaredDistance(a: Float32Array, b: Float32Array, limit: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i];
    sum += difference * difference;
    if ((i & 15) === 15 && sum > limit) return sum;
  }
  return sum;
}

/** Puts a value in its place among ascending ones; the last falls out. */
function insert(ascending: number[], value: number): void {
  let at = ascending.length - 1;
  for (; at > 0 && ascending[at - 1] > value; at--) ascending[at] = ascending[at - 1];
  ascending[at] = value;
}
