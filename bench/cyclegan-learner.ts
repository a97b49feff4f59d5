/**
 * Our contestant of cyclegan.ts: a process that trains Lab 12's CycleGAN. Every line on stdin is a number of seconds of
 * training in all; it trains until then, translates the unseen pictures and answers with a line of JSON. The seconds spent on those
 * don't count. peer/cyclegan.py does the same in PyTorch.
 *
 *   node cyclegan-learner.js JOB
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../datasets/index.js';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { firstImages, randomBatch } from '../labs/helpers/batches.js';
import { optimizeParameters } from '../labs/helpers/cyclegan/joint-round.js';
import { applyTo, createCycleGan, roles } from '../labs/helpers/cyclegan/model.js';
import { ImagePool } from '../labs/helpers/cyclegan/pool.js';
import { RandomSource } from '../labs/helpers/random.js';
import type { Greeting } from './contest.js';
import type { CycleCheckpoint, CycleJob } from './cyclegan.js';

const job = JSON.parse(process.argv[2]) as CycleJob;
delete process.env.MINIMAX_BACKEND;
await useBackend('simd', { threads: job.threads });

const side = 28;
function pictures(file: string): ImageDataset {
  const images = new Uint8Array(readFileSync(file)), count = images.length / side ** 2;
  return { name: 'pictures', split: 'train', count, height: side, width: side, channels: 1, images, labels: new Uint8Array(count), classNames: [], source: 'files', description: file };
}
const x = pictures(job.x), y = pictures(job.y), hidden = { x: pictures(job.hiddenX), y: pictures(job.hiddenY) };

const gan = createCycleGan({ generator: { width: job.width }, discriminator: { width: 2 * job.width }, learningRate: job.learningRate, seed: job.seed });
const pools = { x: new ImagePool(), y: new ImagePool() }, random = new RandomSource(job.seed);
const weights = { lambda: job.lambda, identity: job.identity, norm: 'l1' } as const;

function round(): number[] {
  return tf.tidy(() => Object.values(optimizeParameters(gan, randomBatch(x, job.batch, random), randomBatch(y, job.batch, random), pools, weights, random)).map((loss) => loss.dataSync()[0]));
}

function translate(file: string): void {
  const made = tf.tidy(() => {
    const madeY = applyTo(gan.G, firstImages(hidden.x, hidden.x.count)), madeX = applyTo(gan.F, firstImages(hidden.y, hidden.y.count));
    return tf.concat([madeY, applyTo(gan.F, madeY), madeX, applyTo(gan.G, madeX)]).dataSync();
  });
  writeFileSync(file, Uint8ClampedArray.from(made, (value) => (value + 1) * 127.5));
}

const say = (line: Greeting | CycleCheckpoint) => console.log(JSON.stringify(line));
say({ version: process.version, parameters: roles.reduce((sum, role) => sum + gan[role].countParams(), 0) });
let seconds = 0, steps = 0, losses: number[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  while (seconds < Number(line)) {
    const started = performance.now();
    losses = round();
    steps++;
    seconds += (performance.now() - started) / 1000;
  }
  const file = `${job.folder}/simd-${job.seed}-${steps}.u8`;
  translate(file);
  say({ seconds, steps, losses, file });
}
process.exit(0);
