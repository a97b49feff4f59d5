/**
 * Single operations and their gradients on `simd` beside tfjs's `cpu` and `wasm`: is any slower than the best
 * of the two? Backends take turns within one process; tiny tensors show what an operation costs by itself.
 *
 *   node dist/bench/ops.js [--threads N] [--only TEXT] [--slower] [--processor]
 *
 * --only: operations whose name has this text. --slower: those alone that lose. --processor: processor time
 * instead of the clock, which on a busy machine and with one thread is the fairer one.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { registerSimdBackend } from '../kernel-extensions/backend/simd/index.js';
import type { BackendName } from './contest.js';
import { isWasmInstalled, useWasm, wasmRemedy } from './wasm.js';

/** An operation on float32 inputs of these shapes in (−1, 1). */
interface Operation {
  name: string;
  shapes: number[][];
  run: (...inputs: tf.Tensor[]) => tf.Tensor;
}

const on = (name: string, shapes: number[][], run: (...inputs: tf.Tensor[]) => tf.Tensor): Operation => ({ name: `${name} ${shapes.map((shape) => `[${shape}]`).join(' ')}`, shapes, run });

const elementWise: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  relu: tf.relu, leakyRelu: (x) => tf.leakyRelu(x, 0.2), elu: tf.elu, selu: tf.selu, sigmoid: tf.sigmoid, tanh: tf.tanh, softplus: tf.softplus,
  exp: tf.exp, square: tf.square, abs: tf.abs, neg: tf.neg, sqrt: (x) => tf.sqrt(tf.abs(x)), log: (x) => tf.log(tf.abs(x)), sin: tf.sin,
  clip: (x) => tf.clipByValue(x, -0.5, 0.5), step: tf.step, softmax: (x) => tf.softmax(x.reshape([-1, x.shape.at(-1)!])),
  sum: (x) => tf.sum(x), mean: (x) => tf.mean(x, -1), max: (x) => tf.max(x, -1), 'sum of columns': (x) => tf.sum(x, 0), transpose: (x) => tf.transpose(x),
  'add scalar': (x) => x.add(1), reshape: (x) => x.reshape([-1]), pad: (x) => tf.pad(x, x.shape.map(() => [1, 2])), tile: (x) => tf.tile(x, x.shape.map((_, i) => (i === 0 ? 2 : 1))),
  reverse: (x) => tf.reverse(x, 0), cumsum: (x) => tf.cumsum(x), slice: (x) => tf.slice(x, 0, x.shape[0] >> 1),
};
const pairs: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add, sub: tf.sub, mul: tf.mul, div: (a, b) => tf.div(a, b.add(3)), maximum: tf.maximum, pow: (a, b) => tf.pow(a.abs(), b),
  squaredDifference: tf.squaredDifference, where: (a, b) => tf.where(a.greater(0), a, b), concat: (a, b) => tf.concat([a, b]), stack: (a, b) => tf.stack([a, b]),
};
const images = (x: tf.Tensor) => x as tf.Tensor4D;

function convolutions(batch: number, size: number, channels: number, filters: number): Operation[] {
  const x = [batch, size, size, channels];
  const all: Operation[] = [];
  for (const [kernel, stride, pad] of [[1, 1, 'same'], [3, 1, 'same'], [3, 2, 'same'], [3, 3, 'valid'], [4, 2, 'same'], [5, 1, 'valid'], [5, 2, 'same']] as const) {
    all.push(on(`conv2d ${kernel}×${kernel} stride ${stride} ${pad}`, [x, [kernel, kernel, channels, filters]], (x, w) => tf.conv2d(images(x), images(w), stride, pad)));
    if (pad === 'same') {
      all.push(on(`conv2dTranspose ${kernel}×${kernel} stride ${stride}`, [x, [kernel, kernel, filters, channels]],
        (x, w) => tf.conv2dTranspose(images(x), images(w), [batch, size * stride, size * stride, filters], stride, 'same')));
    }
    all.push(on(`depthwise ${kernel}×${kernel} stride ${stride} ${pad}`, [x, [kernel, kernel, channels, 1]], (x, w) => tf.depthwiseConv2d(images(x), images(w), stride, pad)));
  }
  all.push(on('conv2d 3×3 dilation 2', [x, [3, 3, channels, filters]], (x, w) => tf.conv2d(images(x), images(w), 1, 'same', 'NHWC', 2)));
  all.push(on('separable 3×3', [x, [3, 3, channels, 1], [1, 1, channels, filters]], (x, d, p) => tf.separableConv2d(images(x), images(d), images(p), 1, 'same')));
  for (const [window, stride] of [[2, 2], [3, 2], [3, 1]] as const) {
    all.push(on(`maxPool ${window} stride ${stride}`, [x], (x) => tf.maxPool(images(x), window, stride, 'same')));
    all.push(on(`avgPool ${window} stride ${stride}`, [x], (x) => tf.avgPool(images(x), window, stride, 'same')));
  }
  all.push(on('resize nearest', [x], (x) => tf.image.resizeNearestNeighbor(images(x), [2 * size, 2 * size])));
  all.push(on('resize bilinear', [x], (x) => tf.image.resizeBilinear(images(x), [2 * size, 2 * size])));
  all.push(on('mirrorPad', [x], (x) => tf.mirrorPad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], 'reflect')));
  all.push(on('batchNorm', [x, [channels], [channels]], (x, mean, scale) => tf.batchNorm(x, mean, scale.square().add(1))));
  all.push(on('layer norm', [x], (x) => { const { mean, variance } = tf.moments(x, [-1], true); return x.sub(mean).div(variance.add(1e-5).sqrt()); }));
  all.push(on('instance norm', [x], (x) => { const { mean, variance } = tf.moments(x, [1, 2], true); return x.sub(mean).div(variance.add(1e-5).sqrt()); }));
  all.push(on('bias', [x, [channels]], (x, b) => x.add(b)));
  return all;
}

