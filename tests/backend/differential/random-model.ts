/**
 * Models as students may write them, made up by a seeded generator: layers of every kind in any order that fits, odd
 * sizes, an optimizer and a loss of any kind. The same seed makes the same model on every backend.
 */
import * as tf from '@tensorflow/tfjs';
import { Random } from './compare.js';

type Layer = Parameters<tf.Sequential['add']>[0];
type MakeLayer = (random: Random, shape: number[]) => Layer;

const { layers } = tf;

/** Normalises each picture and channel by itself: the one of the usual normalisations that tfjs has no layer for. */
class InstanceNormalization extends tf.layers.Layer {
  static className = 'InstanceNormalization';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      const { mean, variance } = tf.moments(x, x.shape.slice(1, -1).map((_, axis) => axis + 1), true);
      return x.sub(mean).mul(tf.rsqrt(variance.add(1e-3)));
    });
  }
}

const activations = ['linear', 'relu', 'relu6', 'elu', 'selu', 'tanh', 'sigmoid', 'hardSigmoid', 'softplus', 'softsign', 'swish', 'mish', 'gelu', 'gelu_new', 'softmax'] as const;
const padding = (random: Random) => random.pick(['same', 'valid'] as const);
const activation = (random: Random) => random.pick(activations);
/** Mostly few channels; now and then as many as the kernels for wide convolutions want. */
const channels = (random: Random) => (random.next() < 0.15 ? random.pick([16, 17, 24, 32]) : random.integer(1, 7));

/** A kernel that fits the image along each axis, dilated too. */
function extent(random: Random, sizes: number[], most = 5): { kernelSize: number[]; strides: number[]; dilationRate: number[] } {
  const kernelSize = sizes.map((size) => random.integer(1, Math.min(most, size)));
  const dilated = random.next() < 0.25;
  return {
    kernelSize,
    strides: sizes.map(() => (dilated ? 1 : random.integer(1, 3))),
    dilationRate: sizes.map((size, axis) => (dilated ? random.integer(1, Math.max(1, Math.min(3, Math.floor((size - 1) / Math.max(1, kernelSize[axis] - 1))))) : 1)),
  };
}

const pool = (random: Random, sizes: number[]) =>
  ({ poolSize: sizes.map((size) => random.integer(1, Math.min(3, size))), strides: sizes.map(() => random.integer(1, 3)), padding: padding(random) });

/** Layers for whatever has channels last. */
const anywhere: MakeLayer[] = [
  (random) => layers.activation({ activation: activation(random) }),
  // tfjs normalises no volumes.
  (random, { length }) => (length > 3 ? new InstanceNormalization({}) : layers.batchNormalization({ momentum: random.pick([0.5, 0.9, 0.99]), scale: random.next() < 0.8, center: random.next() < 0.8 })),
  (random, { length }) => (length > 3 ? new InstanceNormalization({}) : layers.layerNormalization()),
  (random) => layers.dropout({ rate: random.pick([0.1, 0.3, 0.5]), seed: random.integer(1, 1000) }),
  (random) => layers.leakyReLU({ alpha: random.pick([0.1, 0.2, 0.3]) }),
  () => layers.prelu(),
  () => layers.elu(),
  () => layers.reLU({ maxValue: 2 }),
  () => layers.thresholdedReLU({ theta: 0.2 }),
  (random) => layers.dense({ units: channels(random), activation: activation(random), useBias: random.next() < 0.7 }),
];

