/**
 * Watches some rounds of a training as `train` plays them, with the same bits, and gives a recording of its vital signs:
 * `const recording = await record({ gan, data, discriminatorStep, generatorStep, rounds: 40 })`.
 */
import * as tf from '@tensorflow/tfjs';
import { onSettle } from '../../../kernel-extensions/display/live.js';
import { train, TrainingRun, type TrainOptions } from '../train.js';
import { Instruments } from './instruments.js';
import type { Move, Recording, Round } from './vital-signs.js';

/** A training as `train` takes it. */
export interface RecordOptions extends Omit<TrainOptions, 'seconds' | 'steps' | 'checkpoint' | 'startOver' | 'quiet' | 'afterRound'> {
  /** Rounds that are watched, from where the training stands. Default 40. */
  rounds?: number;
}

/**
 * Trains `gan` for `rounds` more rounds and writes down its vital signs. Where a loss stops being a number the
 * recording ends there and says so.
 * @throws Error as `train` does for moves that return no loss, RangeError for rounds that are no whole number from 1
 */
export async function record({ rounds = 40, ...options }: RecordOptions): Promise<Recording> {
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new RangeError(`rounds is a whole number from 1, not ${rounds}.`);
  const { gan, batchSize = 64, discriminatorStep, generatorStep } = options;
  const instruments = new Instruments(gan);
  const written: Round[] = [];
  let moves: Move[] = [], stopped: string | undefined, isNoNumber = false;
  const note = ({ loss, move }: { loss: tf.Tensor; move: Move }): tf.Tensor => {
    moves.push(move);
    isNoNumber = loss instanceof tf.Tensor && loss.size === 1 && !Number.isFinite(move.loss);
    return loss;
  };
  const endRound = (): void => {
    written.push({ moves, tensors: tf.memory().numTensors });
    moves = [];
    isNoNumber = false;
  };
  instruments.attach();
  // An interrupt ends the cell without coming back here.
  onSettle(() => {
    instruments.detach();
    return false;
  });
  try {
    await train({
      ...options, quiet: true, steps: TrainingRun.of(gan, options.seed, options.prior).step + rounds,
      discriminatorStep: (_, real, z) => note(instruments.move('discriminator', () => discriminatorStep(gan, real, z), real)),
      generatorStep: (_, z) => note(instruments.move('generator', () => generatorStep(gan, z))),
      afterRound: endRound,
    });
  } catch (error) {
    // Only a loss that is there, and is no number, ends a recording; all else is the caller's to hear.
    if (!isNoNumber) throw error;
    endRound();
    stopped = (error as Error).message;
  } finally {
    instruments.detach();
  }
  const { networks, weights, pictures } = instruments;
  return { networks, weights, rounds: written, batchSize, ...pictures, ...(stopped !== undefined && { stopped }) };
}