const products = (m: number, k: number, n: number): Operation[] => [
  on('matMul', [[m, k], [k, n]], (a, b) => tf.matMul(a, b)),
  on('matMul ᵀ', [[m, k], [n, k]], (a, b) => tf.matMul(a, b, false, true)),
  on('dense relu', [[m, k], [k, n], [n]], (a, b, c) => tf.relu(tf.add(tf.matMul(a, b), c))),
  on('batch matMul', [[4, m, k], [4, k, n]], (a, b) => tf.matMul(a, b)),
  on('gather', [[k, n]], (x) => tf.gather(x, tf.tensor1d(Array.from({ length: m }, (_, i) => (i * 7) % k), 'int32'))),
  on('softmax cross-entropy', [[m, n]], (x) => tf.losses.softmaxCrossEntropy(tf.oneHot(Array.from({ length: m }, (_, i) => i % n), n), x)),
  on('dropout', [[m, n]], (x) => tf.dropout(x, 0.5, undefined, 1)),
];

function operations(): Operation[] {
  const all: Operation[] = [];
  for (const shape of [[4], [64, 32], [16, 14, 14, 64]]) {
    for (const [name, f] of Object.entries(elementWise)) all.push(on(name, [shape], f));
    for (const [name, f] of Object.entries(pairs)) all.push(on(name, [shape, shape], f));
  }
  return [...all, ...products(2, 3, 4), ...products(64, 100, 256), ...convolutions(1, 5, 2, 3), ...convolutions(8, 15, 20, 24)];
}

/** Milliseconds of one measurement, and how many there are of each backend: the least counts. */
const SPAN = 10;
const ROUNDS = 4;
/** What counts as slower. */
const TOLERANCE = 1.1;

const processorTime = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
let now = () => performance.now();

/** Milliseconds of one call, or undefined where the backend cannot do it. */
type Measure = () => number | undefined;

/** The operation, or its gradients for all inputs, on one backend. */
function measure(backend: BackendName, { shapes, run }: Operation, gradients: boolean): Measure {
  tf.setBackend(backend);
  const inputs = shapes.map((shape, index) => tf.randomUniform(shape, -1, 1, 'float32', index + 1));
  const call = gradients ? () => { tf.grads((...xs: tf.Tensor[]) => run(...xs))(inputs); } : () => { run(...inputs).dataSync(); };
  const timed = (count: number) => {
    const started = now();
    for (let i = 0; i < count; i++) tf.tidy(call);
    return (now() - started) / count;
  };
  let calls = 0;
  return () => {
    tf.setBackend(backend);
    try {
      if (calls === 0) {
        // The compilers have done their work after some hundred calls; of slow ones, two will do.
        const once = timed(1) > 10 * SPAN ? Infinity : timed(2);
        if (once < SPAN) timed(Math.min(500, 2 * SPAN / once));
        calls = Math.max(1, Math.min(2000, Math.round(SPAN / (once < SPAN ? timed(5) : SPAN))));
      }
      return timed(calls);
    } catch {
      return undefined;
    }
  };
}

const { values } = parseArgs({ options: {
  threads: { type: 'string' }, only: { type: 'string', default: '' }, slower: { type: 'boolean', default: false }, processor: { type: 'boolean', default: false },
} });
if (values.processor) now = processorTime;
registerSimdBackend({ threads: Number(values.threads ?? availableParallelism()) });
const others: BackendName[] = ['cpu'];
if (isWasmInstalled()) {
  await useWasm();
  others.push('wasm');
} else {
  console.log(`tfjs wasm is left out: it is not installed (${wasmRemedy}).`);
}
for (const backend of ['simd', 'cpu']) await tf.setBackend(backend);
console.warn = () => {}; // tfjs's about sizes that a backend does not like

const line = (name: string, cells: string[]) => console.log(`| ${name.padEnd(64)} | ${cells.map((cell) => cell.padStart(10)).join(' | ')} |`);
const show = (time: number) => (Number.isNaN(time) ? '–' : time.toFixed(time < 10 ? 3 : 1));
let slower = 0;
line('milliseconds', ['simd', ...others, 'simd/best']);
line('---', ['simd', ...others, 'simd/best'].map(() => '---:'));
for (const operation of operations().filter(({ name }) => name.includes(values.only))) {
  for (const gradients of [false, true]) {
    const measures = (['simd', ...others] as BackendName[]).map((backend) => measure(backend, operation, gradients));
    const times = measures.map(() => [] as number[]);
    for (let round = 0; round < ROUNDS; round++) measures.forEach((one, i) => { const time = one(); if (time !== undefined) times[i].push(time); });
    const least = times.map((list) => (list.length === ROUNDS ? Math.min(...list) : NaN));
    if (Number.isNaN(least[0])) continue; // an operation without a gradient
    const best = Math.min(...least.slice(1).filter((time) => !Number.isNaN(time)));
    const isSlower = least[0] > TOLERANCE * best;
    if (isSlower) slower++;
    if (values.slower && !isSlower) continue;
    line(`${operation.name}${gradients ? ': gradients' : ''}`, [...least.map(show), Number.isFinite(best) ? `${(least[0] / best).toFixed(2)} ×` : '–']);
  }
}
console.log(`\n${slower} slower than ${TOLERANCE} × the best of the others.`);
process.exit(0);
