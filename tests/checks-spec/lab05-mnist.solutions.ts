/** Lab05 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../../labs/helpers/gan.js';
import { shuffled } from '../../labs/helpers/random.js';
import { solutions as lab03 } from './lab03-dcgan.solutions.js';
import type { Solutions } from './solutions.js';

type Functions = Readonly<Record<string, unknown>>;

const variablesOf = (model: tf.LayersModel): tf.Variable[] => model.trainableWeights.map((weight) => weight.read() as tf.Variable);

/** Places of a batch: the seed of an epoch's order, and where the batch is cut out of it. */
const batches = (seedOf: (epoch: number, batch: number) => number, from: (place: number, size: number) => number = (place, size) => place * size) => ({
  batchIndices: (count: number, size: number, batch: number) => {
    const perEpoch = Math.floor(count / size), start = from(batch % perEpoch, size);
    return shuffled(count, seedOf(Math.floor(batch / perEpoch), batch)).slice(start, start + size);
  },
});

interface Layers {
  normalise?: boolean | 'before reshape';
  kernelSize?: number;
  bias?: boolean;
  output?: 'tanh' | 'sigmoid';
  activation?: 'relu' | 'leaky';
  deviation?: number;
  logit?: boolean;
  width?: number;
}

const small = (stddev = 0.02) => tf.initializers.randomNormal({ mean: 0, stddev });

function buildGenerator(latentDim: number, width: number, { normalise = true, kernelSize = 4, bias = false, output = 'tanh', activation = 'relu', deviation = 0.02 }: Layers = {}): tf.LayersModel {
  const { batchNormalization, conv2dTranspose, dense, leakyReLU, reLU, reshape } = tf.layers;
  const act = () => (activation === 'relu' ? reLU({}) : leakyReLU({ alpha: 0.2 }));
  const up = (filters: number, last = false) => conv2dTranspose({ filters, kernelSize, strides: 2, padding: 'same', useBias: last || bias, activation: last ? output : undefined, kernelInitializer: small(deviation) });
  const norm = normalise ? [batchNormalization()] : [];
  const shape = reshape({ targetShape: [7, 7, 2 * width] });
  return tf.sequential({ layers: [
    dense({ inputShape: [latentDim], units: 98 * width, useBias: bias, kernelInitializer: small(deviation) }),
    ...(normalise === 'before reshape' ? [...norm, shape] : [shape, ...norm]), act(),
    up(width), ...(normalise ? [batchNormalization()] : []), act(), up(1, true),
  ] });
}

function buildDiscriminator(width: number, { normalise = true, kernelSize = 4, bias = false, activation = 'leaky', deviation = 0.02, logit = true }: Layers = {}): tf.LayersModel {
  const { batchNormalization, conv2d, dense, flatten, leakyReLU, reLU } = tf.layers;
  const act = () => (activation === 'leaky' ? leakyReLU({ alpha: 0.2 }) : reLU({}));
  const down = (filters: number, useBias: boolean, inputShape?: number[]) => conv2d({ inputShape, filters, kernelSize, strides: 2, padding: 'same', useBias, kernelInitializer: small(deviation) });
  return tf.sequential({ layers: [
    down(width, true, [28, 28, 1]), act(), down(2 * width, bias), ...(normalise ? [batchNormalization()] : []), act(), flatten(),
    dense({ units: 1, activation: logit ? undefined : 'sigmoid', kernelInitializer: small(deviation) }),
  ] });
}

const networks = (g: Layers = {}, d: Layers = {}): Functions => ({
  buildGenerator: (latentDim: number, width: number) => buildGenerator(latentDim, g.width ?? width, g),
  buildDiscriminator: (width: number) => buildDiscriminator(d.width ?? width, d),
});

/** −t log D − (1 − t) log(1 − D), the mean. */
const towards = (logits: tf.Tensor, t: number): tf.Tensor => tf.mean(tf.add(tf.mul(tf.softplus(tf.neg(logits)), t), tf.mul(tf.softplus(logits), 1 - t)));
const smooth = (real: tf.Tensor, fake: tf.Tensor, t: number): tf.Scalar => tf.add(towards(real, t), towards(fake, 0));

