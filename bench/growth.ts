/**
 * How the time of a training step grows with the batch, the width of the network and the number of
 * threads, on `simd` beside PyTorch. Small networks first: the largest steps take seconds.
 *
 *   node dist/bench/growth.js [--model dcgan28] [--rounds 3] [--threads N] [--batches 8,16,…] [--widths 16,32,…]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { markdownTable } from './contest.js';
import type { Entry } from './contest.js';
import { tasks } from './tasks.js';
import type { TaskName } from './tasks.js';
import { bench, benchOptions } from './train.js';

const { values } = parseArgs({ options: {
  model: { type: 'string', default: 'dcgan28' }, rounds: { type: 'string', default: '3' }, threads: { type: 'string' },
  batches: { type: 'string', default: '8,16,32,64,128,256' }, widths: { type: 'string', default: '16,32,64,128' },
} });
const options = benchOptions({ model: [values.model], rounds: values.rounds, threads: values.threads, cpu: false, wasm: false });
const [usual] = options.entries;
const numbers = (list: string) => list.split(',').map(Number);
const threads = Array.from({ length: Math.ceil(Math.log2(availableParallelism())) + 1 }, (_, i) => Math.min(2 ** i, availableParallelism()));

/** A table with a row for each entry; `label` names what grows. */
async function grow(label: string, entries: Entry[], valueOf: (entry: Entry) => number): Promise<void> {
  const rows: string[][] = [];
  for (const entry of entries) {
    const [simd, pytorch] = await bench(entry, options, () => {});
    rows.push([
      String(valueOf(entry)), simd.step.toFixed(1), simd.cpu.toFixed(1), (entry.batch * 1000 / simd.step).toFixed(1),
      ...(pytorch ? [pytorch.step.toFixed(1), `${(simd.step / pytorch.step).toFixed(2)} ×`, `${(simd.cpu / pytorch.cpu).toFixed(2)} ×`] : ['–', '–', '–']),
    ]);
  }
  console.log(`${markdownTable([[label, 'ms/step', 'CPU ms/step', 'a second', 'PyTorch ms', 'simd / PyTorch', 'CPU time'], ...rows])}\n`);
}

const { width } = tasks[values.model as TaskName];
console.log(`${values.model}, ${usual.threads} threads, batch ${usual.batch}, width ${width}, unless the table says otherwise; median of ${options.rounds}\n`);
await grow('batch', numbers(values.batches).map((batch) => ({ ...usual, batch })), ({ batch }) => batch);
await grow('width', numbers(values.widths).map((width) => ({ ...usual, width })), ({ width }) => width);
await grow('threads', threads.map((threads) => ({ ...usual, threads })), ({ threads }) => threads);
