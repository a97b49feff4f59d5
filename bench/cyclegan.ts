/**
 * How true Lab 12's CycleGAN translates after so many seconds of training: ours beside the same networks, losses and data in
 * PyTorch, several seeds each, in turns. Both write their translations of unseen digits as bytes; one judge holds them against
 * the hidden pairs. Prints a table, stores the runs in bench/results and draws them for docs.
 *
 *   npm run bench:cyclegan [-- --from plain --to inverted --seconds 300 --seeds 5 --points 8 --identity 0 --threads N]
 *
 * Takes seeds × contestants × seconds, 50 minutes as it stands.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadDataset, type ImageDataset } from '../datasets/index.js';
import { sliceData } from '../labs/helpers/batches.js';
import { domainNames, inDomain, type DomainName } from '../labs/helpers/cyclegan/domains.js';
import { findPyTorch, markdownTable, median, noPyTorch, root, versionOf } from './contest.js';
import type { PyTorch } from './contest.js';
import { cycleGanChart } from './cyclegan-chart.js';
import { runsInTurns, timesUntil, type Run } from './curves.js';

/** What a contestant is told. */
export interface CycleJob {
  batch: number;
  width: number;
  threads: number;
  seed: number;
  learningRate: number;
  lambda: number;
  identity: number;
  /** Files of bytes [N, 28, 28, 1]: both domains to learn from, and unseen pairs of both. */
  x: string;
  y: string;
  hiddenX: string;
  hiddenY: string;
  /** Where the translations are written: bytes [4, N, 28, 28, 1], G(x), F(G(x)), F(y), G(F(y)). */
  folder: string;
}

export interface CycleCheckpoint {
  seconds: number;
  steps: number;
  losses: number[];
  file: string;
}

/** Mean absolute differences of pixels in [−1, 1], of both directions together. */
export interface CycleErrors {
  cycle: number;
  translation: number;
}

export interface CyclePoint extends CycleErrors {
  due: number;
  seconds: number;
  steps: number;
}

export interface CycleCurves {
  data: string;
  from: DomainName;
  to: DomainName;
  settings: Pick<CycleJob, 'batch' | 'width' | 'threads' | 'learningRate' | 'lambda' | 'identity'> & { seeds: number; node: string; pytorch?: string };
  /** Unseen pictures of each domain. */
  size: number;
  /** Another digit in the place of the truth. */
  stranger: number;
  runs: Run<CyclePoint>[];
}

export interface CycleOptions {
  train: ImageDataset;
  test: ImageDataset;
  from: DomainName;
  to: DomainName;
  seeds: number;
  times: readonly number[];
  threads: number;
  identity?: number;
  width?: number;
  batch?: number;
  pytorch?: PyTorch;
  say: (line: string) => void;
}

