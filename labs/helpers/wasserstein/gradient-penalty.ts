/**
 * How steep a critic is at given points, as tensors that gradients flow through: the gradient penalty of Gulrajani et
 * al., arXiv 1704.00028, equation 3, takes a gradient of a gradient. tfjs 4.22 has few of these right by itself;
 * `useBackend` of kernel-extensions/backend mends them.
 */
import * as tf from '@tensorflow/tfjs';

/** Points [N, …] to scores [N, 1] or [N]. */
export type Critic = (points: tf.Tensor) => tf.Tensor;

/** A network as a function, in training mode. */
export const criticOf = (model: tf.LayersModel): Critic => (points) => model.apply(points, { training: true }) as tf.Tensor;

/** Keeps the slope of the root finite where a gradient is 0. */
const least = 1e-12;

/** ‖∇D(x)‖ for each point x: [N]. A score must depend on its own point alone, so no batch normalisation in D. */
export function gradientNorms(critic: Critic, points: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const slopes = tf.grad((x: tf.Tensor) => critic(x).sum())(points);
    return slopes.reshape([points.shape[0], -1]).square().sum(1).add(least).sqrt() as tf.Tensor1D;
  });
}

/** E (‖∇D(x)‖ − 1)². */
export const gradientPenalty = (critic: Critic, points: tf.Tensor): tf.Scalar =>
  tf.tidy(() => gradientNorms(critic, points).sub(1).square().mean() as tf.Scalar);

/** Points on the straight lines between pairs: t · real + (1 − t) · fake, with one t [N] for each pair. */
export const between = <T extends tf.Tensor>(real: T, fake: T, t: tf.Tensor1D): T => tf.tidy(() => {
  const share = t.reshape([t.shape[0], ...real.shape.slice(1).map(() => 1)]);
  return real.mul(share).add(fake.mul(tf.sub(1, share))) as T;
});
