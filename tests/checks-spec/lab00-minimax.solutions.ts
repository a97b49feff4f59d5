/** Lab00 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Solutions } from './solutions.js';

type T = tf.Tensor1D;
type Table = readonly (readonly number[])[];

const crossEntropy = (y: 0 | 1, p: number): number => (y === 1 ? -Math.log(p) : -Math.log(1 - p));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const value = (real: T, made: T) => tf.add(tf.mean(tf.log(real)), tf.mean(tf.log(tf.sub(1, made))));
const klTerm = (a: tf.Tensor, b: tf.Tensor) => tf.where(tf.greater(a, 0), tf.mul(a, tf.log(tf.div(tf.maximum(a, 1e-30), tf.maximum(b, 1e-30)))), tf.zerosLike(a));
const middle = (p: T, q: T) => tf.div(tf.add(p, q), 2);
const jsd = (p: T, q: T, step: number) => tf.mul(tf.sum(tf.add(klTerm(p, middle(p, q)), klTerm(q, middle(p, q)))), step / 2);
const simultaneousStep = (x: number, y: number, rate: number) => [x - rate * y, y + rate * x];
const alternatingStep = (x: number, y: number, rate: number) => { const next = x - rate * y; return [next, y + rate * next]; };
const columns = (table: Table) => table[0].map((_, i) => table.map((row) => row[i]));
const minMax = (table: Table) => Math.min(...table.map((row) => Math.max(...row)));
const maxMin = (table: Table) => Math.max(...columns(table).map((column) => Math.min(...column)));

export const solutions: Solutions = {
  'cross-entropy': {
    reference: { crossEntropy },
    variants: {
      'one formula': { crossEntropy: (y: number, p: number) => -Math.log(y * p + (1 - y) * (1 - p)) },
      'log1p': { crossEntropy: (y: number, p: number) => (y ? -Math.log(p) : -Math.log1p(-p)) },
      'other names, terms in the other order': { crossEntropy: (label: number, guess: number) => -Math.log(label === 0 ? 1 - guess : guess) },
    },
    mutants: {
      'sign': [{ crossEntropy: (y: 0 | 1, p: number) => -crossEntropy(y, p) }, /is negative/],
      'labels swapped': [{ crossEntropy: (y: 0 | 1, p: number) => crossEntropy((1 - y) as 0 | 1, p) }, /labels are swapped|0 · log 0/],
      'base 2': [{ crossEntropy: (y: 0 | 1, p: number) => crossEntropy(y, p) / Math.LN2 }, /natural logarithm/],
      '0 · log 0': [{ crossEntropy: (y: number, p: number) => -(y * Math.log(p) + (1 - y) * Math.log(1 - p)) }, /0 · log 0/],
      'both terms': [{ crossEntropy: (_y: number, p: number) => -Math.log(p) - Math.log(1 - p) }, /Only one of the two/],
      'only real': [{ crossEntropy: (_y: number, p: number) => -Math.log(p) }, /labels are swapped|0 · log 0/],
    },
  },
  softmax: {
    reference: { realProbability: (real: number, made: number) => sigmoid(real - made) },
    variants: {
      'largest taken off': { realProbability: (a: number, b: number) => { const top = Math.max(a, b); return Math.exp(a - top) / (Math.exp(a - top) + Math.exp(b - top)); } },
      'tanh': { realProbability: (a: number, b: number) => (1 + Math.tanh((a - b) / 2)) / 2 },
      'logarithms subtracted': { realProbability: (x: number, y: number) => { const top = Math.max(x, y); return Math.exp(x - top - Math.log(Math.exp(y - top) + Math.exp(x - top))); } },
    },
    mutants: {
      'overflows': [{ realProbability: (a: number, b: number) => Math.exp(a) / (Math.exp(a) + Math.exp(b)) }, /is NaN/],
      'other way round': [{ realProbability: (a: number, b: number) => sigmoid(b - a) }, /probability of "made"/],
      'one logit': [{ realProbability: (a: number) => sigmoid(a) }, /other logit counts/],
      'wrong denominator': [{ realProbability: (a: number, b: number) => Math.exp(a) / (1 + Math.exp(b)) }, /sum of both|plain, finite/],
      'ratio of logits': [{ realProbability: (a: number, b: number) => a / (a + b) }, /is NaN|sigmoid of one number/],
      'a step': [{ realProbability: (a: number, b: number) => (a > b ? 1 : 0) }, /sigmoid of one number|should be 0.5/],
    },
  },
  value: {
    reference: { estimateValue: value },
    variants: {
      'inside of a tidy': { estimateValue: (real: T, made: T) => tf.tidy(() => real.log().mean().add(tf.log1p(tf.neg(made)).mean())) },
      'sums divided': { estimateValue: (real: T, made: T) => tf.add(tf.div(tf.sum(tf.log(real)), real.size), tf.div(tf.sum(tf.log(tf.sub(1, made))), made.size)) },
      'other names, terms in the other order': { estimateValue: (scoresOfData: T, scoresOfPictures: T) => tf.mean(tf.log(tf.neg(tf.sub(scoresOfPictures, 1)))).add(tf.mean(scoresOfData.log())) },
    },
    mutants: {
      'the loss': [{ estimateValue: (real: T, made: T) => tf.neg(value(real, made)) }, /what D maximises/],
      'log D of made': [{ estimateValue: (real: T, made: T) => tf.add(tf.mean(tf.log(real)), tf.mean(tf.log(made))) }, /log\(1 − D\)/],
      'swapped': [{ estimateValue: (real: T, made: T) => value(made, real) }, /swapped/],
      'averaged': [{ estimateValue: (real: T, made: T) => tf.div(value(real, made), 2) }, /not averaged/],
      'sums': [{ estimateValue: (real: T, made: T) => tf.add(tf.sum(tf.log(real)), tf.sum(tf.log(tf.sub(1, made)))) }, /These are sums/],
      'difference': [{ estimateValue: (real: T, made: T) => tf.sub(tf.mean(tf.log(real)), tf.mean(tf.log(tf.sub(1, made)))) }, /terms are added|should be/],
      'not a scalar': [{ estimateValue: (real: T) => tf.log(real) }, /shape/],
    },
  },
  'best-discriminator': {
    reference: { bestDiscriminator: (p: T, q: T) => tf.div(p, tf.add(p, q)) },
    variants: {
      'sigmoid of the log-ratio': { bestDiscriminator: (p: T, q: T) => tf.sigmoid(tf.sub(tf.log(p), tf.log(tf.maximum(q, 1e-30)))) },
      'one minus': { bestDiscriminator: (p: T, q: T) => tf.sub(1, tf.div(q, tf.add(p, q))) },
      'one over one plus the ratio': { bestDiscriminator: (data: T, model: T) => tf.tidy(() => tf.reciprocal(tf.add(1, tf.div(model, data)))) },
    },
    mutants: {
      'of made': [{ bestDiscriminator: (p: T, q: T) => tf.div(q, tf.add(p, q)) }, /probability of "made"/],
      'ratio': [{ bestDiscriminator: (p: T, q: T) => tf.div(p, tf.maximum(q, 1e-6)) }, /ratio of densities|should be/],
      'difference': [{ bestDiscriminator: (p: T, q: T) => tf.sub(p, q) }, /difference is no probability/],
      'sure': [{ bestDiscriminator: (p: T, q: T) => tf.cast(tf.greater(p, q), 'float32') }, /not sure|should be 0.5/],
      'always ½': [{ bestDiscriminator: (p: T) => tf.fill(p.shape, 0.5) }, /derivative/],
      'squares': [{ bestDiscriminator: (p: T, q: T) => tf.div(tf.square(p), tf.add(tf.square(p), tf.square(q))) }, /derivative/],
    },
  },
  'jensen-shannon': {
    reference: { jsd },
    variants: {
      'a small number in the logarithm': { jsd: (p: T, q: T, step: number) => tf.tidy(() => { const m = middle(p, q).add(1e-20); return tf.sum(p.mul(tf.log(p.add(1e-20).div(m))).add(q.mul(tf.log(q.add(1e-20).div(m))))).mul(step / 2); }) },
      'by entropies': { jsd: (p: T, q: T, step: number) => tf.tidy(() => { const h = (d: tf.Tensor) => tf.sum(tf.mul(d, tf.log(tf.maximum(d, 1e-30)))); return tf.mul(tf.sub(tf.div(tf.add(h(p), h(q)), 2), h(middle(p, q))), step); }) },
      'divergences added one after the other': { jsd: (first: T, second: T, width: number) => tf.tidy(() => { const m = middle(second, first); return [second, first].map((density) => klTerm(density, m).sum().mul(width)).reduce((a, b) => a.add(b)).div(2); }) },
    },
    mutants: {
      'twice': [{ jsd: (p: T, q: T, step: number) => tf.mul(jsd(p, q, step), 2) }, /twice the divergence/],
      'KL': [{ jsd: (p: T, q: T, step: number) => tf.mul(tf.sum(klTerm(p, q)), step) }, /This is KL/],
      'without the step': [{ jsd: (p: T, q: T) => jsd(p, q, 1) }, /times the step/],
      'half of it': [{ jsd: (p: T, q: T, step: number) => tf.mul(tf.sum(klTerm(p, middle(p, q))), step / 2) }, /belongs to q/],
      'sign': [{ jsd: (p: T, q: T, step: number) => tf.neg(jsd(p, q, step)) }, /not negative/],
      '0 · log 0': [{ jsd: (p: T, q: T, step: number) => { const m = middle(p, q); return tf.mul(tf.sum(tf.add(tf.mul(p, tf.log(tf.div(p, m))), tf.mul(q, tf.log(tf.div(q, m))))), step / 2); } }, /is NaN/],
    },
  },
  'slide-value': {
    reference: { divergenceFrom: (best: number) => best / 2 + Math.LN2 },
    variants: {
      'one fraction': { divergenceFrom: (best: number) => (best + 2 * Math.log(2)) / 2 },
      'through the number 4': { divergenceFrom(best: number) { const ofEqualDensities = -Math.log(4); return 0.5 * (best - ofEqualDensities); } },
      'the other way round': { divergenceFrom: (maximum: number) => -(-Math.log(4) - maximum) / 2 },
    },
    mutants: {
      "the slide's direction": [{ divergenceFrom: (best: number) => -best / 2 }, /slide’s direction/],
      'its mirror': [{ divergenceFrom: (best: number) => Math.LN2 - best / 2 }, /slide’s direction/],
      'twice': [{ divergenceFrom: (best: number) => best + 2 * Math.LN2 }, /two divergences/],
      'sign': [{ divergenceFrom: (best: number) => best / 2 - Math.LN2 }, /changes its sign/],
      'half the value': [{ divergenceFrom: (best: number) => best / 2 }, /belongs to it/],
      'negative': [{ divergenceFrom: (best: number) => -best / 2 - Math.LN2 }, /not negative/],
      'a tensor': [{ divergenceFrom: (best: number) => tf.scalar(best / 2 + Math.LN2) }, /number/],
    },
  },
  'xy-game': {
    reference: { simultaneousStep, alternatingStep },
    variants: {
      'with names': { simultaneousStep: (x: number, y: number, rate: number) => { const slope = { x: y, y: x }; return [x - rate * slope.x, y + rate * slope.y]; }, alternatingStep },
      'one by the other': { simultaneousStep, alternatingStep: (x: number, y: number, rate: number) => { x -= rate * y; y += rate * x; return [x, y]; } },
      'other names, slopes first': { simultaneousStep: (a: number, b: number, eta: number) => { const up = a, down = b; return [a - eta * down, b + eta * up]; }, alternatingStep: (a: number, b: number, eta: number) => [a - eta * b, b * (1 - eta * eta) + eta * a] },
    },
    mutants: {
      'swapped': [{ simultaneousStep: alternatingStep, alternatingStep: simultaneousStep }, /old x|already sees/],
      'both at once': [{ simultaneousStep, alternatingStep: simultaneousStep }, /already sees/],
      'both maximise': [{ simultaneousStep: (x: number, y: number, rate: number) => [x + rate * y, y - rate * x], alternatingStep }, /goes down the slope/],
      'both minimise': [{ simultaneousStep: (x: number, y: number, rate: number) => [x - rate * y, y - rate * x], alternatingStep }, /y maximises/],
      'own slope': [{ simultaneousStep: (x: number, y: number, rate: number) => [x - rate * x, y + rate * y], alternatingStep }, /is y, not x/],
      'an object': [{ simultaneousStep: (x: number, y: number) => ({ x, y }), alternatingStep }, /array of two numbers/],
    },
  },
  order: {
    reference: { minMax, maxMin },
    variants: {
      'loops': {
        minMax(table: Table) { let best = Infinity; for (const row of table) { let answer = -Infinity; for (const v of row) if (v > answer) answer = v; if (answer < best) best = answer; } return best; },
        maxMin,
      },
      'sorted': { minMax, maxMin: (table: Table) => columns(table).map((column) => [...column].sort((a, b) => a - b)[0]).sort((a, b) => b - a)[0] },
      'reduce': { minMax: (payoffs: Table) => payoffs.map((row) => row.reduce((a, b) => Math.max(a, b))).reduce((a, b) => Math.min(a, b)), maxMin: (payoffs: Table) => columns(payoffs).map((column) => column.reduce((a, b) => Math.min(a, b))).reduce((a, b) => Math.max(a, b)) },
    },
    mutants: {
      'swapped': [{ minMax: maxMin, maxMin: minMax }, /order is the other/],
      'rows for columns': [{ minMax: (table: Table) => minMax(columns(table)), maxMin: (table: Table) => maxMin(columns(table)) }, /G chooses the row|should be/],
      'only min': [{ minMax: (table: Table) => Math.min(...table.flat()), maxMin }, /One of the two maximises/],
      'only max': [{ minMax, maxMin: (table: Table) => Math.max(...table.flat()) }, /One of the two minimises/],
      'first row': [{ minMax: (table: Table) => Math.max(...table[0]), maxMin }, /G chooses the row|first player/],
    },
  },
};
