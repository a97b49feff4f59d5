/**
 * One round as the paper and its code play it: both generators move by the sum of all their losses, then both
 * discriminators, on made pictures out of the pool.
 */
import * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../random.js';
import { distance, lsganDiscriminatorLoss, lsganGeneratorLoss, type Norm } from './losses.js';
import { applyTo, descend, requireSameChannels, type CycleGanModels } from './model.js';
import type { ImagePool } from './pool.js';

/** What the parts of the generators' loss weigh. */
export interface Weights {
  /** Of the cycle. The paper takes 10. */
  lambda: number;
  /** Of the identity loss, as a part of λ. The paper takes 0.5 or leaves it out. */
  identity: number;
  /** Of the cycle loss. */
  norm: Norm;
}

export const paperWeights: Weights = { lambda: 10, identity: 0.5, norm: 'l1' };

export interface Pools {
  /** Of made pictures of X, and of Y. */
  x: ImagePool;
  y: ImagePool;
}

/** Before each move, of both directions together. */
export type RoundLosses = Record<'adversarial' | 'cycle' | 'discriminators', tf.Scalar>;

interface Translations {
  fakeY: tf.Tensor4D;
  fakeX: tf.Tensor4D;
  backX: tf.Tensor4D;
  backY: tf.Tensor4D;
}

/** x → G(x) → F(G(x)) and y → F(y) → G(F(y)). */
export function forward({ G, F }: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D): Translations {
  const fakeY = applyTo(G, x), fakeX = applyTo(F, y);
  return { fakeY, backX: applyTo(F, fakeY), fakeX, backY: applyTo(G, fakeX) };
}

/** The sum that both generators descend, and two of its parts. */
function generatorLoss(gan: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D, { fakeX, fakeY, backX, backY }: Translations, weights: Weights) {
  const adversarial = lsganGeneratorLoss(applyTo(gan.DY, fakeY)).add(lsganGeneratorLoss(applyTo(gan.DX, fakeX)));
  const cycle = distance(backX, x, weights.norm).add(distance(backY, y, weights.norm));
  const parts = [adversarial, cycle.mul(weights.lambda)];
  if (weights.identity > 0) parts.push(distance(applyTo(gan.G, y), y).add(distance(applyTo(gan.F, x), x)).mul(weights.lambda * weights.identity));
  return { total: tf.addN(parts) as tf.Scalar, adversarial: adversarial as tf.Scalar, cycle: cycle as tf.Scalar };
}

/** What the generators descend for these batches, with its parts and the translations. */
export function generatorObjective(gan: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D, weights: Weights) {
  if (weights.identity > 0) requireSameChannels(gan);
  const made = forward(gan, x, y);
  return { ...generatorLoss(gan, x, y, made, weights), ...made };
}

export function backwardG(gan: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D, weights: Weights): Omit<RoundLosses, 'discriminators'> & Pick<Translations, 'fakeX' | 'fakeY'> {
  const kept: Record<string, tf.Tensor> = {};
  descend(gan, ['G', 'F'], () => {
    const { total, adversarial, cycle, fakeX, fakeY } = generatorObjective(gan, x, y, weights);
    for (const [name, tensor] of Object.entries({ adversarial, cycle, fakeX, fakeY })) kept[name] = tf.keep(tensor.clone());
    return total;
  }).dispose();
  return kept as ReturnType<typeof backwardG>;
}

/** The loss of a D for real pictures and for made ones, through which no gradient flows. */
const discriminatorLoss = (D: tf.LayersModel, real: tf.Tensor4D, fake: tf.Tensor4D): tf.Scalar => lsganDiscriminatorLoss(applyTo(D, real), applyTo(D, fake));

export function backwardD(gan: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D, fakeX: tf.Tensor4D, fakeY: tf.Tensor4D): tf.Scalar {
  return descend(gan, ['DX', 'DY'], () => discriminatorLoss(gan.DX, x, fakeX).add(discriminatorLoss(gan.DY, y, fakeY)) as tf.Scalar);
}

/** A whole round on a batch of each domain. The scalars are the caller's. */
export function optimizeParameters(gan: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D, pools: Pools, weights: Weights, random: RandomSource): RoundLosses {
  const { adversarial, cycle, fakeX, fakeY } = backwardG(gan, x, y, weights);
  const oldX = pools.x.query(fakeX, random), oldY = pools.y.query(fakeY, random);
  const discriminators = backwardD(gan, x, y, oldX, oldY);
  tf.dispose([fakeX, fakeY, oldX, oldY]);
  return { adversarial, cycle, discriminators };
}
