/**
 * One training step of a conditional GAN (Lab 10): D on right, made and wrong pairs of a picture and a class, then G through
 * the updated D, with a single forward pass of G. networks.py has the same in PyTorch.
 */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from './models.js';

/** Share of wrong pairs among D's negatives, as in arXiv 1605.05396. */
const share = 0.5;

const variablesOf = (model: tf.LayersModel) => model.trainableWeights.map((weight) => weight.read() as tf.Variable);
const yes = (logits: tf.Tensor) => tf.softplus(logits.neg()).mean();
const no = (logits: tf.Tensor) => tf.softplus(logits).mean();

export function conditionalStep({ generator, discriminator }: Gan, classes: number, adam: () => tf.Optimizer) {
  const [optimizerG, optimizerD] = [adam(), adam()];
  const [variablesG, variablesD] = [variablesOf(generator), variablesOf(discriminator)];
  const wish = (labels: readonly number[]) => tf.oneHot(tf.tensor1d([...labels], 'int32'), classes).toFloat() as tf.Tensor2D;
  const draw = (z: tf.Tensor2D, y: tf.Tensor2D) => generator.apply(tf.concat([z, y], 1), { training: true }) as tf.Tensor4D;
  const judge = (pictures: tf.Tensor4D, y: tf.Tensor2D) => {
    const [, height, width] = pictures.shape;
    return discriminator.apply(tf.concat([pictures, y.reshape([-1, 1, 1, classes]).tile([1, height, width, 1]) as tf.Tensor4D], 3), { training: true }) as tf.Tensor;
  };

  return {
    /** Returns the losses of D and G. */
    step: (real: tf.Tensor4D, labels: readonly number[], wrong: readonly number[], z: tf.Tensor2D): number[] => tf.tidy(() => {
      let lossD = NaN;
      const y = wish(labels), other = wish(wrong);
      const stepG = tf.variableGrads(() => {
        const fake = draw(z, y);
        const stepD = tf.variableGrads(() => yes(judge(real, y)).add(no(judge(fake, y)).mul(1 - share)).add(no(judge(real, other)).mul(share)) as tf.Scalar, variablesD);
        optimizerD.applyGradients(stepD.grads as Parameters<tf.Optimizer['applyGradients']>[0]);
        lossD = stepD.value.dataSync()[0]!;
        return yes(judge(fake, y)) as tf.Scalar;
      }, variablesG);
      optimizerG.applyGradients(stepG.grads as Parameters<tf.Optimizer['applyGradients']>[0]);
      return [lossD, stepG.value.dataSync()[0]!];
    }),
    /** Pictures of these classes. */
    made: (z: tf.Tensor2D, labels: readonly number[]): tf.Tensor4D => draw(z, wish(labels)),
  };
}
