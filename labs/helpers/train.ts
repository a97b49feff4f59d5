/**
 * Trains a GAN with the student's two moves. The state of a training lives with its GAN, so that after an interrupt the
 * same cell goes on where it stopped. What it has in common with other trainings is in training/; those are learn.ts.
 */
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../datasets/image-dataset.js';
import { imagesAt, randomBatch } from './batches.js';
import type { DiscriminatorStep, Gan, GeneratorStep } from './gan.js';
import { inLanguage } from './in-language.js';
import { RandomSource } from './random.js';
import { recoverFromInterrupt } from './recover.js';
import { checkpointPath, readIfThere, setHolder } from './training/checkpoint-file.js';
import { loadInto } from './training/checkpoint.js';
import { numberIn, requireFinite } from './training/loss.js';
import type { Parts } from './training/parts.js';
import { playRounds, type RoundsOptions } from './training/rounds.js';
import { settingsOf } from './training/settings.js';
import { Training, type Samples } from './training/training.js';

export interface TrainOptions extends RoundsOptions<TrainingRun> {
  gan: Gan;
  data: ImageDataset;
  /** One update of D, as Lab03 writes it. */
  discriminatorStep: DiscriminatorStep;
  /** One update of G, as Lab03 writes it. */
  generatorStep: GeneratorStep;
  /** Pictures in a batch. Default 64. */
  batchSize?: number;
  /** Which pictures make up a batch. Default: drawn at random with replacement. */
  batchIndices?: BatchIndices;
  /** Updates of D in a round, each on a batch of its own. Default 1. */
  discriminatorMoves?: number;
  /** Updates of G in a round, each from noise of its own. Default 1. */
  generatorMoves?: number;
  /** What the noise z is drawn from, for a training that has not begun: N(0, 1) or U[−1, 1]. Default normal. */
  prior?: Prior;
  /** Seed of batches and noise, for a training that has not begun. Default 1. */
  seed?: number;
}

/**
 * The places, from 0 to `count` − 1, of the `batchSize` pictures that make up the batch with this number, from 0. Called with the
 * same numbers it has to give the same places, or a training that is taken up again does not go on as it would have.
 */
export type BatchIndices = (count: number, batchSize: number, batch: number) => ArrayLike<number>;

/** The distribution of noise z. */
export type Prior = 'normal' | 'uniform';

/** The moves of one round. */
type Moves = Pick<TrainOptions, 'discriminatorStep' | 'generatorStep' | 'discriminatorMoves' | 'generatorMoves' | 'batchIndices'>;

const trainings = new WeakMap<Gan, TrainingRun>();

/**
 * Trains until `seconds` or `steps` are used up, going on where an earlier call with the same `gan` stopped.
 * @throws Error naming the function when a move returns no loss, or a loss stops being a number
 */
export async function train(options: TrainOptions): Promise<TrainingRun> {
  recoverFromInterrupt();
  const { gan, data, batchSize = 64, seed, prior } = options;
  const isNew = !trainings.has(gan);
  const run = TrainingRun.of(gan, seed, prior);
  if (!isNew) run.exchange(partsOf(gan));
  run.settings = settingsOf(options);
  return playRounds(run, isNew, options, () => run.round(data, batchSize, options));
}

/**
 * A training as `TrainingRun.save` or `train` have put it into `checkpoints/NAME.safetensors`, in the networks of `gan`.
 * @throws Error where there is no such file, or it is damaged or holds other networks
 */
export function loadCheckpoint(name: string, gan: Gan): TrainingRun {
  const path = checkpointPath(name), bytes = readIfThere(path);
  if (!bytes) throw new Error(inLanguage(`There is no checkpoint ${path} beside this notebook.`, `這本筆記本旁邊沒有檢查點 ${path}。`));
  const checkpoint = loadInto(partsOf(gan), bytes, path);
  const run = TrainingRun.of(gan);
  run.takeUp(checkpoint);
  setHolder(path, run);
  return run;
}

/** The parts of a GAN's training. */
export const partsOf = ({ generator, discriminator, generatorOptimizer, discriminatorOptimizer }: Gan): Parts => ({
  networks: { generator, discriminator }, optimizers: { generator: generatorOptimizer, discriminator: discriminatorOptimizer }, averaged: ['generator'], state: {},
});

/** Pictures of the grids and of the film. */
export const sampleCount = 30;

/** The training of a GAN. Its losses are those before the updates. */
export class TrainingRun extends Training<'discriminator' | 'generator'> {
  constructor(readonly gan: Gan, seed: number, private readonly prior: Prior = 'normal') {
    super(partsOf(gan), seed);
    [this.losses.discriminator, this.losses.generator] = [[], []];
  }