interface Move { target?: number; training?: boolean; everything?: boolean; tidy?: boolean; optimizer?: 'own' | 'other'; saturating?: boolean }

function move(role: 'generator' | 'discriminator', gan: Gan, real: tf.Tensor | undefined, z: tf.Tensor, { target = 0.9, training = true, everything = false, tidy = true, optimizer = 'own', saturating = false }: Move = {}): tf.Tensor {
  const score = (images: tf.Tensor) => gan.discriminator.apply(images, { training }) as tf.Tensor;
  const loss = (): tf.Scalar => {
    const fake = score(gan.generator.apply(z, { training }) as tf.Tensor);
    if (real) return smooth(score(real), fake, target);
    return (saturating ? tf.neg(tf.mean(tf.softplus(fake))) : towards(fake, 1)) as tf.Scalar;
  };
  const other = role === 'generator' ? 'discriminator' : 'generator';
  const update = () => gan[`${optimizer === 'own' ? role : other}Optimizer`].minimize(loss, true, everything ? undefined : variablesOf(gan[role]))!;
  if (tidy) return tf.tidy(update);
  tf.keep(tf.ones([2]));
  return update();
}

const moves = (d: Move = {}, g: Move = {}): Functions => ({
  discriminatorStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => move('discriminator', gan, real, z, d),
  generatorStep: (gan: Gan, z: tf.Tensor2D) => move('generator', gan, undefined, z, g),
});

const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
const variance = (x: readonly number[], without = 1): number => x.reduce((sum, value) => sum + (value - mean(x)) ** 2, 0) / (x.length - without);
const entropy = (p: readonly number[]): number => -p.reduce((sum, value) => sum + (value > 0 ? value * Math.log(value) : 0), 0);
type Rows = readonly (readonly number[])[];
const meanRow = (rows: Rows): number[] => rows[0]!.map((_, k) => mean(rows.map((row) => row[k]!)));
const confidence = (rows: Rows): number => mean(rows.map((row) => Math.max(...row)));
const balance = (rows: Rows): number => entropy(meanRow(rows)) / Math.log(rows[0]!.length);
const scores = (changed: Functions): Functions => ({ confidence, balance, ...changed });
const rounds = (minutes: number, seconds: number): number => Math.floor((60 * minutes) / seconds);
const frechet = (a: readonly number[], b: readonly number[]): number => (mean(a) - mean(b)) ** 2 + (Math.sqrt(variance(a)) - Math.sqrt(variance(b))) ** 2;

interface Entry { round: number; validation: number; test: number }
const choose = (bestRound: (history: Entry[]) => unknown): Functions => ({ bestRound });
const valid = (history: Entry[]): Entry[] => history.filter(({ validation }) => !Number.isNaN(validation));
const smallest = (history: Entry[]): Entry => valid(history).reduce((best, entry) => (entry.validation < best.validation ? entry : best));

const compare = (betterSetting: (a: number[], b: number[]) => unknown): Functions => ({ betterSetting });
const separate = (a: number[], b: number[]): string => (Math.max(...a) < Math.min(...b) ? 'a' : Math.max(...b) < Math.min(...a) ? 'b' : 'undecided');

type Vector = readonly number[];
const dot = (x: Vector, y: Vector): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
const mix = (x: Vector, y: Vector, a: number, b: number): number[] => x.map((value, i) => a * value + b * y[i]!);
const angleOf = (x: Vector, y: Vector): number => Math.acos(Math.max(-1, Math.min(1, dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y)))));
const arc = (x: Vector, y: Vector, t: number, angle = angleOf(x, y)): number[] => mix(x, y, Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle));
const walk = (slerp: (from: Vector, to: Vector, t: number) => number[]): Functions => ({ slerp });
const slerp = (x: Vector, y: Vector, t: number): number[] => (Math.sin(angleOf(x, y)) < 1e-6 ? mix(x, y, 1 - t, t) : arc(x, y, t));

const sum = (counts: Vector): number => counts.reduce((total, count) => total + count, 0);
const shares = (counts: Vector): number[] => counts.map((count) => count / sum(counts));
const mismatch = (classMismatch: (made: Vector, data: Vector) => number): Functions => ({ classMismatch });

