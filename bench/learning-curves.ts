/**
 * How well a DCGAN draws after so many seconds of training: ours beside the same networks, settings and data in PyTorch,
 * several seeds each, in turns. One judge for both: the metrics of labs/helpers/metrics on samples written as bytes.
 * Prints a table, stores the runs in bench/results and draws them for docs.
 *
 *   npm run bench:learning [-- --set mnist|cifar10|mnist-wgan-gp... --seconds 120 --seeds 5 --points 8 --threads N]
 *
 * Takes seeds × contestants × seconds a set, 20, 30 and 30 minutes as it stands, and a few more for the judge. CIFAR-10 is read from the
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
import { findPyTorch, markdownTable, median, noPyTorch, root, versionOf } from './contest.js';
import type { PyTorch } from './contest.js';
import { runsInTurns, timesUntil, type Library, type Run } from './curves.js';
import type { Checkpoint, Job } from './learner.js';
import { takesWishes, type LearnerName } from './learners.js';
import { learningChart } from './learning-chart.js';

export interface CurvePoint extends Scores {
  /** Asked for, and spent: a step is never cut off. */
  due: number;
  seconds: number;
  steps: number;
  /** Of a model that is told what to draw: the share of samples in which the judge sees that. */
  right?: number;
}

export interface LearningCurves {
  /** Of the pictures, from the data set: how many of what, from where. */
  data: string;
  settings: Pick<Job, 'task' | 'batch' | 'width' | 'rate' | 'threads' | 'epsilon'> & { seeds: number; node: string; pytorch?: string };
  /** Pictures in each set that is compared. */
  size: number;
  judge: { accuracy: number; confidence: number };
  /** What real pictures get in place of samples. */
  floor: Scores;
  runs: Run<CurvePoint>[];
}

