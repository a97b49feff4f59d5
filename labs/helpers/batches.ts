/**
 * From a data set's bytes to the tensors a network trains on.
 */
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../datasets/image-dataset.js';
import { inLanguage } from './in-language.js';
import type { RandomSource } from './random.js';

/** Bytes 0…255 to [−1, 1], the range of tanh. */
const scale = (byte: number): number => byte / 127.5 - 1;

/** The images with these indices as a float32 tensor [indices.length, H, W, C] in [−1, 1]. */
export function imagesAt(data: ImageDataset, indices: ArrayLike<number>): tf.Tensor4D {
  const { height, width, channels, images } = data;
  const size = height * width * channels;
  const values = new Float32Array(indices.length * size);
  for (let n = 0; n < indices.length; n++) {
    const from = indices[n] * size;
    for (let i = 0; i < size; i++) values[n * size + i] = scale(images[from + i]);
  }
  return tf.tensor4d(values, [indices.length, height, width, channels]);
}

/** The first `count` images, as `imagesAt` gives them: [count, H, W, C] in [−1, 1]. */
export function firstImages(data: ImageDataset, count: number): tf.Tensor4D {
  return imagesAt(data, Array.from({ length: Math.min(count, data.count) }, (_, i) => i));
}

/** The images from place `from` to before `to`, as a data set of their own that shares their memory: to train on some and judge by others. */
export function sliceData(data: ImageDataset, from: number, to: number): ImageDataset {
  if (!(0 <= from && from < to && to <= data.count)) {
    throw new RangeError(inLanguage(`A part of ${data.count} pictures lies between 0 and ${data.count}, not from ${from} to ${to}.`, `${data.count} 張圖片的一部分要在 0 到 ${data.count} 之間，不能是從 ${from} 到 ${to}。`));
  }
  const size = data.height * data.width * data.channels;
  return { ...data, count: to - from, images: data.images.subarray(from * size, to * size), labels: data.labels.subarray(from, to) };
}

/** `batchSize` images drawn at random with replacement: [batchSize, H, W, C] in [−1, 1]. */
export function randomBatch(data: ImageDataset, batchSize: number, random: RandomSource): tf.Tensor4D {
  return imagesAt(data, Array.from({ length: batchSize }, () => random.integer(data.count)));
}
