/** The trainings by which the thresholds of the doctor were set. */
import * as tf from '@tensorflow/tfjs';
import { dcganMoves, draw, judge, sayMade, sayReal } from '../../labs/helpers/dcgan/moves.js';
import { variablesOf } from '../../labs/helpers/gan.js';
import { caseOf, type Case } from './case.js';

const kept: tf.Tensor[] = [];

export const development: readonly Case[] = [
  caseOf('healthy', 'as in Lab 03', { seed: 11 }),
  caseOf('healthy', 'width 16, batches of 64', { seed: 12, width: 16, batchSize: 64, latentDim: 64 }),
  caseOf('healthy', 'slow', { seed: 13, width: 12, rate: 0.0005 }),
  caseOf('healthy', 'fast, small batches', { seed: 14, rate: 0.005, batchSize: 16 }),
  caseOf('healthy', 'shapes', { seed: 15, data: 'shapes', batchSize: 16 }),
  caseOf('healthy', 'D moves twice', { seed: 16, width: 12 }, { discriminatorMoves: 2 }),
  caseOf('healthy', 'G moves twice, uniform prior', { seed: 17 }, { generatorMoves: 2, prior: 'uniform' }),
  caseOf('leaked-gradients', 'no list in G\'s move', { seed: 21 }, {
    generatorStep: (gan, z) => tf.tidy(() => gan.generatorOptimizer.minimize(() => sayReal(judge(gan, draw(gan, z))), true)!),
  }),
  caseOf('leaked-gradients', 'both lists in D\'s move', { seed: 22, data: 'shapes', batchSize: 16 }, {
    discriminatorStep: (gan, real, z) => tf.tidy(() => gan.discriminatorOptimizer.minimize(() => sayReal(judge(gan, real)).add(sayMade(judge(gan, draw(gan, z)))) as tf.Scalar, true, [...variablesOf(gan.discriminator), ...variablesOf(gan.generator)])!),
  }),
  caseOf('frozen-weights', 'D\'s last layer not on the list', { seed: 23 }, {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = draw(gan, z);
      return gan.discriminatorOptimizer.minimize(() => sayReal(judge(gan, real)).add(sayMade(judge(gan, made))) as tf.Scalar, true, variablesOf(gan.discriminator).slice(0, -2))!;
    }),
  }),
  caseOf('frozen-weights', 'G\'s first layer not trainable', { seed: 24, width: 12 }, { gan: (gan) => { gan.generator.layers[0]!.trainable = false; return gan; } }),
  caseOf('swapped-labels', 'D\'s arguments turned around', { seed: 25 }, {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = draw(gan, z);
      return gan.discriminatorOptimizer.minimize(() => sayMade(judge(gan, real)).add(sayReal(judge(gan, made))) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
  }),
  caseOf('double-sigmoid', 'tf.sigmoid in both moves', { seed: 26, batchSize: 16 }, {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = draw(gan, z);
      return gan.discriminatorOptimizer.minimize(() => sayReal(tf.sigmoid(judge(gan, real))).add(sayMade(tf.sigmoid(judge(gan, made)))) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
    generatorStep: (gan, z) => tf.tidy(() => gan.generatorOptimizer.minimize(() => sayReal(tf.sigmoid(judge(gan, draw(gan, z)))), true, variablesOf(gan.generator))!),
  }),
  caseOf('saturating-loss', '−softplus', { seed: 27 }, {
    generatorStep: (gan, z) => tf.tidy(() => gan.generatorOptimizer.minimize(() => sayMade(judge(gan, draw(gan, z))).neg() as tf.Scalar, true, variablesOf(gan.generator))!),
  }),
  caseOf('unaveraged-loss', 'made pictures summed', { seed: 28 }, {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = draw(gan, z);
      return gan.discriminatorOptimizer.minimize(() => sayReal(judge(gan, real)).add(tf.softplus(judge(gan, made)).sum()) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
  }),
  caseOf('inference-mode', 'D without training in its move', { seed: 29 }, {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = draw(gan, z), answer = (pictures: tf.Tensor): tf.Tensor => gan.discriminator.apply(pictures) as tf.Tensor;
      return gan.discriminatorOptimizer.minimize(() => sayReal(answer(real)).add(sayMade(answer(made))) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
  }),
  caseOf('mixed-batch', 'tf.concat', { seed: 30 }, {
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const both = tf.concat([real, draw(gan, z)]), count = real.shape[0];
      return gan.discriminatorOptimizer.minimize(() => {
        const logits = judge(gan, both);
        return sayReal(logits.slice([0, 0], [count, 1])).add(sayMade(logits.slice([count, 0], [count, 1]))) as tf.Scalar;
      }, true, variablesOf(gan.discriminator))!;
    }),
  }),
  caseOf('unscaled-data', '0 to 1', { seed: 31 }, { discriminatorStep: (gan, real, z) => tf.tidy(() => dcganMoves.discriminatorStep(gan, real.add(1).div(2) as tf.Tensor4D, z)) }),
  caseOf('leaking-memory', 'a picture kept in each round', { seed: 32, data: 'shapes', batchSize: 16 }, { generatorStep: (gan, z) => { kept.push(tf.keep(tf.tidy(() => draw(gan, z)))); return dcganMoves.generatorStep(gan, z); } }),
  caseOf('high-learning-rate', '0.2', { seed: 33, rate: 0.2 }),
  caseOf('high-learning-rate', '0.05', { seed: 34, rate: 0.05 }),
  caseOf('high-learning-rate', '0.1, shapes', { seed: 35, rate: 0.1, data: 'shapes', batchSize: 16 }),
  caseOf('standstill', '10⁻⁷', { seed: 36, rate: 1e-7 }),
  caseOf('mode-collapse', 'the first z for all', { seed: 37 }, {
    discriminatorStep: (gan, real, z) => tf.tidy(() => dcganMoves.discriminatorStep(gan, real, z.slice([0, 0], [1, -1]).tile([z.shape[0], 1]) as tf.Tensor2D)),
    generatorStep: (gan, z) => tf.tidy(() => dcganMoves.generatorStep(gan, z.slice([0, 0], [1, -1]).tile([z.shape[0], 1]) as tf.Tensor2D)),
  }),
  // No collapse within 60 rounds: its pictures vary by 0.9 of what real ones do, and D is at a loss.
  caseOf('healthy', 'G moves twelve times', { seed: 38 }, { generatorMoves: 12 }),
  caseOf('strong-discriminator', 'eight moves at five times the rate', { seed: 39, discriminatorRate: 0.01 }, { discriminatorMoves: 8 }),
  caseOf('strong-discriminator', 'ten times the rate', { seed: 40, discriminatorRate: 0.02 }),
  caseOf('strong-discriminator', 'a wide D, a narrow and slow G', { seed: 41, width: 4, discriminatorWidth: 32, generatorRate: 0.0005 }),
];
