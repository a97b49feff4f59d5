/**
 * How good are Lab03's digits after its minute of training on this machine? Runs the solved notebook
 * headless as it stands and lets a digit classifier judge 200 samples.
 *
 *     npm run bench:lab03
 */
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { loadDataset } from '../datasets/index.js';
import { trainClassifier } from '../labs/helpers/metrics/classifier.js';
import { quality } from '../labs/helpers/metrics/quality.js';
import { codeCells, samplesOfLab03, textOf } from '../tests/labs/run-lab.js';

const { run, pictures } = await samplesOfLab03(200);
await useBackend('simd');
const classifier = await trainClassifier(await loadDataset('mnist', { limit: 9000 }), await loadDataset('mnist', { split: 'test' }), { steps: 700, quiet: true });
const scores = quality((await classifier.judge(tf.tensor4d(pictures, [200, 28, 28, 1]))).probabilities);
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
console.log(`notebook            ${run.seconds.toFixed(0)} s in all; ${textOf(codeCells(run.notebook).at(-1)!).trim()}`);
console.log(`classifier          accuracy ${percent(classifier.accuracy)} on 1,000 unseen digits, mean top probability there ${classifier.confidence.toFixed(3)}`);
console.log(`200 samples         mean top probability ${scores.confidence.toFixed(3)}, class entropy ${scores.balance.toFixed(3)} of ln 10`);
console.log(`each digit appears  ${scores.counts.map((count, digit) => `${digit}:${count}`).join(' ')}`);
