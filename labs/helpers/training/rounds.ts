/** Plays the rounds of a training until its time is used up: shown, filmed and kept on disk on the way. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inLanguage } from '../in-language.js';
import { TrainingView } from '../training-view.js';
import { Keeper } from './keeper.js';
import type { Training } from './training.js';

/** What `train` and `learn` have in common. */
export interface RoundsOptions<Run> {
  /** Seconds of training in all, those of an interrupted run included. Default 60; give `seconds` or `steps`. */
  seconds?: number;
  /** Rounds in all, in place of `seconds`: for runs that must not depend on the machine's speed. */
  steps?: number;
  /**
   * Keeps the training in `checkpoints/NAME.safetensors`, and a training that has not begun goes on from there: bit for bit,
   * also in another process, on the same machine with as many threads.
   */
  checkpoint?: string;
  /** Begins anew where there is such a file; that one is put aside. */
  startOver?: boolean;
  /** Called after each round, for what is to happen on the way: a copy saved, a number noted. */
  afterRound?: (run: Run) => void | Promise<void>;
  /** Shows nothing, for scripts. */
  quiet?: boolean;
}

/** How long a training goes on. */
export type TrainingLimit = { seconds: number } | { steps: number };

/** Pictures that a training leaves for its film, at most: each takes about 20 kB of the notebook. */
const filmLength = 24;

/** @throws RangeError where it could never end */
export function limitOf({ seconds = 60, steps }: Pick<RoundsOptions<never>, 'seconds' | 'steps'>): TrainingLimit {
  const amount = steps ?? seconds;
  if (!(amount >= 0)) throw new RangeError(inLanguage(`\`${steps === undefined ? 'seconds' : 'steps'}\` is how long the training goes on: a number from 0 up, not ${amount}.`, `\`${steps === undefined ? 'seconds' : 'steps'}\` 是訓練要持續多久，必須是 0 或更大的數，不能是 ${amount}。`));
  return steps === undefined ? { seconds } : { steps };
}

/** The part of `limit` that is used up, from 0 to 1. */
export function shareDone(run: Training, limit: TrainingLimit): number {
  const [done, all] = 'steps' in limit ? [run.step, limit.steps] : [run.seconds, limit.seconds];
  return done >= all ? 1 : done / all;
}

/**
 * Goes on from the checkpoint, if there is one and the training `isNew`, and plays rounds until the limit.
 * `recoverFromInterrupt` has to come before.
 */
export async function playRounds<Run extends Training>(run: Run, isNew: boolean, { checkpoint, startOver, afterRound, quiet, ...amount }: RoundsOptions<Run>, playRound: () => Promise<void>): Promise<Run> {
  run.undoUnfinished();
  const limit = limitOf(amount);
  const keeper = checkpoint === undefined ? undefined : new Keeper(run, { name: checkpoint, startOver, quiet });
  if (isNew) keeper?.open();
  else keeper?.spare();
  run.begin();
  const view = quiet ? undefined : new TrainingView(run, limit);
  const picturesDue = () => Math.floor(shareDone(run, limit) * filmLength);
  let pictures = picturesDue();
  if (view && run.step === 0) run.remember();
  keeper?.begin();
  while (shareDone(run, limit) < 1) {
    await playRound();
    view?.update();
    await afterRound?.(run);
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
