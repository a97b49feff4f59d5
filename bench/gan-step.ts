/**
 * One training step of a GAN, as PyTorch's DCGAN example does it: D on a real and a generated batch,
 * then G through the updated D, with a single forward pass of G.
 */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from './models.js';

/** Mean binary cross-entropy on logits against one target: softplus(x) − target · x. */
const bce = (logits: tf.Tensor, target: 0 | 1) =>
  tf.tidy(() => tf.softplus(logits).sub(logits.mul(target)).mean() as tf.Scalar);

const variablesOf = (model: tf.LayersModel) => model.trainableWeights.map((weight) => weight.read() as tf.Variable);

/**
 * Returns the step; each call takes one batch of data [N, …] and gives both losses.
 * `noise` draws z [N, latent].
 */
export function ganStep({ generator, discriminator, latent }: Gan, adam: () => tf.Optimizer, noise: (shape: [number, number]) => tf.Tensor = tf.randomNormal) {
  const [optimizerG, optimizerD] = [adam(), adam()];
  const [variablesG, variablesD] = [variablesOf(generator), variablesOf(discriminator)];
  const judge = (images: tf.Tensor) => discriminator.apply(images, { training: true }) as tf.Tensor;

  return (real: tf.Tensor): { lossD: number; lossG: number } => tf.tidy(() => {
    let lossD = NaN;
    const z = noise([real.shape[0], latent]);
    const stepG = tf.variableGrads(() => {
      const fake = generator.apply(z, { training: true }) as tf.Tensor;
      const stepD = tf.variableGrads(() => bce(judge(real), 1).add(bce(judge(fake), 0)) as tf.Scalar, variablesD);
      optimizerD.applyGradients(stepD.grads as Parameters<tf.Optimizer['applyGradients']>[0]);
      lossD = stepD.value.dataSync()[0];
      return bce(judge(fake), 1);
    }, variablesG);
    optimizerG.applyGradients(stepG.grads as Parameters<tf.Optimizer['applyGradients']>[0]);
    return { lossD, lossG: stepG.value.dataSync()[0] };
  });
}
