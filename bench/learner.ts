/**
 * Our contestant of learning-curves.ts: a process that trains a GAN of models.ts on real pictures. Every line on stdin is a
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
import { ganStep } from './gan-step.js';
import * as models from './models.js';

export type GanName = 'dcgan28' | 'compact28' | 'dcgan32';

export interface Job {
  task: GanName;
  batch: number;
  width: number;
  threads: number;
  /** Of first weights, batches and noise. */
  seed: number;
  /** Of batch normalisation. */
  epsilon: number;
  /** File of bytes [N, …size]. */
  pictures: string;
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
  /** Of D and G in the last step. */
  losses: number[];
  file: string;
}

const job = JSON.parse(process.argv[2]) as Job;
delete process.env.MINIMAX_BACKEND;
await useBackend('simd', { threads: job.threads });
const random = new RandomSource(job.seed);
const gan = models[job.task](job.width, job.epsilon);
for (const layer of [...gan.generator.layers, ...gan.discriminator.layers]) {
  if (layer.getClassName() === 'BatchNormalization') continue;
  layer.setWeights(layer.getWeights().map(({ shape, size }) => (shape.length === 1 ? tf.zeros(shape) : tf.tensor(random.normal(size).map((value) => 0.02 * value), shape))));
}
const noise = ([count, latent]: [number, number], source = random) => tf.tensor2d(source.normal(count * latent), [count, latent]);
const step = ganStep(gan, () => tf.train.adam(2e-4, 0.5, 0.999, 1e-7), (shape) => noise(shape));

const bytes = readFileSync(job.pictures);
const pictureBytes = tf.util.sizeFromShape(job.size), count = bytes.length / pictureBytes;
function realBatch(): tf.Tensor {
  const values = new Float32Array(job.batch * pictureBytes);
  for (let n = 0; n < job.batch; n++) {
    const from = random.integer(count) * pictureBytes;
    for (let i = 0; i < pictureBytes; i++) values[n * pictureBytes + i] = bytes[from + i] / 127.5 - 1;
  }
  return tf.tensor(values, [job.batch, ...job.size]);
}

/** In training mode, as PyTorch's: the statistics of batch normalisation are those of the samples. */
function draw(file: string): void {
  const made = tf.tidy(() => (gan.generator.apply(noise([job.samples, gan.latent], new RandomSource(7)), { training: true }) as tf.Tensor).dataSync());
  writeFileSync(file, Uint8ClampedArray.from(made, (value) => (value + 1) * 127.5));
}

const say = (line: Greeting | Checkpoint) => console.log(JSON.stringify(line));
const parameters = [gan.generator, gan.discriminator].flatMap((model) => model.trainableWeights).reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
say({ version: process.version, parameters });
let seconds = 0, steps = 0, losses: number[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  while (seconds < Number(line)) {
    const started = performance.now();
    const real = realBatch();
    const { lossD, lossG } = step(real);
    real.dispose();
    losses = [lossD, lossG];
    steps++;
    seconds += (performance.now() - started) / 1000;
  }
  const file = `${job.folder}/simd-${job.seed}-${steps}.u8`;
  draw(file);
  say({ seconds, steps, losses, file });
}
process.exit(0);