  /** The training of `gan`, or a new one. */
  static of(gan: Gan, seed = 1, prior: Prior = 'normal'): TrainingRun {
    const run = trainings.get(gan) ?? new TrainingRun(gan, seed, prior);
    trainings.set(gan, run);
    return run;
  }

  override dispose(): void {
    super.dispose();
    trainings.delete(this.gan);
  }

  override samples(): Samples {
    return { pictures: this.sample(sampleCount), columns: 10 };
  }

  override labelOf(curve: string): string {
    return curve === 'discriminator' ? 'D' : 'G';
  }

  /** One round: D moves, then G moves. Of several moves, the last one's loss is noted. */
  round(data: ImageDataset, batchSize: number, { discriminatorStep, generatorStep, discriminatorMoves = 1, generatorMoves = 1, batchIndices }: Moves): Promise<void> {
    return this.playRound(async () => {
      const round = this.step + 1;
      let [discriminator, generator] = [NaN, NaN];
      for (let move = 0; move < discriminatorMoves; move++) {
        const real = batchIndices ? chosenBatch(data, batchSize, this.step * discriminatorMoves + move, batchIndices) : randomBatch(data, batchSize, this.random);
        const z = this.noise(batchSize, this.random);
        discriminator = await lossOf(discriminatorStep(this.gan, real, z), 'discriminatorStep', round);
        tf.dispose([real, z]);
      }
      for (let move = 0; move < generatorMoves; move++) {
        const z = this.noise(batchSize, this.random);
        generator = await lossOf(generatorStep(this.gan, z), 'generatorStep', round);
        z.dispose();
      }
      return { discriminator, generator };
    });
  }

  /** Noise z [count, latentDim] from the prior. */
  private noise(count: number, random: RandomSource): tf.Tensor2D {
    const size = count * this.gan.latentDim;
    const values = this.prior === 'normal' ? random.normal(size) : Float32Array.from({ length: size }, () => 2 * random.uniform() - 1);
    return tf.tensor2d(values, [count, this.gan.latentDim]);
  }

  /** `count` pictures [count, H, W, C] in [−1, 1], drawn by the averaged generator. The same `seed` draws from the same noise. */
  sample(count: number, seed = 7): tf.Tensor4D {
    return this.drawOnce(this.noise(count, new RandomSource(seed)));
  }

  /** Pictures [N, H, W, C] of a student's own z [N, latentDim], as `sample` draws them. */
  draw(z: tf.Tensor2D): tf.Tensor4D {
    return this.drawOnce(z.clone());
  }

  /** Walks between noise vectors: `rows` straight lines of `columns` pictures each, [rows · columns, H, W, C]. */
  interpolate(rows: number, columns: number, seed = 7): tf.Tensor4D {
    const { latentDim } = this.gan;
    const random = new RandomSource(seed);
    return this.drawOnce(tf.tidy(() => {
      const [from, to] = [this.noise(rows, random), this.noise(rows, random)].map((ends) => ends.expandDims(1)); // [rows, 1, latentDim]
      const t = tf.linspace(0, columns === 1 ? 0 : 1, columns).reshape([1, columns, 1]);
      return from.mul(tf.sub(1, t)).add(to.mul(t)).reshape([rows * columns, latentDim]) as tf.Tensor2D;
    }));
  }

  /**
   * Pictures of `z`, disposed of afterwards. In training mode: the statistics of batch normalisation are
   * those of the pictures drawn together, which a short training knows better than its running ones.
   */
  private drawOnce(z: tf.Tensor2D): tf.Tensor4D {
    const pictures = this.averaged(() => tf.tidy(() => this.gan.generator.apply(z, { training: true }) as tf.Tensor4D));
    z.dispose();
    return pictures;
  }
}

/** The pictures that the student's function chooses. */
function chosenBatch(data: ImageDataset, batchSize: number, batch: number, batchIndices: BatchIndices): tf.Tensor4D {
  const places = Array.from(batchIndices(data.count, batchSize, batch));
  const wrong = places.find((place) => !(Number.isInteger(place) && place >= 0 && place < data.count));
  if (places.length === 0 || wrong !== undefined) {
    throw new Error(inLanguage(
      `batchIndices must return places of pictures, whole numbers from 0 to ${data.count - 1}; for batch ${batch} it returned ${places.length === 0 ? 'none' : String(wrong)}.`,
      `batchIndices 必須回傳圖片的位置，也就是 0 到 ${data.count - 1} 的整數；第 ${batch} 批它${places.length === 0 ? '什麼都沒有回傳' : `回傳了 ${wrong}`}。`,
    ));
  }
  return imagesAt(data, places);
}

const lossOf = async (loss: unknown, move: string, round: number): Promise<number> =>
  requireFinite(await numberIn(loss, inLanguage(`${move} must return its loss, a tensor with one number`, `${move} 必須回傳損失，也就是只有一個數的張量`)), move, round);
