/**
 * Trainings for `learn` that are played in a moment: an autoencoder, and two generators and two critics with a pool of past
 * pictures, each network with an optimizer of another kind. Forked with a folder, a name and a number of rounds, it plays the
 * latter there and sends the bytes of all that it remembers.
 */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import { imagesAt, randomBatch } from '../../labs/helpers/batches.js';
import { fingerprint, variablesOf } from '../../labs/helpers/gan.js';
import { learn, type LearnOptions, type LearningRun, type Round } from '../../labs/helpers/learn.js';
import type { Resumable } from '../../labs/helpers/training/parts.js';
import { data } from './tiny-training.js';

const weights = (seed: number) => tf.initializers.randomNormal({ stddev: 0.1, seed });
const call = (model: tf.LayersModel, x: tf.Tensor): tf.Tensor4D => model.apply(x, { training: true }) as tf.Tensor4D;
const { batchNormalization, conv2d, dense, flatten, leakyReLU, reshape } = tf.layers;

export function tinyAutoencoder(width = 6) {
  const encoder = tf.sequential({ layers: [flatten({ inputShape: [8, 8, 1] }), dense({ units: width, kernelInitializer: weights(1) }), batchNormalization(), leakyReLU({ alpha: 0.2 })] });
  const decoder = tf.sequential({ layers: [dense({ inputShape: [width], units: 64, activation: 'tanh', kernelInitializer: weights(2) }), reshape({ targetShape: [8, 8, 1] })] });
  return { networks: { encoder, decoder }, optimizers: { autoencoder: tf.train.adam(0.01) as tf.Optimizer } };
}
export type Autoencoder = ReturnType<typeof tinyAutoencoder>;

export const reconstruct = ({ networks: { encoder, decoder } }: Autoencoder, x: tf.Tensor4D): tf.Tensor4D => call(decoder, call(encoder, x));

/** The options of a training that shows nothing. */
export const learnAutoencoder = (model: Autoencoder, options: Partial<LearnOptions<'reconstruction'>> = {}): LearnOptions<'reconstruction'> => ({
  ...model, averaged: ['decoder'], quiet: true, samples: () => reconstruct(model, imagesAt(data, [0, 1, 2, 3])),
  round: ({ random }) => tf.tidy(() => {
    const x = randomBatch(data, 8, random);
    return { reconstruction: model.optimizers.autoencoder.minimize(() => reconstruct(model, x).sub(x).square().mean() as tf.Scalar, true, [...variablesOf(model.networks.encoder), ...variablesOf(model.networks.decoder)])! };
  }),
  ...options,
});

/** The last pictures that were made, of which critics see an old one half of the time. */
export class Pool implements Resumable {
  private pictures: tf.Tensor4D[] = [];
  private swaps = tf.scalar(0, 'int32');

  exchange(made: tf.Tensor4D, random: Round['random']): tf.Tensor4D {
    const { pictures } = this;
    if (pictures.length < 5) {
      pictures.push(tf.keep(made.clone()));
      return made;
    }
    const place = random.integer(2 * pictures.length), old = pictures[place];
    if (!old) return made;
    pictures[place] = tf.keep(made.clone());
    const swaps = tf.keep(this.swaps.add(tf.scalar(1, 'int32')) as tf.Scalar);
    this.swaps.dispose();
    this.swaps = swaps;
    // Not kept: goes with the tidy of the round.
    const shown = old.clone();
    old.dispose();
    return shown;
  }

  tensors(): Record<string, tf.Tensor> {
    return { ...Object.fromEntries(this.pictures.map((picture, i) => [`picture ${i}`, picture])), swaps: this.swaps };
  }

  assign({ swaps, ...pictures }: Record<string, tf.Tensor>): void {
    tf.dispose([...this.pictures, this.swaps]);
    this.pictures = Object.values(pictures).map((picture) => tf.keep(picture.clone()) as tf.Tensor4D);
    this.swaps = tf.keep(swaps!.clone()) as tf.Scalar;
  }
}

