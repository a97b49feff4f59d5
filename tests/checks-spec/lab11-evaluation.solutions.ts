/** Lab11 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import { matrixProduct, symmetricRoot } from '../../labs/helpers/metrics/matrix.js';
import { frechetOfMoments } from '../../labs/helpers/metrics/frechet.js';
import type { Solutions } from './solutions.js';

type Rows = number[][];

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: number[]): number => sum(values) / values.length;
const columns = (rows: Rows): Rows => rows[0]!.map((_, k) => rows.map((row) => row[k]!));
const entropy = (p: number[]): number => sum(p.map((value) => (value > 0 ? -value * Math.log(value) : 0)));

const score = (of: (ofMean: number, meanOf: number, count: number) => number) => ({
  inceptionScore: (probabilities: Rows) => of(entropy(columns(probabilities).map(mean)), mean(probabilities.map(entropy)), probabilities.length),
});
const inceptionScore = score((ofMean, meanOf) => Math.exp(ofMean - meanOf));

const place = (values: number[]): number => values.indexOf(Math.max(...values));
const choose = (of: (column: number[], probabilities: Rows, k: number) => number) => ({ surestOfEachClass: (probabilities: Rows) => columns(probabilities).map((column, k) => of(column, probabilities, k)) });

interface Moments { mean: number[]; covariance: Rows }

const momentsBy = (divisor: (count: number) => number, centred = true) => (rows: Rows): Moments => {
  const middle = columns(rows).map(mean), from = centred ? middle : middle.map(() => 0);
  return { mean: middle, covariance: middle.map((_, i) => middle.map((_, j) => sum(rows.map((row) => (row[i]! - from[i]!) * (row[j]! - from[j]!))) / divisor(rows.length))) };
};
const moments = momentsBy((count) => count - 1);
const trace = (matrix: Rows): number => sum(matrix.map((row, i) => row[i]!));
const shift = (a: Moments, b: Moments): number => sum(a.mean.map((value, i) => (value - b.mean[i]!) ** 2));
const inner = (a: Moments, b: Moments): Rows => {
  const root = symmetricRoot(a.covariance);
  return matrixProduct(matrixProduct(root, b.covariance), root);
};
const frechet = (a: Moments, b: Moments): number => shift(a, b) + trace(a.covariance) + trace(b.covariance) - 2 * trace(symmetricRoot(inner(a, b)));
const traces = (a: Moments, b: Moments): number => trace(a.covariance) + trace(b.covariance);

const fit = (x: number[], y: number[]): [number, number] => {
  const [mx, my] = [mean(x), mean(y)];
  const slope = sum(x.map((value, i) => (value - mx) * (y[i]! - my))) / sum(x.map((value) => (value - mx) ** 2));
  return [my - slope * mx, slope];
};
const inverse = (sizes: number[]): number[] => sizes.map((size) => 1 / size);

const squared = (a: number[], b: number[]): number => sum(a.map((value, i) => (value - b[i]!) ** 2));
interface Balls { itself?: boolean; from?: number; words?: boolean; strict?: boolean; one?: boolean; largest?: boolean }
const coverageBy = ({ itself = false, from = 1, words = false, strict = false, one = false, largest = false }: Balls = {}) => (points: Rows, centres: Rows, k: number): number => {
  const radii = centres.map((centre, i) => {
    const all = centres.filter((_, j) => itself || j !== i).map((other) => squared(centre, other));
    return (words ? all.sort() : all.sort((a, b) => a - b))[(one ? 1 : k) - from]!;
  });
  const widest = Math.max(...radii);
  return points.filter((point) => centres.some((centre, i) => { const radius = largest ? widest : radii[i]!, way = squared(point, centre); return strict ? way < radius : way <= radius; })).length / points.length;
};
const coverage = coverageBy();

const pairs = (of: (a: number, b: number) => number) => (samples: number[], unseen: number[]): number => mean(samples.flatMap((a) => unseen.map((b) => of(a, b))));
const copied = pairs((a, b) => (a < b ? 1 : a === b ? 0.5 : 0));

export const solutions: Solutions = {
  'inception-score': {
    reference: inceptionScore,
    variants: {
      'as a mean of divergences': { inceptionScore: (probabilities: Rows) => { const q = columns(probabilities).map(mean); return Math.exp(mean(probabilities.map((row) => sum(row.map((p, k) => (p > 0 ? p * Math.log(p / q[k]!) : 0)))))); } },
      'as a quotient': score((ofMean, meanOf) => Math.exp(ofMean) / Math.exp(meanOf)),
      'on tensors': { inceptionScore: (probabilities: Rows) => tf.tidy(() => {
        const p = tf.tensor2d(probabilities), h = (x: tf.Tensor) => tf.neg(tf.sum(tf.where(tf.greater(x, 0), tf.mul(x, tf.log(tf.maximum(x, 1e-20))), tf.zerosLike(x)), -1));
        return tf.exp(tf.sub(h(tf.mean(p, 0)), tf.mean(h(p)))).dataSync()[0];
      }) },
    },
    mutants: {
      'without exp': [score((ofMean, meanOf) => ofMean - meanOf), /exponential is missing/],
      'diversity alone': [score((ofMean) => Math.exp(ofMean)), /entropy of each picture is missing/],
      'quality alone': [score((_ofMean, meanOf) => Math.exp(-meanOf)), /the quality alone/],
      'the other way round': [score((ofMean, meanOf) => Math.exp(meanOf - ofMean)), /other way round/],
      'added': [score((ofMean, meanOf) => Math.exp(ofMean + meanOf)), /unclear is bad/],
      'the mean of entropies twice': [score((_ofMean, meanOf) => Math.exp(meanOf - meanOf)), /Both entropies are the same/],
      'NaN at 0': [{ inceptionScore: (probabilities: Rows) => { const h = (p: number[]) => -sum(p.map((value) => value * Math.log(value))); return Math.exp(h(columns(probabilities).map(mean)) - mean(probabilities.map(h))); } }, /finite number/],
      'to the base 2': [score((ofMean, meanOf) => Math.exp((ofMean - meanOf) / Math.LN2)), /base 2/],
      'entropies summed': [score((ofMean, meanOf, count) => Math.exp(ofMean - meanOf * count)), /averaged over the pictures/],
    },
  },
  cheat: {
    reference: choose((column) => place(column)),
    variants: {
      'by a loop': choose((column) => { let best = 0; for (let i = 1; i < column.length; i++) if (column[i]! > column[best]!) best = i; return best; }),
      'by sorting': choose((column) => column.map((p, i) => [p, i] as const).sort((a, b) => b[0] - a[0])[0]![1]),
      'by argMax': { surestOfEachClass: (probabilities: Rows) => tf.tidy(() => [...tf.tensor2d(probabilities).argMax(0).dataSync()]) },
    },
    mutants: {
      'the least sure': [choose((column) => column.indexOf(Math.min(...column))), /least sure/],
      'counted from 1': [choose((column) => place(column) + 1), /counted from 0/],
      'the class of each picture': [{ surestOfEachClass: (probabilities: Rows) => probabilities.slice(0, probabilities[0]!.length).map(place) }, /best class of each picture/],
      'all pictures': [{ surestOfEachClass: (probabilities: Rows) => probabilities.map(place) }, /numbers is expected/],
      'the first of each class': [choose((_column, probabilities, k) => probabilities.findIndex((row) => place(row) === k)), /first picture of the class/],
      'probabilities': [choose((column) => Math.max(...column)), /chooses picture/],
      'always the first': [choose(() => 0), /Down the column/],
    },
  },
  frechet: {
    reference: { moments, frechet },
    variants: {
      'eigenvalues of the library': { moments, frechet: (a: Moments, b: Moments) => { const of = ({ mean: m, covariance }: Moments) => ({ count: 2, mean: Float64Array.from(m), covariance: { size: m.length, values: Float64Array.from(covariance.flat()) } }); return frechetOfMoments(of(a), of(b)); } },
      'the other root': { moments, frechet: (a: Moments, b: Moments) => frechet(b, a) },
      'Σ = E xxᵀ − μμᵀ': { frechet, moments: (rows: Rows) => { const m = columns(rows).map(mean), n = rows.length; return { mean: m, covariance: m.map((_, i) => m.map((_, j) => (sum(rows.map((row) => row[i]! * row[j]!)) - n * m[i]! * m[j]!) / (n - 1))) }; } },
      'as a product of matrices': { frechet, moments: (rows: Rows) => { const m = columns(rows).map(mean), centred = rows.map((row) => row.map((value, i) => value - m[i]!)); return { mean: m, covariance: matrixProduct(columns(centred), centred).map((row) => row.map((value) => value / (rows.length - 1))) }; } },
    },
    mutants: {
      'by N': [{ moments: momentsBy((count) => count), frechet }, /Divide by N − 1/],
      'not divided': [{ moments: momentsBy(() => 1), frechet }, /sum of the products/],
      'not centred': [{ moments: momentsBy((count) => count - 1, false), frechet }, /not centred/],
      'the diagonal alone': [{ moments: (rows: Rows) => { const all = moments(rows); return { ...all, covariance: all.covariance.map((row, i) => row.map((value, j) => (i === j ? value : 0))) }; }, frechet }, /beside the diagonal are missing/],
      'sums for means': [{ moments: (rows: Rows) => ({ ...moments(rows), mean: columns(rows).map(sum) }), frechet }, /sum of the column/],
      'without the means': [{ moments, frechet: (a: Moments, b: Moments) => frechet(a, b) - shift(a, b) }, /The means are missing/],
      'without the covariances': [{ moments, frechet: shift }, /The covariances are missing/],
      'the root once': [{ moments, frechet: (a: Moments, b: Moments) => shift(a, b) + traces(a, b) - trace(symmetricRoot(inner(a, b))) }, /counts twice/],
      'no root of the product': [{ moments, frechet: (a: Moments, b: Moments) => shift(a, b) + traces(a, b) - 2 * trace(inner(a, b)) }, /root of the product is missing/],
      'deviations alone': [{ moments, frechet: (a: Moments, b: Moments) => shift(a, b) + sum(a.covariance.map((row, i) => (Math.sqrt(row[i]!) - Math.sqrt(b.covariance[i]![i]!)) ** 2)) }, /diagonals alone/],
      'a root at the end': [{ moments, frechet: (a: Moments, b: Moments) => Math.sqrt(frechet(a, b)) }, /No root at the end|finite number/],
      'the root of a matrix that is not symmetric': [{ moments, frechet: (a: Moments, b: Moments) => shift(a, b) + traces(a, b) - 2 * trace(symmetricRoot(matrixProduct(a.covariance, b.covariance))) }, /needs a symmetric matrix/],
    },
  },
  endless: {
    reference: { withoutEnd: (sizes: number[], distances: number[]) => fit(inverse(sizes), distances)[0] },
    variants: {
      'by sums': { withoutEnd: (sizes: number[], distances: number[]) => { const x = inverse(sizes), n = x.length, sx = sum(x), sy = sum(distances), sxx = sum(x.map((v) => v * v)), sxy = sum(x.map((v, i) => v * distances[i]!)); return (sxx * sy - sx * sxy) / (n * sxx - sx * sx); } },
      'by weights': { withoutEnd: (sizes: number[], distances: number[]) => { const x = inverse(sizes), m = mean(x), all = sum(x.map((v) => (v - m) ** 2)); return sum(distances.map((d, i) => d * (1 / x.length - (m * (x[i]! - m)) / all))); } },
      'on 1000 / N': { withoutEnd: (sizes: number[], distances: number[]) => fit(sizes.map((size) => 1000 / size), distances)[0] },
    },
    mutants: {
      'the slope': [{ withoutEnd: (sizes: number[], distances: number[]) => fit(inverse(sizes), distances)[1] }, /This is the slope/],
      'over N': [{ withoutEnd: (sizes: number[], distances: number[]) => fit(sizes, distances)[0] }, /over 1\/N, not over N/],
      'the last': [{ withoutEnd: (_sizes: number[], distances: number[]) => distances.at(-1) }, /at the largest N/],
      'the mean': [{ withoutEnd: (_sizes: number[], distances: number[]) => mean(distances) }, /mean of the distances/],
      'the wrong way': [{ withoutEnd: (sizes: number[], distances: number[]) => { const x = inverse(sizes), [, slope] = fit(x, distances); return mean(distances) + slope * mean(x); } }, /subtract slope/],
      'always 0': [{ withoutEnd: () => 0 }, /slope = |x = 1\/N/],
      'two points alone': [{ withoutEnd: (_sizes: number[], distances: number[]) => 2 * distances.at(-1)! - distances.at(-2)! }, /last two points|It should be/],
    },
  },
  coverage: {
    reference: { coverage },
    variants: {
      'with roots': { coverage: (points: Rows, centres: Rows, k: number) => { const way = (a: number[], b: number[]) => Math.hypot(...a.map((v, i) => v - b[i]!)); const radii = centres.map((c, i) => centres.filter((_, j) => j !== i).map((o) => way(c, o)).sort((a, b) => a - b)[k - 1]!); return points.filter((p) => centres.some((c, i) => way(p, c) <= radii[i]!)).length / points.length; } },
      'itself at the first place': { coverage: coverageBy({ itself: true, from: 0 }) },
      'by loops': { coverage(points: Rows, centres: Rows, k: number) {
        let inside = 0;
        const radii: number[] = [];
        for (let i = 0; i < centres.length; i++) { const all: number[] = []; for (let j = 0; j < centres.length; j++) if (i !== j) all.push(squared(centres[i]!, centres[j]!)); all.sort((a, b) => a - b); radii.push(all[k - 1]!); }
        for (const point of points) { for (let i = 0; i < centres.length; i++) { if (squared(point, centres[i]!) <= radii[i]!) { inside++; break; } } }
        return inside / points.length;
      } },
    },
    mutants: {
      'itself a neighbour': [{ coverage: coverageBy({ itself: true }) }, /no neighbour of its own/],
      'one too far': [{ coverage: coverageBy({ from: 0 }) }, /at place k − 1/],
      'sorted as words': [{ coverage: coverageBy({ words: true }) }, /sorts numbers as words/],
      'without the border': [{ coverage: coverageBy({ strict: true }) }, /border is inside/],
      'swapped': [{ coverage: (points: Rows, centres: Rows, k: number) => coverage(centres, points, k) }, /swapped/],
      'the share outside': [{ coverage: (points: Rows, centres: Rows, k: number) => 1 - coverage(points, centres, k) }, /share outside/],
      'how many': [{ coverage: (points: Rows, centres: Rows, k: number) => coverage(points, centres, k) * points.length }, /divide by the number of points/],
      'k = 1 always': [{ coverage: coverageBy({ one: true }) }, /k is not used/],
      'the widest ball for all': [{ coverage: coverageBy({ largest: true }) }, /within its own radius/],
    },
  },
  copied: {
    reference: { copied },
    variants: {
      'by signs': { copied: pairs((a, b) => (1 + Math.sign(b - a)) / 2) },
      'by counting': { copied(samples: number[], unseen: number[]) { let wins = 0; for (const a of samples) for (const b of unseen) wins += a < b ? 2 : a === b ? 1 : 0; return wins / (2 * samples.length * unseen.length); } },
      'by ranks': { copied(samples: number[], unseen: number[]) { const all = [...samples, ...unseen]; const rank = (x: number) => all.filter((y) => y < x).length + (all.filter((y) => y === x).length + 1) / 2; const n = samples.length, m = unseen.length; return 1 - (sum(samples.map(rank)) - (n * (n + 1)) / 2) / (n * m); } },
    },
    mutants: {
      'farther': [{ copied: (samples: number[], unseen: number[]) => 1 - copied(samples, unseen) }, /other way round/],
      'ties count nothing': [{ copied: pairs((a, b) => Number(a < b)) }, /counts half, not 0/],
      'ties count fully': [{ copied: pairs((a, b) => Number(a <= b)) }, /counts half, not 1/],
      'how many': [{ copied: (samples: number[], unseen: number[]) => copied(samples, unseen) * samples.length * unseen.length }, /number of pairs/],
      'by the samples alone': [{ copied: (samples: number[], unseen: number[]) => copied(samples, unseen) * unseen.length }, /both lists/],
      'one partner each': [{ copied: (samples: number[], unseen: number[]) => mean(samples.map((a, i) => (a === unseen[i] ? 0.5 : Number(a < (unseen[i] ?? -1))))) }, /all pairs count/],
      'the means': [{ copied: (samples: number[], unseen: number[]) => Number(mean(samples) < mean(unseen)) }, /compares the means/],
    },
  },
};
