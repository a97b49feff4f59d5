/**
 * The two moves of a DCGAN, for labs whose subject is another, and its parts, for moves that differ from them in one thing. Lab 03 has
 * students write them.
 */
import * as tf from '@tensorflow/tfjs';
import { variablesOf, type DiscriminatorStep, type Gan, type GeneratorStep } from '../gan.js';

/** G's pictures and D's logits, in training mode. */
export const draw = (gan: Gan, z: tf.Tensor): tf.Tensor4D => gan.generator.apply(z, { training: true }) as tf.Tensor4D;
export const judge = (gan: Gan, pictures: tf.Tensor): tf.Tensor => gan.discriminator.apply(pictures, { training: true }) as tf.Tensor;
/** −log D and −log(1 − D) of logits, averaged. */
export const sayReal = (logits: tf.Tensor): tf.Scalar => tf.softplus(tf.neg(logits)).mean() as tf.Scalar;
export const sayMade = (logits: tf.Tensor): tf.Scalar => tf.softplus(logits).mean() as tf.Scalar;

/** D's move with another loss, of the logits; or with other pictures. */
export const discriminatorMove = (lossOf: (real: tf.Tensor, made: tf.Tensor) => tf.Scalar, seen: (real: tf.Tensor4D) => tf.Tensor4D = (real) => real): DiscriminatorStep => (gan, real, z) => tf.tidy(() => {
  const [shown, made] = [seen(real), draw(gan, z)];
  return gan.discriminatorOptimizer.minimize(() => lossOf(judge(gan, shown), judge(gan, made)), true, variablesOf(gan.discriminator))!;
});

/** G's move with another loss, of the logits. */
export const generatorMove = (lossOf: (made: tf.Tensor) => tf.Scalar): GeneratorStep => (gan, z) => tf.tidy(() =>
  gan.generatorOptimizer.minimize(() => lossOf(judge(gan, draw(gan, z))), true, variablesOf(gan.generator))!);

/** −E log D(x) − E log(1 − D(G(z))), and −E log D(G(z)). */
export const dcganMoves: Readonly<{ discriminatorStep: DiscriminatorStep; generatorStep: GeneratorStep }> = {
  discriminatorStep: discriminatorMove((real, made) => sayReal(real).add(sayMade(made))),
  generatorStep: generatorMove(sayReal),
};
