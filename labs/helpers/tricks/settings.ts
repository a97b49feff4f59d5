/**
 * All that a trick may change of a small GAN training, and the training without changes: the DCGAN of Lab03, narrow enough
 * that a run takes seconds. A trick is another value of one of these (registry.ts); training.ts plays by them.
 */
import type * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../random.js';

export interface TrickSettings {
  /** What black and white of a picture become; G ends in tanh in any case. */
  range: readonly [black: number, white: number];
  generatorLoss: 'non-saturating' | 'saturating';
  /** `count` noise vectors of `size` numbers, one after the other. */
  noise: (count: number, size: number, random: RandomSource) => Float32Array;
  /** Do real and made pictures go through D one after the other, or as one batch whose statistics they share? */
  batches: 'apart' | 'mixed';
  discriminatorActivation: 'leaky' | 'relu';
  /** What D's loss asks for: a number for each picture. */
  targets: (kind: PictureKind, count: number, random: RandomSource) => ArrayLike<number>;
  networks: 'convolutional' | 'dense';
  /** Share of the made pictures in D's move that come from earlier rounds. */
  replay: number;
  /** Of both networks: Adam, or plain gradient descent with momentum. */
  optimizer: 'adam' | 'descent';
  /** Whose move it is: each once in a round, or that of the player who is further behind. Two moves in any case. */
  turns: 'one each' | 'by losses';
  /** What the labels are used for: nothing; D names the class as well; D and G are told it, D on planes of 0 and 1, or on one learned plane. */
  labels: 'unused' | 'classified' | 'one-hot' | 'embedding';
  /** What D sees in place of a batch of pictures; `done` is the share of the training that is over. */
  seen: (pictures: tf.Tensor4D, done: number, random: RandomSource) => tf.Tensor4D;
  /** Updates of D in a round. */
  discriminatorMoves: number;
  /** Does D see how far the pictures of a batch differ? */
  batchStatistics: boolean;
  /** Share of the values that are dropped behind each hidden layer of G, in training and in drawing. */
  dropout: number;
}

export type PictureKind = 'real' | 'made';

export const baseline: TrickSettings = {
  range: [-1, 1],
  generatorLoss: 'non-saturating',
  noise: (count, size, random) => random.normal(count * size),
  batches: 'apart',
  discriminatorActivation: 'leaky',
  targets: (kind, count) => new Float32Array(count).fill(kind === 'real' ? 1 : 0),
  networks: 'convolutional',
  replay: 0,
  optimizer: 'adam',
  turns: 'one each',
  labels: 'unused',
  seen: (pictures) => pictures,
  discriminatorMoves: 1,
  batchStatistics: false,
  dropout: 0,
};

/** The names of the settings that differ. */
export function changedSettings(a: TrickSettings, b: TrickSettings): (keyof TrickSettings)[] {
  return (Object.keys(baseline) as (keyof TrickSettings)[]).filter((key) => a[key] !== b[key]);
}
