/** Lab02 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Solutions } from './solutions.js';

type T = tf.Tensor2D;

function convSize(input: number, kernel: number, stride: number, padding: 'same' | 'valid'): number {
  return padding === 'same' ? Math.ceil(input / stride) : Math.floor((input - kernel) / stride) + 1;
}

type Down = { order?: string; alpha?: number; bias?: boolean; padding?: 'same' | 'valid'; activation?: 'leaky' | 'relu'; kernel?: number; pool?: boolean };

function down(filters: number, kernelSize: number, strides: number, batchNorm: boolean, options: Down = {}): tf.layers.Layer[] {
  const { order = 'conv bn act', alpha = 0.2, bias = true, padding = 'same', activation = 'leaky', pool = false } = options;
  const parts: Record<string, () => tf.layers.Layer[]> = {
    conv: () => [tf.layers.conv2d({ filters, kernelSize: options.kernel ?? kernelSize, strides: pool ? 1 : strides, padding, useBias: bias }), ...(pool ? [tf.layers.maxPooling2d({ poolSize: strides, strides, padding: 'same' })] : [])],
    bn: () => (batchNorm ? [tf.layers.batchNormalization()] : []),
    'always-bn': () => [tf.layers.batchNormalization()],
    act: () => [activation === 'leaky' ? tf.layers.leakyReLU({ alpha }) : tf.layers.reLU()],
  };
  return order.split(' ').flatMap((part) => parts[part]());
}

type Whole = { norms?: [boolean, boolean]; filters?: [number, number]; sigmoid?: boolean; alpha?: number; strides?: number; units?: number; kernel?: number; dropout?: boolean; input?: [number, number, number]; bias?: boolean };

function discriminator(options: Whole = {}): tf.LayersModel {
  const { norms = [false, true], filters = [64, 128], sigmoid = false, alpha = 0.2, strides = 2, units = 1, kernel = 5, dropout = false, input = [28, 28, 1], bias = true } = options;
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: input }));
  filters.forEach((count, i) => {
    for (const layer of down(count, kernel, strides, norms[i], { alpha, bias })) model.add(layer);
    if (dropout) model.add(tf.layers.dropout({ rate: 0.3 }));
  });
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units, activation: sigmoid ? 'sigmoid' : undefined }));
  return model;
}

/** A small discriminator: filters of its convolutions, and what is done to it. */
function small({ filters = [16, 32, 32], kernel = 4, strides = 2, norms = 'inner' as 'inner' | 'all' | 'none', activation = 'leaky' as 'leaky' | 'relu' | 'tanh', pool = false, hidden = 0, units = 1, input = [28, 28, 1] } = {}): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: input }));
  const act = () => (activation === 'leaky' ? tf.layers.leakyReLU({ alpha: 0.2 }) : tf.layers.activation({ activation }));
  filters.forEach((count, i) => {
    model.add(tf.layers.conv2d({ filters: count, kernelSize: kernel, strides: pool ? 1 : strides, padding: 'same' }));
    if (norms === 'all' || (norms === 'inner' && i > 0)) model.add(tf.layers.batchNormalization());
    model.add(act());
    if (pool) model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  });
  model.add(tf.layers.flatten());
  if (hidden) {
    model.add(tf.layers.dense({ units: hidden }));
    model.add(tf.layers.batchNormalization());
    model.add(act());
  }
  model.add(tf.layers.dense({ units }));
  return model;
}

const ones = (like: tf.Tensor) => tf.onesLike(like);
const naive = (logits: tf.Tensor) => tf.log(tf.sigmoid(logits));
const naiveNot = (logits: tf.Tensor) => tf.log(tf.sub(1, tf.sigmoid(logits)));
const dLoss = (real: T, fake: T) => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake)));
const gLoss = (fake: T) => tf.mean(tf.softplus(tf.neg(fake)));
const saturating = (fake: T) => tf.neg(tf.mean(tf.softplus(fake)));
/** log(1 + eˣ) = max(x, 0) + log(1 + e⁻|x|) */
const byHand = (x: tf.Tensor) => tf.mean(tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x))))));
const bce = (labels: tf.Tensor, logits: tf.Tensor) => tf.losses.sigmoidCrossEntropy(labels, logits);

