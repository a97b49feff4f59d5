/**
 * A model as the chain of operations it computes, so that two honest ways to write the same network
 * look the same: a fused activation is an operation of its own, input layers, reshapes, flattens,
 * dropout and linear activations are none, names do not count, nested models are unfolded.
 */
import type * as tf from '@tensorflow/tfjs';
import { say, type Text } from './language.js';

export interface Operation {
  /** `conv2d`, `batchNorm`, `relu`, …: a key of `operationNames`, or the layer's class name for any other. */
  kind: string;
  layer: tf.layers.Layer;
  /** Without the batch; empty where the layer has no single output shape. */
  outputShape: number[];
  config: Readonly<Record<string, unknown>>;
}

const operationNames: Record<string, Text> = {
  dense: say('dense', '全連接層'),
  conv2d: say('convolution', '卷積'),
  conv2dTranspose: say('transposed convolution', '轉置卷積'),
  batchNorm: say('batch normalization', '批次正規化'),
  relu: say('ReLU', 'ReLU'),
  leakyRelu: say('LeakyReLU', 'LeakyReLU'),
  tanh: say('tanh', 'tanh'),
  sigmoid: say('sigmoid', 'sigmoid'),
  softmax: say('softmax', 'softmax'),
  UpSampling2D: say('up-sampling', '上取樣（upsampling）'),
  MaxPooling2D: say('max pooling', '最大池化'),
  AveragePooling2D: say('average pooling', '平均池化'),
};

export function operationName(kind: string): Text {
  return operationNames[kind] ?? say(kind, kind);
}

const kinds: Record<string, string> = {
  Dense: 'dense',
  Conv2D: 'conv2d',
  Conv2DTranspose: 'conv2dTranspose',
  BatchNormalization: 'batchNorm',
  ReLU: 'relu',
  LeakyReLU: 'leakyRelu',
  Softmax: 'softmax',
};

const shapeOnly = new Set(['InputLayer', 'Reshape', 'Flatten', 'Dropout', 'SpatialDropout1D', 'GaussianNoise', 'Permute']);

/** The operations of a model in the order in which data passes them. */
export function operationsOf(model: tf.LayersModel): Operation[] {
  return model.layers.flatMap(operationsOfLayer);
}

function operationsOfLayer(layer: tf.layers.Layer): Operation[] {
  const nested = (layer as Partial<tf.LayersModel>).layers;
  if (nested) return nested.flatMap(operationsOfLayer);
  const className = layer.getClassName();
  if (shapeOnly.has(className)) return [];
  const config = layer.getConfig() as Record<string, unknown>;
  const outputShape = shapeOf(layer);
  const activation = typeof config.activation === 'string' ? config.activation : 'linear';
  const main = className === 'Activation' ? [] : [{ kind: kinds[className] ?? className, layer, outputShape, config }];
  const fused = activation === 'linear' ? [] : [{ kind: activation, layer, outputShape, config }];
  return [...main, ...fused];
}

function shapeOf(layer: tf.layers.Layer): number[] {
  try {
    return (layer.outputShape as (number | null)[]).slice(1).map(Number);
  } catch {
    return [];
  }
}

/** "dense → batch normalization → ReLU", for a message. */
export function chainText(kindsInOrder: readonly string[]): Text {
  const names = kindsInOrder.map(operationName);
  return say(names.map((name) => name.en).join(' → ') || 'nothing', names.map((name) => name['zh-TW']).join(' → ') || '空的');
}

/** Trainable parameters of a model. */
export function trainableParameters(model: tf.LayersModel): number {
  return model.trainableWeights.reduce((sum, weight) => sum + (weight.shape as number[]).reduce((product, side) => product * side, 1), 0);
}
