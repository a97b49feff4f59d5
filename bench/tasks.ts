/**
 * What the benchmarks time: training steps that peer/train.py takes as well, from the same weights on
 * the same data, so that the losses are the same too.
 */
import * as tf from '@tensorflow/tfjs';
import { backwardD, backwardG } from '../labs/helpers/cyclegan/joint-round.js';
import { createCycleGan, roles } from '../labs/helpers/cyclegan/model.js';
import { conditionalStep } from './conditional-step.js';
import { ganStep } from './gan-step.js';
import { compact28, dcgan28, dcgan32, gan2d, lstm, mlp, resnet, wgan28 } from './models.js';
import type { Gan } from './models.js';
import { wganStep } from './wgan-step.js';

export interface Task {
  /** One training step; returns its losses. */
  step: () => number[];
  /** Trainable ones. */
  parameters: number;
}

interface TaskKind {
  /** The batch and the width that the tables show. */
  batch: number;
  width: number;
  /** The batch of contestants without fast kernels: a step of `dcgan28` takes tfjs's `cpu` some 10 s an image. */
  smallBatch: number;
  start: (batch: number, width: number) => Task;
}

export const tasks = {
  dcgan28: { batch: 64, width: 64, smallBatch: 1, start: (batch, width) => gan(dcgan28(width), [28, 28, 1], batch) },
  compact28: { batch: 32, width: 64, smallBatch: 1, start: (batch, width) => gan(compact28(width), [28, 28, 1], batch) },
  conditional28: { batch: 64, width: 32, smallBatch: 1, start: (batch, width) => conditional(compact28(width, undefined, 10), [28, 28, 1], batch) },
  dcgan32: { batch: 64, width: 64, smallBatch: 1, start: (batch, width) => gan(dcgan32(width), [32, 32, 3], batch) },
  wgan28: { batch: 32, width: 32, smallBatch: 1, start: (batch, width) => wgan(wgan28(width), [28, 28, 1], batch) },
  cyclegan28: { batch: 8, width: 16, smallBatch: 1, start: (batch, width) => cycleGan(batch, width) },
  resnet32: { batch: 4, width: 64, smallBatch: 1, start: (batch, width) => translation(32, batch, width) },
  resnet64: { batch: 1, width: 64, smallBatch: 1, start: (batch, width) => translation(64, batch, width) },
  mlp: { batch: 64, width: 128, smallBatch: 64, start: (batch, width) => classification(mlp(width), [784], batch) },
  lstm: { batch: 32, width: 128, smallBatch: 32, start: (batch, width) => classification(lstm(width), [32, 64], batch) },
  gan2d: { batch: 64, width: 32, smallBatch: 64, start: (batch, width) => gan(gan2d(width), [2], batch) },
} satisfies Record<string, TaskKind>;

export type TaskName = keyof typeof tasks;

/** Numbers in [−scale, scale) that peer/train.py's `fixed` gives as well: a hash of their place (MurmurHash3's finish). */
function fixed(seed: number, shape: number[], scale: number): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  const start = Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < values.length; i++) {
    let h = i + start;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    values[i] = (((h ^ (h >>> 16)) >>> 0) / 2 ** 31 - 1) * scale;
  }
  return tf.tensor(values, shape);
}

const adam = () => tf.train.adam(2e-4, 0.5, 0.999, 1e-7);

/** Gives every weight but those of normalising layers its fixed numbers, in the order of the layers. */
function number(model: tf.LayersModel, seed: number): tf.LayersModel {
  let index = 0;
  for (const layer of model.layers) {
    if (layer.getClassName() === 'BatchNormalization') continue;
    layer.setWeights(layer.getWeights().map(({ shape }) => fixed(seed + index++, shape, 0.05)));
  }
  return model;
}

const sizeOf = (tensors: { shape: number[] }[]) => tensors.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);
const trainable = (model: tf.LayersModel) => model.trainableWeights.map((weight) => weight.read() as tf.Variable);

