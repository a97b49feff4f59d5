/** The theory of the minimax game in numbers, against closed forms, and the game that the explorer plays. */
import { expect } from 'chai';
import { cumulative, densityFrom, densityOf, densityOfSamples, integrate, normal, quantile, type Grid } from '../../labs/helpers/minimax/density.js';
import { PointDiscriminator } from '../../labs/helpers/minimax/discriminator.js';
import { bestValue, gameValue, jensenShannon, optimalDiscriminator, wasserstein } from '../../labs/helpers/minimax/divergence.js';
import { LineGame, lineSettings } from '../../labs/helpers/minimax/line-game.js';
import { sigmoid, softplus } from '../../labs/helpers/minimax/logistic.js';
import { objectives } from '../../labs/helpers/minimax/objectives.js';
import { RandomSource } from '../../labs/helpers/random.js';

const wide: Grid = { from: -20, to: 30, count: 5001 };
const gauss = (mean: number, deviation = 1) => densityFrom(normal(mean, deviation), wide);

describe('densities on a grid', () => {
  it('integrate to 1, whatever the heights', () => {
    const grid = { from: -1, to: 3, count: 7 };
    const density = densityOf([0, 5, 1, 0, 2, 9, 4], grid);
    expect(integrate(density.values, density.step)).to.be.closeTo(1, 1e-12);
    expect(cumulative(density).at(-1)).to.be.closeTo(1, 1e-12);
  });

  it('know the quantiles of the normal distribution', () => {
    for (const [share, x] of [[0.5, 0], [0.841344746, 1], [0.977249868, 2], [0.158655254, -1]]) expect(quantile(gauss(0), share)).to.be.closeTo(x, 1e-3);
    expect(quantile(gauss(7, 3), 0.5)).to.be.closeTo(7, 1e-3);
  });

  it('of samples are the mean of hills: one sample is its hill', () => {
    const one = densityOfSamples([2], 0.5, wide), hill = gauss(2, 0.5);
    for (let i = 0; i < wide.count; i += 97) expect(one.values[i]).to.be.closeTo(hill.values[i], 1e-6);
  });

  it('refuse heights that are no density', () => {
    const grid = { from: 0, to: 1, count: 3 };
    expect(() => densityOf([0, 0, 0], grid)).to.throw('needs a place');
    for (const heights of [[1, -1, 0], [1, NaN, 0], [Infinity, 0, 0]]) expect(() => densityOf(heights, grid)).to.throw('finite and not negative');
    expect(() => densityOf([1, 2], grid)).to.throw('needs 3 heights, not 2');
  });
});

describe('the quantities of the theory', () => {
  // Reference numbers in nats, recomputed with arbitrary precision.
  it('of N(0, 1) and N(μ, 1) are the reference numbers', () => {
    for (const [mean, divergence] of [[0, 0], [0.5, 0.030311], [1, 0.111421], [2, 0.336831], [4, 0.63272], [10, 0.693146]]) {
      expect(jensenShannon(gauss(0), gauss(mean)), `μ = ${mean}`).to.be.closeTo(divergence, 2e-6);
      expect(wasserstein(gauss(0), gauss(mean)), `μ = ${mean}`).to.be.closeTo(mean, 1e-6);
    }
    expect(jensenShannon(gauss(0), gauss(0, 2))).to.be.closeTo(0.092733, 1e-6);
    expect(wasserstein(gauss(0), gauss(0, 2))).to.be.closeTo(Math.sqrt(2 / Math.PI), 1e-5);
  });

  it('the best D has the logit μ²/2 − μx', () => {
    const [p, q] = [gauss(0), gauss(1.5)];
    const best = optimalDiscriminator(p, q);
    for (const x of [-3, -1, 0, 0.75, 2, 4]) expect(best[Math.round((x - wide.from) / p.step)]).to.be.closeTo(sigmoid(1.5 ** 2 / 2 - 1.5 * x), 1e-9);
  });

  it('its value is −2 ln 2 + 2 JSD, and no other D has more', () => {
    const [p, q] = [gauss(0), gauss(2, 1.5)];
    const best = optimalDiscriminator(p, q);
    expect(gameValue(best, p, q)).to.be.closeTo(bestValue(p, q), 1e-10);
    for (const other of [best.map(() => 0.5), best.map((d) => 0.9 * d + 0.05), best.map((d, i) => Math.min(0.99, Math.max(0.01, d + 0.1 * Math.sin(i))))]) {
      expect(gameValue(other, p, q)).to.be.lessThan(bestValue(p, q));
    }
    expect(gameValue(best.map(() => 0.5), p, q)).to.be.closeTo(-2 * Math.LN2, 1e-12);
  });

  it('is ln 2 for disjoint supports, however far, where W1 grows', () => {
    const block = (from: number) => densityFrom((x) => (x >= from && x <= from + 1 ? 1 : 0), wide);
    for (const distance of [2, 5, 10]) {
      expect(jensenShannon(block(0), block(distance))).to.be.closeTo(Math.LN2, 1e-12);
      expect(wasserstein(block(0), block(distance))).to.be.closeTo(distance, 1e-9);
    }
    expect(gameValue(optimalDiscriminator(block(0), block(3)), block(0), block(3))).to.be.closeTo(0, 1e-12);
    expect(gameValue(optimalDiscriminator(block(3), block(0)), block(0), block(3))).to.equal(-Infinity);
  });
});

