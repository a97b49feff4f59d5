/**
 * A training small enough to be played in a moment, with all that a real one has: convolutions, batch normalisation, Adam.
 * Forked with a folder, a name and a number of rounds, it trains there and sends the bytes of all weights.
 */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../datasets/image-dataset.js';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import { variablesOf, type DiscriminatorStep, type Gan, type GeneratorStep } from '../../labs/helpers/gan.js';
import { RandomSource } from '../../labs/helpers/random.js';
import { train, type TrainOptions } from '../../labs/helpers/train.js';

const random = new RandomSource(5);

/** Forty pictures of 8 × 8 random bytes. */
export const data = {
  name: 'noise', split: 'train', source: 'procedural', description: '', classNames: ['noise'],
  count: 40, height: 8, width: 8, channels: 1, images: Uint8Array.from({ length: 40 * 64 }, () => random.integer(256)), labels: new Uint8Array(40),
} satisfies ImageDataset;

const weights = (seed: number) => tf.initializers.randomNormal({ stddev: 0.1, seed });

export function tinyGan(width = 4): Gan {
  const { batchNormalization, conv2d, conv2dTranspose, dense, flatten, leakyReLU, reLU, reshape } = tf.layers;
  return {
    latentDim: 6,
    generator: tf.sequential({ layers: [
      dense({ inputShape: [6], units: 16 * width, useBias: false, kernelInitializer: weights(1) }), batchNormalization(), reLU({}), reshape({ targetShape: [4, 4, width] }),
      conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, padding: 'same', activation: 'tanh', kernelInitializer: weights(2) }),
    ] }),
    discriminator: tf.sequential({ layers: [
      conv2d({ inputShape: [8, 8, 1], filters: width, kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: weights(3) }), batchNormalization(), leakyReLU({ alpha: 0.2 }),
      flatten(), dense({ units: 1, kernelInitializer: weights(4) }),
    ] }),
    generatorOptimizer: tf.train.adam(0.01, 0.5), discriminatorOptimizer: tf.train.adam(0.01, 0.5),
  };
}

const run = (model: tf.LayersModel, x: tf.Tensor): tf.Tensor => model.apply(x, { training: true }) as tf.Tensor;

export const discriminatorStep: DiscriminatorStep = (gan, real, z) => tf.tidy(() => {
  const made = run(gan.generator, z);
  return gan.discriminatorOptimizer.minimize(() => tf.softplus(tf.neg(run(gan.discriminator, real))).mean().add(tf.softplus(run(gan.discriminator, made)).mean()) as tf.Scalar, true, variablesOf(gan.discriminator))!;
});

export const generatorStep: GeneratorStep = (gan, z) => tf.tidy(() =>
  gan.generatorOptimizer.minimize(() => tf.softplus(tf.neg(run(gan.discriminator, run(gan.generator, z)))).mean() as tf.Scalar, true, variablesOf(gan.generator))!);

/** The options of a training that shows nothing. */
export const tinyTraining = (gan: Gan, options: Partial<TrainOptions>): TrainOptions => ({ gan, data, discriminatorStep, generatorStep, batchSize: 8, quiet: true, ...options });

/** Every bit of both networks. */
export const bytesOf = (gan: Gan): Buffer => Buffer.concat([...gan.generator.getWeights(), ...gan.discriminator.getWeights()].map((weight) => new Uint8Array(weight.dataSync().slice().buffer)));

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, checkpoint, steps] = process.argv.slice(2);
  process.chdir(folder!);
  await useBackend('simd');
  const gan = tinyGan();
  const { losses } = await train(tinyTraining(gan, { checkpoint, steps: Number(steps) }));
  process.send({ bytes: bytesOf(gan).toString('base64'), losses }, () => process.exit());
}