export function tinyTranslation() {
  const generator = (seed: number) => tf.sequential({ layers: [conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, padding: 'same', kernelInitializer: weights(seed) }), batchNormalization(), leakyReLU({ alpha: 0.2 }), conv2d({ filters: 1, kernelSize: 3, padding: 'same', activation: 'tanh', kernelInitializer: weights(seed + 1) })] });
  const critic = (seed: number) => tf.sequential({ layers: [conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: weights(seed) }), batchNormalization(), leakyReLU({ alpha: 0.2 }), flatten(), dense({ units: 1, kernelInitializer: weights(seed + 1) })] });
  return {
    networks: { G: generator(1), F: generator(3), criticX: critic(5), criticY: critic(7) },
    optimizers: { G: tf.train.adam(0.01, 0.5), F: tf.train.momentum(0.01, 0.9), criticX: tf.train.rmsprop(0.001, 0.9, 0.1), criticY: tf.train.sgd(0.01) } as Record<'G' | 'F' | 'criticX' | 'criticY', tf.Optimizer>,
    state: { poolX: new Pool(), poolY: new Pool() },
  };
}
export type Translation = ReturnType<typeof tinyTranslation>;

/** Two generators that translate each other's pictures, two critics with least squares, the cycle in both directions. */
export const learnTranslation = (model: Translation, options: Partial<LearnOptions<'G' | 'F' | 'criticX' | 'criticY'>> = {}): LearnOptions<'G' | 'F' | 'criticX' | 'criticY'> => ({
  ...model, averaged: ['G', 'F'], quiet: true, seed: 3, samples: () => call(model.networks.G, imagesAt(data, [0, 1])),
  round: ({ random }) => tf.tidy(() => {
    const { networks: { G, F, criticX, criticY }, optimizers, state: { poolX, poolY } } = model;
    const x = randomBatch(data, 4, random), y = tf.neg(randomBatch(data, 4, random)) as tf.Tensor4D;
    const move = (name: keyof typeof optimizers, loss: () => tf.Tensor) => optimizers[name].minimize(loss as () => tf.Scalar, true, variablesOf(model.networks[name]))!;
    const judge = (critic: tf.LayersModel, real: tf.Tensor4D, made: tf.Tensor4D) => call(critic, real).sub(1).square().mean().add(call(critic, made).square().mean());
    const oldY = poolY.exchange(call(G, x), random), oldX = poolX.exchange(call(F, y), random);
    return {
      criticY: move('criticY', () => judge(criticY, y, oldY)),
      criticX: move('criticX', () => judge(criticX, x, oldX)),
      G: move('G', () => call(criticY, call(G, x)).sub(1).square().mean().add(call(F, call(G, x)).sub(x).abs().mean())),
      F: move('F', () => call(criticX, call(F, y)).sub(1).square().mean().add(call(G, call(F, y)).sub(y).abs().mean())),
    };
  }),
  ...options,
});

/** Every bit of the networks, what their running averages draw, and every bit of the pools. */
export const bitsOf = ({ networks, state }: Translation, run: LearningRun<never>): string[] => [
  ...Object.values(networks).map((network) => fingerprint(network.getWeights())),
  run.averaged(() => fingerprint([...networks.G.getWeights(), ...networks.F.getWeights()])),
  ...Object.values(state).map((pool) => fingerprint(Object.values(pool.tensors()))),
];

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, checkpoint, steps] = process.argv.slice(2);
  process.chdir(folder!);
  await useBackend('simd');
  const model = tinyTranslation();
  const run = await learn(learnTranslation(model, { checkpoint, steps: Number(steps), afterRound: (so) => { if (so.step % 7 === 0) so.remember(); } }));
  process.send({ bits: bitsOf(model, run as LearningRun<never>), losses: run.losses, film: run.checkpoint().album.map(({ round, png }) => [round, Buffer.from(png).toString('base64')]) }, () => process.exit());
}
