/**
 * Times a DCGAN training step on the `simd` backend beside PyTorch and tfjs's `cpu`, in one run.
 * The contestants are processes that take turns step by step, since a shared machine's speed drifts.
 *
 *   node dist/bench/train.js [--model dcgan28|compact28] [--batch 64] [--rounds 5] [--threads N] [--no-cpu]
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ModelName } from './models.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(createRequire(import.meta.url).resolve('minimax-labs/package.json'));

export interface BenchOptions {
  model: ModelName;
  batch: number;
  /** Timed steps of each contestant, after one that is not. */
  rounds: number;
  threads: number;
  /** Whether tfjs's `cpu` backend takes part: it needs about 10 s an image for `dcgan28`. */
  cpu: boolean;
}

export interface BenchRow {
  contestant: string;
  batch: number;
  /** Median milliseconds of one step, by the clock. */
  step: number;
  /** Median milliseconds that all processors spent on one step: what other load on the machine changes least. */
  cpu: number;
  imagesPerSecond: number;
}

/** Milliseconds of a step, by the clock and of all processors. */
interface Time { wall: number; cpu: number }

/** A process that answers each line with the time of one step. */
class Contestant {
  readonly times: Time[] = [];
  private readonly lines: AsyncIterator<string>;
  private errors = '';

  constructor(readonly name: string, readonly batch: number, private readonly child: ChildProcess) {
    this.lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    child.stderr!.on('data', (chunk: Buffer) => { this.errors += chunk.toString(); });
  }

  async answer(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.name} stopped: ${/^\w*Error.*$/m.exec(this.errors)?.[0] ?? 'no message'}`);
    return value;
  }

  async step(): Promise<Time> {
    this.child.stdin!.write('step\n');
    const [wall, cpu] = (await this.answer()).split(' ').map(Number);
    return { wall, cpu };
  }

  end(): void {
    this.child.stdin!.end();
  }
}

/** PyTorch's threads spin while they wait, which on a machine with other load slows the threads they wait for. */
const quietWaiting = { OMP_WAIT_POLICY: 'PASSIVE' };

async function start(name: string, batch: number, command: string, args: string[]): Promise<Contestant> {
  const contestant = new Contestant(name, batch, spawn(command, args, { stdio: 'pipe', env: { ...quietWaiting, ...process.env } }));
  await contestant.answer();
  return contestant;
}

const onTfjs = (backend: 'simd' | 'cpu', { model, threads }: BenchOptions, batch: number) =>
  start(`tfjs ${backend}`, batch, process.execPath, [join(here, 'worker.js'), backend, model, String(batch), String(threads)]);

/** Debian's PyTorch belongs to /usr/bin/python3, whichever python3 comes first in PATH. */
function findPyTorch(): { python: string; version: string } | undefined {
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

/** Runs the contest; `say` receives a line about each contestant that is left out. */
export async function bench(options: BenchOptions, say: (line: string) => void): Promise<BenchRow[]> {
  const { model, batch, rounds, threads } = options;
  const contestants: Contestant[] = [];
  try {
    contestants.push(await onTfjs('simd', options, batch));
    const pytorch = findPyTorch();
    if (pytorch) {
      const script = join(root, 'bench', 'peer', 'dcgan28.py');
      contestants.push(await start(`PyTorch ${pytorch.version}`, batch, pytorch.python, [script, model, String(batch), String(threads)]));
    } else {
      say('PyTorch is left out: no python3 here can import torch.');
    }
    for (let round = 0; round <= rounds; round++) {
      for (const contestant of contestants) {
        const time = await contestant.step();
        if (round > 0) contestant.times.push(time);
      }
    }
    if (options.cpu) {
      const cpu = await onTfjs('cpu', options, 1);
      contestants.push(cpu);
      cpu.times.push(await cpu.step());
    }
  } finally {
    for (const contestant of contestants) contestant.end();
  }
  return contestants.map(({ name, batch, times }) => {
    const step = median(times.map(({ wall }) => wall));
    return { contestant: name, batch, step, cpu: median(times.map(({ cpu }) => cpu)), imagesPerSecond: batch * 1000 / step };
  });
}

const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[sorted.length - 1 >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** The rows as a table; the last columns are the times of an image relative to the first row. */
export function table(rows: BenchRow[]): string {
  const relative = (row: BenchRow, time: 'step' | 'cpu') => `${(row[time] / row.batch / (rows[0][time] / rows[0].batch)).toFixed(2)} ×`;
  const cells = [['', 'batch', 'ms/step', 'CPU ms/step', 'images/s', 'time', 'CPU time'], ...rows.map((row) => [
    row.contestant, String(row.batch), row.step.toFixed(1), row.cpu.toFixed(1), row.imagesPerSecond.toFixed(1), relative(row, 'step'), relative(row, 'cpu'),
  ])];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells.map((row) => row.map((cell, column) => column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])).join('  ')).join('\n');
}

export function heading({ model, threads, rounds }: BenchOptions): string {
  const blas = process.env.OPENBLAS_CORETYPE ? `, OPENBLAS_CORETYPE=${process.env.OPENBLAS_CORETYPE}` : '';
  return `${model}: one training step, median of ${rounds}, ${threads} thread${threads > 1 ? 's' : ''}, Node ${process.version}${blas}`;
}

/** `minimax bench` and this file's own command line take the same flags. */
export function benchOptions(flags: { model?: string; batch?: string; rounds?: string; threads?: string; cpu?: boolean }): BenchOptions {
  const count = (flag: 'batch' | 'rounds' | 'threads', fallback: number) => {
    const value = Number(flags[flag] ?? fallback);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} takes a whole number from 1 on, not '${flags[flag]}'.`);
    return value;
  };
  const model = flags.model ?? 'dcgan28';
  if (model !== 'dcgan28' && model !== 'compact28') throw new Error(`--model takes dcgan28 or compact28, not '${model}'.`);
  return { model, batch: count('batch', 64), rounds: count('rounds', 5), threads: count('threads', availableParallelism()), cpu: flags.cpu ?? true };
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const { values } = parseArgs({ allowNegative: true, options: {
    model: { type: 'string' }, batch: { type: 'string' }, rounds: { type: 'string' }, threads: { type: 'string' }, cpu: { type: 'boolean' },
  } });
  const options = benchOptions(values);
  console.log(heading(options));
  console.log(table(await bench(options, console.log)));
}
