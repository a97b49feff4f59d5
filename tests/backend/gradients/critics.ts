/** Critics of 5×5×2 images for the gradient penalty of WGAN-GP; fixtures/penalties.py has the same in PyTorch. */
import * as tf from '@tensorflow/tfjs';

const { activation, averagePooling2d, batchNormalization, conv2d, conv2dTranspose, dense, depthwiseConv2d, elu, flatten,
  layerNormalization, leakyReLU, maxPooling2d, reLU, softmax } = tf.layers;

const images = { inputShape: [5, 5, 2] };
const same = { padding: 'same' } as const;
const noBias = { useBias: false } as const;

export const critics: Record<string, () => tf.Sequential> = {
  convolutional: () => tf.sequential({ layers: [
    conv2d({ ...images, filters: 4, kernelSize: 3, strides: 2, ...same }), leakyReLU({ alpha: 0.2 }),
    conv2d({ filters: 3, kernelSize: 3, ...same, ...noBias }), layerNormalization({ epsilon: 1e-3 }), leakyReLU({ alpha: 0.2 }),
    flatten(), dense({ units: 1 }),
  ] }),
  dilated: () => tf.sequential({ layers: [
    conv2d({ ...images, filters: 3, kernelSize: 3, dilationRate: 2, ...same }), elu(),
    conv2d({ filters: 3, kernelSize: 2, dilationRate: 2, ...same }), batchNormalization({ scale: false }), activation({ activation: 'tanh' }),
    flatten(), dense({ units: 1, ...noBias }),
  ] }),
  pooled: () => tf.sequential({ layers: [
    conv2d({ ...images, filters: 3, kernelSize: 3, ...same, activation: 'selu' }), maxPooling2d({ poolSize: 2 }),
    depthwiseConv2d({ kernelSize: 3, ...same, ...noBias, activation: 'softplus' }), averagePooling2d({ poolSize: 2 }),
    flatten(), dense({ units: 1, ...noBias }),
  ] }),
  upsampled: () => tf.sequential({ layers: [
    conv2dTranspose({ ...images, filters: 3, kernelSize: 4, strides: 2, ...same, ...noBias }), batchNormalization(), reLU(),
    conv2d({ filters: 2, kernelSize: 3, strides: 3, ...same, ...noBias, activation: 'sigmoid' }),
    flatten(), dense({ units: 1, ...noBias }),
  ] }),
  dense: () => tf.sequential({ layers: [
    flatten(images), dense({ units: 6 }), leakyReLU({ alpha: 0.2 }), dense({ units: 4 }), softmax(), dense({ units: 1, ...noBias }),
  ] }),
};

/** mean over the batch of (‖∂D/∂x‖ − 1)². */
export const penaltyOf = (critic: tf.LayersModel) => (x: tf.Tensor): tf.Scalar => tf.tidy(() => {
  const slopes = tf.grad((images) => (critic.apply(images, { training: true }) as tf.Tensor).sum())(x);
  return slopes.reshape([x.shape[0], -1]).square().sum(1).sqrt().sub(1).square().mean() as tf.Scalar;
});
