/**
 * The networks that the benchmarks train, as tfjs-layers models. peer/dcgan28.py holds the same in
 * PyTorch; D ends in a logit, G in tanh.
 */
import * as tf from '@tensorflow/tfjs';

export interface Gan {
  generator: tf.Sequential;
  discriminator: tf.Sequential;
  latent: number;
}

export type ModelName = keyof typeof models;

export const models = { dcgan28, compact28 } satisfies Record<string, () => Gan>;

const { dense, reshape, flatten, conv2d, conv2dTranspose, batchNormalization, leakyReLU, reLU, activation } = tf.layers;
const same = { padding: 'same' } as const;
const noBias = { useBias: false } as const;

/** DCGAN with 5×5 kernels, 28×28×1 (the layout of TensorFlow's DCGAN tutorial, batch norm in D too). */
function dcgan28(): Gan {
  const generator = tf.sequential({ layers: [
    dense({ inputShape: [100], units: 7 * 7 * 256, ...noBias }),
    batchNormalization(),
    reLU(),
    reshape({ targetShape: [7, 7, 256] }),
    conv2dTranspose({ filters: 128, kernelSize: 5, ...same, ...noBias }),              // [N, 7, 7, 128]
    batchNormalization(),
    reLU(),
    conv2dTranspose({ filters: 64, kernelSize: 5, strides: 2, ...same, ...noBias }),   // [N, 14, 14, 64]
    batchNormalization(),
    reLU(),
    conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, ...same, ...noBias }),    // [N, 28, 28, 1]
    activation({ activation: 'tanh' }),
  ] });
  const discriminator = tf.sequential({ layers: [
    conv2d({ inputShape: [28, 28, 1], filters: 64, kernelSize: 5, strides: 2, ...same }),  // [N, 14, 14, 64]
    leakyReLU({ alpha: 0.2 }),
    conv2d({ filters: 128, kernelSize: 5, strides: 2, ...same }),                          // [N, 7, 7, 128]
    batchNormalization(),
    leakyReLU({ alpha: 0.2 }),
    flatten(),
    dense({ units: 1 }),
  ] });
  return { generator, discriminator, latent: 100 };
}

/** A smaller one with 4×4 kernels, which overlap evenly at stride 2. */
function compact28(): Gan {
  const generator = tf.sequential({ layers: [
    dense({ inputShape: [100], units: 7 * 7 * 128, ...noBias }),
    batchNormalization(),
    reLU(),
    reshape({ targetShape: [7, 7, 128] }),
    conv2dTranspose({ filters: 64, kernelSize: 4, strides: 2, ...same, ...noBias }),       // [N, 14, 14, 64]
    batchNormalization(),
    reLU(),
    conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, ...same }),                   // [N, 28, 28, 1]
    activation({ activation: 'tanh' }),
  ] });
  const discriminator = tf.sequential({ layers: [
    conv2d({ inputShape: [28, 28, 1], filters: 64, kernelSize: 4, strides: 2, ...same }),  // [N, 14, 14, 64]
    leakyReLU({ alpha: 0.2 }),
    conv2d({ filters: 128, kernelSize: 4, strides: 2, ...same, ...noBias }),               // [N, 7, 7, 128]
    batchNormalization(),
    leakyReLU({ alpha: 0.2 }),
    flatten(),
    dense({ units: 1 }),
  ] });
  return { generator, discriminator, latent: 100 };
}
