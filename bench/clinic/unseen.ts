/**
 * Trainings that the doctor had never seen when its thresholds were set: 30 broken ones and 8 healthy ones. Their data, networks, rates and
 * batches are drawn, and their mistakes are written in other ways than those of the development set.
 */
import * as tf from '@tensorflow/tfjs';
import { dcganMoves, discriminatorMove, draw, generatorMove, judge, sayMade, sayReal } from '../../labs/helpers/dcgan/moves.js';
import { variablesOf, type Gan } from '../../labs/helpers/gan.js';
import { RandomSource } from '../../labs/helpers/random.js';
import { caseOf, type Case, type Setting } from './case.js';

/** The setting of case number `n`; what `fixed` names is not drawn. */
function drawn(n: number, fixed: Partial<Setting> = {}): Setting & { rate: number } {
  const random = new RandomSource(7700 + 31 * n);
  for (let i = 0; i < 4; i++) random.uniform();
  const pick = <T>(choices: readonly T[]): T => choices[random.integer(choices.length)]!;
  const data = fixed.data ?? pick(['digits', 'digits', 'shapes'] as const), isSmall = data === 'digits';
  return {
    data, width: pick(isSmall ? [6, 8, 10, 12, 16] : [6, 8]), rate: 0.0005 * 8 ** random.uniform(), batchSize: pick(isSmall ? [12, 16, 24, 32, 48] : [12, 16, 24]),
    latentDim: pick([8, 20, 32, 64]), beta1: pick([0.4, 0.5, 0.6]), seed: 500 + n, ...fixed,
  };
}

const entropy = (label: 0 | 1, logits: tf.Tensor, reduction?: tf.Reduction): tf.Scalar => tf.losses.sigmoidCrossEntropy(tf.fill(logits.shape, label), logits, undefined, undefined, reduction) as tf.Scalar;

const archive: tf.Tensor[] = [];

