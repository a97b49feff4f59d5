/** Critics: networks with one score and no normalisation over the batch, which would tie the score of a point to other points. */
import * as tf from '@tensorflow/tfjs';
import { spectral } from './spectral-norm.js';

export interface PointCriticOptions {
  /** Numbers of a point. Default 1: the line. */
  dimensions?: number;
  /** Units of each of the two hidden layers. Default 64. */
  units?: number;
  /** Every layer is divided by its spectral norm. */
  spectralNorm?: boolean;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** Points [N, dimensions] → scores [N, 1], straight between kinks. */
export function pointCritic({ dimensions = 1, units = 64, spectralNorm = false, seed = 1 }: PointCriticOptions = {}): tf.LayersModel {
  const layer = (size: number, index: number) => {
    const dense = tf.layers.dense({
      units: size, ...(index === 0 ? { inputShape: [dimensions] } : {}), kernelInitializer: tf.initializers.heNormal({ seed: 10 * seed + index + 1 }),
      // With biases of 0, all kinks of a critic on the line would begin in one place.
      biasInitializer: tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: 10 * seed + index + 6 }),
    });
    return spectralNorm ? spectral(dense) : dense;
  };
  return tf.sequential({ layers: [layer(units, 0), tf.layers.leakyReLU({ alpha: 0.2 }), layer(units, 1), tf.layers.leakyReLU({ alpha: 0.2 }), layer(1, 2)] });
}

/** Digits [N, 28, 28, 1] → scores [N, 1]: the compact discriminator without batch normalisation, and first weights that start it near slope 1. */
export function pictureCritic({ width = 32, seed }: { width?: number; seed?: number } = {}): tf.LayersModel {
  const { conv2d, dense, flatten, leakyReLU } = tf.layers;
  const kernelInitializer = (layer: number) => tf.initializers.heNormal({ seed: seed === undefined ? undefined : seed * 1000 + layer });
  return tf.sequential({
    name: 'pictureCritic',
    layers: [
      conv2d({ inputShape: [28, 28, 1], filters: width, kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: kernelInitializer(1) }), // [N, 14, 14, width]
      leakyReLU({ alpha: 0.2 }),
      conv2d({ filters: 2 * width, kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: kernelInitializer(2) }), // [N, 7, 7, 2·width]
      leakyReLU({ alpha: 0.2 }),
      flatten({}),
      dense({ units: 1, kernelInitializer: kernelInitializer(3) }), // [N, 1]
    ],
  });
}
