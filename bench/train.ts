/**
 * Times training steps on the `simd` backend beside PyTorch and tfjs's `cpu` and `wasm`, in one run: the
 * contestants take turns step by step. One table a network.
 *
 *   node dist/bench/train.js [--model NAME]... [--batch N] [--rounds 5] [--threads N] [--node PATH]... [--no-cpu] [--no-wasm]
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findPyTorch, markdownTable, median, noPyTorch, onPyTorch, onTfjs } from './contest.js';
import type { Contestant, Entry } from './contest.js';
import { tasks } from './tasks.js';
import type { TaskName } from './tasks.js';
import { isWasmInstalled, wasmRemedy } from './wasm.js';

export interface BenchOptions {
  entries: Entry[];
  /** Timed rounds of each contestant, a quarter of a second or one step long, after some that are not timed. */
  rounds: number;
  /** Other Node binaries that run the `simd` backend, too. */
  nodes: string[];
  /** Whether tfjs's `cpu` and `wasm` backends take part: the convolutional networks take minutes on them. */
  cpu: boolean;
  wasm: boolean;
}

export interface BenchRow {
  contestant: string;
  batch: number;
  /** Median milliseconds of one step, by the clock, and those that all processors spent; NaN where there was no step. */
  step: number;
  cpu: number;
  /** Why there was no step. */
  failure?: string;
}

/** A step of a contestant without fast kernels may take this long. */
const PATIENCE = 20_000;
/** Those that are faster take as many timed steps as the others. */
const QUICK = 2_000;
/** What is not timed, and a timed round: milliseconds, but at least one step. */
const WARM_UP = 2_000;
const ROUND = 250;

/** Runs the contest of one network; `say` receives a line about each contestant that is left out. */
export async function bench(entry: Entry, options: BenchOptions, say: (line: string) => void): Promise<BenchRow[]> {
  const contestants: Contestant[] = [];
  const rows: BenchRow[] = [];
  try {
    contestants.push(await onTfjs('simd', entry));
    for (const node of options.nodes) contestants.push(await onTfjs('simd', entry, node));
    const pytorch = findPyTorch();
    if (pytorch) contestants.push(await onPyTorch(pytorch, entry));
    else say(noPyTorch);
    const steps: number[] = [];
    for (const contestant of contestants) steps.push(await warmUp(contestant));
    for (let round = 0; round < options.rounds; round++) {
      for (const [index, contestant] of contestants.entries()) await contestant.timedStep(steps[index]);
    }
    rows.push(...contestants.map(rowOf));
  } finally {
    for (const contestant of contestants) contestant.end();
  }
  if (options.wasm && !isWasmInstalled()) say(`tfjs wasm is left out: it is not installed (${wasmRemedy}).`);
  for (const backend of ['wasm', 'cpu'] as const) {
    if (!options[backend] || (backend === 'wasm' && !isWasmInstalled())) continue;
    const contestant = await onTfjs(backend, { ...entry, batch: Math.min(entry.batch, tasks[entry.task].smallBatch) });
    rows.push(await patiently(contestant, options.rounds));
  }
  return rows;
}

/** Steps until the compilers have done their work. @returns how many steps a timed round takes */
async function warmUp(contestant: Contestant): Promise<number> {
  let { wall } = await contestant.step();
  for (let spent = wall; spent < WARM_UP; spent += ROUND) wall = (await contestant.step(stepsIn(ROUND, wall))).wall;
  return stepsIn(ROUND, wall);
}

const stepsIn = (milliseconds: number, wall: number) => Math.max(1, Math.round(milliseconds / wall));