const ofImages: MakeLayer[] = [
  (random, [h, w]) => layers.conv2d({ filters: channels(random), ...extent(random, [h, w]) as object as { kernelSize: number }, padding: padding(random), activation: activation(random), useBias: random.next() < 0.6 }),
  (random, [h, w]) => layers.conv2d({ filters: channels(random), kernelSize: Math.min(3, h, w), padding: 'same', useBias: random.next() < 0.6 }),
  (random, [h, w]) => layers.depthwiseConv2d({ ...equalStrides(extent(random, [h, w])), depthMultiplier: random.integer(1, 3), padding: padding(random), useBias: random.next() < 0.6 } as never),
  (random, [h, w]) => layers.separableConv2d({ filters: channels(random), ...equalStrides(extent(random, [h, w])), depthMultiplier: random.integer(1, 2), padding: padding(random), activation: activation(random) } as never),
  (random, [h, w]) => layers.conv2dTranspose({ filters: channels(random), kernelSize: random.integer(1, 4), strides: Math.max(h, w) > 12 ? 1 : random.integer(1, 3), padding: padding(random), activation: activation(random) }),
  (random, [h, w]) => layers.maxPooling2d(pool(random, [h, w]) as never),
  (random, [h, w]) => layers.averagePooling2d(pool(random, [h, w]) as never),
  (random, [h, w]) => layers.upSampling2d({ size: Math.max(h, w) > 8 ? [1, 1] : [random.integer(1, 2), random.integer(1, 2)], interpolation: random.pick(['nearest', 'bilinear'] as const) }),
  (random) => layers.zeroPadding2d({ padding: [[random.integer(0, 2), random.integer(0, 2)], [random.integer(0, 2), random.integer(0, 2)]] }),
  (random, [h, w]) => layers.cropping2D({ cropping: [[random.integer(0, h > 3 ? 1 : 0), 0], [0, random.integer(0, w > 3 ? 1 : 0)]] }),
  () => new InstanceNormalization({}),
];

const ofSequences: MakeLayer[] = [
  (random, [steps]) => layers.conv1d({ filters: channels(random), ...oneAxis(extent(random, [steps])), padding: random.pick(['same', 'valid'] as const), activation: activation(random) } as never),
  (random, [steps]) => layers.maxPooling1d({ poolSize: random.integer(1, Math.min(3, steps)), strides: random.integer(1, 2), padding: padding(random) }),
  (random, [steps]) => layers.averagePooling1d({ poolSize: random.integer(1, Math.min(3, steps)), strides: random.integer(1, 2), padding: padding(random) }),
  (random) => layers.simpleRNN({ units: random.integer(1, 6), returnSequences: true, activation: 'tanh' }),
  (random) => layers.gru({ units: random.integer(1, 6), returnSequences: true, recurrentActivation: random.pick(['sigmoid', 'hardSigmoid'] as const) }),
  (random) => layers.lstm({ units: random.integer(1, 6), returnSequences: true, recurrentActivation: random.pick(['sigmoid', 'hardSigmoid'] as const), unitForgetBias: true }),
  (random) => layers.bidirectional({ layer: layers.lstm({ units: random.integer(1, 4), returnSequences: true }) as never, mergeMode: random.pick(['concat', 'sum', 'ave', 'mul'] as const) }),
  (random) => layers.timeDistributed({ layer: layers.dense({ units: random.integer(1, 6), activation: activation(random) }) }),
];

const ofVolumes: MakeLayer[] = [
  (random, [d, h, w]) => layers.conv3d({ filters: random.integer(1, 4), kernelSize: [d, h, w].map((size) => random.integer(1, Math.min(3, size))) as [number, number, number], strides: random.integer(1, 2), padding: padding(random) }),
  (random, [d, h, w]) => layers.maxPooling3d(pool(random, [d, h, w]) as never),
  (random, [d, h, w]) => layers.averagePooling3d(pool(random, [d, h, w]) as never),
];

const oneAxis = ({ kernelSize: [kernelSize], strides: [strides], dilationRate: [dilationRate] }: ReturnType<typeof extent>) => ({ kernelSize, strides, dilationRate });
/** tfjs's depthwise convolution takes one stride for both axes. */
const equalStrides = ({ kernelSize, strides, dilationRate }: ReturnType<typeof extent>) =>
  ({ kernelSize, strides: [strides[0], strides[0]], dilationRate: [dilationRate[0], dilationRate[0]].map(() => Math.min(...dilationRate)) });

/** All of tfjs's, but for centred RMSProp: it takes the root of a negative number wherever a gradient is 0. */
const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.05), momentum: () => tf.train.momentum(0.02, 0.9), nesterov: () => tf.train.momentum(0.02, 0.9, true),
  adagrad: () => tf.train.adagrad(0.05), adadelta: () => tf.train.adadelta(0.1, 0.95, 1e-4), adam: () => tf.train.adam(0.01, 0.9, 0.999, 1e-3),
  adamax: () => tf.train.adamax(0.01, 0.9, 0.999, 1e-3), rmsprop: () => tf.train.rmsprop(0.005, 0.9, 0, 1e-2),
};

