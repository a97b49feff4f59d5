/**
 * Memory of a training: bytes in use and resident size after 10 and after 2,000 steps, and the peak,
 * on `simd` beside PyTorch. What is in use must not grow.
 *
 *   node dist/bench/memory.js [--model compact28] [--batch 8] [--steps 2000] [--threads N]
 */
import { parseArgs } from 'node:util';
import { findPyTorch, markdownTable, noPyTorch, onPyTorch, onTfjs } from './contest.js';
import type { Answer, Contestant } from './contest.js';
import { benchOptions } from './train.js';

const { values } = parseArgs({ options: {
  model: { type: 'string', default: 'compact28' }, batch: { type: 'string', default: '8' }, steps: { type: 'string', default: '2000' }, threads: { type: 'string' },
} });
const { entries: [entry] } = benchOptions({ model: [values.model], batch: values.batch, threads: values.threads });
const steps = Number(values.steps);
if (!Number.isInteger(steps) || steps <= 10) throw new Error(`--steps takes a whole number above 10, not '${values.steps}'.`);

const mebibytes = (bytes: number | undefined) => (bytes === undefined ? '–' : `${(bytes / 2 ** 20).toFixed(1)} MiB`);

async function rowOf(contestant: Contestant): Promise<string[]> {
  try {
    const [early, late]: Answer[] = [await contestant.step(10), await contestant.step(steps - 10)];
    return [contestant.name, ...[early.inUse, late.inUse, early.resident, late.resident, late.peak].map(mebibytes)];
  } finally {
    contestant.end();
  }
}

const rows = [await rowOf(await onTfjs('simd', entry))];
const pytorch = findPyTorch();
if (pytorch) rows.push(await rowOf(await onPyTorch(pytorch, entry)));
else console.log(noPyTorch);
console.log(`${entry.task}, batch ${entry.batch}, ${entry.threads} threads: after 10 and after ${steps} steps\n`);
console.log(markdownTable([['', 'in use', `after ${steps}`, 'resident', `after ${steps}`, 'peak'], ...rows]));
