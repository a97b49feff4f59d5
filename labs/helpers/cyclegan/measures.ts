/**
 * What a translation is worth. The cycle error needs no pairs, and a translation can be wrong where it is 0; the true
 * error compares with the hidden partner of each picture.
 */
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { firstImages } from '../batches.js';
import { distance } from './losses.js';
import { applyTo, type CycleGanModels } from './model.js';

/** The same pictures in both domains, in the same order. */
export interface HiddenPairs {
  x: ImageDataset;
  y: ImageDataset;
}

/** Mean absolute differences of pixels in [−1, 1]: 0 is perfect, 2 the most there is. */
export interface TranslationErrors {
  /** F(G(x)) from x, and G(F(y)) from y. */
  cycleX: number;
  cycleY: number;
  /** G(x) from the hidden y, and F(y) from the hidden x. */
  toY: number;
  toX: number;
  /** The hidden y from that of another picture, and x likewise: what a translation gets that has nothing to do with its input. */
  strangerY: number;
  strangerX: number;
}

export function judgeTranslation({ G, F }: CycleGanModels, pairs: HiddenPairs, count = 200): TranslationErrors {
  const errors = tf.tidy(() => {
    const x = firstImages(pairs.x, count), y = firstImages(pairs.y, count), madeY = applyTo(G, x), madeX = applyTo(F, y);
    const cycleX = distance(applyTo(F, madeY), x), cycleY = distance(applyTo(G, madeX), y);
    return { cycleX, cycleY, toY: distance(madeY, y), toX: distance(madeX, x), strangerY: distance(y, moveOn(y)), strangerX: distance(x, moveOn(x)) };
  });
  const numbers = Object.fromEntries(Object.entries(errors).map(([name, error]) => [name, error.dataSync()[0]!])) as unknown as TranslationErrors;
  tf.dispose(errors as unknown as tf.TensorContainerObject);
  return numbers;
}

/** Each picture in its neighbour's place. */
const moveOn = (pictures: tf.Tensor4D): tf.Tensor => tf.concat([pictures.slice(1), pictures.slice(0, 1)]);
