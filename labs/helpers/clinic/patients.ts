/**
 * The patients of Lab 15: short trainings of Lab 03's kind, each but the healthy ones with one mistake. What is wrong is in the
 * patient's own lines; all else are `dcganMoves`.
 */
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { inLanguage } from '../in-language.js';
import { discriminatorMove, draw, generatorMove, dcganMoves, judge, sayMade, sayReal } from '../dcgan/moves.js';
import { variablesOf, type Gan } from '../gan.js';
import { compactDiscriminator, compactGenerator } from '../models.js';
import type { RecordOptions } from './record.js';

const width = 8, latentDim = 16, learningRate = 0.002, beta1 = 0.5;

/** The GAN of Lab 03, narrow, with the same first weights for every patient. */
function makeGan({ generatorRate = learningRate, discriminatorRate = learningRate } = {}): Gan {
  return {
    latentDim,
    generator: compactGenerator(latentDim, { width, seed: 5 }), discriminator: compactDiscriminator({ width, seed: 6 }),
    generatorOptimizer: tf.train.adam(generatorRate, beta1), discriminatorOptimizer: tf.train.adam(discriminatorRate, beta1),
  };
}

type Training = Omit<RecordOptions, 'data' | 'rounds'>;

const training = (changed: Partial<Training> = {}): Training => ({ gan: changed.gan ?? makeGan(), batchSize: 32, seed: 1, ...dcganMoves, ...changed });

const allTheFirst = (z: tf.Tensor2D): tf.Tensor2D => z.slice([0, 0], [1, z.shape[1]]).tile([z.shape[0], 1]);

const leftovers: tf.Tensor[] = [];

/** In the order in which the lab meets them. */
const patients = {
  'Ada': () => training(),
  // G's optimizer gets no list of variables.
  'Ben': () => training({
    generatorStep: (gan, z) => tf.tidy(() => gan.generatorOptimizer.minimize(() => sayReal(judge(gan, draw(gan, z))), true)!),
  }),
  // The kernel and bias of D's last layer are not on the list.
  'Cai': () => training({
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = draw(gan, z);
      return gan.discriminatorOptimizer.minimize(() => sayReal(judge(gan, real)).add(sayMade(judge(gan, made))) as tf.Scalar, true, variablesOf(gan.discriminator).slice(0, -2))!;
    }),
  }),
  // D's answers pass a sigmoid before a loss that expects logits.
  'Dora': () => training({
    discriminatorStep: discriminatorMove((real, made) => sayReal(tf.sigmoid(real)).add(sayMade(tf.sigmoid(made)))),
    generatorStep: generatorMove((made) => sayReal(tf.sigmoid(made))),
  }),
  // G minimises log(1 − D).
  'Emil': () => training({ generatorStep: generatorMove((made) => sayMade(made).neg() as tf.Scalar) }),
  // D learns that real pictures are made, and made ones real.
  'Fay': () => training({ discriminatorStep: discriminatorMove((real, made) => sayMade(real).add(sayReal(made))) }),
  // The real pictures are in [0, 1].
  'Gus': () => training({ discriminatorStep: discriminatorMove((real, made) => sayReal(real).add(sayMade(made)), (real) => real.add(1).div(2) as tf.Tensor4D) }),
  // D is applied without { training: true }.
  'Hua': () => training({
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const made = draw(gan, z), answer = (pictures: tf.Tensor): tf.Tensor => gan.discriminator.apply(pictures) as tf.Tensor;
      return gan.discriminatorOptimizer.minimize(() => sayReal(answer(real)).add(sayMade(answer(made))) as tf.Scalar, true, variablesOf(gan.discriminator))!;
    }),
  }),
  // Real and made pictures go through D in one batch.
  'Ivo': () => training({
    discriminatorStep: (gan, real, z) => tf.tidy(() => {
      const both = tf.concat([real, draw(gan, z)]), count = real.shape[0];
      return gan.discriminatorOptimizer.minimize(() => {
        const logits = judge(gan, both);
        return sayReal(logits.slice([0, 0], [count, 1])).add(sayMade(logits.slice([count, 0], [count, 1]))) as tf.Scalar;
      }, true, variablesOf(gan.discriminator))!;
    }),
  }),
  // Real losses are averaged, made ones summed.
  'Jun': () => training({ discriminatorStep: discriminatorMove((real, made) => sayReal(real).add(tf.softplus(made).sum())) }),
  // D moves eight times for one move of G, at five times its rate.
  'Kim': () => training({ gan: makeGan({ discriminatorRate: 0.01 }), discriminatorMoves: 8 }),
  // The first z of a batch is repeated for all its pictures.
  'Lea': () => training({
    discriminatorStep: (gan, real, z) => tf.tidy(() => dcganMoves.discriminatorStep(gan, real, allTheFirst(z))),
    generatorStep: (gan, z) => tf.tidy(() => dcganMoves.generatorStep(gan, allTheFirst(z))),
  }),
  // Ada, with another seed.
  'Mia': () => training({ seed: 2 }),
  // A learning rate of 0.2.
  'Nils': () => training({ gan: makeGan({ generatorRate: 0.2, discriminatorRate: 0.2 }) }),
  // A list of the pictures is kept.
  'Ona': () => training({
    generatorStep: (gan, z) => {
      leftovers.push(tf.keep(tf.tidy(() => draw(gan, z))));
      return dcganMoves.generatorStep(gan, z);
    },
  }),
} satisfies Record<string, () => Training>;

export type PatientName = keyof typeof patients;
export const patientNames = Object.keys(patients) as PatientName[];

/** A training that has not begun, to be watched: `record({ ...admit('Ada', digits), rounds: 40 })`. @throws RangeError for an unknown name */
export function admit(name: PatientName, data: ImageDataset): Training & { data: ImageDataset } {
  if (!Object.hasOwn(patients, name)) throw new RangeError(inLanguage(`There is no patient ${name}: ${patientNames.join(', ')}.`, `沒有叫 ${name} 的病人：${patientNames.join('、')}。`));
  return { ...patients[name](), data };
}
