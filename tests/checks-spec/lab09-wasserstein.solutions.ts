/** Lab09 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import { correctGradients } from '../../kernel-extensions/backend/gradients/index.js';
import type { Gan } from '../../labs/helpers/gan.js';
import type { Solutions } from './solutions.js';

// As `useBackend` does in a notebook: a gradient of a gradient is wrong in tfjs alone.
correctGradients();

type Heap = readonly number[];
type Scores = tf.Tensor2D;

const running = (p: Heap, q: Heap): number[] => p.map((_, i) => p.slice(0, i + 1).reduce((sum, height, j) => sum + height - q[j]!, 0));
const total = (values: readonly number[], of: (x: number) => number = Math.abs): number => values.reduce((sum, value) => sum + of(value), 0);
const mover = (of: (p: Heap, q: Heap) => number) => ({ earthMover: of });

const criticLoss = (real: Scores, made: Scores): tf.Scalar => tf.sub(tf.mean(made), tf.mean(real));
const generatorLoss = (made: Scores): tf.Scalar => tf.neg(tf.mean(made));

const variablesOf = (model: tf.LayersModel): tf.Variable[] => model.trainableWeights.map((weight) => weight.read() as tf.Variable);
const clipping = (change: (weight: tf.Tensor, limit: number, index: number) => tf.Tensor) => ({
  clipWeights: (critic: tf.LayersModel, limit: number) => tf.tidy(() => variablesOf(critic).forEach((weight, index) => weight.assign(change(weight, limit, index)))),
});

const interpolates = (real: tf.Tensor4D, made: tf.Tensor4D, t: tf.Tensor1D): tf.Tensor4D => tf.tidy(() => {
  const share = t.reshape([-1, 1, 1, 1]);
  return real.mul(share).add(made.mul(tf.sub(1, share))) as tf.Tensor4D;
});
const slopesOf = (critic: tf.LayersModel, x: tf.Tensor, scalar = (y: tf.Tensor): tf.Tensor => tf.sum(y)): tf.Tensor =>
  tf.grad((points: tf.Tensor) => scalar(critic.apply(points, { training: true }) as tf.Tensor))(x);
const norms = (critic: tf.LayersModel, x: tf.Tensor): tf.Tensor => slopesOf(critic, x).reshape([x.shape[0], -1]).square().sum(1).add(1e-12).sqrt();
type Penalty = (critic: tf.LayersModel, x: tf.Tensor) => tf.Scalar;
const gradientPenalty: Penalty = (critic, x) => tf.tidy(() => norms(critic, x).sub(1).square().mean() as tf.Scalar);
const penalty = (gradientPenalty: Penalty) => ({ interpolates, gradientPenalty });
const between = (of: (real: tf.Tensor4D, made: tf.Tensor4D, t: tf.Tensor1D) => tf.Tensor) => ({ interpolates: (real: tf.Tensor4D, made: tf.Tensor4D, t: tf.Tensor1D) => tf.tidy(() => of(real, made, t)), gradientPenalty });

const stretch = (W: tf.Tensor2D, rounds: number, start: tf.Tensor2D, round: (W: tf.Tensor2D, v: tf.Tensor2D) => tf.Tensor = (M, v) => tf.matMul(M, tf.matMul(M, v), true)): tf.Tensor2D => {
  let v = start;
  for (let i = 0; i < rounds; i++) { const next = round(W, v); v = next.div(next.norm()); }
  return v;
};
const spectralNorm = (W: tf.Tensor2D, rounds: number): number => tf.tidy(() => tf.matMul(W, stretch(W, rounds, tf.ones([W.shape[1], 1]))).norm().dataSync()[0]!);
const norm = (of: (W: tf.Tensor2D, rounds: number) => tf.Tensor) => ({ spectralNorm: (W: tf.Tensor2D, rounds: number) => tf.tidy(() => of(W, rounds).dataSync()[0]!) });

interface Options {
  training?: boolean;
  sign?: 1 | -1;
  at?: 'between' | 'real' | 'made' | 'nowhere';
  /** Which the share t belongs to. */
  share?: 'real' | 'made';
  weight?: (given: number) => number;
  outside?: boolean;
  variables?: 'own' | 'none';
  optimizer?: 'own' | 'other';
  tidy?: boolean;
  twice?: boolean;
}

