/** Lab14 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import { studentQuantile } from '../../labs/helpers/tricks/statistics.js';
import type { Solutions } from './solutions.js';

type Kind = 'real' | 'made';
type Pictures = tf.Tensor4D;

const soft = (target: (kind: Kind, u: number, v: number) => number) => ({ softTarget: target });
const softTarget = (kind: Kind, u: number, v: number): number => ((kind === 'real') !== (v < 0.05) ? 0.7 + 0.5 * u : 0.3 * u);

const best = (answer: (p: number, q: number, a: number, b: number) => number) => ({ bestAnswer: answer });

const sphere = (stretch: (z: tf.Tensor2D) => tf.Tensor) => ({ onSphere: (z: tf.Tensor2D) => tf.tidy(() => stretch(z)) });
const length = (z: tf.Tensor2D): tf.Tensor => z.square().sum(1, true).sqrt();

const fading = (noisy: (pictures: Pictures, noise: Pictures, done: number) => tf.Tensor) => ({ fadingNoise: (pictures: Pictures, noise: Pictures, done: number) => tf.tidy(() => noisy(pictures, noise, done)) });

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spreadOf = (values: readonly number[], without = 1): number => Math.sqrt(values.reduce((sum, value) => sum + (value - meanOf(values)) ** 2, 0) / (values.length - without));
interface Interval { quantile?: (n: number) => number; root?: (n: number) => number; spread?: (differences: readonly number[], withIt: readonly number[], without: readonly number[]) => number; mean?: (differences: readonly number[]) => number; sign?: 1 | -1 }
const paired = ({ quantile = (n) => studentQuantile(0.95, n - 1), root = Math.sqrt, spread = (differences) => spreadOf(differences), mean = meanOf, sign = 1 }: Interval = {}) => ({
  pairedInterval(withIt: number[], without: number[]) {
    const differences = withIt.map((value, i) => sign * (value - without[i]!)), n = withIt.length;
    const reach = quantile(n) * spread(differences, withIt, without) / root(n);
    return { mean: mean(differences), low: mean(differences) - reach, high: mean(differences) + reach };
  },
});

const believe = (answer: (p: number[], alpha: number) => unknown) => ({ believed: answer });
const ranked = (p: readonly number[]): number[] => p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
const believed = (p: number[], alpha: number): boolean[] => {
  const answers = p.map(() => false);
  for (const [rank, place] of ranked(p).entries()) {
    if (p[place]! >= alpha / (p.length - rank)) break;
    answers[place] = true;
  }
  return answers;
};

export const solutions: Solutions = {
  'soft-labels': {
    reference: soft(softTarget),
    variants: {
      'by cases': soft((kind, u, v) => {
        if (v < 0.05) return kind === 'real' ? 0.3 * u : 0.7 + 0.5 * u;
        return kind === 'real' ? 0.7 + 0.5 * u : 0.3 * u;
      }),
      'by a table': soft((kind, u, v) => {
        const other = { real: 'made', made: 'real' } as const;
        const [low, high] = { real: [0.7, 1.2], made: [0, 0.3] }[v < 0.05 ? other[kind] : kind] as [number, number];
        return low + (high - low) * u;
      }),
      'in float32': soft((kind, u, v) => Math.fround(softTarget(kind, u, v))),
    },
    mutants: {
      'hard labels': [soft((kind) => (kind === 'real' ? 1 : 0)), /hard label/],
      'never swapped': [soft((kind, u) => softTarget(kind, u, 1)), /this label is swapped/],
      'swapped too often': [soft((kind, u, v) => softTarget(kind, u, v < 0.95 ? 0 : 1)), /only where `v` is below 0\.05/],
      '1 minus the target': [soft((kind, u, v) => (v < 0.05 ? 1 - softTarget(kind, u, 1) : softTarget(kind, u, 1))), /not 1 minus the target/],
      'width is the upper end': [soft((kind, u, v) => ((kind === 'real') !== (v < 0.05) ? 0.7 + 1.2 * u : 0.3 * u)), /high − low/],
      'the middle': [soft((kind, _u, v) => softTarget(kind, 0.5, v)), /middle of the range/],
      'downwards': [soft((kind, u, v) => softTarget(kind, 1 - u, v)), /gives the lower end/],
      'swapped at 0.05': [soft((kind, u, v) => softTarget(kind, u, v <= 0.05 ? 0 : 1)), /only where `v` is below 0\.05/],
    },
  },
  'best-answer': {
    reference: best((p, q, a, b) => (a * p + b * q) / (p + q)),
    variants: {
      'by shares': best((p, q, a, b) => b + (a - b) * (p / (p + q))),
      'by descent': best((p, q, a, b) => {
        let logit = 0;
        for (let i = 0; i < 20_000; i++) {
          const answer = 1 / (1 + Math.exp(-logit));
          logit -= 4 / (p + q) * (p * (answer - a) + q * (answer - b));
        }
        return 1 / (1 + Math.exp(-logit));
      }),
      'in float32': best((p, q, a, b) => Math.fround((a * p + b * q) / (p + q))),
    },
    mutants: {
      'hard labels': [best((p, q) => p / (p + q)), /a and b are not used/],
      'one side': [best((p, q, a) => (a * p) / (p + q)), /b q/],
      'weights below as well': [best((p, q, a, b) => (a * p) / (a * p + b * q)), /numerator alone/],
      'the logit': [best((p, q, a, b) => Math.log((a * p + b * q) / ((1 - a) * p + (1 - b) * q))), /This is the logit|not a|finite/],
      'swapped': [best((p, q, a, b) => (b * p + a * q) / (p + q)), /a belongs to real/],
      'no division': [best((p, q, a, b) => a * p + b * q), /Divide by p \+ q/],
      'the mean target': [best((_p, _q, a, b) => (a + b) / 2), /Weigh the targets/],
    },
  },
  sphere: {
    reference: sphere((z) => z.div(length(z)).mul(Math.sqrt(z.shape[1]))),
    variants: {
      'by the mean square': sphere((z) => z.div(z.square().mean(1, true).sqrt())),
      'by tf.norm': sphere((z) => z.div(tf.norm(z, 'euclidean', 1).expandDims(1)).mul(Math.sqrt(z.shape[1]))),
      'row by row': sphere((z) => tf.stack(tf.unstack(z).map((row) => row.div(row.norm()).mul(Math.sqrt(z.shape[1]))))),
    },
    mutants: {
      'unchanged': [sphere((z) => z.clone()), /Nothing has changed/],
      'length 1': [sphere((z) => z.div(length(z))), /multiply by √d/],
      'length d': [sphere((z) => z.div(length(z)).mul(z.shape[1])), /it is √d/],
      'the whole tensor': [sphere((z) => z.div(z.square().sum().sqrt()).mul(Math.sqrt(z.shape[1]))), /axis 1/],
      'no root': [sphere((z) => z.div(z.square().sum(1, true)).mul(Math.sqrt(z.shape[1]))), /root is missing/],
      'the number of rows': [sphere((z) => z.div(length(z)).mul(Math.sqrt(z.shape[0]))), /not how many rows/],
      'turned': [sphere((z) => tf.sign(z)), /Divide each row/],
      'along the batch': [sphere((z) => z.div(z.square().sum(0, true).sqrt()).mul(Math.sqrt(z.shape[1]))), /Divide each row/],
    },
  },
  'fading-noise': {
    reference: fading((pictures, noise, done) => pictures.add(noise.mul(0.3 * (1 - done)))),
    variants: {
      'by tf.mul': fading((pictures, noise, done) => tf.add(pictures, tf.mul(0.3 - 0.3 * done, noise))),
      'as a mean of both ends': fading((pictures, noise, done) => pictures.mul(done).add(pictures.add(noise.mul(0.3)).mul(1 - done))),
      'by a subtraction': fading((pictures, noise, done) => pictures.sub(noise.mul(0.3 * done - 0.3))),
    },
    mutants: {
      'growing': [fading((pictures, noise, done) => pictures.add(noise.mul(0.3 * done))), /This noise grows/],
      'never fading': [fading((pictures, noise) => pictures.add(noise.mul(0.3))), /does not fade/],
      'from 1': [fading((pictures, noise, done) => pictures.add(noise.mul(1 - done))), /begins at 0\.3/],
      'by the variance': [fading((pictures, noise, done) => pictures.add(noise.mul(Math.sqrt(0.3 * (1 - done))))), /standard deviation/],
      'not evenly': [fading((pictures, noise, done) => pictures.add(noise.mul(0.3 * (1 - done) ** 2))), /falls evenly/],
      'none': [fading((pictures) => pictures.clone()), /No noise is added/],
      'mixed': [fading((pictures, noise, done) => pictures.mul(1 - 0.3 * (1 - done)).add(noise.mul(0.3 * (1 - done)))), /as bright as they are/],
      'cut off': [fading((pictures, noise, done) => pictures.add(noise.mul(0.3 * (1 - done))).clipByValue(-1, 1)), /cut off/],
      'numbers alone': [fading((pictures, noise, done) => tf.tensor(pictures.add(noise.mul(0.3 * (1 - done))).dataSync(), pictures.shape)), /No gradient flows through/],
    },
  },
  paired: {
    reference: paired(),
    variants: {
      'by sums of squares': {
        pairedInterval(withIt: number[], without: number[]) {
          const n = withIt.length, d = withIt.map((value, i) => value - without[i]!), sum = d.reduce((a, b) => a + b, 0), squares = d.reduce((a, b) => a + b * b, 0);
          const error = Math.sqrt((squares - sum * sum / n) / (n * (n - 1)));
          return { low: sum / n - studentQuantile(0.95, n - 1) * error, mean: sum / n, high: sum / n + studentQuantile(0.95, n - 1) * error };
        },
      },
      'with a table for t': paired({ quantile: (n) => [NaN, NaN, 12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216][n]! }),
      'by TensorFlow.js': {
        pairedInterval: (withIt: number[], without: number[]) => tf.tidy(() => {
          const d = tf.sub(withIt, without), n = withIt.length, { mean, variance } = tf.moments(d);
          const [centre, spread] = [mean.dataSync()[0]!, variance.dataSync()[0]!];
          const reach = studentQuantile(0.95, n - 1) * Math.sqrt(spread / (n - 1));
          return { mean: centre, low: centre - reach, high: centre + reach };
        }),
      },
    },
    mutants: {
      'the normal quantile': [paired({ quantile: () => 1.959963985 }), /1\.96 is for a known spread/],
      'no root of n': [paired({ root: () => 1 }), /divide by √n/],
      'n in place of its root': [paired({ root: (n) => n }), /not by n/],
      's with n': [paired({ spread: (differences) => spreadOf(differences, 0) }), /n − 1 below/],
      'the variance': [paired({ spread: (differences) => spreadOf(differences) ** 2 }), /This is the variance/],
      'unpaired': [paired({ spread: (_differences, withIt, without) => Math.hypot(spreadOf(withIt), spreadOf(without)) }), /share their seeds/],
      'one standard error': [paired({ quantile: () => 1 }), /one standard error/],
      'n degrees of freedom': [paired({ quantile: (n) => studentQuantile(0.95, n) }), /n − 1 degrees of freedom/],
      'without − with': [paired({ sign: -1 }), /with − without/],
      'the sum': [paired({ mean: (differences) => differences.reduce((a, b) => a + b, 0) }), /This is a sum/],
      'an array': [{ pairedInterval: () => [0, -1, 1] }, /An object \{ mean, low, high \}/],
    },
  },
  believe: {
    reference: believe(believed),
    variants: {
      'by adjusted p values': believe((p, alpha) => {
        const adjusted: number[] = [];
        ranked(p).reduce((least, place, rank) => (adjusted[place] = Math.max(least, (p.length - rank) * p[place]!)), 0);
        return adjusted.map((value) => value < alpha);
      }),
      'by the first that fails': believe((p, alpha) => {
        const sorted = [...p].sort((a, b) => a - b), stop = sorted.find((value, rank) => value >= alpha / (p.length - rank)) ?? Infinity;
        return p.map((value) => value < stop);
      }),
      'the least again and again': believe((p, alpha) => {
        const left = new Set(p.keys()), answers = p.map(() => false);
        while (left.size > 0) {
          const least = [...left].reduce((a, b) => (p[b]! < p[a]! ? b : a));
          if (p[least]! >= alpha / left.size) break;
          answers[least] = true;
          left.delete(least);
        }
        return answers;
      }),
    },
    mutants: {
      'no correction': [believe((p, alpha) => p.map((value) => value < alpha)), /compared with α alone/],
      'Bonferroni': [believe((p, alpha) => p.map((value) => value < alpha / p.length)), /Bonferroni/],
      'never stops': [believe((p, alpha) => { const answers: boolean[] = []; ranked(p).forEach((place, rank) => { answers[place] = p[place]! < alpha / (p.length - rank); }); return answers; }), /ends it/],
      'Benjamini and Hochberg': [believe((p, alpha) => { const order = ranked(p), last = order.findLastIndex((place, rank) => p[place]! < alpha * (rank + 1) / p.length); return p.map((_, i) => order.indexOf(i) <= last); }), /Benjamini/],
      'in sorted order': [believe((p, alpha) => believed([...p].sort((a, b) => a - b), alpha)), /in sorted order/],
      'unsorted': [believe((p, alpha) => { const end = p.findIndex((value, rank) => value >= alpha / (p.length - rank)); return p.map((_, i) => end === -1 || i < end); }), /sorted first/],
      'turned around': [believe((p, alpha) => believed(p, alpha).map((each) => !each)), /true means/],
      'the numbers of those believed': [believe((p, alpha) => p.map((_, i) => i).filter((i) => believed(p, alpha)[i])), /An array of \d values true or false/],
    },
  },
};
