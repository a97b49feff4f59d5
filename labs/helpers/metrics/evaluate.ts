/**
 * All metrics of a set of samples at once, each beside its floor: what other real pictures get in place of the samples,
 * at the same size. A metric that comes close to its floor has nothing more to say.
 */
import * as tf from '@tensorflow/tfjs';
import { getLanguage, jupyterDisplay, progress, type Displayable } from '../../../kernel-extensions/display/index.js';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { randomStream, shuffledIndices } from '../../../datasets/random.js';
import { imagesAt } from '../batches.js';
import { inLanguage } from '../in-language.js';
import type { Judgement, PictureClassifier } from './classifier.js';
import { evaluationTable } from './evaluation-table.js';
import { frechetDistance, frechetLimit } from './frechet.js';
import { classDistance, modeCount } from './modes.js';
import { precisionRecall, type PrecisionRecall } from './precision-recall.js';
import { quality, type Quality } from './quality.js';

/** What a set of pictures gets against real ones. */
export interface Scores extends Quality, PrecisionRecall {
  /** Classes of the data that are there. */
  modes: number;
  /** ½ Σ |p − q| between the shares of the classes. */
  classDistance: number;
  /** Fréchet distance on the classifier's features. */
  frechet: number;
  /** The same, freed of what it owes to the size. May fall below 0. */
  frechetLimit: number;
}

/** As the value of a cell it is a table. */
export interface Evaluation extends Displayable {
  /** Pictures in each set: the samples, the real ones, the other real ones. */
  readonly size: number;
  /** Which neighbour the balls of precision and recall reach to. */
  readonly k: number;
  readonly samples: Scores;
  /** What other real pictures get in place of the samples. */
  readonly floor: Scores;
  readonly classifier: Pick<PictureClassifier, 'accuracy' | 'confidence' | 'classNames'>;
}

export interface EvaluateOptions {
  /** Which neighbour the balls of precision and recall reach to. Default 3. */
  k?: number;
  /** Of the choice of real pictures: the same ones for the same seed. Default 1. */
  seed?: number;
  /** Shows no progress, for scripts. */
  quiet?: boolean;
}

const words = { en: 'Judging', 'zh-TW': '評審中' };

/**
 * @param samples pictures [N, H, W, C] in [−1, 1]; not disposed of
 * @param real real pictures, best those that the classifier was not trained on. 2 N of them are used: half to compare
 * with, half for the floor. Where there are fewer, fewer samples are used, too.
 * @throws RangeError for too few pictures, or sizes that differ
 */
export async function evaluate(samples: tf.Tensor4D, real: ImageDataset, classifier: PictureClassifier, { k = 3, seed = 1, quiet = false }: EvaluateOptions = {}): Promise<Evaluation> {
  const size = Math.min(samples.shape[0], Math.floor(real.count / 2));
  if (size <= k) {
    throw new RangeError(inLanguage(
      `To evaluate takes more than ${k} samples and twice as many real pictures; there are ${samples.shape[0]} and ${real.count}.`,
      `評估需要超過 ${k} 個樣本，以及兩倍數量的真實圖片；這裡有 ${samples.shape[0]} 個和 ${real.count} 張。`,
    ));
  }
  const [, height, width, channels] = samples.shape;
  if (height !== real.height || width !== real.width || channels !== real.channels) {
    const [made, given] = [`${height}×${width}×${channels}`, `${real.height}×${real.width}×${real.channels}`];
    throw new RangeError(inLanguage(`The samples are ${made}, the real pictures ${given}.`, `樣本是 ${made}，真實圖片卻是 ${given}。`));
  }
  const bar = quiet ? undefined : progress({ label: words[getLanguage()], total: 3 * size });
  const judge = async (pictures: tf.Tensor4D, before: number): Promise<Judgement> => {
    try {
      return await classifier.judge(pictures, (done) => bar?.set(before + done));
    } finally {
      pictures.dispose();
    }
  };
  const order = shuffledIndices(real.count, randomStream(seed));
  const made = await judge(samples.slice([0, 0, 0, 0], [size, height, width, channels]), 0);
  const reference = await judge(imagesAt(real, order.subarray(0, size)), size);
  const other = await judge(imagesAt(real, order.subarray(size, 2 * size)), 2 * size);
  const evaluation = {
    size, k,
    samples: await scoresOf(made, reference, k),
    floor: await scoresOf(other, reference, k),
    classifier: { accuracy: classifier.accuracy, confidence: classifier.confidence, classNames: classifier.classNames },
  };
  bar?.finish();
  return { ...evaluation, [jupyterDisplay]: () => evaluationTable(evaluation) };
}

/** Compares what a classifier said of two sets. */
export async function scoresOf(pictures: Judgement, real: Judgement, k: number): Promise<Scores> {
  const answers = quality(pictures.probabilities);
  const { counts } = quality(real.probabilities);
  return {
    ...answers,
    modes: modeCount(answers.counts, counts),
    classDistance: classDistance(answers.counts, counts),
    frechet: frechetDistance(pictures.features, real.features),
    frechetLimit: frechetLimit(pictures.features, real.features),
    ...await precisionRecall(pictures.features, real.features, k),
  };
}
