/**
 * The DCGAN of Lab03 with one thing changed: each of the paper's five guidelines broken, another prior,
 * other moves, other rates. bench/variations.ts trains them all; measured-runs.ts holds what it found.
 */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../gan.js';
import type { TrainOptions } from '../train.js';

/** What a variation may change; the defaults are the compact pair of models.ts and the settings of Lab03. */
export interface Variation {
  /** Of D: strided convolutions, or convolutions and average pooling. Of G: transposed convolutions, or enlarged pictures and convolutions. */
  sizes?: 'strides' | 'pooling';
  batchNorm?: boolean;
  /** A fully connected hidden layer of 128 units, in G before its first picture and in D before its answer. */
  hiddenDense?: boolean;
  generatorActivation?: 'relu' | 'tanh';
  output?: 'tanh' | 'linear';
  discriminatorActivation?: 'leaky' | 'relu';
  learningRate?: number;
  beta1?: number;
  training?: Pick<TrainOptions, 'prior' | 'discriminatorMoves' | 'generatorMoves'>;
}

export const variations = {
  'as in Lab 03': {},
  '1 · pooling': { sizes: 'pooling' },
  '2 · no batch norm': { batchNorm: false },
  '3 · hidden dense layer': { hiddenDense: true },
  '4 · tanh inside G': { generatorActivation: 'tanh' },
  '4 · linear output of G': { output: 'linear' },
  '5 · ReLU in D': { discriminatorActivation: 'relu' },
  'uniform prior': { training: { prior: 'uniform' } },
  'D moves twice': { training: { discriminatorMoves: 2 } },
  'D moves 5 times': { training: { discriminatorMoves: 5 } },
  'G moves twice': { training: { generatorMoves: 2 } },
  'learning rate 0.0002': { learningRate: 0.0002 },
  'learning rate 0.02': { learningRate: 0.02 },
  'β₁ = 0.9': { beta1: 0.9 },
} as const satisfies Record<string, Variation>;

export type VariationName = keyof typeof variations;

const width = 32;
/** As in models.ts. */
const epsilon = 1e-5;

/** The GAN of a variation; its first weights follow from `seed`, and are the same wherever two variations have the same layer. */
export function variedGan(variation: Variation, latentDim: number, seed: number): Gan {
  const { learningRate = 0.002, beta1 = 0.5 } = variation;
  return {
    latentDim,
    generator: tf.sequential({ layers: generatorLayers(variation, latentDim, seed) }),
    discriminator: tf.sequential({ layers: discriminatorLayers(variation, seed) }),
    generatorOptimizer: tf.train.adam(learningRate, beta1),
    discriminatorOptimizer: tf.train.adam(learningRate, beta1),
  };
}

const weights = (seed: number, layer: number) => tf.initializers.randomNormal({ mean: 0, stddev: 0.02, seed: seed * 1000 + layer + 1 });

function generatorLayers({ sizes = 'strides', batchNorm = true, hiddenDense = false, generatorActivation = 'relu', output = 'tanh' }: Variation, latentDim: number, seed: number): tf.layers.Layer[] {
  const { activation, batchNormalization, conv2d, conv2dTranspose, dense, reLU, reshape, upSampling2d } = tf.layers;
  const after = () => [...(batchNorm ? [batchNormalization({ epsilon })] : []), generatorActivation === 'relu' ? reLU({}) : activation({ activation: generatorActivation })];
  const up = (filters: number, layer: number, last = false) => {
    const common = { filters, kernelSize: 4, padding: 'same', useBias: last || !batchNorm, activation: last ? output : undefined, kernelInitializer: weights(seed, layer) } as const;
    return sizes === 'strides' ? [conv2dTranspose({ ...common, strides: 2 })] : [upSampling2d({ size: [2, 2] }), conv2d(common)];
  };
  const project = (units: number, layer: number, inputShape?: number[]) => [dense({ inputShape, units, useBias: !batchNorm, kernelInitializer: weights(seed, layer) }), ...after()];
  return [
    ...(hiddenDense ? [...project(128, 3, [latentDim]), ...project(7 * 7 * 2 * width, 0)] : project(7 * 7 * 2 * width, 0, [latentDim])),
    reshape({ targetShape: [7, 7, 2 * width] }),
    ...up(width, 1), ...after(),
    ...up(1, 2, true),
  ];
}

function discriminatorLayers({ sizes = 'strides', batchNorm = true, hiddenDense = false, discriminatorActivation = 'leaky' }: Variation, seed: number): tf.layers.Layer[] {
  const { averagePooling2d, batchNormalization, conv2d, dense, flatten, inputLayer, leakyReLU, reLU } = tf.layers;
  const activation = () => (discriminatorActivation === 'leaky' ? leakyReLU({ alpha: 0.2 }) : reLU({}));
  const down = (filters: number, layer: number, norm: boolean) => [
    conv2d({ filters, kernelSize: 4, strides: sizes === 'strides' ? 2 : 1, padding: 'same', useBias: !norm, kernelInitializer: weights(seed, layer) }),
    ...(norm ? [batchNormalization({ epsilon })] : []),
    activation(),
    ...(sizes === 'pooling' ? [averagePooling2d({ poolSize: 2 })] : []),
  ];
  return [
    inputLayer({ inputShape: [28, 28, 1] }),
    ...down(width, 10, false),
    ...down(2 * width, 11, batchNorm),
    flatten({}),
    ...(hiddenDense ? [dense({ units: 128, kernelInitializer: weights(seed, 13) }), activation()] : []),
    dense({ units: 1, kernelInitializer: weights(seed, 12) }),
  ];
}
