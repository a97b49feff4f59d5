/**
 * A GAN as a loss: a discriminator that can be attached to any model which makes pictures. The model adds `of(made)` to
 * its own loss; the discriminator learns beside it, by `learn(real, made)`. How a model is trained is none of its business.
 */
import * as tf from '@tensorflow/tfjs';
import { variablesOf } from '../gan.js';

export class GanLoss {
  /**
   * @param discriminator images [N, H, W, C] → logits [N, 1]
   * @param optimizer its own: no other network's
   */
  constructor(readonly discriminator: tf.LayersModel, readonly optimizer: tf.Optimizer) {}

  /**
   * −E log D(made): small where the pictures pass for real. Gradients flow through `made` to the model that made it; the
   * discriminator stays as it is as long as that model's optimizer is given the model's variables alone.
   */
  of(made: tf.Tensor4D): tf.Scalar {
    return tf.tidy(() => tf.softplus(tf.neg(this.logits(made))).mean() as tf.Scalar);
  }

  /** One update of the discriminator down −E log D(real) − E log(1 − D(made)). Returns that loss before the update. */
  learn(real: tf.Tensor4D, made: tf.Tensor4D): tf.Scalar {
    return tf.tidy(() => this.optimizer.minimize(
      () => tf.softplus(tf.neg(this.logits(real))).mean().add(tf.softplus(this.logits(made)).mean()) as tf.Scalar,
      true, variablesOf(this.discriminator),
    )!);
  }

  private logits(pictures: tf.Tensor4D): tf.Tensor {
    return this.discriminator.apply(pictures, { training: true }) as tf.Tensor;
  }
}