export const solutions: Solutions = {
  batches: {
    reference: batches((epoch) => epoch + 1),
    variants: {
      'another seed': batches((epoch) => 1000 - 7 * epoch),
      'a shuffle of its own': {
        batchIndices(count: number, size: number, batch: number) {
          const perEpoch = Math.floor(count / size), epoch = Math.floor(batch / perEpoch);
          const keys = Array.from({ length: count }, (_, i) => [Math.sin(12.9898 * (i + 1) + 78.233 * (epoch + 1)) * 43758.5453 % 1, i] as const);
          return keys.sort(([a], [b]) => a - b).map(([, i]) => i).slice((batch % perEpoch) * size, (batch % perEpoch + 1) * size);
        },
      },
      'from the end of the order': {
        batchIndices(pictures: number, each: number, number: number) {
          const inAnEpoch = (pictures - (pictures % each)) / each, order = shuffled(pictures, 5 + ((number / inAnEpoch) | 0)).reverse();
          return order.filter((_, i) => ((i / each) | 0) === number % inAnEpoch);
        },
      },
    },
    mutants: {
      'another order for each batch': [batches((_epoch, batch) => batch), /comes twice in epoch/],
      'at random, with replacement': [{ batchIndices: (count: number, size: number) => Array.from({ length: size }, () => Math.floor(Math.random() * count)) }, /comes twice in epoch|answers differently/],
      'the same order in each epoch': [batches(() => 1), /same batches as the first/],
      'not shuffled': [{ batchIndices: (count: number, size: number, batch: number) => { const place = batch % Math.floor(count / size); return Array.from({ length: size }, (_, i) => place * size + i); } }, /order of the data/],
      'beyond the first epoch': [{ batchIndices: (count: number, size: number, batch: number) => shuffled(count, 1).slice(batch * size, (batch + 1) * size) }, /has 0 places/],
      'pieces that overlap': [batches((epoch) => epoch, (place) => place), /comes twice in epoch/],
      'the left-over batch as well': [{ batchIndices: (count: number, size: number, batch: number) => { const perEpoch = Math.ceil(count / size); return shuffled(count, Math.floor(batch / perEpoch)).slice((batch % perEpoch) * size, (batch % perEpoch + 1) * size); } }, /has \d places/],
      'from 1': [{ batchIndices: (count: number, size: number, batch: number) => (batches((epoch) => epoch).batchIndices(count, size, batch)).map((place) => place + 1) }, /has the place/],
    },
  },
  networks: {
    reference: networks(),
    variants: {
      'functional models': {
        buildGenerator(latentDim: number, w: number) {
          const z = tf.input({ shape: [latentDim] });
          const { activation, batchNormalization, conv2dTranspose, dense, reshape } = tf.layers;
          const layers = [dense({ units: 98 * w, useBias: false, kernelInitializer: small() }), reshape({ targetShape: [7, 7, 2 * w] }), batchNormalization({ epsilon: 1e-5 }), activation({ activation: 'relu' }), conv2dTranspose({ filters: w, kernelSize: [4, 4], strides: [2, 2], padding: 'same', useBias: false, kernelInitializer: small() }), batchNormalization({}), activation({ activation: 'relu' }), conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: small() }), activation({ activation: 'tanh' })];
          return tf.model({ inputs: z, outputs: layers.reduce<tf.SymbolicTensor>((x, layer) => layer.apply(x) as tf.SymbolicTensor, z) });
        },
        buildDiscriminator: (w: number) => buildDiscriminator(w),
      },
      'a normal cut off at two deviations': {
        buildGenerator: (latentDim: number, w: number) => { const model = buildGenerator(latentDim, w); for (const weight of model.trainableWeights) if (weight.name.includes('kernel')) tf.tidy(() => { weight.write(tf.truncatedNormal(weight.shape as number[], 0, 0.02)); }); return model; },
        buildDiscriminator,
      },
      'nested and named': {
        buildGenerator: (latentDim: number, w: number) => tf.sequential({ name: 'painter', layers: [tf.layers.inputLayer({ inputShape: [latentDim] }), ...buildGenerator(latentDim, w).layers.filter((layer) => layer.getClassName() !== 'InputLayer').map((layer) => tf.layers[({ Dense: 'dense', Reshape: 'reshape', BatchNormalization: 'batchNormalization', ReLU: 'reLU', Conv2DTranspose: 'conv2dTranspose' } as const)[layer.getClassName() as 'Dense']](layer.getConfig() as never))] }),
        buildDiscriminator: (w: number) => buildDiscriminator(w),
      },
    },
    mutants: {
      'G without batch normalisation': [networks({ normalise: false }), /should be batch normalization/],
      'normalised before the reshape': [networks({ normalise: 'before reshape' }), /comes before the reshape/],
      'sigmoid pixels': [networks({ output: 'sigmoid' }), /only reaches \[0, 1\]/],
      'biases in G': [networks({ bias: true }), /useBias is true/],
      'LeakyReLU in G': [networks({ activation: 'leaky' }), /belongs into the discriminator/],
      'kernels of 5': [networks({ kernelSize: 5 }), /kernel size is 5/],
      'a fixed width': [networks({ width: 32 }), /filters is 32|units is 3136/],
      'first weights of Glorot': [networks({ deviation: 0.2 }), /standard deviation 0\.\d+/],
      'D with a sigmoid': [networks({}, { logit: false }), /works on logits/],
      'ReLU in D': [networks({}, { activation: 'relu' }), /slope of 0\.2/],
      'D without batch normalisation': [networks({}, { normalise: false }), /followed by a batch normalisation/],
      'D of a fixed width': [networks({}, { width: 64 }), /filters is 64/],
    },
  },
  'smooth-loss': {
    reference: { discriminatorLoss: smooth },
    variants: {
      'cross-entropies': { discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor, target: number) => tf.losses.sigmoidCrossEntropy(tf.fill(real.shape, target), real).add(tf.losses.sigmoidCrossEntropy(tf.zerosLike(fake), fake)) },
      'the linear term apart': { discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor, t: number) => tf.tidy(() => tf.softplus(real).sub(real.mul(t)).mean().add(tf.softplus(fake).mean())) },
      'other names, terms in the other order': { discriminatorLoss: (ofData: tf.Tensor, ofPictures: tf.Tensor, aim: number) => tf.mean(tf.softplus(ofPictures)).add(tf.mean(tf.softplus(ofData)).mul(1 - aim)).add(tf.mean(tf.softplus(tf.neg(ofData))).mul(aim)) },
    },
    mutants: {
      'labelSmoothing of TensorFlow.js': [{ discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor, t: number) => tf.add(tf.losses.sigmoidCrossEntropy(tf.onesLike(real), real, undefined, 1 - t), tf.losses.sigmoidCrossEntropy(tf.zerosLike(fake), fake, undefined, 1 - t)) }, /smooths both sides, by half/],
      'both sides': [{ discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor, t: number) => tf.add(towards(real, t), towards(fake, 1 - t)) }, /Both sides are smoothed/],
      'the target unused': [{ discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor) => smooth(real, fake, 1) }, /target is not used/],
      'swapped weights': [{ discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor, t: number) => smooth(real, fake, 1 - t) }, /swapped/],
      'one term forgotten': [{ discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor, t: number) => tf.add(tf.mul(towards(real, 1), t), towards(fake, 0)) }, /term with 1 − t is missing/],
      'a fixed target': [{ discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor) => smooth(real, fake, 0.9) }, /with t = 0\.75/],
      'sums': [{ discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor, t: number) => tf.mul(smooth(real, fake, t), real.size) }, /sum over the batch/],
      'a logarithm of a sigmoid': [{ discriminatorLoss: (real: tf.Tensor, fake: tf.Tensor, t: number) => { const d = tf.sigmoid(real); return tf.neg(tf.add(tf.mean(tf.add(tf.mul(tf.log(d), t), tf.mul(tf.log(tf.sub(1, d)), 1 - t))), tf.mean(tf.log(tf.sub(1, tf.sigmoid(fake)))))); } }, /overflows or is cut off|non-finite/],
    },
  },
  moves: {
    reference: moves(),
    variants: {
      'both batches through D together': {
        ...moves(),
        discriminatorStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => tf.tidy(() => gan.discriminatorOptimizer.minimize(() => {
          const logits = gan.discriminator.apply(tf.concat([real, gan.generator.apply(z, { training: true }) as tf.Tensor4D]), { training: true }) as tf.Tensor;
          const [ofReal, ofFake] = tf.split(logits, 2) as [tf.Tensor, tf.Tensor];
          return smooth(ofReal, ofFake, 0.9);
        }, true, variablesOf(gan.discriminator))!),
      },
      'variableGrads and applyGradients': {
        ...moves(),
        generatorStep(gan: Gan, z: tf.Tensor2D) {
          const { value, grads } = tf.variableGrads(() => towards(gan.discriminator.apply(gan.generator.apply(z, { training: true }) as tf.Tensor, { training: true }) as tf.Tensor, 1) as tf.Scalar, variablesOf(gan.generator));
          gan.generatorOptimizer.applyGradients(grads);
          tf.dispose(grads);
          return value;
        },
      },
      'the generator of Lab 03': { ...moves(), ...lab03['generator-step']!.reference },
    },
    mutants: {
      'the discriminator of Lab 03': [{ ...moves(), ...lab03['discriminator-step']!.reference }, /with the target 1 for real images/],
      'D updates both networks': [moves({ everything: true }), /changes the weights of the generator/],
      'G updates both networks': [moves({}, { everything: true }), /changes the weights of the discriminator/],
      'D in inference mode': [moves({ training: false }), /inference mode/],
      'G with the optimizer of D': [moves({}, { optimizer: 'other' }), /use gan\.generatorOptimizer/],
      'G saturates': [moves({}, { saturating: true }), /saturating/],
      'D leaks': [moves({ tidy: false }), /leaves tensors in memory/],
      'G leaks': [moves({}, { tidy: false }), /leaves tensors in memory/],
    },
  },
  budget: {
    reference: { roundsAndEpochs: (minutes: number, seconds: number, batchSize: number, count: number) => ({ rounds: rounds(minutes, seconds), epochs: (rounds(minutes, seconds) * batchSize) / count }) },
    variants: {
      'seconds first': { roundsAndEpochs(minutes: number, each: number, size: number, pictures: number) { const all = minutes * 60; const n = Math.trunc(all / each); return { epochs: n * (size / pictures), rounds: n }; } },
      'a remainder taken off': { roundsAndEpochs(minutes: number, each: number, size: number, pictures: number) { const n = Math.round((60 * minutes - ((60 * minutes) % each)) / each); return { rounds: n, epochs: n / (pictures / size) }; } },
      'with more entries': { roundsAndEpochs: (minutes: number, each: number, size: number, pictures: number) => { const n = Math.floor(minutes / each * 60); return { minutes, rounds: n, seen: n * size, epochs: n * size / pictures }; } },
    },
    mutants: {
      'not whole': [{ roundsAndEpochs: (m: number, s: number, b: number, n: number) => ({ rounds: (60 * m) / s, epochs: ((60 * m) / s * b) / n }) }, /Math\.floor/],
      'rounded up': [{ roundsAndEpochs: (m: number, s: number, b: number, n: number) => ({ rounds: rounds(m, s) + 1, epochs: ((rounds(m, s) + 1) * b) / n }) }, /would not be done in time/],
      'minutes for seconds': [{ roundsAndEpochs: (m: number, s: number, b: number, n: number) => ({ rounds: Math.floor(m / s), epochs: (Math.floor(m / s) * b) / n }) }, /60 seconds/],
      'epochs without the batch': [{ roundsAndEpochs: (m: number, s: number, _b: number, n: number) => ({ rounds: rounds(m, s), epochs: rounds(m, s) / n }) }, /whole batch of pictures/],
      'an epoch is a batch': [{ roundsAndEpochs: (m: number, s: number, b: number) => ({ rounds: rounds(m, s), epochs: rounds(m, s) / b }) }, /not one batch/],
      'only a number': [{ roundsAndEpochs: (m: number, s: number) => rounds(m, s) }, /\{ rounds, epochs \} is expected/],
      'whole epochs': [{ roundsAndEpochs: (m: number, s: number, b: number, n: number) => ({ rounds: rounds(m, s), epochs: Math.floor((rounds(m, s) * b) / n) }) }, /need not be whole/],
    },
  },
  scores: {
    reference: { confidence, balance },
    variants: {
      'with TensorFlow.js': {
        confidence: (rows: number[][]) => tf.tidy(() => tf.tensor2d(rows).max(1).mean().dataSync()[0]),
        balance: (rows: number[][]) => tf.tidy(() => { const p = tf.tensor2d(rows).mean(0); return tf.neg(p.mul(tf.log(p.add(1e-12))).sum()).div(Math.log(rows[0]!.length)).dataSync()[0]; }),
      },
      'loops': {
        confidence(rows: number[][]) { let total = 0; for (const row of rows) total += [...row].sort((a, b) => b - a)[0]!; return total / rows.length; },
        balance(rows: number[][]) { const totals = rows[0]!.map(() => 0); for (const row of rows) row.forEach((p, k) => { totals[k]! += p; }); return totals.reduce((h, total) => (total === 0 ? h : h - (total / rows.length) * Math.log(total / rows.length)), 0) / Math.log(totals.length); },
      },
      'in other units': scores({ balance: (rows: Rows) => meanRow(rows).filter((p) => p > 0).map((p) => -p * Math.log2(p)).reduce((a, b) => a + b, 0) / Math.log2(rows[0]!.length) }),
    },
    mutants: {
      'confidence of the mean': [scores({ confidence: (rows: Rows) => Math.max(...meanRow(rows)) }), /largest of each row first/],
      'confidence summed': [scores({ confidence: (rows: Rows) => rows.reduce((total, row) => total + Math.max(...row), 0) }), /divide by how many/],
      'the most confident': [scores({ confidence: (rows: Rows) => Math.max(...rows.flat()) }), /largest of all/],
      'not divided': [scores({ balance: (rows: Rows) => entropy(meanRow(rows)) }), /so that 1 is the most/],
      'divided by ten': [scores({ balance: (rows: Rows) => entropy(meanRow(rows)) / rows[0]!.length }), /not by the number/],
      'sign': [scores({ balance: (rows: Rows) => -balance(rows) }), /not negative/],
      'each picture\'s entropy': [scores({ balance: (rows: Rows) => mean(rows.map(entropy)) / Math.log(rows[0]!.length) }), /Average the rows first/],
      '0 · ln 0': [scores({ balance: (rows: Rows) => -meanRow(rows).reduce((total, p) => total + p * Math.log(p), 0) / Math.log(rows[0]!.length) }), /is NaN/],
      'always the logarithm of ten': [scores({ balance: (rows: Rows) => entropy(meanRow(rows)) / Math.LN10 }), /logarithm of its length/],
    },
  },
  frechet: {
    reference: { frechetOfNumbers: frechet },
    variants: {
      'expanded': { frechetOfNumbers: (a: number[], b: number[]) => (mean(a) - mean(b)) ** 2 + variance(a) + variance(b) - 2 * Math.sqrt(variance(a) * variance(b)) },
      'tf.moments': { frechetOfNumbers: (a: number[], b: number[]) => tf.tidy(() => { const of = (x: number[]) => { const { mean: m, variance: v } = tf.moments(tf.tensor1d(x)); return [m.dataSync()[0]!, Math.sqrt(v.dataSync()[0]! * x.length / (x.length - 1))] as const; }; const [p, q] = [of(a), of(b)]; return (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2; }) },
      'sums of squares': { frechetOfNumbers(a: number[], b: number[]) { const sd = (x: number[]) => Math.sqrt((dot(x, x) - x.length * mean(x) ** 2) / (x.length - 1)); return Math.pow(mean(b) - mean(a), 2) + Math.pow(sd(b) - sd(a), 2); } },
    },
    mutants: {
      'means alone': [{ frechetOfNumbers: (a: number[], b: number[]) => (mean(a) - mean(b)) ** 2 }, /spread counts/],
      'spreads alone': [{ frechetOfNumbers: (a: number[], b: number[]) => (Math.sqrt(variance(a)) - Math.sqrt(variance(b))) ** 2 }, /means count/],
      'variances for deviations': [{ frechetOfNumbers: (a: number[], b: number[]) => (mean(a) - mean(b)) ** 2 + (variance(a) - variance(b)) ** 2 }, /root of the variance/],
      'the root of it': [{ frechetOfNumbers: (a: number[], b: number[]) => Math.sqrt(frechet(a, b)) }, /squared distance/],
      'divided by N': [{ frechetOfNumbers: (a: number[], b: number[]) => (mean(a) - mean(b)) ** 2 + (Math.sqrt(variance(a, 0)) - Math.sqrt(variance(b, 0))) ** 2 }, /N − 1/],
      'without the mixed term': [{ frechetOfNumbers: (a: number[], b: number[]) => (mean(a) - mean(b)) ** 2 + variance(a) + variance(b) }, /equal lists have the distance 0/],
      'difference of variances': [{ frechetOfNumbers: (a: number[], b: number[]) => (mean(a) - mean(b)) ** 2 + Math.abs(variance(a) - variance(b)) }, /not the difference of the variances/],
    },
  },
  choose: {
    reference: choose((history) => smallest(history).round),
    variants: {
      'sorted': choose((history) => [...valid(history)].sort((a, b) => a.validation - b.validation || a.round - b.round)[0]!.round),
      'Math.min': choose((history) => { const best = Math.min(...valid(history).map(({ validation }) => validation)); return history.find(({ validation }) => validation === best)!.round; }),
      'a loop': choose((history) => { let best: Entry | undefined; for (const entry of history) if (!(entry.validation >= (best?.validation ?? Infinity)) && entry.validation === entry.validation) best = entry; return best!.round; }),
    },
    mutants: {
      'by the test': [choose((history) => history.filter(({ test }) => !Number.isNaN(test)).reduce((best, entry) => (entry.test < best.test ? entry : best)).round), /best of the test|broken down/],
      'the largest': [choose((history) => valid(history).reduce((best, entry) => (entry.validation > best.validation ? entry : best)).round), /smallest `validation` wins/],
      'the last': [choose((history) => history.at(-1)!.round), /smallest `validation` wins|best of the test|earlier one/],
      'the place': [choose((history) => history.indexOf(smallest(history))), /return its `round`/],
      'NaN first': [choose((history) => history.reduce((best, entry) => (entry.validation < best.validation ? entry : best)).round), /broken down/],
      'the latest of equals': [choose((history) => valid(history).reduce((best, entry) => (entry.validation <= best.validation ? entry : best)).round), /earlier one was cheaper/],
    },
  },
  compare: {
    reference: compare(separate),
    variants: {
      'every and some': compare((a, b) => (a.every((x) => b.every((y) => x < y)) ? 'a' : b.every((y) => a.every((x) => y < x)) ? 'b' : 'undecided')),
      'sorted': compare((a, b) => { const up = (x: number[]) => [...x].sort((p, q) => p - q); const [p, q] = [up(a), up(b)]; if (p.at(-1)! < q[0]!) return 'a'; return q.at(-1)! < p[0]! ? 'b' : 'undecided'; }),
      'a gap': compare((a, b) => { const gap = Math.min(...b) - Math.max(...a), other = Math.min(...a) - Math.max(...b); return gap > 0 ? 'a' : other > 0 ? 'b' : 'undecided'; }),
    },
    mutants: {
      'means': [compare((a, b) => (mean(a) < mean(b) ? 'a' : 'b')), /Comparing means is not enough/],
      'larger is better': [compare((a, b) => ({ a: 'b', b: 'a', undecided: 'undecided' })[separate(a, b)]), /smaller distance is better/],
      'never decided': [compare(() => 'undecided'), /worst of one with the best/],
      'touching is enough': [compare((a, b) => (Math.max(...a) <= Math.min(...b) ? 'a' : Math.max(...b) <= Math.min(...a) ? 'b' : 'undecided')), /overlap or touch|Comparing means is not enough|spreads overlap/],
      'the best runs': [compare((a, b) => (Math.min(...a) < Math.min(...b) ? 'a' : 'b')), /spreads overlap|Comparing means/],
      'only a': [compare((a, b) => (separate(a, b) === 'a' ? 'a' : 'undecided')), /worst of one with the best/],
    },
  },
  slerp: {
    reference: walk(slerp),
    variants: {
      'directions first': walk((x, y, t) => { const unit = (v: Vector) => v.map((part) => part / Math.sqrt(dot(v, v))); const angle = Math.acos(Math.max(-1, Math.min(1, dot(unit(x), unit(y))))); return angle < 1e-4 ? mix(x, y, 1 - t, t) : arc(x, y, t, angle); }),
      'Math.hypot': walk((x, y, t) => { const cosine = dot(x, y) / (Math.hypot(...x) * Math.hypot(...y)); return cosine > 1 - 1e-9 ? mix(x, y, 1 - t, t) : arc(x, y, t, Math.acos(Math.max(-1, cosine))); }),
      'atan2': walk((x, y, t) => { const a = Math.hypot(...x), b = Math.hypot(...y), u = mix(x, y, b, -a), v = mix(x, y, b, a), angle = 2 * Math.atan2(Math.hypot(...u), Math.hypot(...v)); return angle < 1e-7 ? mix(x, y, 1 - t, t) : arc(x, y, t, angle); }),
    },
    mutants: {
      'straight': [walk((x, y, t) => mix(x, y, 1 - t, t)), /straight line/],
      'the other way': [walk((x, y, t) => slerp(y, x, t)), /walks the other way/],
      'pulled onto the sphere': [walk((x, y, t) => { const p = mix(x, y, 1 - t, t), scale = Math.sqrt(dot(x, x) / dot(p, p)); return p.map((part) => part * scale); }), /pulled onto the sphere/],
      'lengths forgotten': [walk((x, y, t) => { const angle = Math.acos(Math.max(-1, Math.min(1, dot(x, y)))); return Math.sin(angle) < 1e-6 ? mix(x, y, 1 - t, t) : arc(x, y, t, angle); }), /divided by both lengths/],
      '0 / 0': [walk((x, y, t) => arc(x, y, t)), /formula divides by 0/],
      'not divided by the sine': [walk((x, y, t) => { const angle = angleOf(x, y); return Math.sin(angle) < 1e-6 ? mix(x, y, 1 - t, t) : mix(x, y, Math.sin((1 - t) * angle), Math.sin(t * angle)); }), /divided by the sine of the whole angle/],
    },
  },
  'slide-diversity': {
    reference: mismatch((made, data) => sum(shares(made).map((share, k) => Math.abs(share - shares(data)[k]!))) / 2),
    variants: {
      'what is too much': mismatch((made, data) => sum(shares(made).map((share, k) => Math.max(0, share - shares(data)[k]!)))),
      'one minus what is shared': mismatch((made, data) => 1 - sum(shares(made).map((share, k) => Math.min(share, shares(data)[k]!)))),
      'with TensorFlow.js': mismatch((made, data) => tf.tidy(() => { const [p, q] = [tf.tensor1d([...made]), tf.tensor1d([...data])]; return p.div(p.sum()).sub(q.div(q.sum())).abs().sum().div(2).dataSync()[0]!; })),
    },
    mutants: {
      'not halved': [mismatch((made, data) => sum(shares(made).map((share, k) => Math.abs(share - shares(data)[k]!)))), /Half of the sum/],
      'counts': [mismatch((made, data) => sum(made.map((count, k) => Math.abs(count - data[k]!))) / 2), /divide each list by its own sum/],
      'the sum of the data for both': [mismatch((made, data) => sum(made.map((count, k) => Math.abs(count - data[k]!) / sum(data))) / 2), /sum of its own/],
      'from the uniform': [mismatch((made) => sum(shares(made).map((share) => Math.abs(share - 1 / made.length))) / 2), /mistake of the slide/],
      'an entropy': [mismatch((made) => 1 - entropy(shares(made)) / Math.log(made.length)), /mistake of the slide/],
      'without the absolute value': [mismatch((made, data) => sum(shares(made).map((share, k) => share - shares(data)[k]!)) / 2), /cancel out/],
    },
  },
};