/** The row of a contestant that may be slow, or unable. */
async function patiently(contestant: Contestant, rounds: number): Promise<BenchRow> {
  const timer = setTimeout(() => contestant.kill(`no step within ${PATIENCE / 1000} s`), PATIENCE);
  try {
    await contestant.timedStep();
    if (contestant.answers[0].wall < QUICK) {
      contestant.answers.pop();
      const steps = await warmUp(contestant);
      for (let round = 0; round < rounds; round++) await contestant.timedStep(steps);
    }
    return rowOf(contestant);
  } catch (error) {
    return { contestant: contestant.name, batch: contestant.entry.batch, step: NaN, cpu: NaN, failure: (error as Error).message };
  } finally {
    clearTimeout(timer);
    contestant.end();
  }
}

const rowOf = ({ name, entry, answers }: Contestant): BenchRow => ({
  contestant: name, batch: entry.batch, step: median(answers.map(({ wall }) => wall)), cpu: median(answers.map(({ cpu }) => cpu)),
});

/** The rows as a table; the last columns are the times of an element of the batch relative to the first row. */
export function table(rows: BenchRow[]): string {
  const relative = (row: BenchRow, time: 'step' | 'cpu') => `${(row[time] / row.batch / (rows[0][time] / rows[0].batch)).toFixed(2)} ×`;
  return markdownTable([['', 'batch', 'ms/step', 'CPU ms/step', 'a second', 'time', 'CPU time'], ...rows.map((row) => (row.failure
    ? [`${row.contestant}: ${row.failure}`, '', '', '', '', '', '']
    : [row.contestant, String(row.batch), row.step.toFixed(1), row.cpu.toFixed(1), (row.batch * 1000 / row.step).toFixed(1), relative(row, 'step'), relative(row, 'cpu')]
  ))]);
}

export function heading({ task, batch, threads }: Entry, { rounds }: BenchOptions): string {
  const blas = process.env.OPENBLAS_CORETYPE ? `, OPENBLAS_CORETYPE=${process.env.OPENBLAS_CORETYPE}` : '';
  return `${task}, batch ${batch}: one training step, median of ${rounds}, ${threads} thread${threads > 1 ? 's' : ''}${blas}`;
}

export interface BenchFlags {
  model?: string[];
  batch?: string;
  rounds?: string;
  threads?: string;
  node?: string[];
  cpu?: boolean;
  wasm?: boolean;
}

/** `minimax bench` and this file's own command line take the same flags. Without a model: all of them. */
export function benchOptions(flags: BenchFlags): BenchOptions {
  const count = (flag: 'batch' | 'rounds' | 'threads', fallback: number) => {
    const value = Number(flags[flag] ?? fallback);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} takes a whole number from 1 on, not '${flags[flag]}'.`);
    return value;
  };
  for (const name of flags.model ?? []) {
    if (!Object.hasOwn(tasks, name)) throw new Error(`--model takes ${Object.keys(tasks).join(', ')}, not '${name}'.`);
  }
  const names = (flags.model ?? Object.keys(tasks)) as TaskName[];
  const threads = count('threads', availableParallelism());
  return {
    entries: names.flatMap((task) => {
      const batches = flags.batch || flags.model || task !== 'dcgan28' ? [count('batch', tasks[task].batch)] : [64, 128];
      return batches.map((batch) => ({ task, batch, threads, width: tasks[task].width }));
    }),
    rounds: count('rounds', 5), nodes: flags.node ?? [], cpu: flags.cpu ?? true, wasm: flags.wasm ?? true,
  };
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const { values } = parseArgs({ allowNegative: true, options: {
    model: { type: 'string', multiple: true }, batch: { type: 'string' }, rounds: { type: 'string' }, threads: { type: 'string' },
    node: { type: 'string', multiple: true }, cpu: { type: 'boolean' }, wasm: { type: 'boolean' },
  } });
  const options = benchOptions(values);
  const said = new Set<string>();
  for (const entry of options.entries) {
    console.log(`${heading(entry, options)}\n`);
    console.log(`${table(await bench(entry, options, (line) => { if (!said.has(line)) console.log(line); said.add(line); }))}\n`);
  }
}
