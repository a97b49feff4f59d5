/**
 * What the labs mean by the networks of a CycleGAN (arXiv 1703.10593): plain functions, so that a
 * loss can be tried on formulas before there is any model.
 */
import type * as tf from '@tensorflow/tfjs';

export interface CycleGan {
  /** X → Y, images [N, H, W, C]. */
  G: (x: tf.Tensor4D) => tf.Tensor4D;
  /** Y → X, images [N, H, W, C]. */
  F: (y: tf.Tensor4D) => tf.Tensor4D;
  /** Scores of images as members of X, of any shape. */
  DX: (x: tf.Tensor4D) => tf.Tensor;
  /** Scores of images as members of Y, of any shape. */
  DY: (y: tf.Tensor4D) => tf.Tensor;
}
