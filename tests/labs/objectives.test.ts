/** The objectives beside the original one: their best scores and distances against closed forms and against search. */
import { expect } from 'chai';
import { densityFrom, normal, type Grid } from '../../labs/helpers/minimax/density.js';
import { bestValue, optimalDiscriminator } from '../../labs/helpers/minimax/divergence.js';
import { LineGame, lineSettings } from '../../labs/helpers/minimax/line-game.js';
import { bestScores, objectives, objectiveValue, type Objective, type ObjectiveName } from '../../labs/helpers/minimax/objectives.js';

const wide: Grid = { from: -20, to: 30, count: 5001 };
const gauss = (mean: number, deviation = 1) => densityFrom(normal(mean, deviation), wide);
const block = (from: number) => densityFrom((x) => (x >= from && x <= from + 1 ? 1 : 0), wide);
const all = Object.entries(objectives) as [ObjectiveName, Objective][];

/** Φ, the distribution function of N(0, 1): the series of erf, which converges everywhere. */
function phi(x: number): number {
  let term = x, sum = x;
  for (let n = 1; n < 200; n++) sum += (term *= -(x * x) / (2 * n)) / (2 * n + 1);
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

describe('the objectives of D', () => {
  // Of N(0, 1) and N(μ, 1), in closed form.
  const closedForms: Partial<Record<ObjectiveName, (mean: number) => number>> = {
    'hinge': (mean) => 2 * phi(mean / 2) - 1,
    'KL': (mean) => mean ** 2 / 2,
    'reverse KL': (mean) => mean ** 2 / 2,
    'Pearson': (mean) => Math.exp(mean ** 2) - 1,
    'Hellinger': (mean) => 2 - 2 * Math.exp(-(mean ** 2) / 8),
  };
  for (const [name, distance] of Object.entries(closedForms)) {
    it(`${name}: the distance of N(0, 1) and N(μ, 1) has its closed form`, () => {
      for (const mean of [0, 0.5, 1, 2]) {
        const expected = distance(mean);
        // |p − q| has a bend, which the trapezoidal rule meets between two points.
        expect(objectives[name as ObjectiveName].divergence(gauss(0), gauss(mean))).to.be.closeTo(expected, name === 'hinge' ? 1e-5 : 1e-9 * Math.max(1, expected));
      }
    });
  }

  it('KL and reverse KL of N(0, 1) and N(0, σ²) differ', () => {
    expect(objectives.KL.divergence(gauss(0), gauss(0, 2))).to.be.closeTo(Math.log(2) + 1 / 8 - 1 / 2, 1e-9);
    expect(objectives['reverse KL'].divergence(gauss(0), gauss(0, 2))).to.be.closeTo(-Math.log(2) + 2 - 1 / 2, 1e-9);
  });

  it('the original one is the game of the rest of the lab', () => {
    const [p, q] = [gauss(0), gauss(1.5, 1.2)];
    const { minimax } = objectives;
    expect(minimax.bestValue(minimax.divergence(p, q))).to.equal(bestValue(p, q));
    const best = optimalDiscriminator(p, q);
    bestScores(minimax, p, q).forEach((score, i) => expect(minimax.probability(score)).to.be.closeTo(best[i], 1e-12));
  });

  for (const [name, objective] of all) {
    it(`${name}: the best scores get max V, and no others get more`, () => {
      const [p, q] = [gauss(0), gauss(1, 1.1)];
      const best = bestScores(objective, p, q);
      const value = objective.bestValue(objective.divergence(p, q));
      expect(objectiveValue(objective, best, p, q)).to.be.closeTo(value, 1e-9);
      for (const change of [(v: number) => v + 0.1, (v: number) => v - 0.1, (v: number) => 0.9 * v, (v: number, i: number) => v + 0.2 * Math.sin(i / 50)]) {
        expect(objectiveValue(objective, best.map(change), p, q)).to.be.lessThan(value);
      }
    });

    it(`${name}: the best score of a point is found by search, too, and says p / (p + q)`, () => {
      for (const [a, b] of [[0.3, 0.3], [0.7, 0.2], [0.1, 0.4]]) {
        const worth = (v: number) => a * objective.real(v) + b * objective.made(v);
        let [low, high] = [-30, 30];
        while (high - low > 1e-9) {
          const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
          if (worth(left) < worth(right)) low = left;
          else high = right;
        }
        expect(worth(objective.best(a, b))).to.be.closeTo(worth(low), 1e-9);
        if (name !== 'hinge') expect(objective.probability(objective.best(a, b))).to.be.closeTo(a / (a + b), 1e-9);
        else expect(objective.probability(objective.best(a, b))).to.equal((1 + Math.sign(a - b)) / 2);
      }
    });

    it(`${name}: its slopes are those of its terms`, () => {
      for (const v of [-1.7, -0.4, 0.3, 0.8, 2.1]) {
        const slope = (f: (v: number) => number) => (f(v + 1e-5) - f(v - 1e-5)) / 2e-5;
        expect(objective.realSlope(v)).to.be.closeTo(slope(objective.real), 1e-6);
        expect(objective.madeSlope(v)).to.be.closeTo(slope(objective.made), 1e-6);
      }
    });
  }

  it('of densities that do not meet, some are finite and stand still, some are infinite', () => {
    const apart = Object.fromEntries(all.map(([name, { divergence }]) => [name, [2, 5].map((distance) => divergence(block(0), block(distance)))]));
    expect(apart.KL).to.deep.equal([Infinity, Infinity]);
    expect(apart['reverse KL']).to.deep.equal([Infinity, Infinity]);
    expect(apart.Pearson).to.deep.equal([Infinity, Infinity]);
    for (const [name, limit] of [['minimax', Math.LN2], ['least squares', 2], ['hinge', 1], ['Hellinger', 2]] as const) {
      for (const value of apart[name]) expect(value).to.be.closeTo(limit, 1e-9);
    }
  });
});

describe('the game with another objective', function () {
  this.timeout(60_000);
  const { grid } = lineSettings;
  for (const [name, objective] of all) {
    it(`${name}: D learns towards the best one and never above it, and G comes closer`, () => {
      // p_G has the longer tails: where it has none, KL and Pearson's distance have no limit.
      const game = new LineGame(densityFrom(normal(0.8, 0.5), grid), densityFrom(normal(-0.5, 1.2), grid), { seed: 3 });
      game.objective = objective;
      const [first, before] = [game.values, game.measures.wasserstein];
      for (let i = 0; i < 400; i++) game.moveDiscriminator();
      const after = game.values;
      expect(after.learned).to.be.at.most(after.best + 1e-9);
      expect(after.best - after.learned).to.be.lessThan((first.best - first.learned) / 2);
      for (let i = 0; i < 200; i++) {
        for (let k = 0; k < 3; k++) game.moveDiscriminator();
        game.moveGenerator();
      }
      expect(game.measures.wasserstein).to.be.lessThan(0.6 * before);
    });
  }
});
