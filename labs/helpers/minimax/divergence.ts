/**
 * The quantities of the theory, computed by quadrature: the best discriminator, the value of the
 * game, the divergence of Jensen and Shannon, the distance of Wasserstein. All logarithms are natural.
 * Both densities must lie on the same points: of the line, or of the plane. The distance in the plane is in
 * transport.ts.
 */
import { cumulative, integrate, type Density, type Heights } from './density.js';

/** D*(x) = p(x) / (p(x) + q(x)): Goodfellow et al., arXiv 1406.2661, proposition 1. ½ where both are 0. */
export function optimalDiscriminator(p: Heights, q: Heights): Float64Array {
  return p.values.map((height, i) => {
    const sum = height + q.values[i]!;
    return sum > 0 ? height / sum : 0.5;
  });
}

/** V(D, G) = ∫ p log D + ∫ q log(1 − D), with 0 · log 0 = 0: arXiv 1406.2661, equation 1. −∞ where D is sure and wrong. */
export function gameValue(discriminator: ArrayLike<number>, p: Heights, q: Heights): number {
  const weighted = (weight: number, probability: number) => (weight === 0 ? 0 : weight * Math.log(probability));
  return p.integral(p.values.map((height, i) => weighted(height, discriminator[i]!) + weighted(q.values[i]!, 1 - discriminator[i]!)));
}

/** JSD(p ‖ q) = ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = (p + q) / 2; from 0 (equal) to ln 2 (nowhere both). */
export function jensenShannon(p: Heights, q: Heights): number {
  const part = (height: number, mean: number) => (height === 0 ? 0 : height * Math.log(height / mean));
  return p.integral(p.values.map((height, i) => {
    const other = q.values[i]!, mean = (height + other) / 2;
    return (part(height, mean) + part(other, mean)) / 2;
  }));
}

/** max_D V(D, G) = −2 ln 2 + 2 JSD(p ‖ q): arXiv 1406.2661, theorem 1. */
export const bestValue = (p: Heights, q: Heights): number => -2 * Math.LN2 + 2 * jensenShannon(p, q);

/** W₁(p, q) = ∫ |P − Q|, on the line the mean distance that mass is moved by the best plan. */
export function wasserstein(p: Density, q: Density): number {
  const [P, Q] = [cumulative(p), cumulative(q)];
  return integrate(P.map((sum, i) => Math.abs(sum - Q[i]!)), p.step);
}
