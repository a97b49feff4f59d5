/** What was chosen for a training, by name: written into its checkpoints, and compared when one is taken up again. */
import type * as tf from '@tensorflow/tfjs';
import type { TrainOptions } from '../train.js';
import type { Settings } from './checkpoint.js';

export function settingsOf({ gan, data, batchSize = 64, discriminatorMoves = 1, generatorMoves = 1, prior = 'normal', seed = 1 }: TrainOptions): Settings {
  const config = { generator: gan.generatorOptimizer.getConfig(), discriminator: gan.discriminatorOptimizer.getConfig() };
  const numbers = (['generator', 'discriminator'] as const).flatMap((player) => ['learningRate', 'beta1'].flatMap((key) => (typeof config[player][key] === 'number' ? [[`${player} ${key}`, config[player][key]]] : [])));
  return {
    generator: parametersOf(gan.generator), discriminator: parametersOf(gan.discriminator),
    data: data.name, pictures: data.count, source: data.source, batchSize, latentDim: gan.latentDim, prior, seed, discriminatorMoves, generatorMoves,
    ...(Object.fromEntries(numbers) as Record<string, number>),
  };
}

const parametersOf = (model: tf.LayersModel): string => `${model.countParams().toLocaleString('en')} weights`;
