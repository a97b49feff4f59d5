/**
 * A training under way or done, of whatever networks: rounds that can be taken back, running averages, what goes into
 * its checkpoints and its film. train.ts (GANs) and learn.ts (all else) say what a round is; rounds.ts plays them.
 */
import * as tf from '@tensorflow/tfjs';
import { getLanguage, imageGrid, type ImageGrid, type ImageGridOptions } from '../../../kernel-extensions/display/index.js';
import { WeightAverage } from '../average.js';
import { film, type Film } from '../film.js';
import { inLanguage } from '../in-language.js';
import { RandomSource } from '../random.js';
import { checkpointPath, replaceFile, setHolder } from './checkpoint-file.js';
import { encodeCheckpoint, type Checkpoint, type FilmPicture, type Settings } from './checkpoint.js';
import { requireParts, type Parts } from './parts.js';
import { copyNetworks, copyTensors, disposeSnapshot, memoryOf, putBackMemory, putBackNetworks, type Snapshot } from './snapshot.js';

/** Pictures that show how far a training is. */
export interface Samples {
  /** [N, H, W, C] in [−1, 1]; whoever asks disposes of them. */
  pictures: tf.Tensor4D;
  columns: number;
}

/** 0.98: the average spans the last 50 rounds or so, a few seconds of a training of one minute. */
const decay = 0.98;

/** Wider pictures are not enlarged in the film, which has to stay small. */
const widestEnlarged = 32;

export abstract class Training<Curve extends string = string> {
  /** Rounds so far. */
  step = 0;
  /** Seconds spent in rounds so far. */
  seconds = 0;
  /** What was chosen for it, for its checkpoints. */
  settings: Settings = {};
  /** What was said of its checkpoints. */
  readonly notes: string[] = [];
  /** One number a round in each curve; NaN in rounds that did not tell it. */
  readonly losses = {} as Record<Curve, number[]>;
  protected readonly random: RandomSource;
  private averages = new Map<string, WeightAverage>();
  /** Samples from the same noise, as the training went on. */
  private readonly album: FilmPicture[] = [];
  /** As it was after the last round. */
  private whole: Snapshot | undefined;
  /** Something began to change the networks and did not come to its end: its cell was interrupted. */
  private unfinished = false;

  private ownParts: Parts;

  constructor(parts: Parts, seed: number) {
    requireParts(parts);
    this.ownParts = recordOf(parts);
    this.random = new RandomSource(seed);
    this.averages = this.averagesOf(parts);
  }

  /** The networks and all else that the training changes. */
  get parts(): Parts {
    return this.ownParts;
  }

  /** Pictures as they are at this moment; undefined where there are none to be seen. */
  abstract samples(): Samples | undefined;

  /** What a curve is called where there is little room. */
  labelOf(curve: string): string {
    return curve;
  }

  /** Frees what the training keeps beside its networks. */
  dispose(): void {
    this.keep(undefined);
  }

  /** From here on, an interrupted round goes back to the state that the training is in. */
  begin(): void {
    this.keep(this.snapshot());
  }

  /** One round: `play` makes the moves and says what they lost. */
  protected async playRound(play: () => Promise<Readonly<Partial<Record<Curve, number>>>>): Promise<void> {
    const started = performance.now();
    this.whole ??= this.snapshot();
    this.unfinished = true;
    this.note(await play());
    this.step++;
    for (const average of this.averages.values()) average.update(this.step);
    this.seconds += (performance.now() - started) / 1000;
    this.keep(this.snapshot());
    this.unfinished = false;
  }

  /** After an interrupt: takes back what a round had begun, so that it is played anew from the same state. */
  undoUnfinished(): void {
    if (this.unfinished && this.whole) this.goBackTo(this.whole);
    this.unfinished = false;
  }

  /**
   * Runs `f` while the averaged networks hold their averaged weights. Then all networks are as they were, batch-norm
   * statistics included, whatever `f` does. @throws TypeError for an `f` that takes its time: it would draw with both
   */
  averaged<T>(f: () => T): T {
    this.undoUnfinished();
    // An interrupt would leave the averaged weights in the networks.
    this.unfinished = this.whole !== undefined;
    const own = copyNetworks(this.parts);
    let result: T;
    try {
      result = [...this.averages.values()].reduce<() => T>((inner, average) => () => average.during(inner), f)();
    } finally {
      putBackNetworks(this.parts, own);
      tf.dispose([...own.values()]);
      this.unfinished = false;
    }
    if (result instanceof Promise) throw new TypeError(inLanguage('`averaged` needs a function that draws at once, not an async one.', '`averaged` 需要立刻畫完的函式，不能是 async 函式。'));
    return result;
  }

