/** Which loss is it? Losses written down as formulas, their slopes by differences. */
import { expect } from 'chai';
import { readPull, type PullShape } from '../../../labs/helpers/clinic/pull.js';

const sigmoid = (s: number): number => 1 / (1 + Math.exp(-s));
const softplus = (s: number): number => Math.log(1 + Math.exp(s));
const slopeOf = (loss: (s: number) => number) => (s: number): number => (loss(s + 1e-5) - loss(s - 1e-5)) / 2e-5;

/** Of a picture's logit: the loss, and what is to be read from its slopes. */
const losses: Record<string, readonly [loss: (s: number) => number, shape: PullShape, weight: number, target: number]> = {
  '−log D': [(s) => softplus(-s), 'cross-entropy', 1, 1],
  '−log(1 − D)': [softplus, 'cross-entropy', 1, 0],
  'its negative: log(1 − D)': [(s) => -softplus(s), 'cross-entropy', -1, 0],
  '−log of a probability, kept from 0': [(s) => -Math.log(sigmoid(s) + 1e-7), 'cross-entropy', 1, 1],
  'smoothed to 0.8': [(s) => 0.8 * softplus(-s) + 0.2 * softplus(s), 'cross-entropy', 1, 0.8],
  'summed over 16': [(s) => 16 * softplus(s), 'cross-entropy', 16, 0],
  'least squares': [(s) => (s - 1) ** 2, 'squared', 2, 1],
  'half of the least squares': [(s) => (s + 1) ** 2 / 2, 'squared', 1, -1],
  'least squares of a probability': [(s) => (sigmoid(s) - 1) ** 2, 'squashed', 2, 1],
  'hinge': [(s) => Math.max(0, 1 - s), 'unknown', NaN, NaN],
};

describe('the pull of a loss', () => {
  const logits = Array.from({ length: 60 }, (_, i) => 5 * Math.sin(1.7 * i) - 1);
  for (const [name, [loss, shape, weight, target]] of Object.entries(losses)) {
    it(`tells ${name}`, () => {
      const read = readPull(logits, logits.map(slopeOf(loss)));
      expect(read.shape).to.equal(shape);
      if (shape === 'unknown') return;
      expect(read.weight).to.be.closeTo(weight, 1e-3);
      expect(read.target).to.be.closeTo(target, 1e-3);
    });
  }

  it('tells a probability that is taken for a logit: squashed, with a target beyond the reach of a sigmoid', () => {
    for (const [sign, beyond] of [[-1, 1.5], [1, -0.5]] as const) {
      const { shape, target } = readPull(logits, logits.map(slopeOf((s) => softplus(sign * sigmoid(s)))));
      expect(shape).to.equal('squashed');
      if (beyond > 1) expect(target).to.be.greaterThan(beyond);
      else expect(target).to.be.below(beyond);
    }
  });

  it('has a direction where most pulls agree, and none where they do not', () => {
    expect(readPull([0, 1, 2, 3], [-1, -1, -1, 0.1]).direction).to.equal('up');
    expect(readPull([0, 1, 2, 3], [1, 1, 0, 1]).direction).to.equal('down');
    expect(readPull([0, 1, 2, 3], [1, -1, 1, -1]).direction).to.equal(undefined);
    expect(readPull([], []).direction).to.equal(undefined);
  });
});
