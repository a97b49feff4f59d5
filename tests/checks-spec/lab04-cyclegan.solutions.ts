/** Lab04 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Solutions } from './solutions.js';

type T = tf.Tensor;
type Image = tf.Tensor4D;
type Norm = 'l1' | 'l2';
interface Networks { G(x: Image): Image; F(y: Image): Image; DX(x: Image): T; DY(y: Image): T }
interface Weights { lambda: number; identity: number; norm: Norm }

const lsganD = (real: T, fake: T) => tf.mul(tf.add(tf.mean(tf.square(tf.sub(real, 1))), tf.mean(tf.square(fake))), 0.5);
const lsganG = (fake: T) => tf.mean(tf.square(tf.sub(fake, 1)));
const l1 = (a: T, b: T) => tf.mean(tf.abs(tf.sub(a, b)));
const l2 = (a: T, b: T) => tf.mean(tf.square(tf.sub(a, b)));
const cycleLoss = (a: T, b: T, norm: Norm) => (norm === 'l1' ? l1(a, b) : l2(a, b));

type Parts = Partial<Record<'adversarial' | 'cycle' | 'identity' | 'total', (n: Networks, x: Image, y: Image, w: Weights, right: { adversarial: T; cycle: T; identity: T }) => T>>;

function objective(parts: Parts = {}) {
  return {
    cycleGanGeneratorLoss(n: Networks, x: Image, y: Image, w: Weights) {
      const fakeY = n.G(x);
      const fakeX = n.F(y);
      const right = {
        adversarial: tf.add(lsganG(n.DY(fakeY)), lsganG(n.DX(fakeX))),
        cycle: tf.add(cycleLoss(x, n.F(fakeY), w.norm), cycleLoss(y, n.G(fakeX), w.norm)),
        identity: tf.add(l1(y, n.G(y)), l1(x, n.F(x))),
      };
      const made = {
        adversarial: parts.adversarial?.(n, x, y, w, right) ?? right.adversarial,
        cycle: parts.cycle?.(n, x, y, w, right) ?? right.cycle,
        identity: parts.identity?.(n, x, y, w, right) ?? right.identity,
      };
      const total = parts.total?.(n, x, y, w, made) ?? tf.addN([made.adversarial, tf.mul(made.cycle, w.lambda), tf.mul(made.identity, w.lambda * w.identity)]);
      return { total, ...made };
    },
  };
}

export const solutions: Solutions = {
  'lsgan-discriminator-loss': {
    reference: { lsganDiscriminatorLoss: lsganD },
    variants: {
      'meanSquaredError': { lsganDiscriminatorLoss: (real: T, fake: T) => tf.tidy(() => tf.div(tf.add(tf.losses.meanSquaredError(tf.onesLike(real), real), tf.losses.meanSquaredError(tf.zerosLike(fake), fake)), 2)) },
      'squaredDifference': { lsganDiscriminatorLoss: (real: T, fake: T) => tf.add(tf.mul(0.5, tf.squaredDifference(real, 1).mean()), tf.mul(0.5, tf.pow(fake, 2).mean())) },
      'other names, terms in the other order': { lsganDiscriminatorLoss: (onData: T, onPictures: T) => tf.tidy(() => onPictures.square().mean().add(tf.sub(1, onData).square().mean()).div(2)) },
    },
    mutants: {
      'without the ½': [{ lsganDiscriminatorLoss: (real: T, fake: T) => tf.mul(lsganD(real, fake), 2) }, /factor ½ is missing/],
      'swapped': [{ lsganDiscriminatorLoss: (real: T, fake: T) => lsganD(fake, real) }, /scores are swapped/],
      'absolute values': [{ lsganDiscriminatorLoss: (real: T, fake: T) => tf.mul(tf.add(tf.mean(tf.abs(tf.sub(real, 1))), tf.mean(tf.abs(fake))), 0.5) }, /takes squares/],
      'real images alone': [{ lsganDiscriminatorLoss: (real: T) => tf.mul(lsganG(real), 0.5) }, /made images is missing/],
      'the logarithmic loss': [{ lsganDiscriminatorLoss: (real: T, fake: T) => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))) }, /should be 0\.25/],
      'sums': [{ lsganDiscriminatorLoss: (real: T, fake: T) => tf.mul(tf.add(tf.sum(tf.square(tf.sub(real, 1))), tf.sum(tf.square(fake))), 0.5) }, /sum over the batch/],
      'mean over the batch alone': [{ lsganDiscriminatorLoss: (real: T, fake: T) => tf.mul(tf.add(tf.mean(tf.square(tf.sub(real, 1)), 0), tf.mean(tf.square(fake), 0)), 0.5) }, /scalar/],
    },
  },
  'lsgan-generator-loss': {
    reference: { lsganGeneratorLoss: lsganG },
    variants: {
      'meanSquaredError': { lsganGeneratorLoss: (fake: T) => tf.losses.meanSquaredError(tf.onesLike(fake), fake) },
      'expanded': { lsganGeneratorLoss: (fake: T) => tf.tidy(() => tf.mean(tf.add(tf.sub(tf.mul(fake, fake), tf.mul(fake, 2)), 1))) },
      'divided by the size': { lsganGeneratorLoss: (scores: T) => tf.tidy(() => tf.div(tf.sum(tf.squaredDifference(1, scores)), scores.size)) },
    },
    mutants: {
      'pulls to 0': [{ lsganGeneratorLoss: (fake: T) => tf.mean(tf.square(fake)) }, /pulls the scores to 0/],
      'with ½': [{ lsganGeneratorLoss: (fake: T) => tf.mul(lsganG(fake), 0.5) }, /half of the loss/],
      'absolute value': [{ lsganGeneratorLoss: (fake: T) => tf.mean(tf.abs(tf.sub(fake, 1))) }, /takes squares/],
      'the logarithmic loss': [{ lsganGeneratorLoss: (fake: T) => tf.mean(tf.softplus(tf.neg(fake))) }, /should be 0\.25/],
      'a sum': [{ lsganGeneratorLoss: (fake: T) => tf.sum(tf.square(tf.sub(fake, 1))) }, /sum over the batch/],
      'a constant': [{ lsganGeneratorLoss: () => tf.scalar(0.25) }, /should be/],
      'no gradient': [{ lsganGeneratorLoss: (fake: T) => tf.scalar(lsganG(fake).dataSync()[0]) }, /No gradient flows/],
    },
  },
  'cycle-loss': {
    reference: { cycleLoss },
    variants: {
      'tf.losses': { cycleLoss: (a: T, b: T, norm: Norm) => (norm === 'l2' ? tf.losses.meanSquaredError(a, b) : tf.losses.absoluteDifference(a, b)) },
      'turned around': { cycleLoss: (a: T, b: T, norm: Norm) => cycleLoss(b, a, norm) },
      'other names, a table of norms': { cycleLoss: (before: T, after: T, kind: Norm) => tf.tidy(() => tf.mean({ l2: tf.square, l1: tf.abs }[kind](before.sub(after)))) },
    },
    mutants: {
      'always L1': [{ cycleLoss: (a: T, b: T) => l1(a, b) }, /mean absolute value; L2/],
      'always L2': [{ cycleLoss: (a: T, b: T) => l2(a, b) }, /mean square; L1/],
      'norms swapped': [{ cycleLoss: (a: T, b: T, norm: Norm) => cycleLoss(a, b, norm === 'l1' ? 'l2' : 'l1') }, /mean square; L1/],
      'no absolute value': [{ cycleLoss: (a: T, b: T, norm: Norm) => (norm === 'l1' ? tf.mean(tf.sub(b, a)) : l2(a, b)) }, /cancel/],
      'root of the square': [{ cycleLoss: (a: T, b: T, norm: Norm) => (norm === 'l1' ? l1(a, b) : tf.sqrt(l2(a, b))) }, /No square root/],
      'a sum': [{ cycleLoss: (a: T, b: T, norm: Norm) => (norm === 'l1' ? tf.sum(tf.abs(tf.sub(a, b))) : tf.sum(tf.square(tf.sub(a, b)))) }, /sum over the (batch|pixels)/],
      'sum over the pixels': [{ cycleLoss: (a: T, b: T, norm: Norm) => (norm === 'l1' ? tf.mean(tf.sum(tf.abs(tf.sub(a, b)), [1, 2, 3])) : tf.mean(tf.sum(tf.square(tf.sub(a, b)), [1, 2, 3]))) }, /sum over the pixels/],
    },
  },
  'identity-loss': {
    reference: { identityLoss: (a: T, b: T) => l1(a, b) },
    variants: {
      'absoluteDifference': { identityLoss: (a: T, b: T) => tf.losses.absoluteDifference(a, b) },
      'by maximum and minimum': { identityLoss: (a: T, b: T) => tf.tidy(() => tf.mean(tf.sub(tf.maximum(a, b), tf.minimum(a, b)))) },
      'divided by the size': { identityLoss: (picture: T, same: T) => tf.tidy(() => picture.sub(same).abs().sum().div(picture.size)) },
    },
    mutants: {
      'L2': [{ identityLoss: (a: T, b: T) => l2(a, b) }, /mean square; L1/],
      'no absolute value': [{ identityLoss: (a: T, b: T) => tf.mean(tf.sub(b, a)) }, /cancel/],
      'absolute value of the mean': [{ identityLoss: (a: T, b: T) => tf.abs(tf.mean(tf.sub(b, a))) }, /should be/],
      'a sum': [{ identityLoss: (a: T, b: T) => tf.sum(tf.abs(tf.sub(a, b))) }, /sum over/],
      'one value an image': [{ identityLoss: (a: T, b: T) => tf.mean(tf.abs(tf.sub(a, b)), [1, 2, 3]) }, /scalar/],
      'brightness of the translation': [{ identityLoss: (_a: T, b: T) => tf.mean(tf.abs(b)) }, /should be/],
    },
  },
  'generator-objective': {
    reference: objective(),
    variants: {
      'parts from the library, in another order': {
        cycleGanGeneratorLoss({ G, F, DX, DY }: Networks, x: Image, y: Image, { lambda, identity: weight, norm }: Weights) {
          const mse = (target: number, scores: T) => tf.losses.meanSquaredError(tf.fill(scores.shape, target), scores);
          const identity = tf.add(tf.losses.absoluteDifference(x, F(x)), tf.losses.absoluteDifference(y, G(y)));
          const distance = norm === 'l1' ? tf.losses.absoluteDifference : tf.losses.meanSquaredError;
          const cycle = tf.add(distance(y, G(F(y))), distance(x, F(G(x))));
          const adversarial = tf.add(mse(1, DX(F(y))), mse(1, DY(G(x))));
          return { adversarial, identity, cycle, total: tf.add(adversarial, tf.mul(lambda, tf.add(cycle, tf.mul(weight, identity)))) };
        },
      },
      'inside of a tidy': { cycleGanGeneratorLoss: (n: Networks, x: Image, y: Image, w: Weights) => tf.tidy(() => objective().cycleGanGeneratorLoss(n, x, y, w)) },
      'other names, one pair of networks after the other': {
        cycleGanGeneratorLoss(nets: Networks, horses: Image, zebras: Image, settings: Weights) {
          const halves = ([[nets.G, nets.F, nets.DY, horses, zebras], [nets.F, nets.G, nets.DX, zebras, horses]] as const).map(([there, back, judge, from, to]) => {
            const made = there(from);
            return { adversarial: lsganG(judge(made)), cycle: cycleLoss(back(made), from, settings.norm), identity: l1(there(to), to) };
          });
          const [adversarial, cycle, identity] = (['adversarial', 'cycle', 'identity'] as const).map((part) => tf.add(halves[0][part], halves[1][part]));
          return { total: adversarial.add(cycle.add(identity.mul(settings.identity)).mul(settings.lambda)), adversarial, cycle, identity };
        },
      },
    },
    mutants: {
      'judges swapped': [objective({ adversarial: (n, x, y) => tf.add(lsganG(n.DX(n.G(x))), lsganG(n.DY(n.F(y)))) }), /discriminators are swapped/],
      'judges the real images': [objective({ adversarial: (n, x, y) => tf.add(lsganG(n.DX(x)), lsganG(n.DY(y))) }), /judge the translations/],
      'wants 0': [objective({ adversarial: (n, x, y) => tf.add(tf.mean(tf.square(n.DY(n.G(x)))), tf.mean(tf.square(n.DX(n.F(y))))) }), /want a score of 1/],
      'one direction of the cycle': [objective({ cycle: (n, x, _y, w) => cycleLoss(x, n.F(n.G(x)), w.norm) }), /two directions is missing/],
      'no way back': [objective({ cycle: (n, x, y, w) => tf.add(cycleLoss(x, n.G(x), w.norm), cycleLoss(y, n.F(y), w.norm)) }), /there and back/],
      'always L1': [objective({ cycle: (n, x, y) => tf.add(l1(x, n.F(n.G(x))), l1(y, n.G(n.F(y)))) }), /weights\.norm/],
      'the same generator twice': [objective({ cycle: (n, x, y, w) => tf.add(cycleLoss(x, n.G(n.G(x)), w.norm), cycleLoss(y, n.F(n.F(y)), w.norm)) }), /other generator/],
      'identity of the translation': [objective({ identity: (n, x, y) => tf.add(l1(x, n.G(x)), l1(y, n.F(y))) }), /already is a Y/],
      'identity with the cycle\'s norm': [objective({ identity: (n, x, y, w) => tf.add(cycleLoss(y, n.G(y), w.norm), cycleLoss(x, n.F(x), w.norm)) }), /L1 whatever the norm/],
      'λ forgotten': [objective({ total: (_n, _x, _y, _w, { adversarial, cycle, identity }) => tf.addN([adversarial, cycle, identity]) }), /weights λ and λ·identity are missing/],
      'identity not weighted by λ': [objective({ total: (_n, _x, _y, w, { adversarial, cycle, identity }) => tf.addN([adversarial, tf.mul(cycle, w.lambda), tf.mul(identity, w.identity)]) }), /λ times weights\.identity/],
      'identity left out': [objective({ total: (_n, _x, _y, w, { adversarial, cycle }) => tf.add(adversarial, tf.mul(cycle, w.lambda)) }), /identity part is missing/],
      'no gradient': [objective({ total: (_n, _x, _y, w, { adversarial, cycle, identity }) => tf.scalar(adversarial.dataSync()[0] + w.lambda * (cycle.dataSync()[0] + w.identity * identity.dataSync()[0])) }), /No gradient flows/],
      'the total alone': [{ cycleGanGeneratorLoss: (n: Networks, x: Image, y: Image, w: Weights) => objective().cycleGanGeneratorLoss(n, x, y, w).total }, /An object \{ total, adversarial, cycle, identity \}/],
    },
  },
};
