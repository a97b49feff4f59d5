/**
 * Trains a GAN with the student's two moves, in sight: progress, losses, samples. The state of a
 * training lives with its GAN, so that after an interrupt the same cell goes on where it stopped, and on disk
 * where `checkpoint` names a file. What the reader sees is in training-view.ts, what a file holds in training/.
 */
import * as tf from '@tensorflow/tfjs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getLanguage, imageGrid, type Displayable } from '../../kernel-extensions/display/index.js';
import type { ImageDataset } from '../../datasets/image-dataset.js';
import { WeightAverage } from './average.js';
import { imagesAt, randomBatch } from './batches.js';
import type { DiscriminatorStep, Gan, GeneratorStep } from './gan.js';
import { film } from './film.js';
import { inLanguage } from './in-language.js';
import { RandomSource } from './random.js';
import { recoverFromInterrupt } from './recover.js';
import { checkpointPath, readIfThere, replaceFile } from './training/checkpoint-file.js';
import { encodeCheckpoint, loadInto, type Checkpoint, type FilmPicture, type Settings } from './training/checkpoint.js';
import { Keeper } from './training/keeper.js';
import { copyTensors, iterationsIn, putBack, type Snapshot } from './training/snapshot.js';
import { settingsOf } from './training/settings.js';
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
  /** Which pictures make up a batch. Default: drawn at random with replacement. */
  batchIndices?: BatchIndices;
  /** Updates of D in a round, each on a batch of its own. Default 1. */
  discriminatorMoves?: number;
  /** Updates of G in a round, each from noise of its own. Default 1. */
  generatorMoves?: number;
  /** What the noise z is drawn from, for a training that has not begun: N(0, 1) or U[−1, 1]. Default normal. */
  prior?: Prior;
  /** Seconds of training in all, those of an interrupted run included. Default 60; give `seconds` or `steps`. */
  seconds?: number;
  /** Rounds (D's updates, then G's) in all, in place of `seconds`: for runs that must not depend on the machine's speed. */
  steps?: number;
  /** Seed of batches and noise, for a training that has not begun. Default 1. */
  seed?: number;
  /**
   * Keeps the training in `checkpoints/NAME.safetensors`, and a training that has not begun goes on from there: bit for bit,
   * also in another process, on the same machine with as many threads.
   */
  checkpoint?: string;
  /** Begins anew where there is such a file; that one is put aside. */
  startOver?: boolean;
  /** Called after each round, for what is to happen on the way: a copy saved, a number noted. */
  afterRound?: (run: TrainingRun) => void | Promise<void>;
  /** Shows nothing, for scripts. */
  quiet?: boolean;
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

/** Pictures that a training leaves for its film, at most: each takes about 20 kB of the notebook. */
const filmLength = 24;

const trainings = new WeakMap<Gan, TrainingRun>();

/**
 * Trains until `seconds` or `steps` are used up, going on where an earlier call with the same `gan` stopped.
 * @throws Error naming the function when a move returns no loss, or a loss stops being a number
 */
export async function train(options: TrainOptions): Promise<TrainingRun> {
  recoverFromInterrupt();
  const { gan, data, batchSize = 64, seed = 1, prior = 'normal', checkpoint, startOver } = options;
  const isNew = !trainings.has(gan);
  const run = TrainingRun.of(gan, seed, prior);
  run.undoUnfinished();
  run.settings = settingsOf(options);
  const keeper = checkpoint === undefined ? undefined : new Keeper(run, { name: checkpoint, startOver, quiet: options.quiet });
  if (isNew) keeper?.open();
  const limit = options.steps !== undefined ? { steps: options.steps } : { seconds: options.seconds ?? 60 };
  const view = options.quiet ? undefined : new TrainingView(run, limit);
  const picturesDue = () => Math.floor(shareDone(run, limit) * filmLength);
  let pictures = picturesDue();
  if (view && run.step === 0) run.remember();
  keeper?.begin();
  while (!isOver(run, limit)) {
    await run.round(data, batchSize, options);
    view?.update();
    await options.afterRound?.(run);
    if (view && picturesDue() > pictures) {
      pictures = picturesDue();
      run.remember();
    }
    keeper?.update();
    // Output, input and a polite interrupt get their turn.
    await nextTurn();
  }
  keeper?.finish();
  view?.finish();
  return run;
}

