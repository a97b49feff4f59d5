/**
 * Earth on a line: two heaps over the same places, one apart, plans that turn the first into the second, and the work
 * that a plan costs. What plans look like is in transport-film.ts; the plane is in ../minimax/transport.ts.
 */
import { inLanguage } from '../in-language.js';

/** `amount` of earth is taken from one place to another. */
export interface Move {
  from: number;
  to: number;
  amount: number;
}

/** Which hole the leftmost earth that is left goes to: the leftmost one, which is never wrong, or the rightmost one. */
export type Order = 'in order' | 'crossing';

/** Earth below this is rounding. */
const dust = 1e-9;

/**
 * The moves that turn heap `p` into heap `q`. In order, no two moves cross, and on the line no plan costs less (Villani,
 * Topics in Optimal Transportation, theorem 2.18). Earth that stays is moved nowhere and not listed.
 * @throws RangeError for heaps of different lengths or amounts, or amounts below 0
 */
export function transportPlan(p: readonly number[], q: readonly number[], order: Order = 'in order'): Move[] {
  const total = (heap: readonly number[]): number => heap.reduce((sum, height) => sum + height, 0);
  if (p.length !== q.length || Math.abs(total(p) - total(q)) > dust * (1 + total(p)) || [...p, ...q].some((height) => !(height >= 0))) {
    throw new RangeError(inLanguage(
      `Two heaps over as many places with as much earth are needed, none below 0, not [${p}] and [${q}].`,
      `需要兩堆位置數相同、總量相同的土，而且不能有負數；這裡是 [${p}] 和 [${q}]。`,
    ));
  }
  const earth = [...p], holes = [...q];
  const moves: Move[] = [];
  const places = p.map((_, place) => place);
  const targets = order === 'in order' ? places : places.toReversed();
  for (const from of places) {
    for (const to of targets) {
      const amount = Math.min(earth[from]!, holes[to]!);
      if (amount <= dust) continue;
      earth[from]! -= amount;
      holes[to]! -= amount;
      if (from !== to) moves.push({ from, to, amount });
    }
  }
  return moves;
}

/** Σ amount · distance. For heaps of one unit of earth, the work of the cheapest plan is their Wasserstein distance. */
export const workOf = (moves: readonly Move[]): number => moves.reduce((sum, { from, to, amount }) => sum + amount * Math.abs(to - from), 0);

/**
 * W₁ of as many samples on the line: the mean distance once both are sorted. A sample is a unit of earth.
 * @throws RangeError for lists of different lengths
 */
export function sampleDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(inLanguage(`As many samples of both are needed, not ${a.length} and ${b.length}.`, `兩邊的樣本數要相同，這裡是 ${a.length} 和 ${b.length}。`));
  const [left, right] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  return left.reduce((sum, x, i) => sum + Math.abs(x - right[i]!), 0) / left.length;
}
