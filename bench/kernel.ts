/**
 * Kernels side by side in one run: ours, ipykernel and plain tslab, where they are installed.
 *
 *   node dist/bench/kernel.js [rounds]
 *
 * Rounds alternate between the kernels, so that a busy moment of the machine meets all of them;
 * every figure is the median of the rounds.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KernelClient } from '../kernel-extensions/kernel/client/index.js';
import { newConnection, removeConnectionFile, writeConnectionFile } from '../kernel-extensions/kernel/client/new-connection.js';

interface Contestant {
  name: string;
  argv: (connectionFile: string) => string[];
  /** The same cells in its language. */
  cells: { trivial: string; lines?: string; complete: string; tfjs?: { load: string; cell: string } };
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const tfjs = { load: "import * as tf from '@tensorflow/tfjs'", cell: 'tf.tidy(() => tf.tensor([1, 2, 3]).square().sum().shape)' };
const typescript = { trivial: '1 + 1', complete: 'process.', tfjs };

const contestants: Contestant[] = [
  { name: 'minimax', argv: (file) => [process.execPath, fileURLToPath(new URL('../kernel-extensions/kernel/main.js', import.meta.url)), file], cells: { ...typescript, lines: 'for (let i = 0; i < 100_000; i++) console.log(i)' } },
  ...(existsSync('/usr/lib/python3/dist-packages/ipykernel')
    ? [{ name: 'ipykernel', argv: (file: string) => ['/usr/bin/python3', '-m', 'ipykernel_launcher', '-f', file], cells: { trivial: '1 + 1', lines: 'for i in range(100_000): print(i)', complete: 'str.' } }]
    : []),
  // Without lines: some hundred of them hang it.
  ...(existsSync(`${root}node_modules/tslab`)
    ? [{ name: 'tslab', argv: (file: string) => [process.execPath, `${root}node_modules/tslab/bin/tslab`, 'kernel', `--config-path=${file}`], cells: typescript }]
    : []),
];

type Figures = Record<string, number>;

async function round({ argv, cells }: Contestant): Promise<Figures> {
  const figures: Figures = {};
  const connection = await newConnection();
  const file = await writeConnectionFile(connection);
  const [program, ...args] = argv(file);
  const started = performance.now();
  const process = spawn(program, args, { cwd: root, stdio: 'ignore' });
  const client = new KernelClient(connection);
  try {
    await client.waitUntilReady(60_000);
    figures['start (ms)'] = performance.now() - started;
    figures['first cell (ms)'] = await timed(() => client.execute(cells.trivial));
    figures['start to first result (ms)'] = performance.now() - started;
    figures['memory after start (MB)'] = residentMegabytes(process);
    figures['trivial cell (ms)'] = await medianOf(20, () => client.execute(cells.trivial));
    await client.request('complete_request', { code: cells.complete, cursor_pos: cells.complete.length });
    figures['completion (ms)'] = await medianOf(10, () => client.request('complete_request', { code: cells.complete, cursor_pos: cells.complete.length }));
    const { lines } = cells;
    if (lines !== undefined) figures['100,000 lines (ms)'] = await timed(() => client.execute(lines));
    if (cells.tfjs) {
      const { load, cell } = cells.tfjs;
      figures['load tfjs (ms)'] = await timed(() => client.execute(load));
      await client.execute(cell);
      figures['trivial cell, tfjs in scope (ms)'] = await medianOf(10, () => client.execute(cells.trivial));
      figures['tfjs cell (ms)'] = await medianOf(10, () => client.execute(cell));
    }
  } finally {
    client.close();
    process.kill('SIGKILL');
    await once(process, 'close');
    await removeConnectionFile(file);
  }
  return figures;
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

async function medianOf(times: number, action: () => Promise<unknown>): Promise<number> {
  const figures: number[] = [];
  for (let time = 0; time < times; time++) figures.push(await timed(action));
  return median(figures);
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

/** Of the process and all below it; shared pages are counted once (PSS). Linux only, else 0. */
function residentMegabytes({ pid }: ChildProcess): number {
  if (!existsSync('/proc/self/smaps_rollup')) return 0;
  const family = [pid!];
  const parentOf = (member: string) => {
    try {
      return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${member}/stat`, 'utf8'))?.[1]);
    } catch {
      return undefined;
    }
  };
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), parentOf(name)]);
  for (const member of family) for (const [child, parent] of all) if (parent === member) family.push(child!);
  const kilobytes = family.map((member) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, 'utf8'))![1]));
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1024;
}

const rounds = Number(process.argv[2] ?? 3);
const results = new Map<string, Figures[]>(contestants.map(({ name }) => [name, []]));
for (let count = 0; count < rounds; count++) {
  for (const contestant of contestants) results.get(contestant.name)!.push(await round(contestant));
}
const rows = Object.keys(results.get('minimax')![0]);
console.table(Object.fromEntries(rows.map((row) => [row, Object.fromEntries(
  [...results].filter(([, all]) => all.every((figures) => row in figures)).map(([name, all]) => [name, Math.round(median(all.map((figures) => figures[row])) * 10) / 10]),
)])));
process.exit(0);
