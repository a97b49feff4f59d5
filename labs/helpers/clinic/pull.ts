/**
 * Which loss is it? Read from how hard it pulls at each of D's answers: `pulls[i]` is the slope of the loss at the logit
 * `logits[i]`. Cross-entropy pulls by weight · (σ(s) − target), whatever way it is written in code; other losses
 * pull by other curves.
 */
import { sigmoid } from '../minimax/logistic.js';
import { lengthOf, meanOf } from './statistics.js';

/**
 * cross-entropy: weight · (σ − target). squared: weight · (s − target), as LSGAN on logits.
 * squashed: weight · (σ − target) σ′, of a loss that sees σ alone and takes it for a logit, or for LSGAN's answer.
 */
export type PullShape = 'cross-entropy' | 'squared' | 'squashed' | 'unknown';

export interface Pull {
  /** Answers that were looked at. */
  count: number;
  /** The mean pull, and the mean of its size. */
  mean: number;
  size: number;
  /** Where the loss wants the answers: a loss with a negative slope pulls them up. Undefined where it pulls some up and some down. */
  direction: 'up' | 'down' | undefined;
  shape: PullShape;
  /** Where the shape is known: 1 for a mean over the pictures, the number of pictures for a sum; negative where the loss pulls least at those that are farthest off. */
  weight: number;
  /** The answer at which it would stop to pull: 1 for real, 0 for made. */
  target: number;
}

/** Of the length of all pulls: how exactly a curve has to go through them. The right one misses by the rounding of float32. */
const exact = 0.01;
/** Below this deviation of the logits all curves look like straight lines. */
const leastSpread = 0.01;

export function readPull(logits: readonly number[], pulls: readonly number[]): Pull {
  const [mean, size] = [meanOf(pulls), meanOf(pulls.map(Math.abs))];
  const direction = mean < -0.5 * size ? 'up' : mean > 0.5 * size ? 'down' : undefined;
  const none = { count: pulls.length, mean, size, direction, shape: 'unknown', weight: NaN, target: NaN } as const;
  const middle = meanOf(logits);
  if (logits.length < 3 || !(Math.sqrt(meanOf(logits.map((s) => (s - middle) ** 2))) > leastSpread) || !(size > 0)) return none;
  const certainty = logits.map(sigmoid), slope = certainty.map((p) => p * (1 - p));
  const curves: [PullShape, readonly number[], readonly number[]][] = [
    ['cross-entropy', certainty, logits.map(() => 1)],
    ['squared', logits, logits.map(() => 1)],
    ['squashed', slope.map((each, i) => each * certainty[i]!), slope],
  ];
  const fits = curves.map(([shape, u, v]) => ({ shape, ...fit(u, v, pulls) }));
  const best = fits.reduce((a, b) => (b.missed < a.missed ? b : a));
  return best.missed < exact ? { ...none, shape: best.shape, weight: best.a, target: -best.b / best.a } : none;
}

/** y = a · u + b · v by least squares, and the part of the length of y that is missed. */
function fit(u: readonly number[], v: readonly number[], y: readonly number[]): { a: number; b: number; missed: number } {
  const dot = (p: readonly number[], q: readonly number[]): number => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  const [uu, uv, vv, uy, vy] = [dot(u, u), dot(u, v), dot(v, v), dot(u, y), dot(v, y)];
  const determinant = uu * vv - uv * uv;
  const a = (uy * vv - vy * uv) / determinant, b = (vy * uu - uy * uv) / determinant;
  const missed = lengthOf(y.map((value, i) => value - a * u[i]! - b * v[i]!)) / lengthOf(y);
  return { a, b, missed: Number.isFinite(missed) ? missed : Infinity };
}
