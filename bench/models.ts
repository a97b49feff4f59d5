/**
 * The networks that the benchmarks train. peer/networks.py and peer/train.py hold the same in PyTorch, layer by
 * layer. D ends in a logit. `width` is the number of channels (units) of the narrowest layer, `epsilon` that of batch normalisation.
 */
import * as tf from '@tensorflow/tfjs';

/** `latent` is the size of z. */
export interface Gan {
  generator: tf.LayersModel;
  discriminator: tf.LayersModel;
  latent: number;
}

const { dense, reshape, flatten, conv2d, conv2dTranspose, batchNormalization, leakyReLU, reLU, activation } = tf.layers;
const same = { padding: 'same' } as const;
const noBias = { useBias: false } as const;

/** DCGAN with 5×5 kernels, 28×28×1 (the layout of TensorFlow's DCGAN tutorial, batch norm in D too). */
export function dcgan28(width = 64, epsilon = 1e-3): Gan {
  const norm = () => batchNormalization({ epsilon });
  const generator = tf.sequential({ layers: [
    dense({ inputShape: [100], units: 7 * 7 * 4 * width, ...noBias }),
    norm(),
    reLU(),
    reshape({ targetShape: [7, 7, 4 * width] }),
    conv2dTranspose({ filters: 2 * width, kernelSize: 5, ...same, ...noBias }),              // [N, 7, 7, 2·width]
    norm(),
    reLU(),
    conv2dTranspose({ filters: width, kernelSize: 5, strides: 2, ...same, ...noBias }),      // [N, 14, 14, width]
    norm(),
    reLU(),
    conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, ...same, ...noBias }),          // [N, 28, 28, 1]
    activation({ activation: 'tanh' }),
  ] });
  const discriminator = tf.sequential({ layers: [
    conv2d({ inputShape: [28, 28, 1], filters: width, kernelSize: 5, strides: 2, ...same }), // [N, 14, 14, width]
    leakyReLU({ alpha: 0.2 }),
    conv2d({ filters: 2 * width, kernelSize: 5, strides: 2, ...same }),                      // [N, 7, 7, 2·width]
    norm(),
    leakyReLU({ alpha: 0.2 }),
    flatten(),
    dense({ units: 1 }),
  ] });
  return { generator, discriminator, latent: 100 };
}

/** A smaller one with 4×4 kernels, which overlap evenly at stride 2. With `classes`, both inputs have as many channels more (bench/conditional-step.ts). */
export function compact28(width = 64, epsilon = 1e-3, classes = 0): Gan {
  const norm = () => batchNormalization({ epsilon });
  const generator = tf.sequential({ layers: [
    dense({ inputShape: [100 + classes], units: 7 * 7 * 2 * width, ...noBias }),
    norm(),
    reLU(),
    reshape({ targetShape: [7, 7, 2 * width] }),
    conv2dTranspose({ filters: width, kernelSize: 4, strides: 2, ...same, ...noBias }),      // [N, 14, 14, width]
    norm(),
    reLU(),
    conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, ...same }),                     // [N, 28, 28, 1]
    activation({ activation: 'tanh' }),
  ] });
  const discriminator = tf.sequential({ layers: [
    conv2d({ inputShape: [28, 28, 1 + classes], filters: width, kernelSize: 4, strides: 2, ...same }), // [N, 14, 14, width]
    leakyReLU({ alpha: 0.2 }),
    conv2d({ filters: 2 * width, kernelSize: 4, strides: 2, ...same, ...noBias }),           // [N, 7, 7, 2·width]
    norm(),
    leakyReLU({ alpha: 0.2 }),
    flatten(),
    dense({ units: 1 }),
  ] });
  return { generator, discriminator, latent: 100 };
}

/** Lab 09's Wasserstein GAN: the smaller generator, and a critic without normalisation. */
export function wgan28(width = 32, epsilon = 1e-3): Gan {
  const { generator, latent } = compact28(width, epsilon);
  const critic = tf.sequential({ layers: [
    conv2d({ inputShape: [28, 28, 1], filters: width, kernelSize: 4, strides: 2, ...same }), // [N, 14, 14, width]
    leakyReLU({ alpha: 0.2 }),
    conv2d({ filters: 2 * width, kernelSize: 4, strides: 2, ...same }),                      // [N, 7, 7, 2·width]
    leakyReLU({ alpha: 0.2 }),
    flatten(),
    dense({ units: 1 }),
  ] });
  return { generator, discriminator: critic, latent };
}

