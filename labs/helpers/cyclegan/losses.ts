/** The losses of CycleGAN as Lab 04 writes them (arXiv 1703.10593, section 3); LSGAN is arXiv 1611.04076. */
import * as tf from '@tensorflow/tfjs';

/** ½·(E (D(y) − 1)² + E D(G(x))²) */
export const lsganDiscriminatorLoss = (realScores: tf.Tensor, fakeScores: tf.Tensor): tf.Scalar =>
  realScores.sub(1).square().mean().add(fakeScores.square().mean()).mul(0.5) as tf.Scalar;

/** E (D(G(x)) − 1)² */
export const lsganGeneratorLoss = (fakeScores: tf.Tensor): tf.Scalar => fakeScores.sub(1).square().mean() as tf.Scalar;

/** The paper's absolute difference, or the square that the lecture's slide names. */
export type Norm = 'l1' | 'l2';

/** Mean over all values. */
export function distance(a: tf.Tensor, b: tf.Tensor, norm: Norm = 'l1'): tf.Scalar {
  const difference = a.sub(b);
  return (norm === 'l1' ? difference.abs() : difference.square()).mean() as tf.Scalar;
}