function gan(networks: Gan, data: number[], batch: number): Task {
  number(networks.generator, 100);
  number(networks.discriminator, 200);
  const z = fixed(2, [batch, networks.latent], 1);
  const real = fixed(1, [batch, ...data], 1);
  const step = ganStep(networks, adam, () => z);
  return {
    step: () => { const { lossD, lossG } = step(real); return [lossD, lossG]; },
    parameters: sizeOf([networks.generator, networks.discriminator].flatMap(trainable)),
  };
}

function wgan(networks: Gan, data: number[], batch: number): Task {
  number(networks.generator, 100);
  number(networks.discriminator, 200);
  const step = wganStep(networks, () => tf.train.adam(2e-4, 0.5, 0.9, 1e-7), {
    real: () => fixed(1, [batch, ...data], 1),
    noise: ([count, latent]) => fixed(2, [count, latent], 1),
    shares: (count) => tf.tidy(() => fixed(4, [count], 0.5).add(0.5) as tf.Tensor1D),
  });
  return {
    step: () => { const { lossD, lossG } = step(); return [lossD, lossG]; },
    parameters: sizeOf([networks.generator, networks.discriminator].flatMap(trainable)),
  };
}

/** Image i is of class i % 10; in its wrong pair, of the next. */
function conditional(networks: Gan, data: number[], batch: number): Task {
  number(networks.generator, 100);
  number(networks.discriminator, 200);
  const labels = Array.from({ length: batch }, (_, i) => i % 10), wrong = labels.map((label) => (label + 1) % 10);
  const z = fixed(2, [batch, networks.latent], 1) as tf.Tensor2D;
  const real = fixed(1, [batch, ...data], 1) as tf.Tensor4D;
  const { step } = conditionalStep(networks, 10, adam);
  return { step: () => step(real, labels, wrong, z), parameters: sizeOf([networks.generator, networks.discriminator].flatMap(trainable)) };
}

function supervised(apply: () => tf.Scalar, variables: tf.Variable[]): Task {
  const optimizer: tf.Optimizer = adam();
  return {
    step: () => tf.tidy(() => {
      const { value, grads } = tf.variableGrads(apply, variables);
      optimizer.applyGradients(grads as Parameters<tf.Optimizer['applyGradients']>[0]);
      return [value.dataSync()[0]];
    }),
    parameters: sizeOf(variables),
  };
}

function classification(model: tf.LayersModel, data: number[], batch: number): Task {
  number(model, 100);
  const x = fixed(1, [batch, ...data], 1);
  const labels = tf.oneHot(Array.from({ length: batch }, (_, i) => i % 10), 10);
  return supervised(() => tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar, trainable(model));
}

/** A whole round of Lab 12's CycleGAN without its pools: both generators, then both discriminators on the fresh translations. */
function cycleGan(batch: number, width: number): Task {
  const gan = createCycleGan({ generator: { width }, discriminator: { width: 2 * width } });
  roles.forEach((role, i) => {
    number(gan[role], 100 * (i + 1));
    gan.optimizers[role] = adam();
  });
  const [x, y] = [1, 2].map((seed) => fixed(seed, [batch, 28, 28, 1], 1) as tf.Tensor4D);
  return {
    step: () => tf.tidy(() => {
      const { adversarial, cycle, fakeX, fakeY } = backwardG(gan, x, y, { lambda: 10, identity: 0.5, norm: 'l1' });
      const discriminators = backwardD(gan, x, y, fakeX, fakeY);
      const losses = [adversarial, cycle, discriminators].map((loss) => loss.dataSync()[0]);
      tf.dispose([adversarial, cycle, fakeX, fakeY]); // kept beyond the tidy
      return losses;
    }),
    parameters: sizeOf(roles.flatMap((role) => trainable(gan[role]))),
  };
}

/** CycleGAN's generator learns fixed images from others by the mean absolute difference. */
function translation(size: number, batch: number, width: number): Task {
  const network = resnet((shape, index) => fixed(100 + index, shape, 0.05), width);
  const x = fixed(1, [batch, size, size, 3], 1) as tf.Tensor4D;
  const target = fixed(3, [batch, size, size, 3], 1);
  tf.tidy(() => network.apply(x)); // makes the weights
  return supervised(() => network.apply(x).sub(target).abs().mean() as tf.Scalar, network.weights);
}
