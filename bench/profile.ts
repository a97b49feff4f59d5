/**
 * Where a training step spends its time: calls and milliseconds of every kernel, and what tfjs itself
 * takes around them.
 *
 *   node dist/bench/profile.js [MODEL] [BATCH] [THREADS] [--shapes]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { tasks } from './tasks.js';
import type { TaskName } from './tasks.js';

const { positionals, values: { shapes } } = parseArgs({ allowPositionals: true, options: { shapes: { type: 'boolean', default: false } } });
const [model = 'dcgan28', batch, threads = String(availableParallelism())] = positionals;
const task = tasks[model as TaskName];

/** Milliseconds of steps that are not counted, and of those that are; at least three. */
const WARM_UP = 1_500;
const MEASURED = 1_000;

await useBackend('simd', { threads: Number(threads) });
const totals = new Map<string, { calls: number; time: number }>();
// A kernel may run another one (a fused one its parts): only the outer one is counted.
let depth = 0;
for (const config of tf.getKernelsForBackend('simd')) {
  tf.unregisterKernel(config.kernelName, 'simd');
  tf.registerKernel({
    ...config,
    kernelFunc(call) {
      const started = performance.now();
      depth++;
      try {
        return config.kernelFunc(call);
      } finally {
        if (--depth === 0) {
          const label = shapes ? `${config.kernelName} ${shapesOf(call.inputs)}` : config.kernelName;
          const total = totals.get(label) ?? { calls: 0, time: 0 };
          totals.set(label, { calls: total.calls + 1, time: total.time + performance.now() - started });
        }
      }
    },
  });
}

const shapesOf = (inputs: object) => Object.values(inputs).filter(Boolean).map((tensor: TensorInfo) => `[${tensor.shape}]`).join(' ');

function timeOf(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const { step } = task.start(Number(batch ?? task.batch), task.width);
// Until the compilers have done their work and the threads run.
for (const begun = performance.now(); performance.now() - begun < WARM_UP;) step();
const steps = Math.max(3, Math.round(MEASURED / timeOf(step)));
totals.clear();
const started = performance.now();
for (let round = 0; round < steps; round++) step();
const whole = (performance.now() - started) / steps;

let inKernels = 0;
console.log(`${model}, batch ${batch ?? task.batch}, ${threads} threads: ${whole.toFixed(1)} ms a step`);
for (const [label, { calls, time }] of [...totals].sort(([, a], [, b]) => b.time - a.time)) {
  inKernels += time / steps;
  console.log(`${(time / steps).toFixed(2).padStart(9)} ms ${(calls / steps).toFixed(0).padStart(5)} calls  ${label}`);
}
console.log(`${(whole - inKernels).toFixed(2).padStart(9)} ms outside the kernels`);
process.exit(0);
