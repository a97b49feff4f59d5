/**
 * One contestant of bench/train.ts, on tfjs: a process that does a training step for every line on
 * stdin and answers with its milliseconds, by the clock and of all processors, so that contestants can
 * take turns.
 *
 *   node worker.js BACKEND MODEL BATCH THREADS
 */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../kernel-extensions/backend/index.js';
import type { BackendName } from '../kernel-extensions/backend/index.js';
import { ganStep } from './gan-step.js';
import { models } from './models.js';
import type { ModelName } from './models.js';

const [backend, model, batch, threads] = process.argv.slice(2);
delete process.env.MINIMAX_BACKEND;
await useBackend(backend as BackendName, { threads: Number(threads) });
const step = ganStep(models[model as ModelName](), () => tf.train.adam(2e-4, 0.5));
const real = tf.randomUniform([Number(batch), 28, 28, 1], -1, 1, 'float32', 1) as tf.Tensor4D;

console.log('ready');
for await (const _ of createInterface({ input: process.stdin })) {
  const [started, before] = [performance.now(), process.cpuUsage()];
  step(real);
  const { user, system } = process.cpuUsage(before);
  console.log(performance.now() - started, (user + system) / 1000);
}
process.exit(0);
