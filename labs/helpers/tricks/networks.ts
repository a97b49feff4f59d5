/** Both networks for given settings: the compact pair of models.ts, or one of dense layers, with what a trick adds. */
import * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../random.js';
import type { TrickSettings } from './settings.js';

export interface NetworkSizes {
  /** Channels of the layer next to the picture; the deeper one has twice as many. */
  width: number;
  latentDim: number;
  classes: number;
}

/** As in models.ts. */
const epsilon = 1e-5;
/** The same first weights wherever two settings have the same layer. */
const weights = (seed: number, layer: number) => tf.initializers.randomNormal({ mean: 0, stddev: 0.02, seed: seed * 1000 + layer + 1 });

/** z, followed by the class where labels are used, → pictures [N, 28, 28, 1]. `dice` are for its dropout. */
export function trickGenerator(settings: TrickSettings, { width, latentDim, classes }: NetworkSizes, seed: number, dice: RandomSource): tf.LayersModel {
  const { batchNormalization, conv2dTranspose, dense, reLU, reshape } = tf.layers;
  const after = () => [batchNormalization({ epsilon }), reLU({}), ...(settings.dropout > 0 ? [new DiceDropout(settings.dropout, dice)] : [])];
  const inputShape = [latentDim + (settings.labels === 'unused' ? 0 : classes)];
  const project = (units: number, layer: number, shape?: number[]) => [dense({ inputShape: shape, units, useBias: false, kernelInitializer: weights(seed, layer) }), ...after()];
  const up = (filters: number, layer: number, last = false) => conv2dTranspose({
    filters, kernelSize: 4, strides: 2, padding: 'same', useBias: last, activation: last ? 'tanh' : undefined, kernelInitializer: weights(seed, layer),
  });
  if (settings.networks === 'dense') {
    return tf.sequential({ layers: [
      ...project(8 * width, 0, inputShape),
      ...project(16 * width, 1),
      dense({ units: 28 * 28, activation: 'tanh', kernelInitializer: weights(seed, 2) }),
      reshape({ targetShape: [28, 28, 1] }),
    ] });
  }
  return tf.sequential({ layers: [
    ...project(7 * 7 * 2 * width, 0, inputShape),
    reshape({ targetShape: [7, 7, 2 * width] }),
    up(width, 1), ...after(), // [N, 14, 14, width]
    up(1, 2, true), // [N, 28, 28, 1]
  ] });
}

/** Pictures [N, 28, 28, 1], with their classes [N, classes] where it is told them → logits [N, 1], with those of the classes where it names them. */
export function trickDiscriminator(settings: TrickSettings, { width, classes }: NetworkSizes, seed: number): tf.LayersModel {
  const { batchNormalization, concatenate, conv2d, dense, flatten, leakyReLU, reLU, reshape, upSampling2d } = tf.layers;
  const activation = () => (settings.discriminatorActivation === 'leaky' ? leakyReLU({ alpha: 0.2 }) : reLU({}));
  const through = (layers: tf.layers.Layer[], x: tf.SymbolicTensor) => layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
  const pictures = tf.input({ shape: [28, 28, 1] }), label = tf.input({ shape: [classes] });
  const planes: Partial<Record<TrickSettings['labels'], tf.layers.Layer[]>> = {
    'one-hot': [reshape({ targetShape: [1, 1, classes] }), upSampling2d({ size: [28, 28] })],
    // A dense layer without bias on a class of 0s and one 1 is a table with a row for each class.
    embedding: [dense({ units: 7 * 7, useBias: false, kernelInitializer: weights(seed, 14) }), reshape({ targetShape: [7, 7, 1] }), upSampling2d({ size: [4, 4] })],
  };
  const plane = planes[settings.labels];
  const seen = plane ? concatenate().apply([pictures, through(plane, label)]) as tf.SymbolicTensor : pictures;
  const down = (filters: number, layer: number, useBias: boolean) => conv2d({ filters, kernelSize: 4, strides: 2, padding: 'same', useBias, kernelInitializer: weights(seed, layer) });
  const hidden = settings.networks === 'dense'
    ? [flatten(), dense({ units: 16 * width, kernelInitializer: weights(seed, 10) }), activation(), dense({ units: 8 * width, useBias: false, kernelInitializer: weights(seed, 11) }), batchNormalization({ epsilon }), activation()]
    : [down(width, 10, true), activation(), down(2 * width, 11, false), batchNormalization({ epsilon }), activation(), flatten()];
  const features = through([...hidden, ...(settings.batchStatistics ? [new BatchSpread()] : [])], seen);
  const logit = dense({ units: 1, kernelInitializer: weights(seed, 12) }).apply(features) as tf.SymbolicTensor;
  return tf.model({
    inputs: plane ? [pictures, label] : pictures,
    outputs: settings.labels === 'classified' ? [logit, dense({ units: classes, kernelInitializer: weights(seed, 13) }).apply(features) as tf.SymbolicTensor] : logit,
  });
}

const single = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(inputs) ? inputs[0]! : inputs);

/** Dropout that is never off, by dice of its own: the same ones for the same seed. */
class DiceDropout extends tf.layers.Layer {
  static readonly className = 'DiceDropout';

  constructor(private readonly rate: number, private readonly dice: RandomSource) {
    super({});
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = single(inputs), kept = 1 / (1 - this.rate);
    return tf.tidy(() => x.mul(tf.tensor(Float32Array.from({ length: x.size }, () => (this.dice.uniform() < this.rate ? 0 : kept)), x.shape)));
  }
}

/** Adds to the features of each picture how much they spread over the batch, one number for all (Karras et al., arXiv 1710.10196, section 3). */
class BatchSpread extends tf.layers.Layer {
  static readonly className = 'BatchSpread';

  constructor() {
    super({});
  }

  override computeOutputShape([count, features]: tf.Shape): tf.Shape {
    return [count, features! + 1];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const features = single(inputs) as tf.Tensor2D;
      const variance = features.sub(features.mean(0)).square().mean(0);
      // √ has no slope at 0.
      const spread = variance.add(1e-8).sqrt().mean();
      return tf.concat([features, tf.ones([features.shape[0], 1]).mul(spread)], 1);
    });
  }
}