  /** What a file keeps of the training: its state after the last whole round. */
  checkpoint(): Checkpoint {
    const snapshot = (this.whole ??= this.snapshot()), { step, seconds } = snapshot;
    return { label: { step, seconds, settings: this.settings, savedAt: new Date().toISOString() }, snapshot, losses: this.losses, album: this.album };
  }

  /** Puts a light copy, to draw with and to choose by, into `checkpoints/NAME.safetensors`; a file of that name is replaced. */
  save(name: string): void {
    const path = checkpointPath(name);
    replaceFile(path, encodeCheckpoint({ ...this.checkpoint(), album: [] }, this.parts, { light: true }));
    setHolder(path, this);
  }

  /** Goes on from a checkpoint, whose tensors it disposes of. */
  takeUp({ label, snapshot, losses, album }: Checkpoint): void {
    this.settings = label.settings;
    for (const name of Object.keys(this.losses)) delete this.losses[name as Curve];
    for (const [name, values] of Object.entries(losses)) this.losses[name as Curve] = [...values];
    this.album.splice(0, Infinity, ...album);
    this.goBackTo(snapshot);
    this.unfinished = false;
    disposeSnapshot(snapshot);
    this.begin();
  }

  /** Goes on with other optimizers, state or averages on the same networks: each takes over what its namesake remembered. */
  exchange(parts: Parts): void {
    requireParts(parts);
    const before = this.ownParts;
    this.ownParts = recordOf(parts);
    this.averages = this.averagesOf(parts);
    if (!this.whole) return;
    if (this.unfinished) return this.goBackTo(this.whole);
    const renewed = <T>(now: Readonly<Record<string, T>>, then: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(now).filter(([name, each]) => each !== then[name]));
    putBackMemory({ optimizers: renewed(parts.optimizers, before.optimizers), state: renewed(parts.state, before.state) }, this.whole);
  }

  private averagesOf({ networks, averaged }: Parts): Map<string, WeightAverage> {
    return new Map(averaged.map((name) => [name, this.averages.get(name) ?? new WeightAverage(networks[name]!, decay)]));
  }

  private note(losses: Readonly<Partial<Record<Curve, number>>>): void {
    for (const curve of Object.keys(losses) as Curve[]) this.losses[curve] ??= new Array<number>(this.step).fill(NaN);
    for (const curve of Object.keys(this.losses) as Curve[]) this.losses[curve].push(losses[curve] ?? NaN);
  }

  private snapshot(): Snapshot {
    const { parts, step, seconds } = this;
    return { step, seconds, random: this.random.state, tensors: copyTensors(parts), average: new Map([...this.averages].map(([name, average]) => [name, average.weights()])), memory: memoryOf(parts) };
  }

  private keep(snapshot: Snapshot | undefined): void {
    const before = this.whole;
    this.whole = snapshot;
    if (before) disposeSnapshot(before);
  }

  private goBackTo(snapshot: Snapshot): void {
    putBackNetworks(this.parts, snapshot.tensors);
    putBackMemory(this.parts, snapshot);
    this.step = snapshot.step;
    this.seconds = snapshot.seconds;
    this.random.state = snapshot.random;
    for (const [name, average] of this.averages) average.assign(snapshot.average.get(name) ?? weightsOf(this.parts.networks[name]!));
    for (const values of Object.values<number[]>(this.losses)) values.splice(this.step);
    this.album.splice(0, Infinity, ...this.album.filter(({ round }) => round <= this.step));
  }

  /** Keeps a grid of samples for the film. */
  remember(): void {
    const samples = this.samples();
    if (!samples) return;
    const scale = samples.pictures.shape[2] > widestEnlarged ? 1 : 2;
    this.album.push({ round: this.step, png: gridOf(samples, { scale }).png() });
  }

  /** The samples from the first round to the last, to be scrubbed or saved as a page of their own. @throws RangeError for a training that was not shown. */
  film(): Film {
    const [round, label] = getLanguage() === 'en' ? ['round', 'Samples during the training'] : ['回合', '訓練過程中的樣本'];
    return film(this.album.map((picture) => ({ picture: picture.png, caption: `${round} ${picture.round}` })), label);
  }
}

/** Samples as a picture; disposes of them. */
export function gridOf({ pictures, columns }: Samples, options: ImageGridOptions = {}): ImageGrid {
  try {
    return imageGrid(pictures, { columns, range: [-1, 1], ...options });
  } finally {
    pictures.dispose();
  }
}

/** Copied: whoever gave them may put other optimizers into the same objects. */
const recordOf = ({ networks, optimizers, averaged, state }: Parts): Parts => ({ networks: { ...networks }, optimizers: { ...optimizers }, averaged: [...averaged], state: { ...state } });

const weightsOf = (network: tf.LayersModel): Float32Array[] => network.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
