/**
 * Trains anything that is not a plain GAN with the student's own round of moves: autoencoders, CycleGANs, critics,
 * conditional GANs. The state of a training lives with its networks, so that after an interrupt the same cell goes on
 * where it stopped. What it has in common with `train`, for GANs, is in training/.
 */
import * as tf from '@tensorflow/tfjs';
import { inLanguage } from './in-language.js';
import type { RandomSource } from './random.js';
import { recoverFromInterrupt } from './recover.js';
import { checkpointPath, readIfThere, setHolder } from './training/checkpoint-file.js';
import { loadInto, type Settings } from './training/checkpoint.js';
import { numberIn, requireFinite } from './training/loss.js';
import type { Parts, Resumable } from './training/parts.js';
import { playRounds, type RoundsOptions } from './training/rounds.js';
import { settingsOfParts } from './training/settings.js';
import { Training, type Samples } from './training/training.js';

/** What a round is told. */
export interface Round {
  /** Where batches and noise have to be drawn from, so that the training goes on bit for bit: `randomBatch(data, 64, random)`. */
  random: RandomSource;
  /** Rounds before this one. */
  step: number;
}

/** One number for each curve: scalars, which are disposed of, or plain numbers; a curve that is left out or undefined has a gap. */
export type Losses<Curve extends string> = { readonly [Name in Curve]?: tf.Tensor | number };

export interface LearnOptions<Curve extends string = string> extends RoundsOptions<LearningRun<Curve>> {
  /** All networks that take part, by name: every weight is kept, batch-norm statistics included. */
  networks: Readonly<Record<string, tf.LayersModel>>;
  /** The optimizers that the round uses, by name. */
  optimizers: Readonly<Record<string, tf.Optimizer>>;
  /** One round of moves. Returns the losses, one curve each. */
  round: (round: Round) => Losses<Curve> | Promise<Losses<Curve>>;
  /** Pictures [N, H, W, C] in [−1, 1] of how far it is, shown on the way and kept for the film. They change no network. */
  samples?: () => tf.Tensor;
  /** Pictures in a row of the samples. Default 10. */
  columns?: number;
  /** Networks whose running average of the weights `samples` sees. Default: none. */
  averaged?: readonly string[];
  /** More that has to go on bit for bit, such as a pool of past pictures. */
  state?: Readonly<Record<string, Resumable>>;
  /** Seed of `random`, for a training that has not begun. Default 1. */
  seed?: number;
  /** What else was chosen: a checkpoint names it, and says so when it is taken up with something else. */
  settings?: Settings;
}

/** The trainings of networks, found by the first of them. */
const trainings = new WeakMap<tf.LayersModel, LearningRun[]>();

/**
 * Plays rounds until `seconds` or `steps` are used up, going on where an earlier call with the same networks stopped.
 * @throws RangeError for parts that cannot be told apart, TypeError where `round` returns no losses, Error naming the
 * curve where a loss is no number any more
 */
export async function learn<Curve extends string>(options: LearnOptions<Curve>): Promise<LearningRun<Curve>> {
  recoverFromInterrupt();
  const { networks, optimizers, averaged = [], state = {}, seed = 1, samples, columns = 10, settings } = options;
  const parts: Parts = { networks, optimizers, averaged, state };
  const before = trainingOf(networks) as LearningRun<Curve> | undefined;
  const run = before ?? new LearningRun<Curve>(parts, seed);
  if (before) before.exchange(parts);
  run.shows = samples && { samples, columns };
  run.settings = { ...settingsOfParts(parts), seed, ...settings };
  return playRounds(run, !before, options, () => run.round(options.round));
}

/**
 * What `learn` or `run.save` have put into `checkpoints/NAME.safetensors`, in these networks.
 * @param parts `averaged`: those of the file where left out
 * @throws Error where there is no such file, or it is damaged or holds other networks
 */
