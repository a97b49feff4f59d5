/** Watches one case for as many rounds as the lab does, and asks the doctor. */
import type { ImageDataset, loadDataset } from '../../datasets/index.js';
import { diagnose, type Diagnosis } from '../../labs/helpers/clinic/diagnose.js';
import { record } from '../../labs/helpers/clinic/record.js';
import type { Recording } from '../../labs/helpers/clinic/vital-signs.js';
import type { Case, DataName } from './case.js';

export const rounds = 60;

export async function loadData(load: typeof loadDataset): Promise<Record<DataName, ImageDataset>> {
  return { digits: await load('mnist', { limit: 2000, download: false }), shapes: await load('shapes', { limit: 600 }) };
}

export async function examine({ data, training }: Case, sets: Record<DataName, ImageDataset>, onRecording?: (recording: Recording) => void): Promise<Diagnosis> {
  const options = training(sets[data]), { gan } = options;
  const recording = await record({ ...options, rounds });
  onRecording?.(recording);
  for (const part of [gan.generator, gan.discriminator, gan.generatorOptimizer, gan.discriminatorOptimizer]) part.dispose();
  return diagnose(recording);
}
