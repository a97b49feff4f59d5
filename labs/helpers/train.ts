/**
 * Trains a GAN with the student's two moves, in sight: progress, losses, samples. The state of a
 * training lives with its GAN, so that after an interrupt the same cell goes on where it stopped.
 * What the reader sees is in training-view.ts.
 */
import * as tf from '@tensorflow/tfjs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImageDataset } from '../../datasets/image-dataset.js';
import { WeightAverage } from './average.js';
import { randomBatch } from './batches.js';
import type { DiscriminatorStep, Gan, GeneratorStep } from './gan.js';
import { RandomSource } from './random.js';
import { recoverFromInterrupt } from './recover.js';
import { TrainingView } from './training-view.js';

export interface TrainOptions {
  gan: Gan;
  data: ImageDataset;
  /** One update of D, as Lab03 writes it. */
  discriminatorStep: DiscriminatorStep;
  /** One update of G, as Lab03 writes it. */
  generatorStep: GeneratorStep;
  /** Pictures in a batch. Default 64. */
  batchSize?: number;
  /** Seconds of training in all, those of an interrupted run included. Default 60; give `seconds` or `steps`. */
  seconds?: number;
  /** Rounds (one update of D, one of G) in all, in place of `seconds`: for runs that must not depend on the machine's speed. */
  steps?: number;
  /** Seed of batches and noise, for a training that has not begun. Default 1. */
  seed?: number;
  /** Shows nothing, for scripts. */
  quiet?: boolean;
}

const trainings = new WeakMap<Gan, TrainingRun>();

/**
 * Trains until `seconds` or `steps` are used up, going on where an earlier call with the same `gan` stopped.
 * @throws Error naming the function when a move returns no loss, or a loss stops being a number
 */
export async function train(options: TrainOptions): Promise<TrainingRun> {
  recoverFromInterrupt();
  const { gan, data, batchSize = 64, seed = 1 } = options;
  let run = trainings.get(gan);
  if (!run) trainings.set(gan, (run = new TrainingRun(gan, seed)));
  const limit = options.steps !== undefined ? { steps: options.steps } : { seconds: options.seconds ?? 60 };
  const view = options.quiet ? undefined : new TrainingView(run, limit);
  while (!isOver(run, limit)) {
    await run.round(data, batchSize, options.discriminatorStep, options.generatorStep);
    view?.update();
    // Output, input and a polite interrupt get their turn.
    await nextTurn();
  }
  view?.finish();
  return run;
}

/** How long a training goes on. */
export type TrainingLimit = { seconds: number } | { steps: number };

/** The part of `limit` that is used up, from 0 to 1. */
export function shareDone(run: TrainingRun, limit: TrainingLimit): number {
  return Math.min(1, 'steps' in limit ? run.step / limit.steps : run.seconds / limit.seconds);
}

const isOver = (run: TrainingRun, limit: TrainingLimit): boolean => shareDone(run, limit) >= 1;

/** A training under way or done: how far it came, what it learned. */
export class TrainingRun {
  /** Rounds so far. */
  step = 0;
  /** Seconds spent in rounds so far. */
  seconds = 0;
  /** Loss of each network in each round, before its update. */
  readonly losses: { discriminator: number[]; generator: number[] } = { discriminator: [], generator: [] };
  private readonly random: RandomSource;
  private readonly average: WeightAverage;

  constructor(readonly gan: Gan, seed: number) {
    this.random = new RandomSource(seed);
    // 0.98: the average spans the last 50 rounds or so, a few seconds of a training of one minute.
    this.average = new WeightAverage(gan.generator, 0.98);
  }

  /** One round: D moves, then G moves. */
  async round(data: ImageDataset, batchSize: number, discriminatorStep: DiscriminatorStep, generatorStep: GeneratorStep): Promise<void> {
    const started = performance.now();
    const real = randomBatch(data, batchSize, this.random);
    const [z1, z2] = [this.noise(batchSize), this.noise(batchSize)];
    const discriminator = await valueOf(discriminatorStep(this.gan, real, z1), 'discriminatorStep', this.step + 1);
    const generator = await valueOf(generatorStep(this.gan, z2), 'generatorStep', this.step + 1);
    tf.dispose([real, z1, z2]);
    this.losses.discriminator.push(discriminator);
    this.losses.generator.push(generator);
    this.step++;
    this.average.update(this.step);
    this.seconds += (performance.now() - started) / 1000;
  }

  /** Noise z [count, latentDim] of N(0, 1), from the training's own random numbers. */
  private noise(count: number): tf.Tensor2D {
    return tf.tensor2d(this.random.normal(count * this.gan.latentDim), [count, this.gan.latentDim]);
  }

  /** `count` pictures [count, H, W, C] in [−1, 1], drawn by the averaged generator. The same `seed` draws from the same noise. */
  sample(count: number, seed = 7): tf.Tensor4D {
    const { latentDim } = this.gan;
    return this.draw(tf.tensor2d(new RandomSource(seed).normal(count * latentDim), [count, latentDim]));
  }

  /** Walks between noise vectors: `rows` straight lines of `columns` pictures each, [rows · columns, H, W, C]. */
  interpolate(rows: number, columns: number, seed = 7): tf.Tensor4D {
    const { latentDim } = this.gan;
    const random = new RandomSource(seed);
    const values: number[] = [];
    for (let row = 0; row < rows; row++) {
      const [from, to] = [random.normal(latentDim), random.normal(latentDim)];
      for (let column = 0; column < columns; column++) {
        const t = columns === 1 ? 0 : column / (columns - 1);
        for (let i = 0; i < latentDim; i++) values.push((1 - t) * from[i] + t * to[i]);
      }
    }
    return this.draw(tf.tensor2d(values, [rows * columns, latentDim]));
  }

  /**
   * Pictures of `z`, disposed of afterwards. In training mode: the statistics of batch normalisation are
   * those of the pictures drawn together, which a short training knows better than its running ones.
   */
  private draw(z: tf.Tensor2D): tf.Tensor4D {
    return this.average.during(() => tf.tidy(() => {
      const pictures = this.gan.generator.apply(z, { training: true }) as tf.Tensor4D;
      z.dispose();
      return pictures;
    }));
  }
}

/** The number in the scalar a move returned; disposes of the scalar. */
async function valueOf(loss: unknown, name: string, step: number): Promise<number> {
  if (!(loss instanceof tf.Tensor) || loss.size !== 1) {
    throw new Error(`${name} must return its loss, a tensor with one number; it returned ${loss instanceof tf.Tensor ? `a tensor of shape [${loss.shape}]` : String(loss)}.`);
  }
  const [value] = await loss.data();
  loss.dispose();
  if (!Number.isFinite(value)) {
    throw new Error(`The loss of ${name} is ${value} in round ${step}: the training cannot go on. A smaller learning rate, or a loss that works on logits, usually helps. Make a new gan to start over.`);
  }
  return value;
}