export function loadLearned(name: string, { networks, optimizers = {}, averaged, state = {} }: Pick<LearnOptions, 'networks'> & Partial<Parts>): LearningRun {
  const path = checkpointPath(name), bytes = readIfThere(path);
  if (!bytes) throw new Error(inLanguage(`There is no checkpoint ${path} beside this notebook.`, `這本筆記本旁邊沒有檢查點 ${path}。`));
  const checkpoint = loadInto({ networks, optimizers, averaged: [], state }, bytes, path);
  const parts: Parts = { networks, optimizers, averaged: averaged ?? [...checkpoint.snapshot.average.keys()], state };
  const before = trainingOf(networks);
  before?.exchange(parts);
  const run = before ?? new LearningRun(parts, 1);
  run.takeUp(checkpoint);
  setHolder(path, run);
  return run;
}

function trainingOf(networks: LearnOptions['networks']): LearningRun | undefined {
  const names = Object.keys(networks);
  return trainings.get(networks[names[0]!]!)?.find(({ parts }) => Object.keys(parts.networks).length === names.length && names.every((name) => parts.networks[name] === networks[name]));
}

/** The training of any networks. */
export class LearningRun<Curve extends string = string> extends Training<Curve> {
  /** What shows how far it is. */
  shows?: { samples: () => tf.Tensor; columns: number };

  constructor(parts: Parts, seed: number) {
    super(parts, seed);
    const first = Object.values(parts.networks)[0]!;
    trainings.set(first, [...(trainings.get(first) ?? []), this]);
  }

  override dispose(): void {
    super.dispose();
    const first = Object.values(this.parts.networks)[0]!;
    trainings.set(first, (trainings.get(first) ?? []).filter((run) => run !== (this as LearningRun)));
  }

  override samples(): Samples | undefined {
    if (!this.shows) return undefined;
    const { samples, columns } = this.shows;
    const pictures = this.averaged(() => tf.tidy(() => {
      const drawn: unknown = samples();
      if (drawn instanceof tf.Tensor && drawn.rank === 4) return drawn.clone() as tf.Tensor4D;
      throw new TypeError(inLanguage(
        `samples must return pictures, a tensor [N, height, width, channels]; it returned ${drawn instanceof tf.Tensor ? `a tensor of shape [${drawn.shape}]` : String(drawn)}.`,
        `samples 必須回傳圖片，也就是形狀 [N, 高, 寬, 通道] 的張量；它回傳的是${drawn instanceof tf.Tensor ? `形狀 [${drawn.shape}] 的張量` : ` ${String(drawn)}`}。`,
      ));
    }));
    return { pictures, columns };
  }

  /** One round of the student's moves. */
  round(moves: LearnOptions<Curve>['round']): Promise<void> {
    return this.playRound(async () => {
      const losses: unknown = await moves({ random: this.random, step: this.step });
      const curves = typeof losses === 'object' && losses !== null && !(losses instanceof tf.Tensor) ? Object.entries(losses).filter(([, loss]) => loss !== undefined) : [];
      if (curves.length === 0) {
        throw new TypeError(inLanguage(
          `round must return its losses by name, such as { reconstruction: loss }; it returned ${losses instanceof tf.Tensor ? 'a tensor' : JSON.stringify(losses) ?? 'nothing'}.`,
          `round 必須回傳有名稱的損失，例如 { reconstruction: loss }；它回傳的是${losses instanceof tf.Tensor ? '張量' : ` ${JSON.stringify(losses) ?? '空的'}`}。`,
        ));
      }
      // One tensor may be told under several names, and is disposed of once.
      const numbers = new Map<unknown, number>();
      for (const [curve, loss] of curves) if (!numbers.has(loss)) numbers.set(loss, await this.lossIn(curve, loss));
      return Object.fromEntries(curves.map(([curve, loss]) => [curve, numbers.get(loss)!])) as Partial<Record<Curve, number>>;
    });
  }

  private async lossIn(curve: string, loss: unknown): Promise<number> {
    const value = typeof loss === 'number' ? Math.fround(loss) : await numberIn(loss, inLanguage(`round must return a tensor with one number as ${curve}`, `round 回傳的 ${curve} 必須是只有一個數的張量`));
    return requireFinite(value, curve, this.step + 1);
  }
}
