/**
 * How close matrix products and convolutions of the `simd` backend come to what its micro-kernel
 * could do on data in the cache: GFLOP a second of processor time on one thread, which a busy machine
 * disturbs least. Multiplications with padding that a convolution leaves out count as done.
 *
 *   node dist/bench/gemm.js
 */
import * as tf from '@tensorflow/tfjs';
import { SimdBackend, registerSimdBackend } from '../kernel-extensions/backend/simd/index.js';
import { markdownTable } from './contest.js';

const ROUNDS = 7;

/** Least seconds of processor time of one call, over ROUNDS rounds of about 50 ms. */
function secondsOf(call: () => void): number {
  const processorTime = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const timed = (calls: number) => {
    const started = processorTime();
    for (let i = 0; i < calls; i++) call();
    return (processorTime() - started) / calls;
  };
  timed(2);
  const calls = Math.max(1, Math.round(0.05 / Math.max(1e-6, timed(2))));
  return Math.min(...Array.from({ length: ROUNDS }, () => timed(calls)));
}

interface Case {
  name: string;
  multiplyAdds: number;
  run: () => tf.Tensor;
}

function matMul(m: number, k: number, n: number): Case {
  const a = tf.randomUniform([m, k], -1, 1);
  const b = tf.randomUniform([k, n], -1, 1);
  return { name: `matMul ${m}×${k} · ${k}×${n}`, multiplyAdds: m * k * n, run: () => tf.matMul(a, b) };
}

/** The three products of a convolution layer [batch, size, size, channels] → n channels, padding 'same'. */
function convolution(batch: number, size: number, channels: number, n: number, filter: number, stride: number): Case[] {
  const outSize = Math.ceil(size / stride);
  const x = tf.randomUniform<tf.Rank.R4>([batch, size, size, channels], -1, 1);
  const w = tf.randomUniform<tf.Rank.R4>([filter, filter, channels, n], -1, 1);
  const dy = tf.randomUniform<tf.Rank.R4>([batch, outSize, outSize, n], -1, 1);
  const multiplyAdds = batch * outSize * outSize * filter * filter * channels * n;
  const name = `${filter}×${filter} stride ${stride}, ${size}×${size}×${channels} → ${n}`;
  const attrs = { strides: stride, pad: 'same', dataFormat: 'NHWC' };
  const kernel = (kernelName: string, inputs: tf.NamedTensorMap, more: tf.NamedAttrMap) =>
    tf.engine().runKernel(kernelName, inputs, { ...attrs, ...more }) as tf.Tensor;
  return [
    { name: `conv ${name}`, multiplyAdds, run: () => tf.conv2d(x, w, stride, 'same') },
    { name: '… gradient of the input', multiplyAdds, run: () => kernel('Conv2DBackpropInput', { dy, filter: w }, { inputShape: x.shape }) },
    { name: '… gradient of the filter', multiplyAdds, run: () => kernel('Conv2DBackpropFilter', { x, dy }, { filterShape: w.shape }) },
  ];
}

/** GFLOP/s of the micro-kernel alone: one packed block again and again. */
function peak(backend: SimdBackend): number {
  const [rows, depth, columns] = [64, 256, 64];
  tf.matMul(tf.ones([rows, depth]), tf.ones([depth, columns])); // leaves the block's rows and panels in place
  const panels = backend.workspace(depth * columns * 4);
  return 2e-9 * rows * depth * columns / secondsOf(() => {
    backend.wasm.multiplyBlock(rows, depth, panels, depth * 32, 0, columns, 0);
  });
}

registerSimdBackend({ threads: 1 });
await tf.setBackend('simd');
const backend = tf.backend() as SimdBackend;
const best = peak(backend);
console.log(`Node ${process.version}, ${backend.relaxed ? 'relaxed SIMD (fused multiply-add)' : 'plain SIMD'}; micro-kernel: ${best.toFixed(1)} GFLOP/s a thread\n`);
const cases = [
  matMul(1024, 1024, 1024), matMul(64, 100, 12_544), matMul(64, 6272, 1), matMul(64, 2, 32),
  ...convolution(64, 7, 128, 256, 5, 1), ...convolution(64, 14, 64, 128, 5, 2), ...convolution(64, 28, 1, 64, 5, 2),
  ...convolution(4, 8, 256, 256, 3, 1), ...convolution(1, 16, 256, 256, 3, 1),
];
const rows = cases.map(({ name, multiplyAdds, run }) => {
  const seconds = secondsOf(() => run().dispose());
  const rate = 2e-9 * multiplyAdds / seconds;
  return [name, (1000 * seconds).toFixed(3), rate.toFixed(1), `${(100 * rate / best).toFixed(0)} %`];
});
console.log(markdownTable([['', 'ms', 'GFLOP/s', 'of the micro-kernel'], ...rows]));
