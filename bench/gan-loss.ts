/**
 * What a GanLoss of each weight does to an autoencoder: that of Lab08, trained from several seeds for the same number of rounds.
 * Writes labs/helpers/autoencoder/measured-runs.ts, which the lab shows.
 *
 *     npm run bench:gan-loss [-- --rounds 400 --seeds 3]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { loadDataset } from '../datasets/index.js';
import { GanLoss } from '../labs/helpers/autoencoder/gan-loss.js';
import type { GanLossRun } from '../labs/helpers/autoencoder/measured-runs.js';
import { compactDecoder, compactEncoder } from '../labs/helpers/autoencoder/networks.js';
import { firstImages, randomBatch, sliceData } from '../labs/helpers/batches.js';
import { variablesOf } from '../labs/helpers/gan.js';
import { learn } from '../labs/helpers/learn.js';
import { trainClassifier } from '../labs/helpers/metrics/classifier.js';
import { evaluate } from '../labs/helpers/metrics/evaluate.js';
import { sharpness } from '../labs/helpers/metrics/sharpness.js';
import { compactDiscriminator } from '../labs/helpers/models.js';

const { values: args } = parseArgs({ options: { rounds: { type: 'string', default: '400' }, seeds: { type: 'string', default: '3' } } });
const [rounds, seeds] = [Number(args.rounds), Number(args.seeds)];
const weights = [0, 0.001, 0.003, 0.01, 0.1];
const pictures = 500;
const target = join(import.meta.dirname, '..', '..', 'labs', 'helpers', 'autoencoder', 'measured-runs.ts');

await useBackend('simd');
const digits = await loadDataset('mnist'), test = await loadDataset('mnist', { split: 'test', limit: 2 * pictures });
const training = sliceData(digits, 0, digits.count - 1000);
const originals = firstImages(sliceData(digits, digits.count - 1000, digits.count), pictures);
const classifier = await trainClassifier(training, test, { quiet: true });
const three = (value: number): number => Math.round(1000 * value) / 1000;

async function measure(made: tf.Tensor4D): Promise<GanLossRun> {
  const error = tf.tidy(() => made.sub(originals).square().mean().dataSync()[0]!);
  const { samples } = await evaluate(made, test, classifier, { quiet: true });
  return { error: three(error), frechet: three(samples.frechet), sharpness: three(sharpness(made)) };
}

async function run(weight: number, seed: number): Promise<GanLossRun> {
  const [encoder, decoder] = [compactEncoder(16, { seed }), compactDecoder(16, { seed })];
  const judge = new GanLoss(compactDiscriminator({ seed }), tf.train.adam(0.001, 0.5));
  const optimizer = tf.train.adam(0.002), variables = [...variablesOf(encoder), ...variablesOf(decoder)];
  const reconstruct = (x: tf.Tensor4D): tf.Tensor4D => decoder.apply(encoder.apply(x)) as tf.Tensor4D;
  await learn({
    networks: { encoder, decoder, discriminator: judge.discriminator }, optimizers: { optimizer, judge: judge.optimizer }, steps: rounds, seed, quiet: true,
    round: ({ random }) => tf.tidy(() => {
      const x = randomBatch(training, 64, random);
      if (weight > 0) judge.learn(x, reconstruct(x));
      return { total: optimizer.minimize(() => {
        const made = reconstruct(x), squares = made.sub(x).square().mean();
        return (weight > 0 ? squares.add(judge.of(made).mul(weight)) : squares) as tf.Scalar;
      }, true, variables)! };
    }),
  });
  const made = tf.tidy(() => reconstruct(originals));
  try {
    return await measure(made);
  } finally {
    tf.dispose([made, encoder.getWeights(), decoder.getWeights(), judge.discriminator.getWeights()]);
    optimizer.dispose();
    judge.optimizer.dispose();
  }
}

const real = await measure(originals);
const runs: { weight: number; seeds: GanLossRun[] }[] = weights.map((weight) => ({ weight, seeds: [] }));
for (let seed = 1; seed <= seeds; seed++) {
  for (const each of runs) {
    const outcome = await run(each.weight, seed);
    each.seeds.push(outcome);
    console.log(`weight ${each.weight} · seed ${seed} · ${JSON.stringify(outcome)}`);
  }
  write();
}

function write(): void {
  const text = (outcome: GanLossRun): string => `{ error: ${outcome.error}, frechet: ${outcome.frechet}, sharpness: ${outcome.sharpness} }`;
  writeFileSync(target, `/**
 * Written by \`npm run bench:gan-loss -- --rounds ${rounds} --seeds ${seeds}\`: what became of the autoencoder of Lab08 with a GanLoss of each
 * weight, for each seed.
 */
export interface GanLossRun {
  /** Mean square error of the reconstructions. */
  error: number;
  /** Fréchet distance of the reconstructions from other real digits. */
  frechet: number;
  /** Mean difference of neighbouring pixels. */
  sharpness: number;
}

export const measured: {
  rounds: number;
  pictures: number;
  /** What the real digits get that were reconstructed. */
  real: GanLossRun;
  runs: { weight: number; seeds: GanLossRun[] }[];
} = {
  rounds: ${rounds}, pictures: ${pictures},
  real: ${text(real)},
  runs: [
${runs.map(({ weight, seeds: each }) => `    { weight: ${weight}, seeds: [${each.map(text).join(', ')}] },`).join('\n')}
  ],
};
`);
}
process.exit(0);
