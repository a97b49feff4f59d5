/** The GAN that the tests train: every kind of layer of the course, few channels, the same weights on every backend. */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../../bench/models.js';
import { Random } from './differential/compare.js';

const { dense, reshape, flatten, conv2d, conv2dTranspose, batchNormalization, leakyReLU, reLU, activation } = tf.layers;

/** A DCGAN of 28×28 images with every kind of layer of the course and few channels. Weights come from `random`. */
export function smallGan(random: Random): Gan {
  const generator = tf.sequential({ layers: [
    dense({ inputShape: [5], units: 7 * 7 * 6, useBias: false }), batchNormalization(), reLU(), reshape({ targetShape: [7, 7, 6] }),
    conv2dTranspose({ filters: 5, kernelSize: 4, strides: 2, padding: 'same', useBias: false }), batchNormalization(), reLU(),
    conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, padding: 'same' }), activation({ activation: 'tanh' }),
  ] });
  const discriminator = tf.sequential({ layers: [
    conv2d({ inputShape: [28, 28, 1], filters: 6, kernelSize: 5, strides: 2, padding: 'same' }), leakyReLU({ alpha: 0.2 }),
    conv2d({ filters: 7, kernelSize: 4, strides: 2, padding: 'same', useBias: false }), batchNormalization(), leakyReLU({ alpha: 0.2 }),
    flatten(), dense({ units: 1 }),
  ] });
  return withWeights({ generator, discriminator, latent: 5 }, random);
}

/** The same game with dense layers alone, for backends that cannot train a convolution. */
export function denseGan(random: Random): Gan {
  const generator = tf.sequential({ layers: [
    dense({ inputShape: [5], units: 16 }), batchNormalization(), reLU(), dense({ units: 64, activation: 'tanh' }), reshape({ targetShape: [8, 8, 1] }),
  ] });
  const discriminator = tf.sequential({ layers: [
    flatten({ inputShape: [8, 8, 1] }), dense({ units: 16 }), leakyReLU({ alpha: 0.2 }), dense({ units: 1 }),
  ] });
  return withWeights({ generator, discriminator, latent: 5 }, random);
}

function withWeights(gan: Gan, random: Random): Gan {
  for (const model of [gan.generator, gan.discriminator]) {
    model.setWeights(model.getWeights().map((weight) => (weight.rank === 1 ? weight : tf.tensor(random.float(weight.shape, -0.1, 0.1).values as Float32Array, weight.shape))));
  }
  return gan;
}
