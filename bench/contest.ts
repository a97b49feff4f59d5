/**
 * Contestants of a benchmark: processes that take training steps in turns, since a shared machine's
 * speed drifts. A contestant greets with one line of JSON; then it answers every line, a number of
 * steps, with another.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TaskName } from './tasks.js';

const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(createRequire(import.meta.url).resolve('minimax-labs/package.json'));

export type BackendName = 'simd' | 'cpu' | 'wasm';

export interface Entry { task: TaskName; batch: number; threads: number; width: number }

export interface Greeting {
  /** Of Node or of PyTorch. */
  version: string;
  parameters: number;
}

export interface Answer {
  /** Milliseconds of one step by the clock, and those that all processors spent on it. */
  wall: number;
  cpu: number;
  /** Of the last step. */
  losses: number[];
  /** Bytes of the process in the machine's memory: at present, and at most so far. */
  resident: number;
  peak: number;
  /** Bytes of tensors and work space, where the backend knows them. */
  inUse?: number;
}

export class Contestant {
  readonly answers: Answer[] = [];
  greeting: Greeting = { version: '', parameters: 0 };
  readonly #lines: AsyncIterator<string>;
  #errors = '';
  #reason: string | undefined;

  constructor(readonly name: string, readonly entry: Pick<Entry, 'batch' | 'threads'>, private readonly child: ChildProcess) {
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    child.stderr!.on('data', (chunk: Buffer) => { this.#errors += chunk.toString(); });
    child.stdin!.on('error', () => {}); // it has stopped: `#line` says why
  }

  async greet(): Promise<this> {
    this.greeting = JSON.parse(await this.#line()) as Greeting;
    return this;
  }

  /** Takes `count` steps. @throws Error with what the process said last, when it has stopped */
  step(count = 1): Promise<Answer> {
    return this.ask<Answer>(count);
  }

  /** The answer to a line with this number. @throws Error with what the process said last, when it has stopped */
  async ask<T>(number: number): Promise<T> {
    this.child.stdin!.write(`${number}\n`);
    return JSON.parse(await this.#line()) as T;
  }

  /** The same, and keeps the answer. */
  async timedStep(count = 1): Promise<void> {
    this.answers.push(await this.step(count));
  }

  end(): void {
    this.child.stdin!.end();
  }

  /** Stops it in the middle of a step, which fails for this reason. */
  kill(reason: string): void {
    this.#reason = reason;
    this.child.kill('SIGKILL');
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(this.#reason ?? /^\w*Error: (.*)$/m.exec(this.#errors)?.[1] ?? 'it stopped without a message');
    return value;
  }
}

/** PyTorch's threads spin while they wait, which on a machine with other load slows the threads they wait for. */
const quietWaiting = { OMP_WAIT_POLICY: 'PASSIVE' };

/** Starts a contestant; `entry` says on how many threads it computes. */
export function start(name: string, entry: Pick<Entry, 'batch' | 'threads'>, command: string, args: string[]): Promise<Contestant> {
  // PyTorch's own setting does not reach OpenBLAS, which would take all processors.
  const env = { ...quietWaiting, OPENBLAS_NUM_THREADS: String(entry.threads), PYTHONDONTWRITEBYTECODE: '1', ...process.env };
  return new Contestant(name, entry, spawn(command, args, { stdio: 'pipe', env })).greet();
}

const argumentsOf = ({ task, batch, threads, width }: Entry) => [task, batch, threads, width].map(String);

export const onTfjs = (backend: BackendName, entry: Entry, node = process.execPath): Promise<Contestant> =>
  start(backend === 'simd' ? `simd, Node ${versionOf(node)}` : `tfjs ${backend}`, entry, node, [join(here, 'worker.js'), backend, ...argumentsOf(entry)]);

export const onPyTorch = ({ python, version }: PyTorch, entry: Entry): Promise<Contestant> =>
  start(`PyTorch ${version}`, entry, python, [join(root, 'bench', 'peer', 'train.py'), ...argumentsOf(entry)]);

/** "20.20.2" of the Node at this path. @throws Error when it cannot run */
export function versionOf(node: string): string {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`There is no Node at ${node}.`);
  return stdout.trim().slice(1);
}

export interface PyTorch { python: string; version: string }

/** Debian's PyTorch belongs to /usr/bin/python3, whichever python3 comes first in PATH. */
export function findPyTorch(): PyTorch | undefined {
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

export const noPyTorch = 'PyTorch is left out: no python3 here can import torch (Debian: apt install python3-torch libopenblas0-pthread).';

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** Rows of cells, the heads first, as a Markdown table: the first column to the left, the others to the right. */
export function markdownTable([heads, ...rows]: string[][]): string {
  const widths = heads.map((head, column) => Math.max(3, head.length, ...rows.map((row) => row[column].length)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}
