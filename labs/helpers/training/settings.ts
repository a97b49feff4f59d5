/** What was chosen for a training, by name: written into its checkpoints, and compared when one is taken up again. */
import type * as tf from '@tensorflow/tfjs';
import type { TrainOptions } from '../train.js';
import type { Settings } from './checkpoint.js';
import type { Parts } from './parts.js';

export function settingsOf({ gan, data, batchSize = 64, discriminatorMoves = 1, generatorMoves = 1, prior = 'normal', seed = 1 }: TrainOptions): Settings {
  const rates = ['learningRate', 'beta1'];
  return {
    generator: parametersOf(gan.generator), discriminator: parametersOf(gan.discriminator),
    data: data.name, pictures: data.count, source: data.source, batchSize, latentDim: gan.latentDim, prior, seed, discriminatorMoves, generatorMoves,
    ...optimizerSettings('generator', gan.generatorOptimizer, rates), ...optimizerSettings('discriminator', gan.discriminatorOptimizer, rates),
  };
}

export function settingsOfParts({ networks, optimizers, averaged, state }: Parts): Settings {
  return Object.assign({},
    ...Object.entries(networks).map(([name, network]) => ({ [name]: parametersOf(network) })),
    ...Object.entries(optimizers).map(([name, optimizer]) => optimizerSettings(name, optimizer, Object.keys(optimizer.getConfig()))),
    averaged.length > 0 && { averaged: averaged.join(', ') },
    Object.keys(state).length > 0 && { state: Object.keys(state).join(', ') },
  ) as Settings;
}

/** The numbers among its settings of these names: `generator learningRate`, … */
function optimizerSettings(name: string, optimizer: tf.Optimizer, keys: readonly string[]): Settings {
  const config = optimizer.getConfig();
  return Object.fromEntries(keys.flatMap((key) => (typeof config[key] === 'number' ? [[`${name} ${key}`, config[key]]] : [])));
}

const parametersOf = (model: tf.LayersModel): string => `${model.countParams().toLocaleString('en')} weights`;
