/** How far pictures are from the nearest one of a data set: what shows whether they were learned or copied. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { imagesAt } from '../batches.js';

/** Pictures of the data set compared at once. */
const part = 1000;

/** Euclidean distance of each of `pictures` [N, H, W, C] to the nearest of `data`, over all pixels in [−1, 1]. */
export async function nearestDistances(pictures: tf.Tensor4D, data: ImageDataset): Promise<number[]> {
  const nearest = new Array<number>(pictures.shape[0]).fill(Infinity);
  for (let from = 0; from < data.count; from += part) {
    const squared = tf.tidy(() => {
      const a = pictures.reshape([pictures.shape[0], -1]) as tf.Tensor2D;
      const places = Array.from({ length: Math.min(part, data.count - from) }, (_, i) => from + i);
      const b = imagesAt(data, places).reshape([places.length, -1]) as tf.Tensor2D;
      // ‖a − b‖² = ‖a‖² − 2 a·b + ‖b‖²
      return a.square().sum(1, true).sub(tf.matMul(a, b, false, true).mul(2)).add(b.square().sum(1)).min(1).dataSync();
    });
    // Rounding can leave the distance of equal pictures a little below 0.
    squared.forEach((value, n) => { nearest[n] = Math.min(nearest[n]!, Math.sqrt(Math.max(0, value))); });
    await nextTurn();
  }
  return nearest;
}