/**
 * A training as `TrainingRun.save` or `train` have put it into `checkpoints/NAME.safetensors`, in the networks of `gan`.
 * @throws Error where there is no such file, or it is damaged or holds other networks
 */
export function loadCheckpoint(name: string, gan: Gan): TrainingRun {
  const path = checkpointPath(name), bytes = readIfThere(path);
  if (!bytes) throw new Error(inLanguage(`There is no checkpoint ${path} beside this notebook.`, `這本筆記本旁邊沒有檢查點 ${path}。`));
  const checkpoint = loadInto(gan, bytes, path);
  const run = TrainingRun.of(gan);
  run.takeUp(checkpoint);
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
  /** What was chosen for it, for its checkpoints. */
  settings: Settings = {};
  /** What was said of its checkpoints. */
  readonly notes: string[] = [];
  /** Loss of each network in each round, before its update. */
  readonly losses: { discriminator: number[]; generator: number[] } = { discriminator: [], generator: [] };
  private readonly random: RandomSource;
  private readonly average: WeightAverage;
  /** Samples from the same noise, as the training went on. */
  private readonly album: FilmPicture[] = [];
  /** As it was after the last round. */
  private whole: Snapshot | undefined;
  /** Something began to change the networks and did not come to its end: its cell was interrupted. */
  private unfinished = false;

  constructor(readonly gan: Gan, seed: number, private readonly prior: Prior = 'normal') {
    this.random = new RandomSource(seed);
    // 0.98: the average spans the last 50 rounds or so, a few seconds of a training of one minute.
    this.average = new WeightAverage(gan.generator, 0.98);
  }

  /** The training of `gan`, or a new one. */
  static of(gan: Gan, seed = 1, prior: Prior = 'normal'): TrainingRun {
    const run = trainings.get(gan) ?? new TrainingRun(gan, seed, prior);
    trainings.set(gan, run);
    return run;
  }

  /** Frees what the training keeps beside its GAN. */
  dispose(): void {
    tf.dispose([...(this.whole?.tensors.values() ?? [])]);
    this.whole = undefined;
    trainings.delete(this.gan);
  }

  /** One round: D moves, then G moves. Of several moves, the last one's loss is noted. */
  async round(data: ImageDataset, batchSize: number, { discriminatorStep, generatorStep, discriminatorMoves = 1, generatorMoves = 1, batchIndices }: Moves): Promise<void> {
    const started = performance.now();
    this.whole ??= this.snapshot();
    this.unfinished = true;
    let [discriminator, generator] = [NaN, NaN];
    for (let move = 0; move < discriminatorMoves; move++) {
      const real = batchIndices ? chosenBatch(data, batchSize, this.step * discriminatorMoves + move, batchIndices) : randomBatch(data, batchSize, this.random);
      const z = this.noise(batchSize, this.random);
      discriminator = await valueOf(discriminatorStep(this.gan, real, z), 'discriminatorStep', this.step + 1);
      tf.dispose([real, z]);
    }
    for (let move = 0; move < generatorMoves; move++) {
      const z = this.noise(batchSize, this.random);
      generator = await valueOf(generatorStep(this.gan, z), 'generatorStep', this.step + 1);
      z.dispose();
    }
    this.losses.discriminator.push(discriminator);
    this.losses.generator.push(generator);
    this.step++;
    this.average.update(this.step);
    this.seconds += (performance.now() - started) / 1000;
    const before = this.whole;
    this.whole = this.snapshot();
    this.unfinished = false;
    tf.dispose([...before.tensors.values()]);
  }

  /** After an interrupt: takes back what a round had begun, so that it is played anew from the same state. */
  undoUnfinished(): void {
    if (this.unfinished && this.whole) this.goBackTo(this.whole);
    this.unfinished = false;
  }

  /** What a file keeps of the training: its state after the last whole round. */
  checkpoint(): Checkpoint {
    const snapshot = (this.whole ??= this.snapshot()), { step, seconds } = snapshot;
    return { label: { step, seconds, settings: this.settings, savedAt: new Date().toISOString() }, snapshot, losses: this.losses, album: this.album };
  }

  /** Puts a light copy, to draw with and to choose by, into `checkpoints/NAME.safetensors`; a file of that name is replaced. */
  save(name: string): void {
    replaceFile(checkpointPath(name), encodeCheckpoint({ ...this.checkpoint(), album: [] }, this.gan, { light: true }));
  }

  /** Goes on from a checkpoint, whose tensors it takes over. */
  takeUp({ label, snapshot, losses, album }: Checkpoint): void {
    this.settings = label.settings;
    tf.dispose([...(this.whole?.tensors.values() ?? [])]);
    for (const player of ['discriminator', 'generator'] as const) this.losses[player].splice(0, Infinity, ...losses[player]);
    this.album.splice(0, Infinity, ...album);
    this.goBackTo((this.whole = snapshot));
  }

  private snapshot(): Snapshot {
    return { step: this.step, seconds: this.seconds, random: this.random.state, iterations: iterationsIn(this.gan), tensors: copyTensors(this.gan), average: this.average.weights() };
  }

  private goBackTo(snapshot: Snapshot): void {
    putBack(this.gan, snapshot);
    this.step = snapshot.step;
    this.seconds = snapshot.seconds;
    this.random.state = snapshot.random;
    this.average.assign(snapshot.average);
    for (const values of Object.values(this.losses)) values.splice(this.step);
    this.album.splice(0, Infinity, ...this.album.filter(({ round }) => round <= this.step));
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

  /** Keeps a grid of samples for the film. */
  remember(): void {
    const pictures = this.sample(30);
    this.album.push({ round: this.step, png: imageGrid(pictures, { columns: 10, scale: 2, range: [-1, 1] }).png() });
    pictures.dispose();
  }

  /** The samples from the first round to the last, to be scrubbed. @throws RangeError for a training that was not shown. */
  film(): Displayable {
    const [round, label] = getLanguage() === 'en' ? ['round', 'Samples during the training'] : ['回合', '訓練過程中的樣本'];
    return film(this.album.map((picture) => ({ picture: picture.png, caption: `${round} ${picture.round}` })), label);
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
    this.undoUnfinished();
    // An interrupt would leave the averaged weights in the generator.
    this.unfinished = this.whole !== undefined;
    const pictures = this.average.during(() => tf.tidy(() => this.gan.generator.apply(z, { training: true }) as tf.Tensor4D));
    this.unfinished = false;
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

/** The number in the scalar a move returned; disposes of the scalar. */
async function valueOf(loss: unknown, name: string, step: number): Promise<number> {
  if (!(loss instanceof tf.Tensor) || loss.size !== 1) {
    const isTensor = loss instanceof tf.Tensor;
    throw new Error(inLanguage(
      `${name} must return its loss, a tensor with one number; it returned ${isTensor ? `a tensor of shape [${loss.shape}]` : String(loss)}.`,
      `${name} 必須回傳損失，也就是只有一個數的張量；它回傳的是${isTensor ? `形狀 [${loss.shape}] 的張量` : ` ${String(loss)}`}。`,
    ));
  }
  const [value] = await loss.data();
  loss.dispose();
  if (!Number.isFinite(value)) {
    throw new Error(inLanguage(
      `The loss of ${name} is ${value} in round ${step}: the training cannot go on. A smaller learning rate, or a loss that works on logits, usually helps. Make a new gan to start over.`,
      `${name} 的損失在第 ${step} 回合是 ${value}，訓練無法繼續。通常較小的學習率，或直接用 logit 計算的損失會有幫助。請建立新的 gan 重新開始。`,
    ));
  }
  return value;
}