/** The DCGAN paper's rule at 32×32×3 (arXiv 1511.06434): 4×4 kernels all the way from z to the logit, no biases. */
export function dcgan32(width = 64, epsilon = 1e-3): Gan {
  const norm = () => batchNormalization({ epsilon });
  const up = (filters: number) => [conv2dTranspose({ filters, kernelSize: 4, strides: 2, ...same, ...noBias })];
  const down = (filters: number) => conv2d({ filters, kernelSize: 4, strides: 2, ...same, ...noBias });
  const generator = tf.sequential({ layers: [
    reshape({ inputShape: [100], targetShape: [1, 1, 100] }),
    conv2dTranspose({ filters: 4 * width, kernelSize: 4, ...noBias }), norm(), reLU(), // [N, 4, 4, 4·width]
    ...up(2 * width), norm(), reLU(),
    ...up(width), norm(), reLU(),
    ...up(3), activation({ activation: 'tanh' }),                                              // [N, 32, 32, 3]
  ] });
  const discriminator = tf.sequential({ layers: [
    conv2d({ inputShape: [32, 32, 3], filters: width, kernelSize: 4, strides: 2, ...same, ...noBias }), leakyReLU({ alpha: 0.2 }),
    down(2 * width), norm(), leakyReLU({ alpha: 0.2 }),
    down(4 * width), norm(), leakyReLU({ alpha: 0.2 }),                          // [N, 4, 4, 4·width]
    conv2d({ filters: 1, kernelSize: 4, ...noBias }), flatten(),
  ] });
  return { generator, discriminator, latent: 100 };
}

/** A GAN of points in the plane: tensors so small that what counts is the time around the kernels. */
export function gan2d(width = 32): Gan {
  const layers = (units: number) => [
    dense({ inputShape: [2], units: width, activation: 'relu' }), dense({ units: width, activation: 'relu' }), dense({ units }),
  ];
  return { generator: tf.sequential({ layers: layers(2) }), discriminator: tf.sequential({ layers: layers(1) }), latent: 2 };
}

export const mlp = (width = 128): tf.LayersModel => tf.sequential({ layers: [
  dense({ inputShape: [784], units: 4 * width, activation: 'relu' }), dense({ units: 2 * width, activation: 'relu' }), dense({ units: 10 }),
] });

/** 32 steps of 64 numbers each → 10 logits. */
export const lstm = (width = 128): tf.LayersModel => tf.sequential({ layers: [
  tf.layers.lstm({ inputShape: [32, 64], units: width, recurrentActivation: 'sigmoid' }), dense({ units: 10 }),
] });

/** A network as a function of its weights, which are made on the way of its first run. */
export interface FunctionalNetwork {
  apply(x: tf.Tensor4D): tf.Tensor4D;
  weights: tf.Variable[];
}

/** CycleGAN's generator with six residual blocks (arXiv 1703.10593, appendix): images [N, H, W, 3] → the same. */
export function resnet(weightOf: (shape: number[], index: number) => tf.Tensor, width = 64): FunctionalNetwork {
  const weights: tf.Variable[] = [];
  let next = 0;
  const weight = (shape: number[]) => {
    weights[next] ??= tf.variable(weightOf(shape, next));
    return weights[next++];
  };
  const reflect = (x: tf.Tensor4D, by: number) => tf.mirrorPad(x, [[0, 0], [by, by], [by, by], [0, 0]], 'reflect') as tf.Tensor4D;
  const normalize = (x: tf.Tensor4D) => {
    const { mean, variance } = tf.moments(x, [1, 2], true);
    return x.sub(mean).mul(tf.rsqrt(variance.add(1e-5))) as tf.Tensor4D;
  };
  const convolve = (x: tf.Tensor4D, filters: number, size: number, strides: number, pad: 'same' | 'valid') => {
    const filter = weight([size, size, x.shape[3], filters]) as tf.Variable<tf.Rank.R4>;
    return tf.fused.conv2d({ x, filter, strides, pad, bias: weight([filters]) });
  };
  const up = (x: tf.Tensor4D, filters: number) => {
    const [batch, height, width, channels] = x.shape;
    const filter = weight([3, 3, filters, channels]) as tf.Variable<tf.Rank.R4>;
    return tf.conv2dTranspose(x, filter, [batch, 2 * height, 2 * width, filters], 2, 'same').add(weight([filters])) as tf.Tensor4D;
  };
  const residual = (x: tf.Tensor4D) => {
    const inner = tf.relu(normalize(convolve(reflect(x, 1), 4 * width, 3, 1, 'valid')));
    return x.add(normalize(convolve(reflect(inner, 1), 4 * width, 3, 1, 'valid'))) as tf.Tensor4D;
  };
  const apply = (image: tf.Tensor4D) => {
    next = 0;
    let x = tf.relu(normalize(convolve(reflect(image, 3), width, 7, 1, 'valid')));
    for (const filters of [2 * width, 4 * width]) x = tf.relu(normalize(convolve(x, filters, 3, 2, 'same')));
    for (let block = 0; block < 6; block++) x = residual(x);
    for (const filters of [2 * width, width]) x = tf.relu(normalize(up(x, filters)));
    return tf.tanh(convolve(reflect(x, 3), 3, 7, 1, 'valid')) as tf.Tensor4D;
  };
  return { apply, weights };
}
