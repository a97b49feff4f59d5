/**
 * One round of a Wasserstein GAN with gradient penalty (arXiv 1704.00028, algorithm 1): the critic's moves, each on a batch of
 * its own, then G's. peer/networks.py has the same.
 */
import * as tf from '@tensorflow/tfjs';
import { variablesOf } from '../labs/helpers/gan.js';
import { between, criticOf, gradientPenalty } from '../labs/helpers/wasserstein/gradient-penalty.js';
import type { Gan } from './models.js';

export interface WganSources {
  /** Data [N, …], disposed of by the step. */
  real: () => tf.Tensor;
  noise: (shape: [number, number]) => tf.Tensor;
  /** How far each point of the penalty lies towards the data, [N]. */
  shares: (count: number) => tf.Tensor1D;
}

/** Moves of the critic in a round, and λ. As in Lab 09. */
export const wganSettings = { criticMoves: 3, weight: 10 } as const;

/** Returns the round; each call gives the losses of the last moves. */
export function wganStep({ generator, discriminator, latent }: Gan, adam: () => tf.Optimizer, { real, noise, shares }: WganSources) {
  const { criticMoves, weight } = wganSettings;
  const [optimizerG, optimizerD] = [adam(), adam()];
  const [variablesG, variablesD] = [variablesOf(generator), variablesOf(discriminator)];
  const judge = criticOf(discriminator);
  const generate = (count: number) => generator.apply(noise([count, latent]), { training: true }) as tf.Tensor;
  const valueOf = (loss: tf.Scalar | null): number => loss!.dataSync()[0];
  let count = 0;

  const criticMove = (): number => tf.tidy(() => {
    const data = real();
    count = data.shape[0];
    const made = generate(count), points = between(data, made, shares(count));
    return valueOf(optimizerD.minimize(() => {
      const [ofData, ofMade] = tf.split(judge(tf.concat([data, made])), 2);
      return ofMade.mean().sub(ofData.mean()).add(gradientPenalty(judge, points).mul(weight)) as tf.Scalar;
    }, true, variablesD));
  });
  return (): { lossD: number; lossG: number } => {
    let lossD = NaN;
    for (let move = 0; move < criticMoves; move++) lossD = criticMove();
    const lossG = tf.tidy(() => valueOf(optimizerG.minimize(() => judge(generate(count)).mean().neg() as tf.Scalar, true, variablesG)));
    return { lossD, lossG };
  };
}
