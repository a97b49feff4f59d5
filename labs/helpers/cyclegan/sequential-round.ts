/**
 * One round as a slide of the lecture tells it, in four parts one after the other: the cycle from X and back, the first
 * GAN, the cycle from Y and back, the second GAN. Each part has an update of its own.
 */
import * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../random.js';
import type { Pools, RoundLosses, Weights } from './joint-round.js';
import { distance, lsganDiscriminatorLoss, lsganGeneratorLoss } from './losses.js';
import { applyTo, descend, type CycleGanModels, type Role } from './model.js';
import type { ImagePool } from './pool.js';

/** Both generators move so that `pictures` return as they were. Gives their distance, without λ. */
function cycleMove(gan: CycleGanModels, there: Role, back: Role, pictures: tf.Tensor4D, { lambda, norm }: Weights): tf.Scalar {
  let missed: tf.Scalar;
  descend(gan, ['G', 'F'], () => {
    missed = tf.keep(distance(applyTo(gan[back], applyTo(gan[there], pictures)), pictures, norm));
    return missed.mul(lambda) as tf.Scalar;
  }).dispose();
  return missed!;
}

/** A generator moves against its judge, then the judge against it. */
function ganMove(gan: CycleGanModels, generator: Role, judge: Role, from: tf.Tensor4D, real: tf.Tensor4D, pool: ImagePool, random: RandomSource): [tf.Scalar, tf.Scalar] {
  const adversarial = descend(gan, [generator], () => lsganGeneratorLoss(applyTo(gan[judge], applyTo(gan[generator], from))));
  const fresh = tf.tidy(() => applyTo(gan[generator], from)), shown = pool.query(fresh, random);
  const discriminator = descend(gan, [judge], () => lsganDiscriminatorLoss(applyTo(gan[judge], real), applyTo(gan[judge], shown)));
  tf.dispose([fresh, shown]);
  return [adversarial, discriminator];
}

/** A whole round, without the identity loss, of which the slide knows nothing. The scalars are the caller's. */
export function fourPartRound(gan: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D, pools: Pools, weights: Weights, random: RandomSource): RoundLosses {
  const cycleX = cycleMove(gan, 'G', 'F', x, weights);
  const [adversarialG, discriminatorY] = ganMove(gan, 'G', 'DY', x, y, pools.y, random);
  const cycleY = cycleMove(gan, 'F', 'G', y, weights);
  const [adversarialF, discriminatorX] = ganMove(gan, 'F', 'DX', y, x, pools.x, random);
  const parts = [cycleX, adversarialG, discriminatorY, cycleY, adversarialF, discriminatorX];
  const losses = {
    adversarial: tf.add(adversarialG, adversarialF) as tf.Scalar,
    cycle: tf.add(cycleX, cycleY) as tf.Scalar,
    discriminators: tf.add(discriminatorX, discriminatorY) as tf.Scalar,
  };
  tf.dispose(parts);
  return losses;
}
