/**
 * What each DCGAN guideline, the prior, the moves and the rates do to Lab03's training: every variation
 * of labs/helpers/dcgan/variations.ts, trained from several seeds for the same number of rounds and judged on a
 * digit classifier's features and answers. Writes labs/helpers/dcgan/measured-runs.ts, which the labs show.
 *
 *     npm run bench:variations [-- --rounds 200 --seeds 3 --only NAME]...
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { loadDataset } from '../datasets/index.js';
import { firstImages } from '../labs/helpers/batches.js';
import { variations, variedGan, type Variation, type VariationName } from '../labs/helpers/dcgan/variations.js';
import { trainClassifier } from '../labs/helpers/metrics/classifier.js';
import { evaluate, type Scores } from '../labs/helpers/metrics/evaluate.js';
import { variablesOf, type DiscriminatorStep, type GeneratorStep } from '../labs/helpers/gan.js';
import { train } from '../labs/helpers/train.js';

const { values: args } = parseArgs({ options: { rounds: { type: 'string', default: '200' }, seeds: { type: 'string', default: '3' }, only: { type: 'string', multiple: true } } });
const [rounds, seeds] = [Number(args.rounds), Number(args.seeds)];
const names = (args.only ?? Object.keys(variations)) as VariationName[];
const target = join(import.meta.dirname, '..', '..', 'labs', 'helpers', 'dcgan', 'measured-runs.ts');
const latentDim = 64, samples = 500;

const softplus = (logits: unknown, sign: 1 | -1) => tf.softplus(tf.mul(logits as tf.Tensor, sign)).mean();
const discriminatorStep: DiscriminatorStep = (gan, real, z) => tf.tidy(() => {
  const made = gan.generator.apply(z, { training: true }) as tf.Tensor;
  return gan.discriminatorOptimizer.minimize(() => softplus(gan.discriminator.apply(real, { training: true }), -1).add(softplus(gan.discriminator.apply(made, { training: true }), 1)) as tf.Scalar, true, variablesOf(gan.discriminator))!;
});
const generatorStep: GeneratorStep = (gan, z) => tf.tidy(() =>
  gan.generatorOptimizer.minimize(() => softplus(gan.discriminator.apply(gan.generator.apply(z, { training: true }) as tf.Tensor, { training: true }), -1) as tf.Scalar, true, variablesOf(gan.generator))!);

await useBackend('simd');
const digits = await loadDataset('mnist', { limit: 9000 }), unseen = await loadDataset('mnist', { split: 'test' });
const classifier = await trainClassifier(digits, unseen, { steps: 700, quiet: true });
const three = (value: number): number => Math.round(1000 * value) / 1000;
const textOf = ({ frechet, confidence, balance }: Pick<Scores, 'frechet' | 'confidence' | 'balance'>): string => `{ distance: ${three(frechet)}, confidence: ${three(confidence)}, balance: ${three(balance)} }`;
const real = textOf((await evaluate(firstImages(digits, samples), unseen, classifier, { quiet: true })).floor);

/** What stands in the file from an earlier run, by name: `--only` measures some anew. */
const known = new Map<string, string>(readKnown());
function readKnown(): [string, string][] {
  try {
    return [...readFileSync(target, 'utf8').matchAll(/^ {4}('(.+)': .*),$/gm)].map((match) => [match[2], match[1]]);
  } catch {
    return [];
  }
}

for (const name of names) {
  const runs: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const variation: Variation = variations[name];
    const gan = variedGan(variation, latentDim, seed);
    let outcome: string;
    try {
      const run = await train({ gan, data: digits, discriminatorStep, generatorStep, batchSize: 64, steps: rounds, seed, quiet: true, ...variation.training });
      // As they are shown: a G with a linear output leaves the range of the data.
      const pictures = tf.tidy(() => tf.clipByValue(run.sample(samples), -1, 1) as tf.Tensor4D);
      outcome = textOf((await evaluate(pictures, unseen, classifier, { quiet: true })).samples);
      pictures.dispose();
    } catch (error) {
      if (!/cannot go on/.test((error as Error).message)) throw error;
      outcome = textOf({ frechet: NaN, confidence: NaN, balance: NaN });
    }
    runs.push(outcome);
    console.log(`${name} · seed ${seed} · ${outcome}`);
    tf.dispose([gan.generator.getWeights(), gan.discriminator.getWeights()]);
    gan.generatorOptimizer.dispose();
    gan.discriminatorOptimizer.dispose();
  }
  known.set(name, `'${name}': [${runs.join(', ')}]`);
  write();
}

function write(): void {
  const lines = Object.keys(variations).flatMap((name) => known.get(name) ?? []);
  writeFileSync(target, `/**
 * Written by \`npm run bench:variations -- --rounds ${rounds} --seeds ${seeds}\`: for each variation of Lab03 and each seed, what
 * a digit classifier makes of ${samples} samples, cut to [−1, 1], after ${rounds} rounds. NaN: the training broke down.
 */
export interface DigitQuality {
  /** Fréchet distance to ${samples} real digits on the classifier's features. */
  distance: number;
  /** Mean probability of the classifier's first answer. */
  confidence: number;
  /** Entropy of its mean answer as a part of ln 10. */
  balance: number;
}

export const measured: { rounds: number; samples: number; real: DigitQuality; runs: Record<string, DigitQuality[]> } = {
  rounds: ${rounds},
  samples: ${samples},
  real: ${real},
  runs: {
${lines.map((line) => `    ${line},`).join('\n')}
  },
};
`);
}