function moves({ training = true, sign = 1, at = 'between', share = 'real', weight: weigh = (given) => given, outside = false, variables = 'own', optimizer = 'own', tidy = true, twice = false }: Options = {}) {
  const run = (update: () => tf.Scalar): tf.Scalar => {
    if (tidy) return tf.tidy(update);
    tf.keep(tf.ones([2]));
    return update();
  };
  const step = (gan: Gan, player: 'generator' | 'discriminator', loss: () => tf.Scalar): tf.Scalar => {
    const other = player === 'generator' ? 'discriminator' : 'generator';
    const by = gan[`${optimizer === 'own' ? player : other}Optimizer`], list = variables === 'own' ? variablesOf(gan[player]) : undefined;
    const value = by.minimize(loss, true, list)!;
    if (twice) by.minimize(loss, false, list);
    return value;
  };
  const judge = (gan: Gan, x: tf.Tensor): Scores => gan.discriminator.apply(x, { training: true }) as Scores;
  return {
    criticStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D, t: tf.Tensor1D, weight: number) => run(() => {
      const pay = (made: tf.Tensor4D): tf.Tensor => {
        const x = at === 'real' ? real : at === 'made' ? made : share === 'real' ? interpolates(real, made, t) : interpolates(made, real, t);
        return at === 'nowhere' ? tf.scalar(0) : gradientPenalty(gan.discriminator, x).mul(weigh(weight));
      };
      const early = outside ? pay(gan.generator.apply(z, { training }) as tf.Tensor4D).dataSync()[0]! : 0;
      return step(gan, 'discriminator', () => {
        const made = gan.generator.apply(z, { training }) as tf.Tensor4D;
        return tf.add(criticLoss(judge(gan, real), judge(gan, made)).mul(sign), outside ? early : pay(made)) as tf.Scalar;
      });
    }),
    generatorStep: (gan: Gan, z: tf.Tensor2D) => run(() => step(gan, 'generator', () => generatorLoss(judge(gan, gan.generator.apply(z, { training }) as tf.Tensor)).mul(sign) as tf.Scalar)),
  };
}

