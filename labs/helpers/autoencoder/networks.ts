/**
 * Encoder and decoder for 28×28 grey pictures: the convolutions of the compact DCGAN pair (models.ts) without batch
 * normalisation, so that what becomes of one picture does not depend on those beside it.
 */
import * as tf from '@tensorflow/tfjs';
import type { CompactOptions } from '../models.js';

/** N(0, deviation²); each layer has a seed of its own. */
function firstWeights(deviation: number, seed: number | undefined, layer: number) {
  return tf.initializers.randomNormal({ mean: 0, stddev: deviation, seed: seed === undefined ? undefined : seed * 1000 + layer + 1 });
}

/**
 * The deviation that keeps the signal's variance behind a ReLU (He et al., arXiv 1502.01852) where so many `inputs` meet in one output.
 * Not tf.initializers.heNormal: of a transposed convolution it counts the outputs.
 */
const he = (inputs: number): number => Math.sqrt(2 / inputs);

/** images [N, 28, 28, 1] → codes [N, codeSize], of any size: nothing holds them near 0. */
export function compactEncoder(codeSize: number, { width = 32, seed }: CompactOptions = {}): tf.LayersModel {
  const { conv2d, dense, flatten, leakyReLU } = tf.layers;
  return tf.sequential({
    name: 'compactEncoder',
    layers: [
      conv2d({ inputShape: [28, 28, 1], filters: width, kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: firstWeights(he(16), seed, 20) }), // [N, 14, 14, width]
      leakyReLU({ alpha: 0.2 }),
      conv2d({ filters: 2 * width, kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: firstWeights(he(16 * width), seed, 21) }), // [N, 7, 7, 2·width]
      leakyReLU({ alpha: 0.2 }),
      flatten({}),
      dense({ units: codeSize, kernelInitializer: firstWeights(he(7 * 7 * 2 * width), seed, 22) }), // [N, codeSize]
    ],
  });
}

/** codes [N, codeSize] → images [N, 28, 28, 1] in [−1, 1]. */
export function compactDecoder(codeSize: number, { width = 32, seed }: CompactOptions = {}): tf.LayersModel {
  const { conv2dTranspose, dense, reLU, reshape } = tf.layers;
  // 4×4 kernels at stride 2: 2×2 places of each channel meet in one output.
  const up = { kernelSize: 4, strides: 2, padding: 'same' } as const;
  return tf.sequential({
    name: 'compactDecoder',
    layers: [
      dense({ inputShape: [codeSize], units: 7 * 7 * 2 * width, kernelInitializer: firstWeights(he(codeSize), seed, 30) }),
      reLU({}),
      reshape({ targetShape: [7, 7, 2 * width] }), // [N, 7, 7, 2·width]
      conv2dTranspose({ ...up, filters: width, kernelInitializer: firstWeights(he(4 * 2 * width), seed, 31) }), // [N, 14, 14, width]
      reLU({}),
      // Begins at tanh(−1) = −0.76, the mean of the digits' pixels: to find their black ground through the weights drives these up until
      // the tanh is flat, and nothing more is learned.
      conv2dTranspose({ ...up, filters: 1, activation: 'tanh', kernelInitializer: firstWeights(0.02, seed, 32), biasInitializer: tf.initializers.constant({ value: -1 }) }), // [N, 28, 28, 1]
    ],
  });
}