describe('the discriminator of points', () => {
  for (const [space, inputs] of [['the line', 1], ['the plane', 2]] as const) {
    const network = () => new PointDiscriminator(inputs, 5, new RandomSource(7));

    it(`of ${space} has the slope of its logit`, () => {
      const d = network();
      const points = [-4, -0.3, 0, 1.7, 2, -1];
      for (let point = 0; point < points.length / inputs; point++) {
        d.slope(points, point).forEach((slope, k) => {
          const moved = (by: number) => d.logit(points.map((x, i) => (i === point * inputs + k ? x + by : x)), point);
          expect(slope).to.be.closeTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 1e-8);
        });
      }
    });

    it(`of ${space} moves every weight against the slope of the loss, as Adam does in its first step`, () => {
      const [real, made] = [[-1, 0.5, 2, 0.3], [0.1, 3]];
      const mean = (points: number[], sign: 1 | -1, d: PointDiscriminator) =>
        Array.from({ length: points.length / inputs }, (_, i) => softplus(sign * d.logit(points, i))).reduce((a, b) => a + b) / (points.length / inputs);
      const loss = (d: PointDiscriminator) => mean(real, -1, d) + mean(made, 1, d);
      const before = network(), after = network();
      expect(after.update(real, made, 1e-3, objectives.minimax)).to.be.closeTo(loss(before), 1e-12);
      let compared = 0;
      for (let i = 0; i < before.weights.length; i++) {
        const kept = before.weights[i];
        before.weights[i] = kept + 1e-5;
        const up = loss(before);
        before.weights[i] = kept - 1e-5;
        const slope = (up - loss(before)) / 2e-5;
        before.weights[i] = kept;
        // Adam's first step is the rate times the sign of the gradient.
        if (Math.abs(slope) <= 1e-4) continue;
        expect(after.weights[i] - kept, `weight ${i}`).to.be.closeTo(-1e-3 * Math.sign(slope), 1e-5);
        compared++;
      }
      expect(compared).to.be.greaterThan(before.weights.length / 2);
    });
  }
});

describe('the game on the line', function () {
  this.timeout(60_000);
  const { grid } = lineSettings;
  const start = () => new LineGame(densityFrom((x) => normal(-2, 0.5)(x) + normal(1.5, 0.7)(x), grid), densityFrom(normal(0, 1), grid), { seed: 3 });

  it('D comes close to the best D, and never above its value', () => {
    const game = start();
    const values = [game.measures.learned];
    for (let i = 0; i < 1500; i++) {
      game.moveDiscriminator();
      if (i % 100 === 0) expect(game.measures.learned).to.be.at.most(game.measures.best + 1e-9);
    }
    values.push(game.measures.learned);
    expect(game.measures.best - values[1]).to.be.lessThan(0.03);
    expect(game.measures.best - values[0]).to.be.greaterThan(3 * (game.measures.best - values[1]));
  });

  it('alternating moves bring p_G to p_data', () => {
    const game = start();
    const before = game.measures;
    for (let i = 0; i < 1500; i++) {
      for (let k = 0; k < 3; k++) game.moveDiscriminator();
      game.moveGenerator();
    }
    expect(game.measures.jensenShannon).to.be.lessThan(before.jensenShannon / 3);
    expect(game.measures.wasserstein).to.be.lessThan(before.wasserstein / 3);
  });

  it('a generator that plays alone against a fixed D gathers where D is highest', () => {
    const game = start();
    for (let i = 0; i < 500; i++) game.moveDiscriminator();
    const learned = game.learned;
    for (let i = 0; i < 3000; i++) game.moveGenerator();
    expect(game.learned).to.deep.equal(learned);
    const spread = new Set([...game.points].map((x) => x.toFixed(1))).size;
    expect(spread).to.be.lessThan(10);
  });

  it('is the same game for the same seed', () => {
    const play = () => { const game = start(); for (let i = 0; i < 20; i++) { game.moveDiscriminator(); game.moveGenerator('saturating'); } return game; };
    expect([...play().points]).to.deep.equal([...play().points]);
    expect([...play().discriminator.weights]).to.deep.equal([...play().discriminator.weights]);
  });
});
