/**
 * The models of learning-curves.ts by name: networks, and a step on a batch of pictures. peer/learn.py has the same in
 * PyTorch. To add one, write it into both registries.
 */
import * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../labs/helpers/random.js';
import { conditionalStep } from './conditional-step.js';
import { ganStep } from './gan-step.js';
import * as models from './models.js';
import { wganStep } from './wgan-step.js';

/** What a learner is made of: the settings of learner.ts's job. */
export interface LearnerSettings {
  width: number;
  /** Adam's learning rate, of all networks. */
  rate: number;
  /** Of batch normalisation. */
  epsilon: number;
}

/** Pictures [N, H, W, C], which the learner disposes of, and their classes. */
export interface Batch {
  pictures: tf.Tensor4D;
  labels: readonly number[];
}

export interface Learner {
  /** Their weights are set to N(0, 0.02), unless `deviation` says otherwise, their biases to 0, before the first step. */
  networks: readonly tf.LayersModel[];
  deviation?(layer: tf.layers.Layer, shape: readonly number[]): number;
  /** One round of moves, on as many batches as it takes. Returns the losses. */
  step(next: () => Batch): number[];
  /** Pictures [count, H, W, C] from noise of `random`; where the model takes wishes, picture i is asked to be of class i % classes. */
  draw(count: number, random: RandomSource): tf.Tensor4D;
}

const noise = (random: RandomSource, [count, latent]: [number, number]) => tf.tensor2d(random.normal(count * latent), [count, latent]);
const adamOf = ({ rate }: LearnerSettings) => () => tf.train.adam(rate, 0.5, 0.999, 1e-7);

/** In training mode, as PyTorch's: the statistics of batch normalisation are those of the samples. */
const drawnBy = (gan: models.Gan): Learner['draw'] => (count, from) => tf.tidy(() => gan.generator.apply(noise(from, [count, gan.latent]), { training: true }) as tf.Tensor4D);

/** A plain GAN. */
const plain = (model: (width: number, epsilon: number) => models.Gan) => (settings: LearnerSettings, random: RandomSource): Learner => {
  const gan = model(settings.width, settings.epsilon);
  const step = ganStep(gan, adamOf(settings), (shape) => noise(random, shape));
  return {
    networks: [gan.generator, gan.discriminator],
    step: (next) => tf.tidy(() => {
      const { lossD, lossG } = step(next().pictures);
      return [lossD, lossG];
    }),
    draw: drawnBy(gan),
  };
};

/** Lab 09's WGAN-GP. A critic's first weights make it about as steep as it has to be (He et al., arXiv 1502.01852). */
const wasserstein = (settings: LearnerSettings, random: RandomSource): Learner => {
  const gan = models.wgan28(settings.width, settings.epsilon);
  const critics = new Set(gan.discriminator.layers);
  let next: () => Batch;
  const step = wganStep(gan, () => tf.train.adam(settings.rate, 0.5, 0.9, 1e-7), {
    real: () => next().pictures, noise: (shape) => noise(random, shape),
    shares: (count) => tf.tensor1d(Array.from({ length: count }, () => random.uniform())),
  });
  return {
    networks: [gan.generator, gan.discriminator],
    deviation: (layer, shape) => (critics.has(layer) ? Math.sqrt(2 / tf.util.sizeFromShape(shape.slice(0, -1))) : 0.02),
    step(batches) {
      next = batches;
      const { lossD, lossG } = step();
      return [lossD, lossG];
    },
    draw: drawnBy(gan),
  };
};

/** Lab 10's: the networks with the class joined to their inputs, half of D's negatives wrong pairs. */
const conditional = (settings: LearnerSettings, random: RandomSource): Learner => {
  const classes = 10, gan = models.compact28(settings.width, settings.epsilon, classes);
  const { step, made } = conditionalStep(gan, classes, adamOf(settings));
  return {
    networks: [gan.generator, gan.discriminator],
    step: (next) => tf.tidy(() => {
      const { pictures, labels } = next();
      const wrong = labels.map((label) => (label + 1 + random.integer(classes - 1)) % classes);
      return step(pictures, labels, wrong, noise(random, [labels.length, gan.latent]));
    }),
    draw: (count, from) => tf.tidy(() => made(noise(from, [count, gan.latent]), Array.from({ length: count }, (_, i) => i % classes))),
  };
};

export const learners = {
  dcgan28: plain(models.dcgan28), compact28: plain((width, epsilon) => models.compact28(width, epsilon)), dcgan32: plain(models.dcgan32), wgan28: wasserstein, conditional28: conditional,
} satisfies Record<string, (settings: LearnerSettings, random: RandomSource) => Learner>;

export type LearnerName = keyof typeof learners;

/** Models that are told what to draw: how often they do is judged as well. */
export const takesWishes: ReadonlySet<LearnerName> = new Set<LearnerName>(['conditional28']);
