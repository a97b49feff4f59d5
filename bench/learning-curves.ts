/**
 * How well a DCGAN draws after so many seconds of training: ours beside the same networks, settings and data in PyTorch,
 * several seeds each, in turns. One judge for both: the metrics of labs/helpers/metrics on samples written as bytes.
 * Prints a table, stores the runs in bench/results and draws them for docs.
 *
 *   npm run bench:learning [-- --set mnist|cifar10... --model dcgan28 --seconds 300 --seeds 5 --points 10 --threads N]
 *
 * Takes seeds × contestants × seconds a set, 50 minutes as it stands, and two more for the judge. CIFAR-10 is read from the
 * folders of MINIMAX_DATA, or downloaded.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { loadDataset } from '../datasets/index.js';
import type { ImageDataset } from '../datasets/index.js';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { imageGrid } from '../kernel-extensions/display/index.js';
import { trainClassifier, type PictureClassifier } from '../labs/helpers/metrics/classifier.js';
import { evaluate, type Scores } from '../labs/helpers/metrics/evaluate.js';
import { findPyTorch, markdownTable, median, noPyTorch, root, start, versionOf } from './contest.js';
import type { Contestant, PyTorch } from './contest.js';
import type { Checkpoint, GanName, Job } from './learner.js';
import { learningChart } from './learning-chart.js';

export type Library = 'simd' | 'pytorch';

export interface CurvePoint extends Scores {
  /** Asked for, and spent: a step is never cut off. */
  due: number;
  seconds: number;
  steps: number;
}

export interface LearningCurves {
  /** Of the pictures, from the data set: how many of what, from where. */
  data: string;
  settings: Pick<Job, 'task' | 'batch' | 'width' | 'threads' | 'epsilon'> & { seeds: number; node: string; pytorch?: string };
  /** Pictures in each set that is compared. */
  size: number;
  judge: { accuracy: number; confidence: number };
  /** What real pictures get in place of samples. */
  floor: Scores;
  runs: { library: Library; seed: number; points: CurvePoint[] }[];
}

export interface LearningOptions {
  train: ImageDataset;
  test: ImageDataset;
  classifier: PictureClassifier;
  task: GanName;
  batch: number;
  width: number;
  threads: number;
  seeds: number;
  /** Seconds of training at which samples are drawn. */
  times: readonly number[];
  pytorch?: PyTorch;
  say: (line: string) => void;
  /** Hears of the last samples of each run, bytes [size, H, W, C]. */
  onSamples?: (library: Library, seed: number, samples: Uint8Array) => void;
}

