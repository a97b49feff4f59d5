/**
 * What the labs mean by a GAN: two networks, each with an optimizer of its own.
 */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';

export interface GanSettings {
  /** Length of the noise vector z. */
  latentDim: number;
  /** Adam's learning rate, for both networks. */
  learningRate: number;
  /** Adam's β₁; DCGAN takes 0.5 (arXiv 1511.06434, section 4). */
  beta1: number;
}

export interface Gan {
  /** z [N, latentDim] → images [N, H, W, C] in [−1, 1]. */
  generator: tf.LayersModel;
  /** images [N, H, W, C] → logits [N, 1]. */
  discriminator: tf.LayersModel;
  generatorOptimizer: tf.Optimizer;
  discriminatorOptimizer: tf.Optimizer;
  latentDim: number;
}

/** One update of D. Returns D's loss before the update. */
export type DiscriminatorStep = (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => tf.Tensor;

/** One update of G. Returns G's loss before the update. */
export type GeneratorStep = (gan: Gan, z: tf.Tensor2D) => tf.Tensor;

/**
 * The variables that training a model changes, to be handed to an optimizer as its `varList`. Without
 * one, `optimizer.minimize` updates every trainable variable that the loss touches: both networks.
 */
export function variablesOf(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/** Twelve hexadecimal digits that change with any bit of these tensors: two equal fingerprints mean equal weights. */
export function fingerprint(weights: readonly (tf.Tensor | tf.Variable)[]): string {
  const hash = createHash('sha256');
  for (const weight of weights) hash.update(new Uint8Array(weight.dataSync().slice().buffer));
  return hash.digest('hex').slice(0, 12);
}
