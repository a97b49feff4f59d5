/**
 * Kernels side by side in one run: ours, ipykernel and plain tslab, where they are installed.
 *
 *   node dist/bench/kernel.js [rounds]
 *
 * Rounds alternate between the kernels, so that a busy moment of the machine meets all of them;
 * every figure is the median of the rounds, with the smallest and the largest.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KernelClient } from '../kernel-extensions/kernel/client/index.js';
import { newConnection, removeConnectionFile, writeConnectionFile } from '../kernel-extensions/kernel/client/new-connection.js';

/** The same work in the language of a kernel. `n` makes each cell another text: a cell that is run a second time is a special case. */
interface Cells {
  trivial: (n: number) => string;
  lines?: string;
  complete: (n: number) => string;
  /** The language's usual library of arrays. */
  library?: { load: string; cell: (n: number) => string };
}

interface Contestant {
  name: string;
  argv: (connectionFile: string) => string[];
  cells: Cells;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const kernelMain = fileURLToPath(new URL('../kernel-extensions/kernel/main.js', import.meta.url));
const python = '/usr/bin/python3', pythonPackages = '/usr/lib/python3/dist-packages';
const tslab = `${root}node_modules/tslab`;

const typescript: Cells = {
  trivial: (n) => `1 + ${n}`,
  complete: (n) => `const a${n} = process.`,
  library: { load: "import * as tf from '@tensorflow/tfjs'", cell: (n) => `tf.tidy(() => tf.tensor([1, 2, ${n}]).square().sum().shape)` },
};
const numpy = { load: 'import numpy as np', cell: (n: number) => `np.square(np.array([1, 2, ${n}])).sum().shape` };
const hasNumpy = existsSync(python) && spawnSync(python, ['-c', 'import numpy']).status === 0;

const contestants: Contestant[] = [
  { name: 'minimax', argv: (file) => [process.execPath, kernelMain, file], cells: { ...typescript, lines: 'for (let i = 0; i < 100_000; i++) console.log(i)' } },
  {
    name: 'ipykernel', argv: (file) => [python, '-m', 'ipykernel_launcher', '-f', file],
    cells: { trivial: (n) => `1 + ${n}`, lines: 'for i in range(100_000): print(i)', complete: (n) => `a${n} = str.`, ...(hasNumpy ? { library: numpy } : {}) },
  },
  // Without lines: some hundred of them hang it.
  { name: 'tslab', argv: (file) => [process.execPath, `${tslab}/bin/tslab`, 'kernel', `--config-path=${file}`], cells: typescript },
];
const installed: Record<string, boolean> = { minimax: true, ipykernel: existsSync(`${pythonPackages}/ipykernel`), tslab: existsSync(tslab) };

type Figures = Record<string, number>;

/** How long Jupyter waits for a kernel to end by itself, in milliseconds. */
const patience = 5000;
/** How long after its first cell the memory of a kernel is looked at, in milliseconds. */
const settled = 2000;

async function round({ argv, cells }: Contestant): Promise<Figures> {
  const figures: Figures = {};
  const connection = await newConnection();
  const file = await writeConnectionFile(connection);
  const start = () => {
    const [program, ...args] = argv(file);
    return spawn(program, args, { cwd: root, stdio: 'ignore' });
  };
  const started = performance.now();
  let process = start();
  const client = new KernelClient(connection);
  const firstResult = async () => {
    await client.waitUntilReady(60_000);
    const ready = performance.now();
    await client.execute(cells.trivial(0));
    return { ready, done: performance.now() };
  };
  try {
    const { ready, done } = await firstResult();
    figures['start: first answer (ms)'] = ready - started;
    figures['start: first result (ms)'] = done - started;
    figures['first cell (ms)'] = done - ready;
    await delay(settled);
    figures['memory after start (MB)'] = residentMegabytes(process);
    figures['trivial cell (ms)'] = await medianOf(20, (n) => client.execute(cells.trivial(n)));
    const completion = (n: number) => {
      const code = cells.complete(n);
      return client.request('complete_request', { code, cursor_pos: code.length });
    };
    figures['first completion (ms)'] = await timed(() => completion(99));
    figures['completion (ms)'] = await medianOf(10, completion);
    const { lines, library } = cells;
    if (lines) figures['100,000 lines (ms)'] = await timed(() => client.execute(lines));
    if (library) {
      figures['load tfjs / numpy (ms)'] = await timed(() => client.execute(library.load));
      await client.execute(library.cell(99));
      figures['trivial cell, library in scope (ms)'] = await medianOf(20, (n) => client.execute(cells.trivial(n)));
      figures['cell that uses the library (ms)'] = await medianOf(20, (n) => client.execute(library.cell(n)));
    }
    const asked = performance.now();
    process = await restart(client, process, start);
    figures['restart: first result (ms)'] = (await firstResult()).done - asked;
  } finally {
    client.close();
    process.kill('SIGKILL');
    await once(process, 'close');
    await removeConnectionFile(file);
  }
  return figures;
}

/** As a front end restarts a kernel: it is asked to end, and its successor listens at the same place. */
async function restart(client: KernelClient, process: ChildProcess, start: () => ChildProcess): Promise<ChildProcess> {
  const ended = once(process, 'exit');
  void client.request('shutdown_request', { restart: true }, 'control').catch(() => {});
  await Promise.race([ended, delay(patience, undefined, { ref: false })]);
  process.kill('SIGKILL');
  await ended;
  return start();
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

async function medianOf(times: number, action: (n: number) => Promise<unknown>): Promise<number> {
  const figures: number[] = [];
  for (let n = 1; n <= times; n++) figures.push(await timed(() => action(n)));
  return median(figures);
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

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
const taking = contestants.filter(({ name }) => installed[name]);
const results = new Map<string, Figures[]>(taking.map(({ name }) => [name, []]));
for (let count = 0; count < rounds; count++) {
  for (const contestant of taking) results.get(contestant.name)!.push(await round(contestant));
}
const shown = (values: number[]) => {
  const digits = median(values) < 10 ? 1 : 0;
  return [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits)).join(' · ');
};
console.log(`median · smallest · largest of ${rounds} rounds`);
console.table(Object.fromEntries(Object.keys(results.get('minimax')![0]).map((row) => [row, Object.fromEntries(
  [...results].filter(([, all]) => row in all[0]).map(([name, all]) => [name, shown(all.map((figures) => figures[row]))]),
)])));
process.exit(0);