export const solutions: Solutions = {
  'conv-size': {
    reference: { convSize },
    variants: {
      'whole-number arithmetic': { convSize: (i: number, k: number, s: number, p: string) => (p === 'valid' ? Math.trunc((i - k + s) / s) : Math.trunc((i + s - 1) / s)) },
      'counts the places': {
        convSize(i: number, k: number, s: number, p: string) {
          let places = 0;
          for (let at = 0; p === 'same' ? at < i : at + k <= i; at += s) places++;
          return places;
        },
      },
      'other names, the last place': { convSize: (side: number, width: number, step: number, mode: string) => 1 + Math.floor((mode === 'same' ? side - 1 : side - width) / step) },
    },
    mutants: {
      'floor for same': [{ convSize: (i: number, k: number, s: number, p: string) => (p === 'same' ? Math.floor(i / s) : convSize(i, k, s, 'valid')) }, /convSize\(7, 3, 2, 'same'\)` gives 3\. The side is 4/],
      'no rounding': [{ convSize: (i: number, k: number, s: number, p: string) => (p === 'same' ? i / s : (i - k) / s + 1) }, /gives 3\.5/],
      'forgets the first place': [{ convSize: (i: number, k: number, s: number, p: string) => (p === 'same' ? Math.ceil(i / s) : Math.floor((i - k) / s)) }, /'valid'.*gives 23\. The side is 24/],
      'ceil for valid': [{ convSize: (i: number, k: number, s: number, p: string) => (p === 'same' ? Math.ceil(i / s) : Math.ceil((i - k) / s) + 1) }, /whole kernel fits/],
      'the transposed size': [{ convSize: (i: number, k: number, s: number, p: string) => (p === 'same' ? i * s : (i - 1) * s + k) }, /gives 56/],
      'ignores the padding': [{ convSize: (i: number, _k: number, s: number) => Math.ceil(i / s) }, /'valid'/],
    },
  },
  'down-block': {
    reference: { downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn) },
    variants: {
      'names and square brackets': {
        downBlock: (f: number, k: number, s: number, bn: boolean) => {
          const layers: tf.layers.Layer[] = [tf.layers.conv2d({ name: 'first', filters: f, kernelSize: [k, k], strides: [s, s], padding: 'same', useBias: true, kernelInitializer: tf.initializers.randomNormal({ stddev: 0.02 }) })];
          if (bn) layers.push(tf.layers.batchNormalization({ momentum: 0.8 }));
          layers.push(tf.layers.leakyReLU({ alpha: 0.2, name: 'last' }));
          return layers;
        },
      },
      'with dropout': { downBlock: (f: number, k: number, s: number, bn: boolean) => [...down(f, k, s, bn), tf.layers.dropout({ rate: 0.3 })] },
      'dropout before the activation, other first weights': {
        downBlock: (f: number, k: number, s: number, bn: boolean) => [
          tf.layers.conv2d({ filters: f, kernelSize: k, strides: s, padding: 'same', kernelInitializer: 'heNormal' }),
          ...(bn ? [tf.layers.batchNormalization()] : []), tf.layers.dropout({ rate: 0.2 }), tf.layers.leakyReLU({ alpha: 0.2 }),
        ],
      },
    },
    mutants: {
      'always normalizes': [{ downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn, { order: 'conv always-bn act' }) }, /only where the argument batchNorm/],
      'never normalizes': [{ downBlock: (f: number, k: number, s: number) => down(f, k, s, false) }, /should be batch normalization/],
      'activation before batch normalization': [{ downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn, { order: 'conv act bn' }) }, /before the activation/],
      'the default slope': [{ downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn, { alpha: 0.3 }) }, /slope of 0\.2/],
      'ReLU': [{ downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn, { activation: 'relu' }) }, /DCGAN uses LeakyReLU/],
      'valid padding': [{ downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn, { padding: 'valid' }) }, /Its output should be \[N, 14, 14, 8\]/],
      'no bias': [{ downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn, { bias: false }) }, /useBias is false/],
      'max pooling': [{ downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn, { pool: true }) }, /no pooling/],
      'ignores the kernel size': [{ downBlock: (f: number, k: number, s: number, bn: boolean) => down(f, k, s, bn, { kernel: 5 }) }, /kernel size is 5/],
    },
  },
  discriminator: {
    reference: { buildDiscriminator: () => discriminator() },
    variants: {
      'with dropout': { buildDiscriminator: () => discriminator({ dropout: true }) },
      'the functional interface': {
        buildDiscriminator() {
          const image = tf.input({ shape: [28, 28, 1] });
          let x: tf.SymbolicTensor = image;
          for (const layer of [...down(64, 5, 2, false), ...down(128, 5, 2, true), tf.layers.flatten(), tf.layers.dense({ units: 1 }), tf.layers.activation({ activation: 'linear' })]) x = layer.apply(x) as tf.SymbolicTensor;
          return tf.model({ inputs: image, outputs: x });
        },
      },
      'flattened before the last activation, other names and first weights': {
        buildDiscriminator: () => tf.sequential({ name: 'critic', layers: [
          tf.layers.conv2d({ name: 'look', inputShape: [28, 28, 1], filters: 64, kernelSize: 5, strides: 2, padding: 'same', kernelInitializer: tf.initializers.randomNormal({ stddev: 0.02 }) }), tf.layers.leakyReLU({ alpha: 0.2 }),
          tf.layers.conv2d({ name: 'look_closer', filters: 128, kernelSize: 5, strides: 2, padding: 'same', kernelInitializer: 'heUniform' }), tf.layers.batchNormalization({ momentum: 0.8 }),
          tf.layers.flatten(), tf.layers.leakyReLU({ alpha: 0.2 }), tf.layers.dense({ name: 'verdict', units: 1, kernelInitializer: 'leCunNormal' }),
        ] }),
      },
    },
    mutants: {
      'sigmoid at the end': [{ buildDiscriminator: () => discriminator({ sigmoid: true }) }, /work on logits/],
      'batch normalization on the image': [{ buildDiscriminator: () => discriminator({ norms: [true, true] }) }, /sees the image itself/],
      'no batch normalization': [{ buildDiscriminator: () => discriminator({ norms: [false, false] }) }, /second block is normalized/],
      'the default slope': [{ buildDiscriminator: () => discriminator({ alpha: 0.3 }) }, /slope of 0\.2/],
      'half the filters': [{ buildDiscriminator: () => discriminator({ filters: [32, 64] }) }, /14×14×32, 7×7×64/],
      'stride 1': [{ buildDiscriminator: () => discriminator({ strides: 1 }) }, /Each has stride 2/],
      'two outputs': [{ buildDiscriminator: () => discriminator({ units: 2 }) }, /gives \[N, 2\]/],
      '3 × 3 kernels': [{ buildDiscriminator: () => discriminator({ kernel: 3 }) }, /kernel size is 3/],
      'colour images': [{ buildDiscriminator: () => discriminator({ input: [28, 28, 3] }) }, /takes \[N, 28, 28, 3\]/],
      'no biases': [{ buildDiscriminator: () => discriminator({ bias: false }) }, /useBias/],
    },
  },
  'discriminator-loss': {
    reference: { discriminatorLoss: dLoss },
    variants: {
      'sigmoidCrossEntropy': { discriminatorLoss: (real: T, fake: T) => tf.tidy(() => tf.add(bce(ones(real), real), bce(tf.zerosLike(fake), fake))) },
      'by hand': { discriminatorLoss: (real: T, fake: T) => tf.tidy(() => tf.add(byHand(tf.neg(real)), byHand(fake))) },
      'other names, terms in the other order': { discriminatorLoss: (onData: T, onPictures: T) => tf.mean(tf.softplus(onPictures)).add(tf.softplus(onData.neg()).mean()) },
    },
    mutants: {
      'logSigmoid, which TensorFlow.js cannot differentiate behind another operation': [{ discriminatorLoss: (real: T, fake: T) => tf.neg(tf.add(tf.mean(tf.logSigmoid(real)), tf.mean(tf.logSigmoid(tf.neg(fake))))) }, /tf\.logSigmoid/],
      'naive logarithms': [{ discriminatorLoss: (real: T, fake: T) => tf.neg(tf.add(tf.mean(naive(real)), tf.mean(naiveNot(fake)))) }, /non-finite|±100/],
      'clipped': [{ discriminatorLoss: (real: T, fake: T) => tf.neg(tf.add(tf.mean(tf.log(tf.add(tf.sigmoid(real), 1e-7))), tf.mean(tf.log(tf.sub(1 + 1e-7, tf.sigmoid(fake)))))) }, /logits directly/],
      'swapped': [{ discriminatorLoss: (real: T, fake: T) => dLoss(fake, real) }, /are swapped/],
      'the wrong sign': [{ discriminatorLoss: (real: T, fake: T) => tf.neg(dLoss(real, fake)) }, /sign is turned around/],
      'sums': [{ discriminatorLoss: (real: T, fake: T) => tf.add(tf.sum(tf.softplus(tf.neg(real))), tf.sum(tf.softplus(fake))) }, /sum over the batch/],
      'half': [{ discriminatorLoss: (real: T, fake: T) => tf.div(dLoss(real, fake), 2) }, /half of the loss/],
      'made images alone': [{ discriminatorLoss: (_real: T, fake: T) => tf.mean(tf.softplus(fake)) }, /term of the real images is missing/],
      'real images alone': [{ discriminatorLoss: (real: T) => tf.mean(tf.softplus(tf.neg(real))) }, /term of the made images is missing/],
      'log D for both': [{ discriminatorLoss: (real: T, fake: T) => tf.add(gLoss(real), gLoss(fake)) }, /log\(1 − D\(G\(z\)\)\)/],
      'sigmoid twice': [{ discriminatorLoss: (real: T, fake: T) => dLoss(tf.sigmoid(real), tf.sigmoid(fake)) }, /sigmoid is applied twice/],
      'one value an image': [{ discriminatorLoss: (real: T, fake: T) => tf.add(tf.softplus(tf.neg(real)), tf.softplus(fake)) }, /A scalar \(shape \[\]\)/],
      'no gradient': [{ discriminatorLoss: (real: T, fake: T) => tf.scalar((dLoss(real, fake)).dataSync()[0]) }, /No gradient flows/],
      'a number': [{ discriminatorLoss: (real: T, fake: T) => dLoss(real, fake).dataSync()[0] }, /not a tensor/],
    },
  },
  'generator-loss': {
    reference: { generatorLoss: gLoss },
    variants: {
      'sigmoidCrossEntropy': { generatorLoss: (fake: T) => bce(ones(fake), fake) },
      'by hand': { generatorLoss: (fake: T) => byHand(tf.neg(fake)) },
      'divided by the size': { generatorLoss: (scores: T) => tf.tidy(() => tf.div(tf.sum(tf.softplus(tf.mul(scores, -1))), scores.size)) },
    },
    mutants: {
      'the saturating loss': [{ generatorLoss: saturating }, /saturating loss/],
      'naive logarithm': [{ generatorLoss: (fake: T) => tf.neg(tf.mean(naive(fake))) }, /non-finite/],
      'the discriminator\'s term': [{ generatorLoss: (fake: T) => tf.mean(tf.softplus(fake)) }, /term of the discriminator/],
      'the wrong sign': [{ generatorLoss: (fake: T) => tf.neg(gLoss(fake)) }, /sign is turned around/],
      'a sum': [{ generatorLoss: (fake: T) => tf.sum(tf.softplus(tf.neg(fake))) }, /sum over the batch/],
      'not averaged': [{ generatorLoss: (fake: T) => tf.softplus(tf.neg(fake)) }, /scalar/],
      'clipped gradient': [{ generatorLoss: (fake: T) => gLoss(tf.clipByValue(fake, -20, 20)) }, /±100/],
      'sigmoid twice': [{ generatorLoss: (fake: T) => gLoss(tf.sigmoid(fake)) }, /sigmoid is applied twice/],
    },
  },
  'saturating-loss': {
    reference: { saturatingGeneratorLoss: saturating },
    variants: {
      'by hand': { saturatingGeneratorLoss: (fake: T) => tf.neg(byHand(fake)) },
      'from cross entropy': { saturatingGeneratorLoss: (fake: T) => tf.neg(bce(tf.zerosLike(fake), fake)) },
      'divided by the size': { saturatingGeneratorLoss: (scores: T) => tf.tidy(() => tf.div(tf.sum(tf.softplus(scores)), -scores.size)) },
    },
    mutants: {
      'the non-saturating loss': [{ saturatingGeneratorLoss: gLoss }, /non-saturating/],
      'the wrong sign': [{ saturatingGeneratorLoss: (fake: T) => tf.mean(tf.softplus(fake)) }, /sign is turned around/],
      'naive logarithm': [{ saturatingGeneratorLoss: (fake: T) => tf.mean(naiveNot(fake)) }, /non-finite|±100/],
      'log D': [{ saturatingGeneratorLoss: (fake: T) => tf.neg(gLoss(fake)) }, /This is log D/],
      'a sum': [{ saturatingGeneratorLoss: (fake: T) => tf.neg(tf.sum(tf.softplus(fake))) }, /sum over the batch/],
      'twice': [{ saturatingGeneratorLoss: (fake: T) => tf.mul(saturating(fake), 2) }, /twice the loss/],
    },
  },
  'pull-ratio': {
    reference: { pullRatio: (probability: number) => (1 - probability) / probability },
    variants: {
      'one over D, less one': { pullRatio: (d: number) => 1 / d - 1 },
      'by the logit': { pullRatio: (d: number) => Math.exp(-Math.log(d / (1 - d))) },
      'the two pulls': { pullRatio: (d: number) => { const [saturating, nonSaturating] = [-d, -(1 - d)]; return nonSaturating / saturating; } },
    },
    mutants: {
      'turned around': [{ pullRatio: (d: number) => d / (1 - d) }, /turned around/],
      'one over D': [{ pullRatio: (d: number) => 1 / d }, /is 2\. It should be 1/],
      'a negative ratio': [{ pullRatio: (d: number) => -(1 - d) / d }, /Both pull the same way/],
      'the ratio of the losses': [{ pullRatio: (d: number) => Math.log(d) / Math.log(1 - d) }, /should be 99/],
      'the example': [{ pullRatio: () => 99 }, /is 99\. It should be 1/],
      'the difference': [{ pullRatio: (d: number) => 1 - 2 * d }, /should be 1/],
    },
  },
  'own-discriminator': {
    reference: { buildSmallDiscriminator: () => small() },
    variants: {
      'two blocks of kernel 5': { buildSmallDiscriminator: () => small({ filters: [8, 16], kernel: 5 }) },
      'four blocks': { buildSmallDiscriminator: () => small({ filters: [8, 16, 24, 32], kernel: 3 }) },
      'the functional interface': {
        buildSmallDiscriminator() {
          const image = tf.input({ shape: [28, 28, 1] });
          let x = tf.layers.conv2d({ filters: 12, kernelSize: 4, strides: 2, padding: 'same' }).apply(image) as tf.SymbolicTensor;
          x = tf.layers.leakyReLU({ alpha: 0.2 }).apply(x) as tf.SymbolicTensor;
          x = tf.layers.conv2d({ filters: 24, kernelSize: 4, strides: 2, padding: 'same', useBias: false }).apply(x) as tf.SymbolicTensor;
          x = tf.layers.leakyReLU({ alpha: 0.2 }).apply(tf.layers.batchNormalization().apply(x)) as tf.SymbolicTensor;
          return tf.model({ inputs: image, outputs: tf.layers.dense({ units: 1 }).apply(tf.layers.flatten().apply(x)) as tf.SymbolicTensor });
        },
      },
    },
    mutants: {
      'too large': [{ buildSmallDiscriminator: () => small({ filters: [64, 128] }) }, /At most 30,000/],
      'pooling': [{ buildSmallDiscriminator: () => small({ pool: true, filters: [16, 32] }) }, /pools: use a convolution/],
      'no batch normalization': [{ buildSmallDiscriminator: () => small({ norms: 'none' }) }, /No batch normalisation follows/],
      'batch normalization on the picture': [{ buildSmallDiscriminator: () => small({ norms: 'all' }) }, /first layer goes without/],
      'a hidden dense layer': [{ buildSmallDiscriminator: () => small({ filters: [8, 8], hidden: 16 }) }, /fully connected and hidden/],
      'ReLU': [{ buildSmallDiscriminator: () => small({ activation: 'relu' }) }, /D takes LeakyReLU/],
      'one convolution': [{ buildSmallDiscriminator: () => small({ filters: [8] }) }, /has 1 convolutions/],
      'two answers': [{ buildSmallDiscriminator: () => small({ units: 2 }) }, /output should be \[N, 1\]/],
      'another picture': [{ buildSmallDiscriminator: () => small({ input: [32, 32, 3] }) }, /input should be/],
    },
  },
};
