/**
 * The two networks of CycleGAN (arXiv 1703.10593, appendix) at any width: a generator of residual blocks between
 * strided and transposed convolutions, and a discriminator that judges patches. At width 64 they are the paper's: ResNet-6
 * and ResNet-9 with 7,837,699 and 11,378,179 parameters for pictures in colour, PatchGAN-70 with 2,764,737.
 */
import * as tf from '@tensorflow/tfjs';
import { InstanceNormalization } from './instance-normalization.js';
import { ReflectionPadding } from './reflection-padding.js';

const { activation, add, conv2d, conv2dTranspose, leakyReLU, reLU, zeroPadding2d } = tf.layers;

/** Numbers the layers of a network that have weights, so that each gets first weights of its own: N(0, 0.02), as in the paper. */
function weightsFrom(seed: number | undefined) {
  let layer = 0;
  return () => tf.initializers.randomNormal({ mean: 0, stddev: 0.02, seed: seed === undefined ? undefined : seed * 1000 + ++layer });
}

const pass = (x: tf.SymbolicTensor, ...layers: tf.layers.Layer[]): tf.SymbolicTensor =>
  layers.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);

export interface GeneratorOptions {
  /** Side of the pictures, a multiple of 4. Default 28. */
  size?: number;
  /** Of the pictures that come in, and of those that go out. Default 1. */
  channels?: number;
  outChannels?: number;
  /** Channels at full size; twice as many at half, four times as many at a quarter. Default 16; the paper's 64. */
  width?: number;
  /** Residual blocks. Default 3; the paper's 6 for sides of 128, 9 for 256 and more. */
  blocks?: number;
  /** What lies behind the edge: its mirror image, as in the paper, or zeros, which cost less. Default 'zeros'. */
  border?: 'mirror' | 'zeros';
  /** Makes the first weights repeatable. */
  seed?: number;
}

/** Pictures [N, size, size, channels] in [−1, 1] → pictures [N, size, size, outChannels] in [−1, 1]. */
export function resnetGenerator({ size = 28, channels = 1, outChannels = channels, width = 16, blocks = 3, border = 'zeros', seed }: GeneratorOptions = {}): tf.LayersModel {
  const kernelInitializer = weightsFrom(seed);
  const normalized = () => [new InstanceNormalization(), reLU()];
  const convolution = (filters: number, kernelSize: number) => (border === 'mirror'
    ? [new ReflectionPadding({ border: (kernelSize - 1) / 2 }), conv2d({ filters, kernelSize, kernelInitializer: kernelInitializer() })]
    : [conv2d({ filters, kernelSize, padding: 'same', kernelInitializer: kernelInitializer() })]);
  const down = (filters: number) => [conv2d({ filters, kernelSize: 3, strides: 2, padding: 'same', kernelInitializer: kernelInitializer() }), ...normalized()];
  const up = (filters: number) => [conv2dTranspose({ filters, kernelSize: 3, strides: 2, padding: 'same', kernelInitializer: kernelInitializer() }), ...normalized()];
  // x + f(x): a block changes what it gets, and need not learn to pass it on.
  const residual = (x: tf.SymbolicTensor) =>
    add().apply([x, pass(x, ...convolution(4 * width, 3), ...normalized(), ...convolution(4 * width, 3), new InstanceNormalization())]) as tf.SymbolicTensor;

  const picture = tf.input({ shape: [size, size, channels] });
  let x = pass(picture, ...convolution(width, 7), ...normalized()); // [N, size, size, width]
  x = pass(x, ...down(2 * width), ...down(4 * width)); // [N, size/4, size/4, 4·width]
  for (let block = 0; block < blocks; block++) x = residual(x);
  x = pass(x, ...up(2 * width), ...up(width)); // [N, size, size, width]
  return tf.model({ inputs: picture, outputs: pass(x, ...convolution(outChannels, 7), activation({ activation: 'tanh' })) });
}

export interface PatchOptions {
  /** Side of the pictures. Default 28. */
  size?: number;
  channels?: number;
  /** Channels of the first layer. Default 32; the paper's 64. */
  width?: number;
  /** Convolutions that halve. Default 1, for patches of 16 × 16; 2 make it 34, the paper's 3 make it 70. */
  halvings?: number;
  seed?: number;
}

/**
 * Pictures [N, size, size, channels] → scores [N, h, w, 1], one for each patch. Without a sigmoid: LSGAN compares plain
 * numbers with 1 and 0.
 */
export function patchDiscriminator({ size = 28, channels = 1, width = 32, halvings = 1, seed }: PatchOptions = {}): tf.LayersModel {
  const kernelInitializer = weightsFrom(seed);
  const convolution = (filters: number, strides: number) =>
    [zeroPadding2d({ padding: 1 }), conv2d({ filters, kernelSize: 4, strides, kernelInitializer: kernelInitializer() })];
  const leaky = () => leakyReLU({ alpha: 0.2 });
  // At most eight times the first width, however often it halves.
  const filters = (layer: number) => width * Math.min(8, 2 ** layer);

  const picture = tf.input({ shape: [size, size, channels] });
  let x = pass(picture, ...convolution(width, 2), leaky());
  for (let layer = 1; layer <= halvings; layer++) x = pass(x, ...convolution(filters(layer), layer < halvings ? 2 : 1), new InstanceNormalization(), leaky());
  return tf.model({ inputs: picture, outputs: pass(x, ...convolution(1, 1)) });
}

/** Kernel and stride of the convolutions of `patchDiscriminator`, the first one first; each pads by 1. */
export function patchLayers(halvings: number): { kernel: number; stride: number }[] {
  return Array.from({ length: halvings + 2 }, (_, layer) => ({ kernel: 4, stride: layer < halvings ? 2 : 1 }));
}
