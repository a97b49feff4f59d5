/**
 * The Wasserstein distance in the plane, where no formula gives it: both densities become as many points,
 * and the cheapest way to assign them to each other is found exactly, by the Hungarian method.
 */
import { spreadOverPlane, type PlaneDensity } from './plane.js';

export interface TransportPlan {
  /** Points (x₀, y₀, x₁, y₁, …); the i-th of `from` is moved to the i-th of `to`. */
  from: Float64Array;
  to: Float64Array;
  /** Mean length of the moves. */
  distance: number;
}

/** Points that stand for a density. */
export const transportPoints = 100;

/** W₁(p, q) between `count` points of each: exact for the points, which stand for the densities. */
export function planeTransport(p: PlaneDensity, q: PlaneDensity, count = transportPoints): TransportPlan {
  return pointTransport(spreadOverPlane(p, count), spreadOverPlane(q, count));
}

/** The cheapest plan between two lists of points of the same length. @throws RangeError when the lengths differ. */
export function pointTransport(from: Float64Array, targets: Float64Array): TransportPlan {
  if (from.length !== targets.length) throw new RangeError(`Two lists of as many points are needed, not ${from.length / 2} and ${targets.length / 2}.`);
  const count = from.length / 2;
  const costs = new Float64Array(count * count);
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) costs[i * count + j] = Math.hypot(from[2 * i]! - targets[2 * j]!, from[2 * i + 1]! - targets[2 * j + 1]!);
  const chosen = cheapestAssignment(costs, count);
  const to = new Float64Array(from.length);
  let total = 0;
  chosen.forEach((j, i) => {
    to.set(targets.subarray(2 * j, 2 * j + 2), 2 * i);
    total += costs[i * count + j]!;
  });
  return { from, to, distance: total / count };
}

/**
 * For each row the column it gets, every column once, so that Σ costs[row, column] is least. Rows come one by one;
 * each finds its place along the cheapest chain of exchanges, by Dijkstra's method on costs reduced by
 * prices that keep them from being negative (Kuhn 1955; Jonker and Volgenant 1987). O(n³).
 */
export function cheapestAssignment(costs: ArrayLike<number>, n: number): Int32Array {
  const rowPrice = new Float64Array(n), columnPrice = new Float64Array(n);
  const rowOf = new Int32Array(n).fill(-1);
  const distance = new Float64Array(n), cameFrom = new Int32Array(n), reached = new Uint8Array(n);
  for (let newcomer = 0; newcomer < n; newcomer++) {
    distance.fill(Infinity);
    reached.fill(0);
    cameFrom.fill(-1);
    let [row, column, walked] = [newcomer, -1, 0];
    // Until a free column is the nearest.
    do {
      let nearest = -1;
      for (let j = 0; j < n; j++) {
        if (reached[j]) continue;
        const through = walked + costs[row * n + j]! - rowPrice[row]! - columnPrice[j]!;
        if (through < distance[j]!) [distance[j], cameFrom[j]] = [through, column];
        if (nearest < 0 || distance[j]! < distance[nearest]!) nearest = j;
      }
      column = nearest;
      walked = distance[column]!;
      reached[column] = 1;
      row = rowOf[column]!;
    } while (row >= 0);
    rowPrice[newcomer]! += walked;
    for (let j = 0; j < n; j++) {
      if (!reached[j] || j === column) continue;
      const saved = walked - distance[j]!;
      columnPrice[j]! -= saved;
      rowPrice[rowOf[j]!]! += saved;
    }
    // The chain moves up by one.
    while (column >= 0) {
      const before = cameFrom[column]!;
      rowOf[column] = before < 0 ? newcomer : rowOf[before]!;
      column = before;
    }
  }
  const columnOf = new Int32Array(n);
  rowOf.forEach((row, column) => { columnOf[row] = column; });
  return columnOf;
}