/** Trains and judges. @throws RangeError for domains in colour, Error with what a contestant said last, when it stops */
export async function cycleGanCurves({ train, test, from, to, seeds, times, threads, identity = 0, width = 16, batch = 8, pytorch, say }: CycleOptions): Promise<CycleCurves> {
  const folder = mkdtempSync(join(tmpdir(), 'minimax-cyclegan-'));
  const half = Math.floor(train.count / 2), pairs = { x: inDomain(test, from), y: inDomain(test, to) };
  const sets = { x: inDomain(sliceData(train, 0, half), from), y: inDomain(sliceData(train, half, train.count), to), hiddenX: pairs.x, hiddenY: pairs.y };
  if (Object.values(sets).some(({ channels }) => channels !== 1)) throw new RangeError('The contestants translate grey pictures: choose domains other than coloured.');
  const settings = { batch, width, threads, learningRate: 0.0005, lambda: 10, identity };
  let runs: CycleCurves['runs'];
  try {
    const files = Object.fromEntries(Object.entries(sets).map(([name, { images }]) => {
      const file = join(folder, `${name}.u8`);
      writeFileSync(file, images);
      return [name, file];
    })) as Pick<CycleJob, 'x' | 'y' | 'hiddenX' | 'hiddenY'>;
    runs = await runsInTurns<CycleJob, CycleCheckpoint, CyclePoint>({
      seeds, times, pytorch, scripts: { simd: 'cyclegan-learner.js', pytorch: 'cyclegan.py' }, jobOf: (seed) => ({ ...settings, ...files, seed, folder }),
      judge: ({ seconds, steps, file }, { library, seed }, due) => {
        const errors = errorsOf(readFileSync(file), pairs.x.images, pairs.y.images);
        say(`${library} · seed ${seed} · ${seconds.toFixed(1)} s · ${steps} rounds · cycle ${errors.cycle.toFixed(3)} · true ${errors.translation.toFixed(3)}`);
        return { due, seconds, steps, ...errors };
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const pixels = test.height * test.width;
  const stranger = (images: Uint8Array) => difference(images, Uint8Array.from([...images.subarray(pixels), ...images.subarray(0, pixels)]));
  return {
    data: train.description, from, to, size: test.count, stranger: (stranger(pairs.x.images) + stranger(pairs.y.images)) / 2, runs,
    settings: { ...settings, seeds, node: versionOf(process.execPath), pytorch: pytorch?.version },
  };
}

const difference = (a: Uint8Array, b: Uint8Array): number => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length / 127.5;

/** Of a contestant's bytes [4, N, 28, 28, 1], beside both domains' pictures. */
export function errorsOf(made: Uint8Array, x: Uint8Array, y: Uint8Array): CycleErrors {
  const [toY, backX, toX, backY] = [0, 1, 2, 3].map((part) => made.subarray(part * x.length, (part + 1) * x.length));
  return { cycle: (difference(backX, x) + difference(backY, y)) / 2, translation: (difference(toY, y) + difference(toX, x)) / 2 };
}

/** The medians over the seeds, for each library at each time, as Markdown. */
export function cycleGanTable({ runs, stranger }: CycleCurves): string {
  const libraries = [...new Set(runs.map(({ library }) => library))];
  const rows = runs[0].points.flatMap(({ due }, at) => libraries.map((library) => {
    const points = runs.filter((run) => run.library === library).map((run) => run.points[at]);
    return [`${due} s, ${library}`, String(median(points.map(({ steps }) => steps))), ...(['cycle', 'translation'] as const).map((error) => median(points.map((point) => point[error])).toFixed(3))];
  }));
  return markdownTable([['median of the seeds', 'rounds', 'cycle error', 'true error'], ...rows, ['another digit', '', '', stranger.toFixed(3)]]);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const { values } = parseArgs({ options: {
    from: { type: 'string', default: 'plain' }, to: { type: 'string', default: 'inverted' }, seconds: { type: 'string', default: '300' }, seeds: { type: 'string', default: '5' },
    points: { type: 'string', default: '8' }, identity: { type: 'string', default: '0' }, threads: { type: 'string', default: String(availableParallelism()) },
  } });
  const [from, to] = [values.from, values.to].map((name) => {
    if (!(domainNames as string[]).includes(name)) throw new Error(`A domain is one of ${domainNames.join(', ')}, not '${name}'.`);
    return name as DomainName;
  });
  const pytorch = findPyTorch();
  if (!pytorch) console.log(noPyTorch);
  const curves = await cycleGanCurves({
    train: await loadDataset('mnist'), test: await loadDataset('mnist', { split: 'test', limit: 500 }), from, to, seeds: Number(values.seeds), threads: Number(values.threads),
    identity: Number(values.identity), times: timesUntil(Number(values.seconds), Number(values.points)), pytorch, say: console.log,
  });
  console.log(`\n${cycleGanTable(curves)}\n`);
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
  writeFileSync(join(root, 'bench', 'results', `cyclegan-${from}-${to}.json`), `${JSON.stringify(curves, rounded).replaceAll('{"due"', '\n{"due"')}\n`);
  writeFileSync(join(root, 'docs', 'images', `learning-curves-cyclegan-${from}-${to}.svg`), cycleGanChart(curves));
}