export const unseen: readonly Case[] = [
  caseOf('leaked-gradients', 'no list in D\'s move, G inside of the loss', drawn(1), {
    discriminatorStep: (gan, real, z) => tf.tidy(() => gan.discriminatorOptimizer.minimize(() => sayReal(judge(gan, real)).add(sayMade(judge(gan, draw(gan, z)))) as tf.Scalar, true)!),
  }),
  caseOf('leaked-gradients', 'G\'s gradients computed and applied for both', drawn(2), {
    generatorStep: (gan, z) => tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => entropy(1, judge(gan, draw(gan, z))), [...variablesOf(gan.generator), ...variablesOf(gan.discriminator)]);
      gan.generatorOptimizer.applyGradients(grads);
      return value;
    }),
  }),
  caseOf('frozen-weights', 'only kernels on G\'s list', drawn(3), {
    generatorStep: (gan, z) => tf.tidy(() => gan.generatorOptimizer.minimize(() => sayReal(judge(gan, draw(gan, z))), true, variablesOf(gan.generator).filter(({ name }) => name.includes('kernel')))!),
  }),
  caseOf('frozen-weights', 'D\'s first layer not trainable', drawn(4), { gan: (gan) => { gan.discriminator.layers.find(({ weights }) => weights.length > 0)!.trainable = false; return gan; } }),
  caseOf('other-optimizer', 'a new Adam in each of G\'s moves', drawn(5), {
    generatorStep: (gan, z) => tf.tidy(() => tf.train.adam(0.002, 0.5).minimize(() => sayReal(judge(gan, draw(gan, z))), true, variablesOf(gan.generator))!),
  }),
  caseOf('half-a-loss', 'D learns from made pictures alone', drawn(6), { discriminatorStep: discriminatorMove((_, made) => sayMade(made)) }),
  caseOf('swapped-labels', 'G labels its pictures 0', drawn(7), { generatorStep: generatorMove((made) => entropy(0, made)) }),
  caseOf('swapped-labels', 'D labels real pictures 0 and made ones 1', drawn(8), { discriminatorStep: discriminatorMove((real, made) => entropy(0, real).add(entropy(1, made))) }),
  caseOf('double-sigmoid', 'D ends in a sigmoid, cross-entropy of logits', drawn(9, { data: 'digits' }), {
    gan: (gan) => ({ ...gan, discriminator: tf.sequential({ layers: [...gan.discriminator.layers.slice(0, -1), tf.layers.dense({ units: 1, activation: 'sigmoid' })] }) }),
    discriminatorStep: discriminatorMove((real, made) => entropy(1, real).add(entropy(0, made))), generatorStep: generatorMove((made) => entropy(1, made)),
  }),
  caseOf('double-sigmoid', 'tf.sigmoid in D\'s move alone', drawn(10), { discriminatorStep: discriminatorMove((real, made) => entropy(1, real.sigmoid()).add(entropy(0, made.sigmoid()))) }),
  caseOf('saturating-loss', 'log(1 − sigmoid)', drawn(11), { generatorStep: generatorMove((made) => tf.log(tf.sub(1 + 1e-7, tf.sigmoid(made))).mean() as tf.Scalar) }),
  caseOf('saturating-loss', 'minus cross-entropy with label 0', drawn(12), { generatorStep: generatorMove((made) => entropy(0, made).neg()) }),
  caseOf('unaveraged-loss', 'real pictures summed', drawn(13), { discriminatorStep: discriminatorMove((real, made) => tf.softplus(real.neg()).sum().add(sayMade(made)) as tf.Scalar) }),
  caseOf('unaveraged-loss', 'all summed', drawn(14), {
    discriminatorStep: discriminatorMove((real, made) => entropy(1, real, tf.Reduction.SUM).add(entropy(0, made, tf.Reduction.SUM))), generatorStep: generatorMove((made) => entropy(1, made, tf.Reduction.SUM)),
  }),
  caseOf('inference-mode', 'G draws by predict in D\'s move', drawn(15), {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = gan.generator.predict(z) as tf.Tensor;
      return gan.discriminatorOptimizer.minimize(() => sayReal(judge(gan, real)).add(sayMade(judge(gan, made))) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
  }),
  caseOf('inference-mode', 'D without training in G\'s move', drawn(16), {
    generatorStep: (gan, z) => tf.tidy(() => gan.generatorOptimizer.minimize(() => sayReal(gan.discriminator.apply(draw(gan, z), { training: false }) as tf.Tensor), true, variablesOf(gan.generator))!),
  }),
  caseOf('mixed-batch', 'made pictures first, cross-entropy of all', drawn(17), {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const all = tf.concat([draw(gan, z), real]), labels = tf.concat([tf.zeros([real.shape[0], 1]), tf.ones([real.shape[0], 1])]);
      return gan.discriminatorOptimizer.minimize(() => tf.losses.sigmoidCrossEntropy(labels, judge(gan, all)) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
  }),
  caseOf('mixed-batch', 'real and made pictures take turns', drawn(18), {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const count = real.shape[0], all = tf.stack([real, draw(gan, z)], 1).reshape([2 * count, ...real.shape.slice(1)]);
      const labels = tf.tensor2d(Array.from({ length: 2 * count }, (_, i) => 1 - (i % 2)), [2 * count, 1]);
      return gan.discriminatorOptimizer.minimize(() => tf.losses.sigmoidCrossEntropy(labels, judge(gan, all)).mul(2) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
  }),
  caseOf('unscaled-data', 'bytes', drawn(19), { discriminatorStep: (gan, real, z) => tf.tidy(() => dcganMoves.discriminatorStep(gan, real.add(1).mul(127.5) as tf.Tensor4D, z)) }),
  caseOf('unscaled-data', 'G ends in a sigmoid', drawn(20, { data: 'digits' }), {
    gan: (gan) => ({ ...gan, generator: tf.sequential({ layers: [...gan.generator.layers.slice(0, -1), tf.layers.conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, padding: 'same', activation: 'sigmoid' })] }) }),
  }),
  caseOf('unscaled-data', '−½ to ½', drawn(21), { discriminatorStep: (gan, real, z) => tf.tidy(() => dcganMoves.discriminatorStep(gan, real.div(2) as tf.Tensor4D, z)) }),
  caseOf('leaking-memory', 'gradients not disposed of', drawn(22), {
    generatorStep: (gan, z) => {
      const { value, grads } = tf.variableGrads(() => sayReal(judge(gan, draw(gan, z))), variablesOf(gan.generator));
      gan.generatorOptimizer.applyGradients(grads);
      return value;
    },
  }),
  caseOf('leaking-memory', 'a batch kept now and then', drawn(23), {
    discriminatorStep: (gan, real, z) => {
      if (real.id % 3 === 0) archive.push(tf.keep(real.clone()));
      return dcganMoves.discriminatorStep(gan, real, z);
    },
  }),
  caseOf('high-learning-rate', '0.3', drawn(24, { rate: 0.3 })),
  caseOf('high-learning-rate', 'G at 0.15', drawn(25, { generatorRate: 0.15 })),
  caseOf('standstill', '10⁻⁶', drawn(26, { rate: 1e-6 })),
  caseOf('mode-collapse', 'z is 0', drawn(27), {
    discriminatorStep: (gan, real, z) => tf.tidy(() => dcganMoves.discriminatorStep(gan, real, tf.zerosLike(z))), generatorStep: (gan, z) => tf.tidy(() => dcganMoves.generatorStep(gan, tf.zerosLike(z))),
  }),
  caseOf('mode-collapse', 'z is tiny', drawn(28), {
    discriminatorStep: (gan, real, z) => tf.tidy(() => dcganMoves.discriminatorStep(gan, real, z.mul(1e-5))), generatorStep: (gan, z) => tf.tidy(() => dcganMoves.generatorStep(gan, z.mul(1e-5))),
  }),
  caseOf('strong-discriminator', 'fifteen times the rate', drawn(29, { discriminatorRate: 15 * drawn(29).rate })),
  caseOf('strong-discriminator', 'G at a twentieth of the rate', drawn(30, { generatorRate: drawn(30).rate / 20 })),

  caseOf('healthy', 'as in Lab 03', drawn(31)),
  caseOf('healthy', 'as in Lab 03, again', drawn(32)),
  caseOf('healthy', 'labels smoothed to 0.9', drawn(33), { discriminatorStep: discriminatorMove((real, made) => entropy(1, real).mul(0.9).add(entropy(0, real).mul(0.1)).add(entropy(0, made)) as tf.Scalar) }),
  caseOf('healthy', 'real is called 0 by both', drawn(34), { discriminatorStep: discriminatorMove((real, made) => sayMade(real).add(sayReal(made))), generatorStep: generatorMove(sayMade) }),
  caseOf('healthy', 'least squares', drawn(35), {
    discriminatorStep: discriminatorMove((real, made) => real.sub(1).square().mean().add(made.square().mean()) as tf.Scalar), generatorStep: generatorMove((made) => made.sub(1).square().mean() as tf.Scalar),
  }),
  caseOf('healthy', 'hinge losses', drawn(36), {
    discriminatorStep: discriminatorMove((real, made) => tf.relu(tf.sub(1, real)).mean().add(tf.relu(tf.add(1, made)).mean()) as tf.Scalar), generatorStep: generatorMove((made) => made.mean().neg() as tf.Scalar),
  }),
  caseOf('healthy', 'all pictures mirrored for D', drawn(37), {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = draw(gan, z);
      return gan.discriminatorOptimizer.minimize(() => sayReal(judge(gan, real.reverse(2))).add(sayMade(judge(gan, made.reverse(2)))) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
    generatorStep: (gan, z) => tf.tidy(() => gan.generatorOptimizer.minimize(() => sayReal(judge(gan, draw(gan, z).reverse(2))), true, variablesOf(gan.generator))!),
  }),
  caseOf('healthy', 'two moves each, uniform prior', drawn(38), { discriminatorMoves: 2, generatorMoves: 2, prior: 'uniform' }),
];