export interface LearningOptions {
  train: ImageDataset;
  test: ImageDataset;
  classifier: PictureClassifier;
  task: LearnerName;
  batch: number;
  width: number;
  rate: number;
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
export async function learningCurves({ train, test, classifier, task, batch, width, rate, threads, seeds, times, pytorch, say, onSamples }: LearningOptions): Promise<LearningCurves> {
  const folder = mkdtempSync(join(tmpdir(), 'minimax-learning-'));
  const size = [train.height, train.width, train.channels];
  const samples = Math.min(1000, Math.floor(test.count / 2));
  const [pictures, labels] = [join(folder, 'pictures.u8'), join(folder, 'labels.u8')];
  let runs: LearningCurves['runs'];
  let floor: Scores | undefined;
  try {
    writeFileSync(pictures, train.images);
    writeFileSync(labels, train.labels);
    runs = await runsInTurns<Job, Checkpoint, CurvePoint>({
      seeds, times, pytorch, scripts: { simd: 'learner.js', pytorch: 'learn.py' },
      jobOf: (seed) => ({ task, batch, width, rate, threads, seed, epsilon: 1e-5, pictures, labels, size, samples, folder }),
      judge: async ({ seconds, steps, losses, file }, { library, seed }, due) => {
        const bytes = readFileSync(file);
        const { evaluation, right } = await judged(bytes, size, test, classifier);
        floor ??= evaluation.floor;
        if (due === times.at(-1)) onSamples?.(library, seed, bytes);
        say(`${library} · seed ${seed} · ${seconds.toFixed(1)} s · ${steps} steps · losses ${losses.map((loss) => loss.toFixed(2)).join(' ')} · Fréchet ${evaluation.samples.frechet.toFixed(2)}${takesWishes.has(task) ? ` · right ${right.toFixed(2)}` : ''}`);
        return { due, seconds, steps, ...evaluation.samples, ...(takesWishes.has(task) ? { right } : {}) };
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    data: train.description, size: samples, judge: { accuracy: classifier.accuracy, confidence: classifier.confidence }, floor: floor!, runs,
    settings: { task, batch, width, rate, threads, epsilon: 1e-5, seeds, node: versionOf(process.execPath), pytorch: pytorch?.version },
  };
}

async function judged(bytes: Uint8Array, size: readonly number[], test: ImageDataset, classifier: PictureClassifier) {
  const pictures = tf.tensor4d(Float32Array.from(bytes, (byte) => byte / 127.5 - 1), [bytes.length / tf.util.sizeFromShape([...size]), size[0], size[1], size[2]]);
  try {
    const { probabilities } = await classifier.judge(pictures);
    // A model that takes wishes was asked for the classes in turn.
    const right = probabilities.filter((row, i) => row.indexOf(Math.max(...row)) === i % classifier.classNames.length).length / probabilities.length;
    return { evaluation: await evaluate(pictures, test, classifier, { quiet: true }), right };
  } finally {
    pictures.dispose();
  }
}

const metrics = ['frechet', 'precision', 'recall', 'confidence', 'balance', 'modes'] as const satisfies (keyof Scores)[];

/** The medians over the seeds, for each library at each time, as Markdown; the last row is the floor. */
export function curvesTable({ runs, floor, judge }: LearningCurves): string {
  const number = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
  const libraries = [...new Set(runs.map(({ library }) => library))], told = runs[0].points[0].right !== undefined;
  const rows = runs[0].points.flatMap(({ due }, at) => libraries.map((library) => {
    const points = runs.filter((run) => run.library === library).map((run) => run.points[at]);
    const right = told ? [number(median(points.map((point) => point.right!)))] : [];
    return [`${number(due)} s, ${library}`, ...(['steps', ...metrics] as const).map((metric) => number(median(points.map((point) => point[metric])))), ...right];
  }));
  return markdownTable([['median of the seeds', 'steps', ...metrics, ...(told ? ['right'] : [])], ...rows, ['real pictures', '', ...metrics.map((metric) => number(floor[metric])), ...(told ? [number(judge.accuracy)] : [])]]);
}

/** The networks and rates of Labs 03, 07, 09 and 10. CIFAR-10 and the Wasserstein GAN get longer: they learn more slowly. */
const sets = {
  mnist: { title: 'MNIST', data: 'mnist', task: 'compact28', batch: 64, width: 32, rate: 0.002, seconds: 120 },
  cifar10: { title: 'CIFAR-10', data: 'cifar10', task: 'dcgan32', batch: 64, width: 32, rate: 0.0005, seconds: 180 },
  'mnist-wgan-gp': { title: 'MNIST, WGAN-GP', data: 'mnist', task: 'wgan28', batch: 32, width: 32, rate: 0.001, seconds: 180 },
  conditional: { title: 'MNIST, digits asked for', data: 'mnist', task: 'conditional28', batch: 64, width: 32, rate: 0.002, seconds: 120 },
} as const;

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const { values } = parseArgs({ options: {
    set: { type: 'string', multiple: true, default: Object.keys(sets) }, seconds: { type: 'string' }, seeds: { type: 'string', default: '5' },
    points: { type: 'string', default: '8' }, threads: { type: 'string', default: String(availableParallelism()) },
  } });
  const unknown = values.set.find((name) => !Object.hasOwn(sets, name));
  if (unknown !== undefined) throw new Error(`--set takes ${Object.keys(sets).join(', ')}, not '${unknown}'.`);
  const pytorch = findPyTorch();
  if (!pytorch) console.log(noPyTorch);
  await useBackend('simd');
  const file = join(root, 'bench', 'results', 'learning-curves.json');
  for (const name of values.set as (keyof typeof sets)[]) {
    const { title, data, seconds, ...settings } = sets[name];
    const real = await Promise.all((['train', 'test'] as const).map((split) => loadDataset(data, { split, standIn: false }))).catch((error: Error) => console.log(`${title} is left out. ${error.message}`));
    if (!real) continue;
    const [train, test] = real;
    console.log(train.description);
    const classifier = await trainClassifier(train, test, { steps: 700, quiet: true });
    const last = new Map<string, Uint8Array>();
    const curves = await learningCurves({
      train, test, classifier, ...settings, threads: Number(values.threads), seeds: Number(values.seeds),
      times: timesUntil(Number(values.seconds ?? seconds), Number(values.points)), pytorch, say: console.log, onSamples: (library, seed, samples) => last.set(`${library} ${seed}`, samples),
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