const losses: Record<string, (truth: tf.Tensor, answer: tf.Tensor) => tf.Tensor> = {
  meanSquaredError: tf.losses.meanSquaredError, absoluteDifference: tf.losses.absoluteDifference, huberLoss: tf.losses.huberLoss,
  sigmoidCrossEntropy: (truth, answer) => tf.losses.sigmoidCrossEntropy(truth.greater(0), answer),
  softmaxCrossEntropy: (truth, answer) => tf.losses.softmaxCrossEntropy(tf.oneHot(truth.argMax(-1), truth.shape.at(-1)!), answer),
  softplus: (truth, answer) => tf.softplus(answer.mul(truth)).mean(),
};

export interface RandomModel {
  /** Layer by layer, with the optimizer and the loss: enough to see what a failure is about. */
  description: string;
  /** The gradients of all weights at this point. */
  gradients(): number[][];
  /** Takes a training step and returns its loss. */
  step(): number;
}

/** The model of this seed, on the current backend. The caller disposes of its tensors with a scope of the engine. */
export function randomModel(seed: number): RandomModel {
  const random = new Random(seed);
  const kind = random.pick(['images', 'images', 'images', 'sequences', 'words', 'vectors', 'volumes'] as const);
  const size = (most: number) => random.integer(3, most);
  const shape = { images: [size(11), size(11), channels(random)], sequences: [size(9), random.integer(1, 6)], words: [size(9)], vectors: [size(20)], volumes: [size(5), size(5), size(5), random.integer(1, 3)] }[kind];
  const own = { images: ofImages, sequences: ofSequences, words: ofSequences, vectors: [], volumes: ofVolumes }[kind];

  const input = tf.input({ shape });
  let output = kind === 'words' ? layers.embedding({ inputDim: 11, outputDim: random.integer(1, 8) }).apply(input) as tf.SymbolicTensor : input;
  const names: string[] = [];
  for (let count = random.integer(1, 5); count > 0; count--) {
    const layer = random.pick(random.next() < 0.65 && own.length > 0 ? own : anywhere)(random, output.shape.slice(1) as number[]);
    output = layer.apply(output) as tf.SymbolicTensor;
    names.push(`${layer.getClassName()} [${output.shape.slice(1)}]`);
  }
  const units = random.integer(2, 4);
  if (output.shape.length > 2) output = layers.flatten().apply(output) as tf.SymbolicTensor;
  output = layers.dense({ units }).apply(output) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: output });
  for (const layer of model.layers) {
    if (!layer.getClassName().includes('Normalization')) layer.setWeights(layer.getWeights().map((weight) => weightsLike(weight, random)));
  }

  const batch = random.integer(1, 4);
  const { values } = kind === 'words' ? random.int([batch, ...shape], 0, 10) : random.float([batch, ...shape], -1, 1);
  const x = tf.tensor(Array.from(values), [batch, ...shape]);
  const truth = tf.tensor(Array.from(random.float([batch, units], -1, 1).values), [batch, units]);
  const [optimizerName, lossName] = [random.pick(Object.keys(optimizers)), random.pick(Object.keys(losses))];
  const optimizer = optimizers[optimizerName]();
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const loss = () => losses[lossName](truth, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
  return {
    description: `${kind} [${[batch, ...shape]}] → ${names.join(' → ')} → [${units}], ${optimizerName}, ${lossName}`,
    gradients: () => tf.tidy(() => Object.values(tf.variableGrads(loss, variables).grads).map((gradient) => Array.from(gradient.dataSync()))),
    step: () => tf.tidy(() => optimizer.minimize(loss, true, variables)!.dataSync()[0]),
  };
}

/** Numbers of a size that keeps signals alive: by the number of inputs of the layer. */
function weightsLike({ shape }: tf.Tensor, random: Random): tf.Tensor {
  const inputs = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  const scale = shape.length > 1 ? Math.sqrt(3 / Math.min(inputs, 64)) : 0.2;
  return tf.tensor(Array.from(random.float(shape, -scale, scale).values), shape);
}
