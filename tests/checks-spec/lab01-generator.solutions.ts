/** Lab01 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Solutions } from './solutions.js';

type Prior = 'normal' | 'uniform';
const small = () => tf.initializers.randomNormal({ mean: 0, stddev: 0.02 });

function transposedConvSize(input: number, kernel: number, stride: number, padding: 'same' | 'valid'): number {
  return padding === 'same' ? input * stride : (input - 1) * stride + kernel;
}

function sampleLatent(count: number, latentDim: number, prior: Prior): tf.Tensor2D {
  return prior === 'normal' ? tf.randomNormal([count, latentDim]) : tf.randomUniform([count, latentDim], -1, 1);
}

type UpOptions = { bias?: boolean; order?: 'conv bn relu' | 'conv relu bn' | 'conv relu' | 'bn conv relu'; activation?: 'relu' | 'leaky' | 'activation layer'; std?: number | 'glorot'; padding?: 'same' | 'valid'; transposed?: boolean };

function up(filters: number, kernelSize: number, strides: number, options: UpOptions = {}): tf.layers.Layer[] {
  const { bias = false, order = 'conv bn relu', activation = 'relu', std = 0.02, padding = 'same', transposed = true } = options;
  const settings = { filters, kernelSize, strides, padding, useBias: bias, ...(std !== 'glorot' && { kernelInitializer: tf.initializers.randomNormal({ stddev: std }) }) };
  const parts: Record<string, () => tf.layers.Layer> = {
    conv: () => (transposed ? tf.layers.conv2dTranspose(settings) : tf.layers.conv2d(settings)),
    bn: () => tf.layers.batchNormalization(),
    relu: () => (activation === 'relu' ? tf.layers.reLU() : activation === 'leaky' ? tf.layers.leakyReLU({ alpha: 0.2 }) : tf.layers.activation({ activation: 'relu' })),
  };
  return order.split(' ').map((part) => parts[part]());
}

type GeneratorOptions = { last?: 'tanh' | 'sigmoid' | 'linear'; bias?: boolean; std?: number; firstStride?: number; outputNorm?: boolean; firstNorm?: 'before reshape' | 'after reshape' | 'none'; kernel?: number; ignoreLatent?: boolean; upFilters?: [number, number] };

function generator(latentDim: number, options: GeneratorOptions = {}): tf.LayersModel {
  const { last = 'tanh', bias = false, std = 0.02, firstStride = 1, outputNorm = false, firstNorm = 'before reshape', kernel = 5, ignoreLatent = false, upFilters = [128, 64] } = options;
  const side = firstStride === 1 ? 7 : 4;
  const start = () => tf.initializers.randomNormal({ stddev: std });
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [ignoreLatent ? 100 : latentDim], units: side * side * 256, useBias: bias, kernelInitializer: start() }));
  if (firstNorm === 'before reshape') model.add(tf.layers.batchNormalization());
  model.add(tf.layers.reLU());
  model.add(tf.layers.reshape({ targetShape: [side, side, 256] }));
  if (firstNorm === 'after reshape') model.add(tf.layers.batchNormalization());
  for (const [filters, strides] of [[upFilters[0], firstStride], [upFilters[1], 2]]) for (const layer of up(filters, kernel, strides, { bias, std })) model.add(layer);
  model.add(tf.layers.conv2dTranspose({ filters: 1, kernelSize: kernel, strides: 2, padding: 'same', useBias: bias, kernelInitializer: start(), activation: outputNorm ? undefined : last }));
  if (outputNorm) {
    model.add(tf.layers.batchNormalization());
    model.add(tf.layers.activation({ activation: last }));
  }
  return model;
}

type Line = (input: number[], kernel: number[], stride: number) => unknown;

function transposedLine(input: number[], kernel: number[], stride: number): number[] {
  const output = new Array<number>((input.length - 1) * stride + kernel.length).fill(0);
  for (let i = 0; i < input.length; i++) for (let k = 0; k < kernel.length; k++) output[i * stride + k] += input[i] * kernel[k];
  return output;
}

const constantNoise = tf.tidy(() => tf.keep(tf.randomNormal([256, 256])));

export const solutions: Solutions = {
  'transposed-size': {
    reference: { transposedConvSize },
    variants: {
      'a switch with a default': {
        transposedConvSize(input: number, kernel: number, stride: number, padding: string) {
          switch (padding) {
            case 'valid': return input * stride + Math.max(kernel - stride, 0);
            default: return stride * input;
          }
        },
      },
      'asks TensorFlow.js': {
        transposedConvSize: (input: number, kernel: number, stride: number, padding: 'same' | 'valid') =>
          tf.tidy(() => (tf.layers.conv2dTranspose({ filters: 1, kernelSize: kernel, strides: stride, padding }).apply(tf.zeros([1, input, input, 1])) as tf.Tensor).shape[1]),
      },
      'stamps one kernel after the other': {
        transposedConvSize(side: number, width: number, step: number, mode: string) {
          let end = 0;
          for (let at = 0; at < side; at++) end = mode === 'same' ? end + step : at * step + width;
          return end;
        },
      },
    },
    mutants: {
      'the size of a convolution': [{ transposedConvSize: (i: number, k: number, s: number, p: string) => (p === 'same' ? Math.ceil(i / s) : Math.floor((i - k) / s) + 1) }, /gives 4\. The side is 14/],
      'ignores the padding': [{ transposedConvSize: (i: number, k: number, s: number) => (i - 1) * s + k }, /'same'.*The side is/],
      'always same': [{ transposedConvSize: (i: number, _k: number, s: number) => i * s }, /'valid'\)` gives 1\. The side is 4/],
      'forgets the last pixel': [{ transposedConvSize: (i: number, k: number, s: number, p: string) => (p === 'same' ? i * s : i * s + k) }, /'valid'.*gives 5\. The side is 4/],
      'valid without the stride': [{ transposedConvSize: (i: number, k: number, s: number, p: string) => (p === 'same' ? i * s : i - 1 + k) }, /'valid'/],
      'answers text': [{ transposedConvSize: () => '7' }, /is "7"\. A plain, finite number/],
      'answers nothing': [{ transposedConvSize: () => undefined }, /nothing/],
    },
  },
  'sample-latent': {
    reference: { sampleLatent },
    variants: {
      'from Math.random, with a scale': {
        sampleLatent: (count: number, latentDim: number, prior: Prior) => (prior === 'uniform'
          ? tf.tensor2d(Array.from({ length: count * latentDim }, () => 2 * Math.random() - 1), [count, latentDim])
          : tf.tidy(() => tf.randomStandardNormal([count, latentDim]) as tf.Tensor2D)),
      },
      'an async function': { sampleLatent: async (...args: [number, number, Prior]) => sampleLatent(...args) },
      'one distribution scaled into the other': { sampleLatent: (rows: number, columns: number, kind: Prior) => tf.tidy(() => (kind === 'normal' ? tf.randomNormal([rows, columns], 0, 1) : tf.sub(tf.mul(tf.randomUniform([rows, columns]), 2), 1))) },
    },
    mutants: {
      'shape turned around': [{ sampleLatent: (n: number, d: number, p: Prior) => sampleLatent(d, n, p) }, /has the shape \[100, 3\]/],
      'uniform on [0, 1]': [{ sampleLatent: (n: number, d: number, p: Prior) => (p === 'normal' ? sampleLatent(n, d, p) : tf.randomUniform([n, d])) }, /U\[−1, 1\]/],
      'always normal': [{ sampleLatent: (n: number, d: number) => tf.randomNormal([n, d]) }, /'uniform'\)` has mean/],
      'always uniform': [{ sampleLatent: (n: number, d: number) => tf.randomUniform([n, d], -1, 1) }, /N\(0, 1\)/],
      'cut off at two deviations': [{ sampleLatent: (n: number, d: number, p: Prior) => (p === 'normal' ? tf.truncatedNormal([n, d]) : sampleLatent(n, d, p)) }, /N\(0, 1\)/],
      'the weights\' deviation': [{ sampleLatent: (n: number, d: number, p: Prior) => (p === 'normal' ? tf.randomNormal([n, d], 0, 0.02) : sampleLatent(n, d, p)) }, /N\(0, 1\)/],
      'a fixed seed': [{ sampleLatent: (n: number, d: number, p: Prior) => (p === 'normal' ? tf.randomNormal([n, d], 0, 1, 'float32', 7) : tf.randomUniform([n, d], -1, 1, 'float32', 7)) }, /same numbers each time/],
      'made once': [{ sampleLatent: (n: number, d: number, p: Prior) => (p === 'normal' && n * d < 200 ? tf.slice(constantNoise, [0, 0], [n, d]) : sampleLatent(n, d, p)) }, /same numbers each time/],
      'one row for all': [{ sampleLatent: (n: number, d: number, p: Prior) => tf.tidy(() => tf.tile(sampleLatent(1, d, p), [n, 1])) }, /./],
      'an array': [{ sampleLatent: (n: number, d: number) => Array.from({ length: n }, () => new Array<number>(d).fill(0)) }, /not a tensor: it is an array/],
      'whole numbers': [{ sampleLatent: (n: number, d: number, p: Prior) => tf.cast(sampleLatent(n, d, p), 'int32') }, /int32/],
    },
  },
  'up-block': {
    reference: { upBlock: (filters: number, kernelSize: number, strides: number) => up(filters, kernelSize, strides) },
    variants: {
      'activation as a layer of its own kind': { upBlock: (f: number, k: number, s: number) => up(f, k, s, { activation: 'activation layer' }) },
      'other names, weights cut off at two deviations': {
        upBlock: (f: number, k: number, s: number) => [
          tf.layers.conv2dTranspose({ name: 'my_up', filters: f, kernelSize: [k, k], strides: [s, s], padding: 'same', useBias: false, kernelInitializer: tf.initializers.truncatedNormal({ mean: 0, stddev: 0.02 }) }),
          tf.layers.batchNormalization({ name: 'my_norm', momentum: 0.8, epsilon: 1e-5 }),
          tf.layers.reLU({ name: 'my_relu' }),
        ],
      },
      'a normal cut off at two deviations and widened to 0.02': {
        upBlock: (f: number, k: number, s: number) => [
          tf.layers.conv2dTranspose({ filters: f, kernelSize: k, strides: s, padding: 'same', useBias: false, kernelInitializer: tf.initializers.truncatedNormal({ stddev: 0.02 / 0.88 }) }),
          tf.layers.batchNormalization({ gammaInitializer: tf.initializers.randomNormal({ mean: 1, stddev: 0.02 }) }),
          tf.layers.activation({ activation: 'relu', name: 'positive_part' }),
        ],
      },
    },
    mutants: {
      'no batch normalization': [{ upBlock: (f: number, k: number, s: number) => up(f, k, s, { order: 'conv relu' }) }, /should be batch normalization/],
      'ReLU before batch normalization': [{ upBlock: (f: number, k: number, s: number) => up(f, k, s, { order: 'conv relu bn' }) }, /normalizes before the activation/],
      'with bias': [{ upBlock: (f: number, k: number, s: number) => up(f, k, s, { bias: true }) }, /has a bias/],
      'LeakyReLU': [{ upBlock: (f: number, k: number, s: number) => up(f, k, s, { activation: 'leaky' }) }, /LeakyReLU belongs/],
      'default initializer': [{ upBlock: (f: number, k: number, s: number) => up(f, k, s, { std: 'glorot' }) }, /standard deviation 0\.02/],
      'ten times too small': [{ upBlock: (f: number, k: number, s: number) => up(f, k, s, { std: 0.002 }) }, /standard deviation 0\.00[12]\d\b/],
      'valid padding': [{ upBlock: (f: number, k: number, s: number) => up(f, k, s, { padding: 'valid' }) }, /Its output should be \[N, 14, 14, 8\]/],
      'a convolution': [{ upBlock: (f: number, k: number, s: number) => up(f, k, s, { transposed: false }) }, /output should be/],
      'ignores the stride': [{ upBlock: (f: number, k: number) => up(f, k, 1) }, /gives \[N, 7, 7, 8\]/],
      'ignores the kernel size': [{ upBlock: (f: number, _k: number, s: number) => up(f, 3, s) }, /kernel size is 3/],
      'returns a number': [{ upBlock: () => 3 }, /does not return layers/],
    },
  },
  generator: {
    reference: { buildGenerator: (latentDim: number) => generator(latentDim) },
    variants: {
      'the functional interface, reshape before ReLU': {
        buildGenerator(latentDim: number) {
          const z = tf.input({ shape: [latentDim], name: 'z' });
          let x = tf.layers.dense({ units: 12544, useBias: false, kernelInitializer: small() }).apply(z) as tf.SymbolicTensor;
          x = tf.layers.batchNormalization().apply(x) as tf.SymbolicTensor;
          x = tf.layers.reshape({ targetShape: [7, 7, 256] }).apply(x) as tf.SymbolicTensor;
          x = tf.layers.activation({ activation: 'relu' }).apply(x) as tf.SymbolicTensor;
          for (const layer of [...up(128, 5, 1), ...up(64, 5, 2)]) x = layer.apply(x) as tf.SymbolicTensor;
          x = tf.layers.conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, padding: 'same', useBias: false, kernelInitializer: small() }).apply(x) as tf.SymbolicTensor;
          return tf.model({ inputs: z, outputs: tf.layers.activation({ activation: 'tanh' }).apply(x) as tf.SymbolicTensor, name: 'G' });
        },
      },
      'nested models': {
        buildGenerator(latentDim: number) {
          const blocks = tf.sequential({ name: 'blocks' });
          blocks.add(tf.layers.inputLayer({ inputShape: [7, 7, 256] }));
          for (const layer of [...up(128, 5, 1), ...up(64, 5, 2)]) blocks.add(layer);
          const model = tf.sequential({ name: 'outer' });
          model.add(tf.layers.dense({ inputShape: [latentDim], units: 12544, useBias: false, kernelInitializer: small() }));
          model.add(tf.layers.batchNormalization());
          model.add(tf.layers.reLU());
          model.add(tf.layers.reshape({ targetShape: [7, 7, 256] }));
          model.add(blocks);
          model.add(tf.layers.conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, padding: 'same', useBias: false, kernelInitializer: small(), activation: 'tanh' }));
          return model;
        },
      },
      'other names, other first weights': {
        buildGenerator(size: number) {
          const start = tf.initializers.truncatedNormal({ stddev: 0.0225 });
          const norm = (name: string) => tf.layers.batchNormalization({ name, momentum: 0.8, gammaInitializer: tf.initializers.randomNormal({ mean: 1, stddev: 0.02 }) });
          const grow = (filters: number, strides: number, name: string) => tf.layers.conv2dTranspose({ name, filters, kernelSize: [5, 5], strides, padding: 'same', useBias: false, kernelInitializer: start });
          return tf.sequential({ name: 'painter', layers: [
            tf.layers.dense({ name: 'seed', inputShape: [size], units: 7 * 7 * 256, useBias: false, kernelInitializer: start }), norm('seed_norm'), tf.layers.activation({ activation: 'relu' }), tf.layers.reshape({ targetShape: [7, 7, 256] }),
            grow(128, 1, 'first'), norm('first_norm'), tf.layers.reLU(), grow(64, 2, 'second'), norm('second_norm'), tf.layers.reLU(), grow(1, 2, 'canvas'), tf.layers.activation({ activation: 'tanh' }),
          ] });
        },
      },
    },
    mutants: {
      'sigmoid at the end': [{ buildGenerator: (d: number) => generator(d, { last: 'sigmoid' }) }, /sigmoid only reaches/],
      'nothing at the end': [{ buildGenerator: (d: number) => generator(d, { last: 'linear' }) }, /should be tanh/],
      'biases everywhere': [{ buildGenerator: (d: number) => generator(d, { bias: true }) }, /has a bias/],
      'starts too large': [{ buildGenerator: (d: number) => generator(d, { std: 0.2 }) }, /standard deviation 0\.02/],
      'stride 2 in the first block': [{ buildGenerator: (d: number) => generator(d, { firstStride: 2 }) }, /32, 32, 1/],
      'batch normalization on the output': [{ buildGenerator: (d: number) => generator(d, { outputNorm: true }) }, /No batch normalization on the output/],
      'batch normalization after the reshape': [{ buildGenerator: (d: number) => generator(d, { firstNorm: 'after reshape' }) }, /normalizes before the activation/],
      'no first batch normalization': [{ buildGenerator: (d: number) => generator(d, { firstNorm: 'none' }) }, /should be batch normalization/],
      '3 × 3 kernels': [{ buildGenerator: (d: number) => generator(d, { kernel: 3 }) }, /kernel size is 3/],
      'ignores latentDim': [{ buildGenerator: (d: number) => generator(d, { ignoreLatent: true }) }, /Its input should be \[N, /],
      'filters turned around': [{ buildGenerator: (d: number) => generator(d, { upFilters: [64, 128] }) }, /7×7×128, 14×14×64/],
      'no model': [{ buildGenerator: () => undefined }, /returns nothing/],
    },
  },
  'transposed-line': {
    reference: { transposedLine },
    variants: {
      'looks from the output': {
        transposedLine: ((input, kernel, stride) => Array.from({ length: (input.length - 1) * stride + kernel.length }, (_, at) =>
          input.reduce((sum, value, i) => sum + value * (kernel[at - i * stride] ?? 0), 0))) satisfies Line,
      },
      'inserts zeros and convolves': {
        transposedLine: ((input, kernel, stride) => {
          const zeros = new Array<number>(kernel.length - 1).fill(0);
          const spread = [...zeros, ...input.flatMap((value, i) => [...(i ? new Array<number>(stride - 1).fill(0) : []), value]), ...zeros];
          return spread.slice(0, spread.length - kernel.length + 1).map((_, at) => kernel.reduce((sum, weight, k) => sum + weight * spread[at + kernel.length - 1 - k], 0));
        }) satisfies Line,
      },
      'asks TensorFlow.js': {
        transposedLine: ((input, kernel, stride) => tf.tidy(() => {
          const length = (input.length - 1) * stride + kernel.length;
          const line = tf.conv2dTranspose(tf.tensor4d(input, [1, 1, input.length, 1]), tf.tensor4d(kernel, [1, kernel.length, 1, 1]), [1, 1, length, 1], [1, stride], 'valid');
          return Array.from(line.dataSync(), Math.round);
        })) satisfies Line,
      },
    },
    mutants: {
      'replaces in place of adding': [{ transposedLine: ((x, w, s) => { const y = transposedLine(x, w, s).map(() => 0); x.forEach((a, i) => w.forEach((b, k) => { y[i * s + k] = a * b; })); return y; }) satisfies Line }, /Add: do not replace/],
      'ignores the stride': [{ transposedLine: ((x, w) => transposedLine(x, w, 1)) satisfies Line }, /There should be/],
      'a convolution': [{ transposedLine: ((x, w, s) => Array.from({ length: Math.max(0, Math.floor((x.length - w.length) / s) + 1) }, (_, at) => w.reduce((sum, weight, k) => sum + weight * x[at * s + k], 0))) satisfies Line }, /There should be/],
      'the kernel turned around': [{ transposedLine: ((x, w, s) => transposedLine(x, [...w].reverse(), s)) satisfies Line }, /should be/],
      'room for a stride more': [{ transposedLine: ((x, w, s) => [...transposedLine(x, w, s), ...new Array<number>(s).fill(0)]) satisfies Line }, /The last stamp begins/],
      'repeats the numbers': [{ transposedLine: ((x, w, s) => transposedLine(x.flatMap((value) => new Array<number>(s).fill(value)), w, 1).slice(0, (x.length - 1) * s + w.length)) satisfies Line }, /should be/],
      'a tensor': [{ transposedLine: ((x, w, s) => tf.tensor1d(transposedLine(x, w, s))) satisfies Line }, /An array of numbers is expected/],
    },
  },
  'slide-arithmetic': {
    reference: { equivalentConvolution: (input: number, kernel: number, stride: number) => ({ inserted: (input - 1) * stride + 1, padding: kernel - 1 }) },
    variants: {
      'counts the zeros': { equivalentConvolution: (input: number, kernel: number, stride: number) => ({ inserted: input + (input - 1) * (stride - 1), padding: kernel - 1 }) },
      'multiplies out': { equivalentConvolution: (input: number, kernel: number, stride: number) => ({ padding: -1 + kernel, inserted: input * stride - stride + 1 }) },
      'from the size of the output': { equivalentConvolution: (input: number, kernel: number, stride: number) => { const inserted = stride * input - (stride - 1); return { inserted, padding: ((input - 1) * stride + kernel - inserted + kernel - 1) / 2 }; } },
    },
    mutants: {
      'the slide': [{ equivalentConvolution: () => ({ inserted: 3, padding: 2 }) }, /`inserted` is 3/],
      'as many zeros as the stride': [{ equivalentConvolution: (i: number, k: number, s: number) => ({ inserted: i + (i - 1) * s, padding: k - 1 }) }, /stride − 1 zeros/],
      'zeros behind the last number, too': [{ equivalentConvolution: (i: number, k: number, s: number) => ({ inserted: i * s, padding: k - 1 }) }, /none come outside/],
      'no zeros': [{ equivalentConvolution: (i: number, k: number) => ({ inserted: i, padding: k - 1 }) }, /`inserted` is 2/],
      'half of the kernel around': [{ equivalentConvolution: (i: number, k: number, s: number) => ({ inserted: (i - 1) * s + 1, padding: Math.floor(k / 2) }) }, /`padding` is 1/],
      'the padding of the convolution': [{ equivalentConvolution: (i: number, _k: number, s: number) => ({ inserted: (i - 1) * s + 1, padding: 0 }) }, /its last number meets the first/],
      'an array': [{ equivalentConvolution: (i: number, k: number, s: number) => [(i - 1) * s + 1, k - 1] }, /does not say `inserted`/],
    },
  },
};