/** Trains and judges. @throws Error with what a contestant said last, when it stops */
export async function learningCurves({ train, test, classifier, task, batch, width, threads, seeds, times, pytorch, say, onSamples }: LearningOptions): Promise<LearningCurves> {
  const folder = mkdtempSync(join(tmpdir(), 'minimax-learning-'));
  const size = [train.height, train.width, train.channels];
  const samples = Math.min(1000, Math.floor(test.count / 2));
  const pictures = join(folder, 'pictures.u8');
  const runs: LearningCurves['runs'] = [];
  let floor: Scores | undefined;
  try {
    writeFileSync(pictures, train.images);
    for (let seed = 1; seed <= seeds; seed++) {
      const job: Job = { task, batch, width, threads, seed, epsilon: 1e-5, pictures, size, samples, folder };
      const contestants: [Library, Contestant][] = [['simd', await learner('simd', job, process.execPath, join(dirname(fileURLToPath(import.meta.url)), 'learner.js'))]];
      if (pytorch) contestants.push(['pytorch', await learner('PyTorch', job, pytorch.python, join(root, 'bench', 'peer', 'learn.py'))]);
      const seedRuns = contestants.map(([library]) => ({ library, seed, points: [] as CurvePoint[] }));
      runs.push(...seedRuns);
      try {
        for (const due of times) {
          for (const [index, [library, contestant]] of contestants.entries()) {
            const { seconds, steps, losses, file } = await contestant.ask<Checkpoint>(due);
            const bytes = readFileSync(file);
            const evaluation = await judged(bytes, size, test, classifier);
            floor ??= evaluation.floor;
            seedRuns[index].points.push({ due, seconds, steps, ...evaluation.samples });
            if (due === times.at(-1)) onSamples?.(library, seed, bytes);
            say(`${library} · seed ${seed} · ${seconds.toFixed(1)} s · ${steps} steps · losses ${losses.map((loss) => loss.toFixed(2)).join(' ')} · Fréchet ${evaluation.samples.frechet.toFixed(2)}`);
          }
          // Whoever was first is second next time.
          contestants.reverse();
          seedRuns.reverse();
        }
      } finally {
        for (const [, contestant] of contestants) contestant.end();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    data: train.description, size: samples, judge: { accuracy: classifier.accuracy, confidence: classifier.confidence }, floor: floor!, runs,
    settings: { task, batch, width, threads, epsilon: 1e-5, seeds, node: versionOf(process.execPath), pytorch: pytorch?.version },
  };
}

const learner = (name: string, job: Job, command: string, script: string) => start(name, job, command, [script, JSON.stringify(job)]);

async function judged(bytes: Uint8Array, size: readonly number[], test: ImageDataset, classifier: PictureClassifier) {
  const pictures = tf.tensor4d(Float32Array.from(bytes, (byte) => byte / 127.5 - 1), [bytes.length / tf.util.sizeFromShape([...size]), size[0], size[1], size[2]]);
  try {
    return await evaluate(pictures, test, classifier, { quiet: true });
  } finally {
    pictures.dispose();
  }
}

const metrics = ['frechet', 'precision', 'recall', 'confidence', 'balance', 'modes'] as const satisfies (keyof Scores)[];

/** The medians over the seeds, for each library at each time, as Markdown; the last row is the floor. */
export function curvesTable({ runs, floor }: LearningCurves): string {
  const number = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
  const libraries = [...new Set(runs.map(({ library }) => library))];
  const rows = runs[0].points.flatMap(({ due }, at) => libraries.map((library) => {
    const points = runs.filter((run) => run.library === library).map((run) => run.points[at]);
    return [`${number(due)} s, ${library}`, ...(['steps', ...metrics] as const).map((metric) => number(median(points.map((point) => point[metric]))))];
  }));
  return markdownTable([['median of the seeds', 'steps', ...metrics], ...rows, ['real pictures', '', ...metrics.map((metric) => number(floor[metric]))]]);
}

/** More of them at the beginning, where more happens. */
export const timesUntil = (seconds: number, points: number): number[] =>
  Array.from({ length: points }, (_, i) => Number((seconds * ((i + 1) / points) ** 2).toFixed(1)));

const sets = { mnist: { title: 'MNIST', task: 'dcgan28' }, cifar10: { title: 'CIFAR-10', task: 'dcgan32' } } as const;

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const { values } = parseArgs({ options: {
    set: { type: 'string', multiple: true, default: Object.keys(sets) }, model: { type: 'string' }, seconds: { type: 'string', default: '300' }, seeds: { type: 'string', default: '5' },
    points: { type: 'string', default: '10' }, threads: { type: 'string', default: String(availableParallelism()) },
  } });
  const unknown = values.set.find((name) => !Object.hasOwn(sets, name));
  if (unknown !== undefined) throw new Error(`--set takes ${Object.keys(sets).join(', ')}, not '${unknown}'.`);
  const pytorch = findPyTorch();
  if (!pytorch) console.log(noPyTorch);
  await useBackend('simd');
  const file = join(root, 'bench', 'results', 'learning-curves.json');
  for (const name of values.set as (keyof typeof sets)[]) {
    const { title, task } = sets[name];
    const real = await Promise.all((['train', 'test'] as const).map((split) => loadDataset(name, { split, standIn: false }))).catch((error: Error) => console.log(`${title} is left out. ${error.message}`));
    if (!real) continue;
    const [train, test] = real;
    console.log(train.description);
    const classifier = await trainClassifier(train, test, { steps: 700, quiet: true });
    const last = new Map<string, Uint8Array>();
    const curves = await learningCurves({
      train, test, classifier, task: (values.model as GanName | undefined) ?? task, batch: 64, width: 64, threads: Number(values.threads), seeds: Number(values.seeds),
      times: timesUntil(Number(values.seconds), Number(values.points)), pytorch, say: console.log, onSamples: (library, seed, samples) => last.set(`${library} ${seed}`, samples),
    });
    console.log(`\n${curvesTable(curves)}\n`);
    store(file, name, curves);
    const pictures = join(root, 'docs', 'images');
    writeFileSync(join(pictures, `learning-curves-${name}.svg`), learningChart(curves, title));
    for (const library of new Set(curves.runs.map((run) => run.library))) {
      const grid = imageGrid({ images: last.get(`${library} ${medianSeed(curves, library)}`)!.subarray(0, 40 * train.height * train.width * train.channels), height: train.height, width: train.width, channels: train.channels }, { columns: 20, scale: 1 });
      writeFileSync(join(pictures, `learned-${name}-${library}.png`), grid.png());
    }
  }
}

/** The seed whose last Fréchet distance is the median. */
function medianSeed({ runs }: LearningCurves, library: Library): number {
  const own = runs.filter((run) => run.library === library).toSorted((a, b) => a.points.at(-1)!.frechet - b.points.at(-1)!.frechet);
  return own[(own.length - 1) >> 1].seed;
}

/** Beside what is known of other sets. */
function store(file: string, name: string, curves: LearningCurves): void {
  let known: Record<string, LearningCurves> = {};
  try {
    known = JSON.parse(readFileSync(file, 'utf8')) as typeof known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(file), { recursive: true });
  const rounded = (key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
  writeFileSync(file, `${JSON.stringify({ ...known, [name]: curves }, rounded).replaceAll('{"due"', '\n{"due"').replaceAll('{"library"', '\n\n{"library"')}\n`);
}
