/**
 * How good are Lab03's digits after its minute of training on this machine? Runs the solved notebook
 * headless as it stands and judges 200 samples by the metrics of the course.
 *
 *     npm run bench:lab03
 */
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { loadDataset } from '../datasets/index.js';
import { trainClassifier } from '../labs/helpers/metrics/classifier.js';
import { evaluate, type Scores } from '../labs/helpers/metrics/evaluate.js';
import { codeCells, samplesOfLab03, textOf } from '../tests/labs/run-lab.js';

const { run, pictures } = await samplesOfLab03(200);
await useBackend('simd');
const test = await loadDataset('mnist', { split: 'test' });
const classifier = await trainClassifier(await loadDataset('mnist', { limit: 9000 }), test, { steps: 700, quiet: true });
const { samples, floor } = await evaluate(tf.tensor4d(pictures, [200, 28, 28, 1]), test, classifier, { quiet: true });
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
const line = ({ frechet, precision, recall, confidence, balance, modes }: Scores) =>
  `Fréchet ${frechet.toFixed(2)}, precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}, mean top probability ${confidence.toFixed(3)}, class entropy ${balance.toFixed(3)} of ln 10, ${modes} digits`;
console.log(`notebook            ${run.seconds.toFixed(0)} s in all; ${textOf(codeCells(run.notebook).at(-1)!).trim()}`);
console.log(`judge               accuracy ${percent(classifier.accuracy)} on 1,000 unseen digits, mean top probability there ${classifier.confidence.toFixed(3)}`);
console.log(`200 samples         ${line(samples)}`);
console.log(`200 real digits     ${line(floor)}`);
console.log(`each digit appears  ${samples.counts.map((count, digit) => `${digit}:${count}`).join(' ')}`);
