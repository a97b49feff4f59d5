/**
 * What D can maximise in place of V, and which distance G then minimises: the original game, least squares, the hinge, and
 * the family of f-GANs. D gives a score v, any number; an objective is what one real and one made sample are worth at that
 * score. Both terms are concave, so the best score at a point follows from the two densities there.
 */
import type { Heights } from './density.js';
import { jensenShannon } from './divergence.js';
import { sigmoid, softplus } from './logistic.js';

export interface Objective {
  /** D maximises E real(v) + E made(v), over real and over made samples. */
  real(score: number): number;
  made(score: number): number;
  /** Their derivatives. */
  realSlope(score: number): number;
  madeSlope(score: number): number;
  /** Slope of what G maximises when it does not simply minimise D's value: it wants its samples to be worth what real ones are. */
  generatorSlope(score: number): number;
  /** The score with the largest p · real + q · made, for densities that are not both 0. */
  best(p: number, q: number): number;
  /** The score as a probability of "real": ½ where p = q. But for the hinge, that of the best score is p / (p + q). */
  probability(score: number): number;
  /** The distance that the best D measures. */
  divergence(p: Heights, q: Heights): number;
  /** max V as a formula, and as a function of the distance. */
  formula: string;
  bestValue(divergence: number): number;
  /** Values of V worth a picture. */
  range: readonly [from: number, to: number];
}

/** An f-GAN: real = T(v), made = −f*(T(v)), and max V is the divergence itself (Nowozin et al., arXiv 1606.00709, table 2). */
const fGan = (parts: Pick<Objective, 'real' | 'made' | 'realSlope' | 'madeSlope' | 'best' | 'probability' | 'divergence' | 'formula'>): Objective =>
  ({ ...parts, generatorSlope: parts.realSlope, bestValue: (divergence) => divergence, range: [-1, 3] });

const ratio = (p: number, q: number) => p / q;

/** By the names under which the labs offer them. */
export const objectives = {
  /** Goodfellow et al., arXiv 1406.2661. The score is the logit. */
  minimax: {
    real: (v) => -softplus(-v), made: (v) => -softplus(v), realSlope: (v) => sigmoid(-v), madeSlope: (v) => -sigmoid(v), generatorSlope: (v) => sigmoid(-v),
    best: (p, q) => Math.log(ratio(p, q)), probability: sigmoid,
    divergence: jensenShannon, formula: '−2 ln 2 + 2 JSD', bestValue: (jsd) => -2 * Math.LN2 + 2 * jsd, range: [-2, 0],
  },
  /** LSGAN, arXiv 1611.04076, with targets 1 and 0 and the factor ½; the sign turned, since D maximises. */
  'least squares': {
    real: (v) => -((v - 1) ** 2) / 2, made: (v) => -(v ** 2) / 2, realSlope: (v) => 1 - v, madeSlope: (v) => -v, generatorSlope: (v) => 1 - v,
    best: (p, q) => p / (p + q), probability: (v) => Math.min(1, Math.max(0, v)),
    divergence: (p, q) => integral(p, q, (a, b) => (a - b) ** 2 / (a + b)), formula: '−¼ + ⅛ ∫ (p − q)² / (p + q)', bestValue: (leCam) => -1 / 4 + leCam / 8, range: [-0.6, 0],
  },
  /** Lim and Ye, arXiv 1705.02894. G maximises the score itself. */
  hinge: {
    real: (v) => Math.min(0, v - 1), made: (v) => Math.min(0, -1 - v), realSlope: (v) => (v < 1 ? 1 : 0), madeSlope: (v) => (v > -1 ? -1 : 0), generatorSlope: () => 1,
    best: (p, q) => Math.sign(p - q), probability: (v) => Math.min(1, Math.max(0, (v + 1) / 2)),
    divergence: (p, q) => integral(p, q, (a, b) => Math.abs(a - b)) / 2, formula: '−2 + 2 TV', bestValue: (variation) => -2 + 2 * variation, range: [-3, 0],
  },
  'KL': fGan({
    real: (v) => v, made: (v) => -Math.exp(v - 1), realSlope: () => 1, madeSlope: (v) => -Math.exp(v - 1),
    best: (p, q) => 1 + Math.log(ratio(p, q)), probability: (v) => sigmoid(v - 1),
    divergence: (p, q) => integral(p, q, relativeEntropy), formula: 'KL(p ‖ q)',
  }),
  'reverse KL': fGan({
    real: (v) => -Math.exp(-v), made: (v) => 1 - v, realSlope: (v) => Math.exp(-v), madeSlope: () => -1,
    best: (p, q) => Math.log(ratio(p, q)), probability: sigmoid,
    divergence: (p, q) => integral(p, q, (a, b) => relativeEntropy(b, a)), formula: 'KL(q ‖ p)',
  }),
  'Pearson': fGan({
    real: (v) => v, made: (v) => -(v ** 2) / 4 - v, realSlope: () => 1, madeSlope: (v) => -v / 2 - 1,
    best: (p, q) => 2 * (ratio(p, q) - 1), probability: (v) => 1 - 1 / (2 + Math.max(-1, v / 2)),
    divergence: (p, q) => integral(p, q, (a, b) => (a === b ? 0 : (a - b) ** 2 / b)), formula: '∫ (p − q)² / q',
  }),
  'Hellinger': fGan({
    real: (v) => 1 - Math.exp(-v), made: (v) => 1 - Math.exp(v), realSlope: (v) => Math.exp(-v), madeSlope: (v) => -Math.exp(v),
    best: (p, q) => Math.log(ratio(p, q)) / 2, probability: (v) => sigmoid(2 * v),
    divergence: (p, q) => integral(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2), formula: '∫ (√p − √q)²',
  }),
} as const satisfies Record<string, Objective>;

export type ObjectiveName = keyof typeof objectives;

/** a ln(a / b); ∞ where only b is 0. */
const relativeEntropy = (a: number, b: number): number => (a === 0 ? 0 : a * Math.log(a / b));

/** ∫ f(p, q), where both densities are 0 nothing. */
const integral = (p: Heights, q: Heights, f: (a: number, b: number) => number): number =>
  p.integral(p.values.map((height, i) => (height + q.values[i]! > 0 ? f(height, q.values[i]!) : 0)));

/** The best scores on the densities' points. Where both are 0, that of equal ones. */
export const bestScores = ({ best }: Objective, p: Heights, q: Heights): Float64Array =>
  p.values.map((height, i) => (height + q.values[i]! > 0 ? best(height, q.values[i]!) : best(1, 1)));

/** What D gets with these scores: ∫ p real(v) + ∫ q made(v), with 0 · ∞ = 0. */
export function objectiveValue({ real, made }: Objective, scores: ArrayLike<number>, p: Heights, q: Heights): number {
  const weighted = (weight: number, worth: number) => (weight === 0 ? 0 : weight * worth);
  return p.integral(p.values.map((height, i) => weighted(height, real(scores[i]!)) + weighted(q.values[i]!, made(scores[i]!))));
}
