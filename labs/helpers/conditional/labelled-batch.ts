/** What a conditional GAN trains on: pictures with their classes, and classes to ask for. */
import type * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { imagesAt } from '../batches.js';
import type { RandomSource } from '../random.js';

export interface LabelledBatch {
  /** [batchSize, H, W, C] in [−1, 1]. */
  pictures: tf.Tensor4D;
  /** Class of each picture. */
  labels: number[];
}

/** `batchSize` pictures drawn at random with replacement, with their classes. */
export function labelledBatch(data: ImageDataset, batchSize: number, random: RandomSource): LabelledBatch {
  const places = Array.from({ length: batchSize }, () => random.integer(data.count));
  return { pictures: imagesAt(data, places), labels: places.map((place) => data.labels[place]!) };
}