export const solutions: Solutions = {
  'earth-mover': {
    reference: mover((p, q) => total(running(p, q))),
    variants: {
      'a loop that carries': mover((p, q) => { let [carried, work] = [0, 0]; p.forEach((height, i) => { carried += height - q[i]!; work += Math.abs(carried); }); return work; }),
      'by both distributions': mover((p, q) => { const sums = (heap: Heap) => heap.map((_, i) => heap.slice(0, i + 1).reduce((a, b) => a + b, 0)); const [P, Q] = [sums(p), sums(q)]; return P.reduce((work, sum, i) => work + Math.abs(Q[i]! - sum), 0); }),
      'move by move': mover((p, q) => {
        const [earth, holes] = [[...p], [...q]];
        let work = 0;
        for (let from = 0, to = 0; from < p.length && to < q.length;) {
          const amount = Math.min(earth[from]!, holes[to]!);
          work += amount * Math.abs(to - from);
          earth[from]! -= amount;
          holes[to]! -= amount;
          if (earth[from]! <= 1e-12) from++; else to++;
        }
        return work;
      }),
    },
    mutants: {
      'how much moves': [mover((p, q) => total(p.map((height, i) => height - q[i]!))), /not how far/],
      'half of what differs': [mover((p, q) => total(p.map((height, i) => height - q[i]!)) / 2), /not how far/],
      'only to one side': [mover((p, q) => total(running(p, q), (x) => x)), /to the left costs as much|absolute value/],
      'the difference of the means': [mover((p, q) => Math.abs(total(running(p, q), (x) => x))), /absolute value of each|to the left costs as much/],
      'squares': [mover((p, q) => total(running(p, q), (x) => x * x)), /These are squares/],
      'the largest': [mover((p, q) => Math.max(...running(p, q).map(Math.abs))), /largest of the running sums/],
      'a mean': [mover((p, q) => total(running(p, q)) / p.length), /Sum up/],
    },
  },
  'critic-losses': {
    reference: { criticLoss, generatorLoss },
    variants: {
      'sums divided': { criticLoss: (real: Scores, made: Scores) => tf.sub(made.sum().div(made.size), real.sum().div(real.size)), generatorLoss: (made: Scores) => made.sum().div(-made.size) },
      'inside of a tidy': { criticLoss: (real: Scores, made: Scores) => tf.tidy(() => made.mean().sub(real.mean())), generatorLoss: (made: Scores) => tf.tidy(() => made.neg().mean()) },
      'other names, minus first': { criticLoss: (data: Scores, pictures: Scores) => tf.neg(tf.sub(tf.mean(data), tf.mean(pictures))), generatorLoss: (pictures: Scores) => tf.mul(-1, tf.mean(pictures)) },
    },
    mutants: {
      'what is maximised': [{ criticLoss: (real: Scores, made: Scores) => tf.neg(criticLoss(real, made)), generatorLoss }, /critic maximises/],
      'absolute value': [{ criticLoss: (real: Scores, made: Scores) => tf.abs(criticLoss(real, made)), generatorLoss }, /No absolute value|critic maximises/],
      'both up': [{ criticLoss: (real: Scores, made: Scores) => tf.add(tf.mean(real), tf.mean(made)), generatorLoss }, /the other fall/],
      'a discriminator': [{ criticLoss: (real: Scores, made: Scores) => tf.mean(tf.softplus(tf.neg(real))).add(tf.mean(tf.softplus(made))), generatorLoss }, /A score is no logit/],
      'a sigmoid': [{ criticLoss: (real: Scores, made: Scores) => criticLoss(tf.sigmoid(real), tf.sigmoid(made)), generatorLoss }, /No sigmoid/],
      'sums': [{ criticLoss: (real: Scores, made: Scores) => tf.sub(tf.sum(made), tf.sum(real)), generatorLoss }, /criticLoss/],
      'G goes down': [{ criticLoss, generatorLoss: (made: Scores) => tf.mean(made) }, /G would lower its scores/],
      'a GAN\'s G': [{ criticLoss, generatorLoss: (made: Scores) => tf.mean(tf.softplus(tf.neg(made))) }, /A score is no logit/],
      'numbers alone': [{ criticLoss: (real: Scores, made: Scores) => tf.scalar(criticLoss(real, made).dataSync()[0]!), generatorLoss }, /No gradient flows/],
    },
  },
  'slide-smooth': {
    reference: { smoothCheat: (x: number[]) => x.map((at) => 1000 * at * at), kinkedCritic: (x: number[]) => x.map(Math.abs) },
    variants: {
      'a cosine, and a maximum': { smoothCheat: (x: number[]) => x.map((at) => -200 * Math.cos(at * Math.PI / 2)), kinkedCritic: (x: number[]) => x.map((at) => Math.max(at, -at) - 3) },
      'a bump, and a W': { smoothCheat: (x: number[]) => x.map((at) => 500 - 500 * Math.exp(-at * at)), kinkedCritic: (x: number[]) => x.map((at) => 1 - Math.abs(Math.abs(at) - 1)) },
      'a power, and a condition': { smoothCheat: (x: number[]) => x.map((at) => 300 * at ** 4), kinkedCritic: (x: number[]) => x.map((at) => (at < 0 ? -at : at)) },
    },
    mutants: {
      'too small a cheat': [{ smoothCheat: (x: number[]) => x.map((at) => at * at), kinkedCritic: (x: number[]) => x.map(Math.abs) }, /claims a distance of 1/],
      'a cheat with a kink': [{ smoothCheat: (x: number[]) => x.map((at) => 1000 * Math.abs(at)), kinkedCritic: (x: number[]) => x.map(Math.abs) }, /smoothCheat` has a kink/],
      'a cheat with a step': [{ smoothCheat: (x: number[]) => x.map((at) => (Math.abs(at) > 0.5 ? 1000 : 0)), kinkedCritic: (x: number[]) => x.map(Math.abs) }, /smoothCheat` has a kink/],
      'too steep': [{ smoothCheat: (x: number[]) => x.map((at) => 1000 * at * at), kinkedCritic: (x: number[]) => x.map((at) => 2 * Math.abs(at)) }, /has the slope 2/],
      'not the best': [{ smoothCheat: (x: number[]) => x.map((at) => 1000 * at * at), kinkedCritic: (x: number[]) => x.map((at) => Math.abs(at) / 2) }, /claims a distance of 0.5/],
      'upside down': [{ smoothCheat: (x: number[]) => x.map((at) => 1000 * at * at), kinkedCritic: (x: number[]) => x.map((at) => -Math.abs(at)) }, /claims a distance of -1/],
      'no kink': [{ smoothCheat: (x: number[]) => x.map((at) => 1000 * at * at), kinkedCritic: (x: number[]) => x.map((at) => Math.cos(Math.PI * at) / -Math.PI) }, /kinkedCritic/],
      'one number': [{ smoothCheat: () => 1000, kinkedCritic: (x: number[]) => x.map(Math.abs) }, /score for each x/],
    },
  },
  clipping: {
    reference: clipping((weight, limit) => tf.clipByValue(weight, -limit, limit)),
    variants: {
      'minimum and maximum': clipping((weight, limit) => tf.maximum(tf.minimum(weight, limit), -limit)),
      'all weights at once': { clipWeights: (critic: tf.LayersModel, limit: number) => tf.tidy(() => critic.setWeights(critic.getWeights().map((weight) => weight.clipByValue(-limit, limit)))) },
      'variable by variable, disposed of by hand': { clipWeights(critic: tf.LayersModel, limit: number) { for (const weight of variablesOf(critic)) { const cut = tf.clipByValue(weight, -limit, limit); weight.assign(cut); cut.dispose(); } } },
    },
    mutants: {
      'not written back': [{ clipWeights: (critic: tf.LayersModel, limit: number) => tf.tidy(() => { for (const weight of variablesOf(critic)) tf.clipByValue(weight, -limit, limit); }) }, /No weight has changed/],
      'from above': [clipping((weight, limit) => tf.minimum(weight, limit)), /below the lower limit/],
      'from below': [clipping((weight, limit) => tf.maximum(weight, -limit)), /above the upper limit/],
      'kernels alone': [clipping((weight, limit, index) => (index % 2 === 0 ? tf.clipByValue(weight, -limit, limit) : weight.clone())), /Biases are clipped as well/],
      'signs': [clipping((weight, limit) => tf.sign(weight).mul(limit)), /Only weights beyond/],
      'scaled': [clipping((weight, limit) => weight.mul(limit)), /These are scaled/],
      'to 0': [clipping((weight, limit) => tf.where(tf.abs(weight).greater(limit), tf.zerosLike(weight), weight)), /become the limit, not 0/],
      'leaks': [{ clipWeights(critic: tf.LayersModel, limit: number) { for (const weight of variablesOf(critic)) weight.assign(tf.clipByValue(weight, -limit, limit)); } }, /leaves \d+ tensors/],
    },
  },
  penalty: {
    reference: { interpolates, gradientPenalty },
    variants: {
      'from the made ones': { interpolates: (real: tf.Tensor4D, made: tf.Tensor4D, t: tf.Tensor1D) => tf.tidy(() => made.add(real.sub(made).mul(t.reshape([t.size, 1, 1, 1])))), gradientPenalty },
      'the mean times the count': penalty((critic, x) => tf.tidy(() => tf.mean(tf.square(tf.sub(tf.sqrt(tf.add(tf.sum(tf.square(slopesOf(critic, x, (y) => y.mean().mul(x.shape[0])).reshape([x.shape[0], -1])), 1), 1e-10)), 1))) as tf.Scalar)),
      'multiplied out': penalty((critic, x) => tf.tidy(() => { const squares = slopesOf(critic, x).reshape([x.shape[0], -1]).square().sum(1).add(1e-12); return squares.sub(squares.sqrt().mul(2)).add(1).mean() as tf.Scalar; })),
    },
    mutants: {
      'no root': [penalty((critic, x) => tf.tidy(() => norms(critic, x).square().sub(1).square().mean() as tf.Scalar)), /root is missing/],
      'towards 0': [penalty((critic, x) => tf.tidy(() => norms(critic, x).square().mean() as tf.Scalar)), /length 1, not 0/],
      'one-sided': [penalty((critic, x) => tf.tidy(() => tf.relu(norms(critic, x).sub(1)).square().mean() as tf.Scalar)), /one-sided/],
      'a sum': [penalty((critic, x) => tf.tidy(() => norms(critic, x).sub(1).square().sum() as tf.Scalar)), /sum over the batch/],
      'the whole batch at once': [penalty((critic, x) => tf.tidy(() => slopesOf(critic, x).square().sum().add(1e-12).sqrt().sub(1).square() as tf.Scalar)), /whole batch in one/],
      'scores averaged first': [penalty((critic, x) => tf.tidy(() => slopesOf(critic, x, (y) => y.mean()).reshape([x.shape[0], -1]).square().sum(1).add(1e-12).sqrt().sub(1).square().mean() as tf.Scalar)), /averaged before the gradient/],
      'squares averaged': [penalty((critic, x) => tf.tidy(() => slopesOf(critic, x).reshape([x.shape[0], -1]).square().mean(1).add(1e-12).sqrt().sub(1).square().mean() as tf.Scalar)), /summed, not averaged/],
      'numbers alone': [penalty((critic, x) => tf.tidy(() => tf.scalar(gradientPenalty(critic, x).dataSync()[0]!))), /No gradient flows/],
      'a gradient that is a constant': [penalty((critic, x) => tf.tidy(() => { const fixed = tf.tensor(slopesOf(critic, x).dataSync(), x.shape); return fixed.add(x.mul(0)).reshape([x.shape[0], -1]).square().sum(1).add(1e-12).sqrt().sub(1).square().mean() as tf.Scalar; })), /flow through the gradient/],
      'infinite at 0': [penalty((critic, x) => tf.tidy(() => slopesOf(critic, x).reshape([x.shape[0], -1]).square().sum(1).sqrt().sub(1).square().mean() as tf.Scalar)), /not a number/],
      't of the made ones': [between((real, made, t) => interpolates(made, real, t)), /t belongs to real/],
      'one share for all': [between((real, made, t) => { const share = t.slice(0, 1).reshape([1, 1, 1, 1]); return real.mul(share).add(made.mul(tf.sub(1, share))); }), /share of its own/],
      'the middle': [between((real, made) => real.add(made).div(2)), /These are the middles/],
    },
  },
  'power-iteration': {
    reference: { spectralNorm },
    variants: {
      'from a drawn vector': norm((W, rounds) => tf.matMul(W, stretch(W, rounds, tf.randomUniform([W.shape[1], 1], 0.1, 1))).norm()),
      'by the left vector': norm((W, rounds) => tf.matMul(W, stretch(W, rounds, tf.ones([W.shape[0], 1]), (M, u) => tf.matMul(M, tf.matMul(M, u, true))), true).norm()),
      'u and v in turns': norm((W, rounds) => { let [u, v]: tf.Tensor2D[] = [tf.ones([W.shape[0], 1]), tf.ones([W.shape[1], 1])]; for (let i = 0; i < rounds; i++) { v = tf.matMul(W, u, true); v = v.div(v.norm()); u = tf.matMul(W, v); u = u.div(u.norm()); } return tf.matMul(tf.matMul(u, W, true), v); }),
    },
    mutants: {
      'Frobenius': [norm((W) => W.norm()), /root of the sum of all squares/],
      'the largest entry': [norm((W) => W.abs().max()), /largest entry/],
      'squared': [norm((W, rounds) => { const v = stretch(W, rounds, tf.ones([W.shape[1], 1])); return tf.matMul(W, tf.matMul(W, v), true).norm(); }), /This is σ²/],
      'the longest row': [norm((W) => W.square().sum(1).max().sqrt()), /longest row/],
      'the longest column': [norm((W) => W.square().sum(0).max().sqrt()), /longest column/],
      'the length of v': [norm((W, rounds) => stretch(W, rounds, tf.ones([W.shape[1], 1])).norm()), /unit vector itself/],
      'never divided': [norm((W, rounds) => { let v: tf.Tensor2D = tf.ones([W.shape[1], 1]); for (let i = 0; i < rounds; i++) v = tf.matMul(W, tf.matMul(W, v), true); return tf.matMul(W, v).norm(); }), /grows or vanishes/],
      'one round': [norm((W) => tf.matMul(W, stretch(W, 1, tf.ones([W.shape[1], 1]))).norm()), /spectralNorm/],
    },
  },
  moves: {
    reference: moves(),
    variants: {
      'both batches together': {
        ...moves(),
        criticStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D, t: tf.Tensor1D, weight: number) => tf.tidy(() => {
          const made = gan.generator.apply(z, { training: true }) as tf.Tensor4D, x = interpolates(real, made, t);
          return gan.discriminatorOptimizer.minimize(() => {
            const [ofReal, ofMade] = tf.split(gan.discriminator.apply(tf.concat([real, made]), { training: true }) as Scores, 2) as Scores[];
            return criticLoss(ofReal!, ofMade!).add(gradientPenalty(gan.discriminator, x).mul(weight)) as tf.Scalar;
          }, true, variablesOf(gan.discriminator))!;
        }),
      },
      'variableGrads': {
        ...moves(),
        generatorStep(gan: Gan, z: tf.Tensor2D) {
          const { value, grads } = tf.variableGrads(() => generatorLoss(gan.discriminator.apply(gan.generator.apply(z, { training: true }) as tf.Tensor, { training: true }) as Scores), variablesOf(gan.generator));
          gan.generatorOptimizer.applyGradients(grads);
          tf.dispose(grads);
          return value;
        },
      },
      'made pictures outside of the loss': {
        ...moves(),
        criticStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D, t: tf.Tensor1D, weight: number) => tf.tidy(() => {
          const made = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
          const judge = (x: tf.Tensor) => gan.discriminator.apply(x, { training: true }) as Scores;
          return gan.discriminatorOptimizer.minimize(() => tf.addN([judge(made).mean(), judge(real).mean().neg(), gradientPenalty(gan.discriminator, interpolates(real, made, t)).mul(weight)]) as tf.Scalar, true, variablesOf(gan.discriminator))!;
        }),
      },
    },
    mutants: {
      'no penalty': [moves({ at: 'nowhere' }), /penalty is missing/],
      'a penalty without its weight': [moves({ weight: () => 1 }), /multiplied by `weight`/],
      'a penalty that is paid out': [moves({ weight: (given) => -given }), /added, not subtracted/],
      'a penalty at the real ones': [moves({ at: 'real' }), /taken at the real pictures/],
      'a penalty at the made ones': [moves({ at: 'made' }), /taken at the made pictures/],
      'shares the wrong way round': [moves({ share: 'made' }), /wrong way round/],
      'a penalty outside of the loss': [moves({ outside: true }), /comes back through the penalty/],
      'the sign': [moves({ sign: -1 }), /wants the real scores high|turned around/],
      'inference mode': [moves({ training: false }), /inference mode/],
      'both networks': [moves({ variables: 'none' }), /changes the weights of/],
      'the other\'s optimizer': [moves({ optimizer: 'other' }), /other player's optimizer/],
      'leaks': [moves({ tidy: false }), /leaves \d+ tensors/],
      'two updates': [moves({ twice: true }), /Exactly one update/],
    },
  },
};
