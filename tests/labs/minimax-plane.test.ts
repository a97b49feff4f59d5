/** The theory of the minimax game in the plane, against closed forms and against trying every possibility. */
import { expect } from 'chai';
import type { Grid } from '../../labs/helpers/minimax/density.js';
import { bestValue, gameValue, jensenShannon, optimalDiscriminator } from '../../labs/helpers/minimax/divergence.js';
import { sigmoid } from '../../labs/helpers/minimax/logistic.js';
import { hill, planeDensityFrom, planeDensityOf, planeDensityOfPoints, planeSampler, spreadOverPlane } from '../../labs/helpers/minimax/plane.js';
import { PlaneGame, planeSettings } from '../../labs/helpers/minimax/plane-game.js';
import { cheapestAssignment, planeTransport, pointTransport } from '../../labs/helpers/minimax/transport.js';
import { RandomSource } from '../../labs/helpers/random.js';

const wide: Grid = { from: -10, to: 14, count: 193 };
const gauss = (x: number, y: number, deviation = 1) => planeDensityFrom(hill(x, y, deviation), wide);
const square = (x0: number, y0: number) => planeDensityFrom((x, y) => (x >= x0 && x < x0 + 2 && y >= y0 && y < y0 + 2 ? 1 : 0), wide);

describe('densities of the plane', () => {
  it('integrate to 1, whatever the heights', () => {
    const density = planeDensityOf([0, 5, 1, 0, 2, 9, 4, 1, 3], { from: -1, to: 3, count: 3 });
    expect(density.integral(density.values)).to.be.closeTo(1, 1e-12);
    // ∫ x y over [−1, 3]² of the uniform density, to which the trapezoidal rule is exact.
    const even = planeDensityOf(new Array(9).fill(1), { from: -1, to: 3, count: 3 });
    expect(even.integral(even.values.map((height, k) => height * (-1 + 2 * (k % 3)) * (-1 + 2 * Math.floor(k / 3))))).to.be.closeTo(1, 1e-12);
  });

  it('become points that have their mean, their deviations and their correlation', () => {
    // A hill stretched along a diagonal: variances 1 and correlation 0.8.
    const slanted = planeDensityFrom((x, y) => Math.exp(-(x * x - 1.6 * x * y + y * y) / (2 * 0.36)), { from: -6, to: 6, count: 121 });
    const random = new RandomSource(5), sample = planeSampler(slanted);
    const sampled = Float64Array.from(Array.from({ length: 4000 }, () => sample(random.uniform(), random.uniform())).flat());
    for (const [points, tolerance] of [[spreadOverPlane(slanted, 1024), 0.02], [sampled, 0.08]] as const) {
      const mean = (f: (x: number, y: number) => number) => {
        let sum = 0;
        for (let i = 0; i < points.length; i += 2) sum += f(points[i], points[i + 1]);
        return sum / (points.length / 2);
      };
      for (const [moment, value] of [[mean((x) => x), 0], [mean((_, y) => y), 0], [mean((x) => x * x), 1], [mean((_, y) => y * y), 1], [mean((x, y) => x * y), 0.8]]) expect(moment).to.be.closeTo(value, tolerance);
    }
  });

  it('have no points where they are 0', () => {
    const points = spreadOverPlane(square(0, 3), 200);
    for (let i = 0; i < points.length; i += 2) {
      expect(points[i]).to.be.within(-0.13, 2.13);
      expect(points[i + 1]).to.be.within(2.87, 5.13);
    }
  });

  it('of points are the mean of hills', () => {
    const one = planeDensityOfPoints([1, -2], 0.5, wide), expected = gauss(1, -2, 0.5);
    for (let k = 0; k < one.values.length; k += 101) expect(one.values[k]).to.be.closeTo(expected.values[k], 1e-6);
  });

  it('refuse heights that are no density', () => {
    const grid = { from: 0, to: 1, count: 2 };
    expect(() => planeDensityOf([0, 0, 0, 0], grid)).to.throw('needs a place');
    expect(() => planeDensityOf([1, 1], grid)).to.throw('needs 4 heights, not 2');
  });
});

