/**
 * Sets of pictures that fail on purpose, each in one way that a generator can fail in: what a metric is worth shows in which
 * of them it sees. All are made of a data set's own pictures, but for the noise.
 */
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { imagesAt } from '../batches.js';
import { inLanguage } from '../in-language.js';
import { RandomSource, shuffled } from '../random.js';

export const failureNames = ['one class', 'half the classes', 'one picture each', 'blurred', 'noise', 'copies'] as const;
export type FailureName = (typeof failureNames)[number];

const chinese: Record<FailureName, string> = { 'one class': '只有一個類別', 'half the classes': '只有一半的類別', 'one picture each': '每類只有一張', blurred: '模糊', noise: '雜訊', copies: '抄襲' };

/** Its name in the notebook's language. */
export const failureTitle = (name: FailureName): string => inLanguage(name, chinese[name]);

/**
 * `count` pictures [count, H, W, C] in [−1, 1] that fail in this way:
 * - `one class`: different pictures of the last class but two, and no others (sevens, of digits);
 * - `half the classes`: of the first half of the classes, equally often;
 * - `one picture each`: of each class the same one again and again;
 * - `blurred`: all classes, each picture averaged over 5 × 5 places;
 * - `noise`: every value uniform in [−1, 1];
 * - `copies`: pictures of `data` as they are: a generator that has learned them by heart.
 * @throws RangeError where `data` has too few pictures of a class for `one class`
 */
export function makeFailure(name: FailureName, data: ImageDataset, count: number, seed = 1): tf.Tensor4D {
  const order = shuffled(data.count, seed), classes = data.classNames.length;
  const ofClass = (k: number): number[] => order.filter((place) => data.labels[place] === k);
  const inTurn = (lists: readonly (readonly number[])[]): tf.Tensor4D => imagesAt(data, Array.from({ length: count }, (_, i) => {
    const list = lists[i % lists.length]!;
    return list[Math.floor(i / lists.length) % list.length]!;
  }));
  switch (name) {
    case 'one class': {
      const places = ofClass(classes - 3);
      if (places.length < count) throw new RangeError(inLanguage(`There are ${places.length} pictures of the class, not ${count}.`, `這個類別有 ${places.length} 張圖片，不到 ${count} 張。`));
      return inTurn([places]);
    }
    case 'half the classes':
      return inTurn(Array.from({ length: Math.floor(classes / 2) }, (_, k) => ofClass(k)));
    case 'one picture each':
      return inTurn(Array.from({ length: classes }, (_, k) => ofClass(k).slice(0, 1)));
    case 'blurred':
      return tf.tidy(() => tf.avgPool(imagesAt(data, order.slice(0, count)), 5, 1, 'same'));
    case 'noise': {
      const random = new RandomSource(seed), shape = [count, data.height, data.width, data.channels] as [number, number, number, number];
      return tf.tensor4d(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 2 * random.uniform() - 1), shape);
    }
    case 'copies':
      return imagesAt(data, order.slice(0, count));
  }
}
