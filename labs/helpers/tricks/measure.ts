/** One training of a trick, from first weights to scores: what bench/tricks.ts stores and what a student's own trick is measured by. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { firstImages } from '../batches.js';
import type { Judgement, PictureClassifier } from '../metrics/classifier.js';
import { scoresOf } from '../metrics/evaluate.js';
import type { TrickSettings } from './settings.js';
import { meanOf } from './statistics.js';
import { TrickTraining } from './training.js';

/** What a training came to. */
export interface TrickScores {
  /** Fréchet distance on the judge's features. NaN, like the others, where the training broke down. */
  frechet: number;
  precision: number;
  recall: number;
  confidence: number;
  /** Classes that are there. */
  modes: number;
}

export interface TrickRun extends TrickScores {
  /** Mean of D's plain loss in the second quarter of the rounds. */
  early: number;
}

/** What the samples are held against: a judge, and what it says of real pictures. */
export interface TrickJudge {
  classifier: PictureClassifier;
  /** As many as samples are drawn. */
  reference: Judgement;
}

export async function judgeBy(classifier: PictureClassifier, real: ImageDataset, samples: number): Promise<TrickJudge> {
  const pictures = firstImages(real, samples);
  try {
    return { classifier, reference: await classifier.judge(pictures) };
  } finally {
    pictures.dispose();
  }
}

export interface TrickRunOptions {
  settings: TrickSettings;
  data: ImageDataset;
  judge: TrickJudge;
  seed: number;
  rounds: number;
  width?: number;
  batchSize?: number;
  afterRound?: () => void;
  /** Gets the first twenty samples, which are freed afterwards. */
  look?: (pictures: tf.Tensor4D) => void;
}

export async function runTrick({ settings, data, judge, seed, rounds, width, batchSize, afterRound, look }: TrickRunOptions): Promise<TrickRun> {
  const training = new TrickTraining({ settings, data, seed, rounds, width, batchSize });
  try {
    for (let i = 0; i < rounds; i++) {
      training.round();
      afterRound?.();
      await nextTurn();
    }
    const early = meanOf(training.losses.slice(Math.floor(rounds / 4), Math.max(1, Math.floor(rounds / 2))).map(({ discriminator }) => discriminator));
    const samples = training.sample(judge.reference.count);
    if (!Number.isFinite(tf.tidy(() => samples.mean().dataSync()[0]!))) {
      samples.dispose();
      return { frechet: NaN, precision: NaN, recall: NaN, confidence: NaN, modes: NaN, early };
    }
    if (look) tf.tidy(() => look(samples.slice(0, Math.min(20, judge.reference.count))));
    const { frechet, precision, recall, confidence, modes } = await scoresOf(await judge.classifier.judge(samples), judge.reference, 3);
    samples.dispose();
    return { frechet, precision, recall, confidence, modes, early };
  } finally {
    training.dispose();
  }
}