describe('the quantities of the theory in the plane', () => {
  // Two normal distributions that differ along one direction only: the same numbers as on the line.
  it('of N(0, I) and N(μ, I) are the reference numbers of the distance |μ|, in any direction', () => {
    for (const [distance, divergence] of [[0, 0], [0.5, 0.030311], [1, 0.111421], [2, 0.336831], [4, 0.63272]]) {
      for (const angle of [0, 0.6, Math.PI / 2]) {
        const [p, q] = [gauss(0, 0), gauss(distance * Math.cos(angle), distance * Math.sin(angle))];
        expect(jensenShannon(p, q)).to.be.closeTo(divergence, 2e-6);
        expect(bestValue(p, q)).to.be.closeTo(-2 * Math.LN2 + 2 * divergence, 4e-6);
        // Further apart, D* rounds to 1 where p_G is not quite 0, and log(1 − D*) to −∞.
        if (distance <= 2) expect(gameValue(optimalDiscriminator(p, q), p, q)).to.be.closeTo(bestValue(p, q), 1e-9);
      }
    }
  });

  it('the best D has the logit |μ|²/2 − μ·x', () => {
    const best = optimalDiscriminator(gauss(0, 0), gauss(1.5, -1));
    for (const k of [18_000, 16_300, 20_011, 17_777]) {
      const [x, y] = [wide.from + (k % wide.count) * 0.125, wide.from + Math.floor(k / wide.count) * 0.125];
      expect(best[k]).to.be.closeTo(sigmoid((1.5 ** 2 + 1) / 2 - 1.5 * x + y), 1e-9);
    }
  });

  it('are ln 2 for disjoint supports, however far, where W₁ grows', () => {
    for (const [x, y] of [[3, 0], [6, 8], [-4, 3]]) {
      expect(jensenShannon(square(0, 0), square(x, y))).to.be.closeTo(Math.LN2, 1e-12);
      expect(bestValue(square(0, 0), square(x, y))).to.be.closeTo(0, 1e-12);
      expect(planeTransport(square(0, 0), square(x, y)).distance).to.be.closeTo(Math.hypot(x, y), 1e-9);
    }
  });

  it('W₁ of N(0, I) and N(μ, I) is |μ|, of N(0, I) and N(0, σ²I) it is (σ − 1) √(π/2)', () => {
    expect(planeTransport(gauss(0, 0), gauss(3, 4)).distance).to.be.closeTo(5, 1e-6);
    expect(planeTransport(gauss(0, 0), gauss(0, 0)).distance).to.equal(0);
    const stretched = Math.sqrt(Math.PI / 2);
    expect(planeTransport(gauss(0, 0), gauss(0, 0, 2)).distance).to.be.closeTo(stretched, 0.03 * stretched);
  });
});

describe('the cheapest assignment', () => {
  const permutations = (n: number): number[][] => (n === 0 ? [[]] : permutations(n - 1).flatMap((rest) => Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)])));

  it('is as cheap as the best of all permutations', () => {
    const random = new RandomSource(11);
    for (let n = 1; n <= 6; n++) {
      for (let repeat = 0; repeat < 20; repeat++) {
        // Whole numbers, so that many assignments cost the same; some are negative.
        const costs = Array.from({ length: n * n }, () => random.integer(9) - 2);
        const price = (columns: ArrayLike<number>) => Array.from(columns).reduce((sum, column, row) => sum + costs[row * n + column], 0);
        const chosen = cheapestAssignment(costs, n);
        expect(new Set(chosen).size).to.equal(n);
        expect(price(chosen)).to.equal(Math.min(...permutations(n).map(price)));
      }
    }
  });

  it('of points on a line is that of their order', () => {
    const random = new RandomSource(3);
    const line = (count: number, scale: number) => Float64Array.from(Array.from(random.normal(count), (x) => [scale * x + 1, 0]).flat());
    const [from, to] = [line(80, 1), line(80, 2)];
    const sorted = (points: Float64Array) => Array.from(points).filter((_, i) => i % 2 === 0).sort((a, b) => a - b);
    const expected = sorted(from).reduce((sum, x, i) => sum + Math.abs(x - sorted(to)[i]), 0) / 80;
    const plan = pointTransport(from, to);
    expect(plan.distance).to.be.closeTo(expected, 1e-9);
    expect(sorted(plan.to)).to.deep.equal(sorted(to));
  });

  it('needs as many points on both sides', () => {
    expect(() => pointTransport(new Float64Array(4), new Float64Array(6))).to.throw('not 2 and 3');
  });
});

describe('the game in the plane', function () {
  this.timeout(120_000);
  const { grid } = planeSettings;
  const ring = planeDensityFrom((x, y) => Math.exp(-(((Math.hypot(x, y) - 2.2) / 0.3) ** 2) / 2), grid);
  const start = () => new PlaneGame(ring, planeDensityFrom(hill(0, 0, 0.7), grid), { seed: 3 });

  it('D comes close to the best D, and never above its value', () => {
    const game = start();
    const first = game.values.learned;
    for (let i = 0; i < 300; i++) {
      game.moveDiscriminator();
      if (i % 50 === 0) expect(game.values.learned).to.be.at.most(game.values.best + 1e-9);
    }
    const { best, learned } = game.values;
    expect(best - first).to.be.greaterThan(3 * (best - learned));
  });

  it('alternating moves bring p_G to p_data', () => {
    const game = start();
    const before = game.measures;
    for (let i = 0; i < 150; i++) {
      for (let k = 0; k < 3; k++) game.moveDiscriminator();
      game.moveGenerator();
    }
    expect(game.measures.jensenShannon).to.be.lessThan(before.jensenShannon / 3);
    expect(game.measures.wasserstein).to.be.lessThan(before.wasserstein / 3);
  });

  it('is the same game for the same seed, and W₁ is the mean length of its plan', () => {
    const play = () => { const game = start(); for (let i = 0; i < 5; i++) { game.moveDiscriminator(); game.moveGenerator('saturating'); } return game; };
    const game = play();
    expect([...play().points]).to.deep.equal([...game.points]);
    const { from, to } = game.plan;
    const lengths = Array.from({ length: from.length / 2 }, (_, i) => Math.hypot(from[2 * i] - to[2 * i], from[2 * i + 1] - to[2 * i + 1]));
    expect(lengths.reduce((a, b) => a + b) / lengths.length).to.be.closeTo(game.measures.wasserstein, 1e-12);
  });
});
