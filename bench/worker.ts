/**
 * One contestant of the benchmarks on tfjs: a process that takes as many training steps as a line on
 * stdin says and answers with their times, losses and memory (see contest.ts), so that contestants can
 * take turns.
 *
 *   node worker.js BACKEND TASK BATCH THREADS WIDTH
 */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { SimdBackend } from '../kernel-extensions/backend/simd/index.js';
import type { Answer, BackendName, Greeting } from './contest.js';
import { tasks } from './tasks.js';
import type { TaskName } from './tasks.js';
import { useWasm } from './wasm.js';

const [backend, task, batch, threads, width] = process.argv.slice(2) as [BackendName, TaskName, string, string, string];
delete process.env.MINIMAX_BACKEND;
if (backend === 'wasm') await useWasm();
else await useBackend(backend, { threads: Number(threads) });
const { step, parameters } = tasks[task].start(Number(batch), Number(width));

const say = (line: Greeting | Answer) => console.log(JSON.stringify(line));
say({ version: process.version, parameters });
for await (const line of createInterface({ input: process.stdin })) {
  const steps = Number(line);
  const [started, before] = [performance.now(), process.cpuUsage()];
  let losses: number[] = [];
  for (let i = 0; i < steps; i++) losses = step();
  const wall = (performance.now() - started) / steps;
  const { user, system } = process.cpuUsage(before);
  const engine = tf.backend();
  say({
    wall, cpu: (user + system) / 1000 / steps, losses, resident: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024,
    ...(engine instanceof SimdBackend ? { inUse: engine.usage().bytesInUse } : {}),
  });
}
process.exit(0);
