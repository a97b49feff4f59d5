/**
 * Our contestant of learning-curves.ts: a process that trains a model of learners.ts on real pictures. Every line on stdin is a
 * number of seconds of training in all; it trains until then, draws samples and answers with a line of JSON. The seconds
 * spent on samples don't count. peer/learn.py does the same in PyTorch.
 *
 *   node learner.js JOB
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { RandomSource } from '../labs/helpers/random.js';
import type { Greeting } from './contest.js';
import { learners, type Batch, type LearnerName, type LearnerSettings } from './learners.js';

export interface Job extends LearnerSettings {
  task: LearnerName;
  batch: number;
  threads: number;
  /** Of first weights, batches and noise. */
  seed: number;
  /** File of bytes [N, …size]. */
  pictures: string;
  /** File of bytes [N], the class of each picture. */
  labels: string;
  /** [H, W, C]. */
  size: number[];
  /** How many samples are drawn each time, always from the same noise. */
  samples: number;
  /** Where they are written: bytes [samples, …size]. */
  folder: string;
}

/** How far a training is. */
export interface Checkpoint {
  seconds: number;
  steps: number;
  /** Of the last step. */
  losses: number[];
  file: string;
}

const job = JSON.parse(process.argv[2]) as Job;
delete process.env.MINIMAX_BACKEND;
await useBackend('simd', { threads: job.threads });
const random = new RandomSource(job.seed);
const learner = learners[job.task](job, random);
for (const layer of learner.networks.flatMap(({ layers }) => layers)) {
  if (layer.getClassName() === 'BatchNormalization') continue;
  layer.setWeights(layer.getWeights().map(({ shape, size }) => (shape.length === 1 ? tf.zeros(shape) : tf.tensor(random.normal(size).map((value) => (learner.deviation?.(layer, shape) ?? 0.02) * value), shape))));
}

const bytes = readFileSync(job.pictures), classes = readFileSync(job.labels);
const pictureBytes = tf.util.sizeFromShape(job.size), count = bytes.length / pictureBytes;
function realBatch(): Batch {
  const values = new Float32Array(job.batch * pictureBytes);
  const places = Array.from({ length: job.batch }, () => random.integer(count));
  for (const [n, place] of places.entries()) {
    for (let i = 0; i < pictureBytes; i++) values[n * pictureBytes + i] = bytes[place * pictureBytes + i] / 127.5 - 1;
  }
  return { pictures: tf.tensor4d(values, [job.batch, ...(job.size as [number, number, number])]), labels: places.map((place) => classes[place]) };
}

function draw(file: string): void {
  const made = learner.draw(job.samples, new RandomSource(7));
  writeFileSync(file, Uint8ClampedArray.from(made.dataSync(), (value) => (value + 1) * 127.5));
  made.dispose();
}

const say = (line: Greeting | Checkpoint) => console.log(JSON.stringify(line));
const parameters = learner.networks.flatMap((model) => model.trainableWeights).reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
say({ version: process.version, parameters });
let seconds = 0, steps = 0, losses: number[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  while (seconds < Number(line)) {
    const started = performance.now();
    losses = learner.step(realBatch);
    steps++;
    seconds += (performance.now() - started) / 1000;
  }
  const file = `${job.folder}/simd-${job.seed}-${steps}.u8`;
  draw(file);
  say({ seconds, steps, losses, file });
}
process.exit(0);
