/** A training that the doctor of Lab 15 is tried on: what is wrong with it, and how to make it. */
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../datasets/image-dataset.js';
import type { RecordOptions } from '../../labs/helpers/clinic/record.js';
import { dcganMoves } from '../../labs/helpers/dcgan/moves.js';
import type { Gan } from '../../labs/helpers/gan.js';
import { colourDiscriminator, colourGenerator, compactDiscriminator, compactGenerator } from '../../labs/helpers/models.js';

export interface Case {
  /** The cause's id, or `healthy`. */
  cause: string;
  /** How the mistake is made. */
  how: string;
  data: DataName;
  training: (data: ImageDataset) => RecordOptions;
}

/** Digits are 28×28 and grey, shapes 32×32 and coloured. */
export type DataName = 'digits' | 'shapes';

export interface Setting {
  data?: DataName;
  width?: number;
  discriminatorWidth?: number;
  rate?: number;
  generatorRate?: number;
  discriminatorRate?: number;
  beta1?: number;
  latentDim?: number;
  batchSize?: number;
  seed: number;
}

export function ganOf({ data = 'digits', width = 8, discriminatorWidth = width, rate = 0.002, generatorRate = rate, discriminatorRate = rate, beta1 = 0.5, latentDim = 16, seed }: Setting): Gan {
  const [generator, discriminator] = data === 'digits' ? [compactGenerator, compactDiscriminator] : [colourGenerator, colourDiscriminator];
  return {
    latentDim,
    generator: generator(latentDim, { width, seed }), discriminator: discriminator({ width: discriminatorWidth, seed: seed + 100 }),
    generatorOptimizer: tf.train.adam(generatorRate, beta1), discriminatorOptimizer: tf.train.adam(discriminatorRate, beta1),
  };
}

type Changed = Partial<Omit<RecordOptions, 'data' | 'gan'>> & { gan?: (gan: Gan) => Gan };

/** A case from its setting and from what differs from the healthy moves. */
export function caseOf(cause: string, how: string, setting: Setting, { gan = (same) => same, ...changed }: Changed = {}): Case {
  return {
    cause, how, data: setting.data ?? 'digits',
    training: (data) => ({ gan: gan(ganOf(setting)), data, batchSize: setting.batchSize ?? 32, seed: setting.seed, ...dcganMoves, ...changed }),
  };
}
