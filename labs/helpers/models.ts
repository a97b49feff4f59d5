/**
 * The compact DCGAN pair that Lab03 trains on 28×28 grey images: four times fewer
 * multiplications than the networks of Lab01 and Lab02, so that digits appear within a minute.
 * 759,681 and 138,689 parameters at width 64 and 100 noise values. Lab13 trains it on 32×32 colour images. And the pair for 32×32 colour images
 * that Lab06 builds and Lab07 trains: 1,068,928 and 663,296.
 */
import * as tf from '@tensorflow/tfjs';

export interface CompactOptions {
  /** Channels of the layer next to the image; the deeper one has twice as many. */
  width?: number;
  /** Pixels of an image's side, a multiple of 4. Default 28. */
  side?: number;
  /** 1 for grey images, 3 for colour. Default 1. */
  channels?: number;
  /** Makes the first weights repeatable; each layer gets a seed of its own from it. */
  seed?: number;
}

/** DCGAN's first weights: N(0, 0.02) (arXiv 1511.06434, section 4). `seed: 0` would mean "unseeded" to TensorFlow.js. */
function firstWeights(seed: number | undefined, layer: number) {
  return tf.initializers.randomNormal({ mean: 0, stddev: 0.02, seed: seed === undefined ? undefined : seed * 1000 + layer + 1 });
}

/**
 * 1e-5 as in PyTorch. The signal behind first weights of N(0, 0.02) is so faint that tfjs's default of 1e-3
 * would be as large as its variance.
 */
const epsilon = 1e-5;

/** z [N, latentDim] → images [N, side, side, channels] in [−1, 1]. The shapes behind its lines are those of 28×28 grey images. */
export function compactGenerator(latentDim: number, { width = 32, side = 28, channels = 1, seed }: CompactOptions = {}): tf.LayersModel {
  const { dense, batchNormalization, reLU, reshape, conv2dTranspose } = tf.layers;
  const up = (filters: number, layer: number, last = false) => conv2dTranspose({
    filters, kernelSize: 4, strides: 2, padding: 'same', useBias: last,
    activation: last ? 'tanh' : undefined, kernelInitializer: firstWeights(seed, layer),
  });
  return tf.sequential({
    name: 'compactGenerator',
    layers: [
      dense({ inputShape: [latentDim], units: (side / 4) ** 2 * 2 * width, useBias: false, kernelInitializer: firstWeights(seed, 0) }),
      batchNormalization({ epsilon }),
      reLU({}),
      reshape({ targetShape: [side / 4, side / 4, 2 * width] }), // [N, 7, 7, 2·width]
      up(width, 1), // [N, 14, 14, width]
      batchNormalization({ epsilon }),
      reLU({}),
      up(channels, 2, true), // [N, 28, 28, 1]
    ],
  });
}

/** images [N, side, side, channels] → logits [N, 1]. The shapes behind its lines are those of 28×28 grey images. */
export function compactDiscriminator({ width = 32, side = 28, channels = 1, seed }: CompactOptions = {}): tf.LayersModel {
  const { batchNormalization, conv2d, dense, flatten, leakyReLU } = tf.layers;
  return tf.sequential({
    name: 'compactDiscriminator',
    layers: [
      conv2d({ inputShape: [side, side, channels], filters: width, kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: firstWeights(seed, 10) }), // [N, 14, 14, width]
      leakyReLU({ alpha: 0.2 }),
      conv2d({ filters: 2 * width, kernelSize: 4, strides: 2, padding: 'same', useBias: false, kernelInitializer: firstWeights(seed, 11) }), // [N, 7, 7, 2·width]
      batchNormalization({ epsilon }),
      leakyReLU({ alpha: 0.2 }),
      flatten({}),
      dense({ units: 1, kernelInitializer: firstWeights(seed, 12) }), // [N, 1]
    ],
  });
}

/** z [N, latentDim] → images [N, 32, 32, 3] in [−1, 1]. */
export function colourGenerator(latentDim: number, { width = 64, seed }: Pick<CompactOptions, 'width' | 'seed'> = {}): tf.LayersModel {
  const { batchNormalization, conv2dTranspose, reLU, reshape } = tf.layers;
  const up = (filters: number, layer: number, first = false) => [
    conv2dTranspose({ filters, kernelSize: 4, strides: first ? 1 : 2, padding: first ? 'valid' : 'same', useBias: false, kernelInitializer: firstWeights(seed, layer) }),
    batchNormalization({ epsilon }),
    reLU({}),
  ];
  return tf.sequential({
    name: 'colourGenerator',
    layers: [
      reshape({ inputShape: [latentDim], targetShape: [1, 1, latentDim] }),
      ...up(4 * width, 0, true), // [N, 4, 4, 4·width]
      ...up(2 * width, 1), // [N, 8, 8, 2·width]
      ...up(width, 2), // [N, 16, 16, width]
      conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same', useBias: false, activation: 'tanh', kernelInitializer: firstWeights(seed, 3) }), // [N, 32, 32, 3]
    ],
  });
}

/** images [N, 32, 32, 3] → logits [N, 1]. */
export function colourDiscriminator({ width = 64, seed }: Pick<CompactOptions, 'width' | 'seed'> = {}): tf.LayersModel {
  const { batchNormalization, conv2d, flatten, inputLayer, leakyReLU } = tf.layers;
  const down = (filters: number, layer: number, first = false) => [
    conv2d({ filters, kernelSize: 4, strides: 2, padding: 'same', useBias: false, kernelInitializer: firstWeights(seed, layer) }),
    ...(first ? [] : [batchNormalization({ epsilon })]),
    leakyReLU({ alpha: 0.2 }),
  ];
  return tf.sequential({
    name: 'colourDiscriminator',
    layers: [
      inputLayer({ inputShape: [32, 32, 3] }),
      ...down(width, 10, true), // [N, 16, 16, width]
      ...down(2 * width, 11), // [N, 8, 8, 2·width]
      ...down(4 * width, 12), // [N, 4, 4, 4·width]
      conv2d({ filters: 1, kernelSize: 4, useBias: false, kernelInitializer: firstWeights(seed, 13) }), // [N, 1, 1, 1]
      flatten({}), // [N, 1]
    ],
  });
}
