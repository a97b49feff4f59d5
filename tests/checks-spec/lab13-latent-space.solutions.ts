/** Lab13 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import { solutions as lab05 } from './lab05-mnist.solutions.js';
import type { Solutions } from './solutions.js';

type Vector = readonly number[];
type Face = { z: number[]; has: Record<string, number> };
type Wanted = Record<string, boolean>;

const sum = (...vectors: readonly Vector[]): number[] => vectors[0]!.map((_, i) => vectors.reduce((total, vector) => total + vector[i]!, 0));
const times = (factor: number, vector: Vector): number[] => vector.map((value) => factor * value);
const meanOf = (vectors: readonly Vector[]): number[] => times(1 / vectors.length, sum(...vectors));
const norm = (vector: Vector): number => Math.hypot(...vector);
const numbersOf = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

const lerp = (walk: (from: Vector, to: Vector, t: number) => unknown) => ({ lerp: walk });
const straight = (from: Vector, to: Vector, t: number): number[] => sum(times(1 - t, from), times(t, to));

const candidates = (choose: (faces: Face[], wanted: Wanted, sure: number) => unknown) => ({ candidates: choose });
const placesWhere = (faces: Face[], fits: (face: Face) => boolean): number[] => faces.flatMap((face, place) => (fits(face) ? [place] : []));
const is = (face: Face, name: string, yes: boolean, sure: number): boolean => (yes ? face.has[name]! >= sure : face.has[name]! <= 1 - sure);

const means = (mean: (vectors: Vector[]) => unknown) => ({ meanVector: mean });

const analogy = (of: (a: Vector[], b: Vector[], c: Vector[]) => unknown) => ({ analogy: of });
const difference = (a: Vector, b: Vector): number[] => sum(a, times(-1, b));

const wilson = (ends: (successes: number, trials: number) => unknown) => ({ wilson: ends });
const z = 1.96;
const wilsonEnds = (k: number, n: number, by = z): [number, number] => {
  const p = k / n, shrink = 1 + (by * by) / n;
  const centre = (p + (by * by) / (2 * n)) / shrink, half = (by / shrink) * Math.sqrt((p * (1 - p)) / n + (by * by) / (4 * n * n));
  return [centre - half, centre + half];
};

const direction = (of: (faces: Face[], attribute: string) => unknown) => ({ attributeDirection: of });
const zOf = (faces: Face[], fits: (face: Face) => boolean): number[][] => faces.filter(fits).map((face) => face.z);
const groups = (faces: Face[], name: string): [number[][], number[][]] => [zOf(faces, ({ has }) => has[name]! > 0.5), zOf(faces, ({ has }) => !(has[name]! > 0.5))];
const towards = (faces: Face[], name: string): number[] => difference(meanOf(groups(faces, name)[0]), meanOf(groups(faces, name)[1]));

const photos = (of: (a: tf.Tensor4D, b: tf.Tensor4D, c: tf.Tensor4D) => tf.Tensor) => ({ photoAnalogy: (a: tf.Tensor4D, b: tf.Tensor4D, c: tf.Tensor4D) => tf.tidy(() => of(a, b, c)) });

export const solutions: Solutions = {
  lerp: {
    reference: lerp(straight),
    variants: {
      'from the first on': lerp((from, to, t) => from.map((value, i) => value + t * (to[i]! - value))),
      'with TensorFlow.js': lerp((from, to, t) => tf.tidy(() => numbersOf(tf.tensor1d([...from]).mul(1 - t).add(tf.tensor1d([...to]).mul(t))))),
      'in a loop': lerp((from, to, t) => { const point: number[] = []; for (let i = 0; i < from.length; i++) point.push(from[i]! * (1 - t) + to[i]! * t); return point; }),
    },
    mutants: {
      'the other way': [lerp((from, to, t) => straight(to, from, t)), /walks the other way/],
      'the first counts fully': [lerp((from, to, t) => sum(from, times(t, to))), /1 − t, not 1/],
      'the middle': [lerp((from, to) => straight(from, to, 0.5)), /This is the middle/],
      'the way alone': [lerp((from, to, t) => times(t, difference(to, from))), /the first itself is missing/],
      'pulled onto a sphere': [lerp((from, to, t) => { const point = straight(from, to, t); return times(((1 - t) * norm(from) + t * norm(to)) / norm(point), point); }), /not pulled anywhere/],
      'a number': [lerp((from, to, t) => (1 - t) * from[0]! + t * to[0]!), /An array of \d numbers is expected/],
      'a tensor': [lerp((from, to, t) => tf.tensor1d(straight(from, to, t))), /An array of \d numbers is expected/],
    },
  },
  slerp: lab05['slerp']!,
  candidates: {
    reference: candidates((faces, wanted, sure) => placesWhere(faces, (face) => Object.entries(wanted).every(([name, yes]) => is(face, name, yes, sure)))),
    variants: {
      'one wish after the other': candidates((faces, wanted, sure) => Object.entries(wanted).reduce((left, [name, yes]) => left.filter((place) => is(faces[place]!, name, yes, sure)), faces.map((_, place) => place))),
      'in a loop': candidates((faces, wanted, sure) => {
        const places: number[] = [];
        for (let place = 0; place < faces.length; place++) {
          let fits = true;
          for (const name in wanted) if (!is(faces[place]!, name, wanted[name]!, sure)) fits = false;
          if (fits) places.push(place);
        }
        return places;
      }),
      'by how sure of the right answer': candidates((faces, wanted, sure) => placesWhere(faces, ({ has }) => Math.min(...Object.entries(wanted).map(([name, yes]) => (yes ? has[name]! : 1 - has[name]!))) >= sure - 1e-12)),
    },
    mutants: {
      'any of them': [candidates((faces, wanted, sure) => placesWhere(faces, (face) => Object.entries(wanted).some(([name, yes]) => is(face, name, yes, sure)))), /All that is wanted has to be there/],
      'false for what is not mentioned': [candidates((faces, wanted, sure) => placesWhere(faces, (face) => Object.keys(face.has).every((name) => is(face, name, wanted[name] ?? false, sure)))), /What is not mentioned may be either/],
      'false is no wish': [candidates((faces, wanted, sure) => placesWhere(faces, (face) => Object.entries(wanted).every(([name, yes]) => !yes || is(face, name, true, sure)))), /`false` is a wish, too/],
      'more likely than not': [candidates((faces, wanted) => placesWhere(faces, (face) => Object.entries(wanted).every(([name, yes]) => is(face, name, yes, 0.5)))), /the judge has to be `sure`/],
      'not surely yes': [candidates((faces, wanted, sure) => placesWhere(faces, ({ has }) => Object.entries(wanted).every(([name, yes]) => has[name]! >= sure === yes))), /Not surely yes is not surely no/],
      'counted from 1': [candidates((faces, wanted, sure) => placesWhere(faces, (face) => Object.entries(wanted).every(([name, yes]) => is(face, name, yes, sure))).map((place) => place + 1)), /counted from 0/],
      'the faces themselves': [candidates((faces, wanted, sure) => faces.filter((face) => Object.entries(wanted).every(([name, yes]) => is(face, name, yes, sure)))), /An array of places in `faces` is expected/],
      'the first alone': [candidates((faces, wanted, sure) => placesWhere(faces, (face) => Object.entries(wanted).every(([name, yes]) => is(face, name, yes, sure))).slice(0, 1)), /misses the face at place/],
      'all': [candidates((faces) => faces.map((_, place) => place)), /has the face at place/],
    },
  },
  'mean-vector': {
    reference: means(meanOf),
    variants: {
      'with TensorFlow.js': means((vectors) => tf.tidy(() => numbersOf(tf.tensor2d(vectors as number[][]).mean(0)))),
      'a part of each': means((vectors) => vectors.reduce<number[]>((total, vector) => sum(total, times(1 / vectors.length, vector)), vectors[0]!.map(() => 0))),
      'one after the other': means((vectors) => vectors.slice(1).reduce<number[]>((mean, vector, i) => straight(mean, vector, 1 / (i + 2)), [...vectors[0]!])),
    },
    mutants: {
      'the sum': [means((vectors) => sum(...vectors)), /This is the sum/],
      'divided by the length of z': [means((vectors) => times(1 / vectors[0]!.length, sum(...vectors))), /how many vectors there are/],
      'divided by the root': [means((vectors) => times(1 / Math.sqrt(vectors.length), sum(...vectors))), /not by its root/],
      'normalised': [means((vectors) => times(1 / norm(meanOf(vectors)), meanOf(vectors))), /nothing is normalised/],
      'the first': [means((vectors) => vectors[0]!), /the first one alone|median/],
      'the mean of each': [means((vectors) => vectors.map((vector) => vector.reduce((a, b) => a + b, 0) / vector.length)), /An array of \d numbers is expected|place by place/],
      'a number': [means((vectors) => meanOf(vectors).reduce((a, b) => a + b, 0) / vectors[0]!.length), /An array of \d numbers is expected/],
    },
  },
  analogy: {
    reference: analogy((a, b, c) => sum(meanOf(a), times(-1, meanOf(b)), meanOf(c))),
    variants: {
      'the difference first': analogy((a, b, c) => sum(meanOf(c), difference(meanOf(a), meanOf(b)))),
      'with TensorFlow.js': analogy((...concepts) => tf.tidy(() => { const [a, b, c] = concepts.map((vectors) => tf.tensor2d(vectors as number[][]).mean(0)); return numbersOf(a!.sub(b!).add(c!)); })),
      'number by number': analogy((a, b, c) => a[0]!.map((_, i) => { const at = (vectors: Vector[]) => vectors.reduce((total, vector) => total + vector[i]! / vectors.length, 0); return at(a) - at(b) + at(c); })),
    },
    mutants: {
      'sums': [analogy((a, b, c) => sum(sum(...a), times(-1, sum(...b)), sum(...c))), /Sums are taken for means/],
      'the first of each': [analogy((a, b, c) => sum(a[0]!, times(-1, b[0]!), c[0]!)), /Only the first vector of each concept/],
      'the third taken away': [analogy((a, b, c) => sum(meanOf(a), meanOf(b), times(-1, meanOf(c)))), /The second is taken away and the third is added/],
      'the first taken away': [analogy((a, b, c) => sum(times(-1, meanOf(a)), meanOf(b), meanOf(c))), /The first is added and the second taken away/],
      'both taken away': [analogy((a, b, c) => sum(meanOf(a), times(-1, meanOf(b)), times(-1, meanOf(c)))), /The third is added, not taken away/],
      'the difference alone': [analogy((a, b) => difference(meanOf(a), meanOf(b))), /difference alone/],
      'normalised': [analogy((a, b, c) => { const point = sum(meanOf(a), times(-1, meanOf(b)), meanOf(c)); return times(1 / norm(point), point); }), /Nothing is normalised/],
    },
  },
  wilson: {
    reference: wilson((k, n) => wilsonEnds(k, n)),
    variants: {
      'without divisions inside': wilson((k, n) => { const root = z * Math.sqrt(k * (n - k) / n + (z * z) / 4), middle = k + (z * z) / 2; return [(middle - root) / (n + z * z), (middle + root) / (n + z * z)]; }),
      'the roots of the quadratic': wilson((k, n) => { const p = k / n, a = 1 + (z * z) / n, b = -(2 * p + (z * z) / n), c = p * p, root = Math.sqrt(b * b - 4 * a * c); return [(-b - root) / (2 * a), (-b + root) / (2 * a)]; }),
      'a weighted middle': wilson((k, n) => { const w = (z * z) / (n + z * z), p = k / n, middle = (1 - w) * p + w / 2, half = Math.sqrt(w * (p * (1 - p) * (1 - w) + w / 4)); return [Math.max(0, middle - half), Math.min(1, middle + half)]; }),
    },
    mutants: {
      'Wald': [wilson((k, n) => { const p = k / n, half = z * Math.sqrt((p * (1 - p)) / n); return [p - half, p + half]; }), /has no width/],
      'one standard deviation': [wilson((k, n) => wilsonEnds(k, n, 1)), /it takes 1\.96/],
      'around p': [wilson((k, n) => { const [low, high] = wilsonEnds(k, n), p = k / n; return [p - (high - low) / 2, p + (high - low) / 2]; }), /nearer to ½/],
      'root not divided': [wilson((k, n) => { const [low, high] = wilsonEnds(k, n), a = 1 + (z * z) / n, centre = (low + high) / 2, half = a * (high - low) / 2; return [centre - half, centre + half]; }), /The root, too/],
      'middle not divided': [wilson((k, n) => { const [low, high] = wilsonEnds(k, n), a = 1 + (z * z) / n, centre = a * (low + high) / 2, half = (high - low) / 2; return [centre - half, centre + half]; }), /The middle, too/],
      'turned around': [wilson((k, n) => wilsonEnds(k, n).reverse()), /lower end comes first/],
      'per cent': [wilson((k, n) => wilsonEnds(k, n).map((end) => 100 * end)), /between 0 and 1/],
      'the share alone': [wilson((k, n) => k / n), /Two numbers are expected/],
      'inside and outside confused': [wilson((k, n) => { const p = k / n, a = 1 + (z * z) / n, centre = (p + (z * z) / (4 * n * n)) / a, half = (z / a) * Math.sqrt((p * (1 - p)) / n + (z * z) / (2 * n)); return [centre - half, centre + half]; }), /inside of the root/],
    },
  },
  direction: {
    reference: direction(towards),
    variants: {
      'with TensorFlow.js': direction((faces, name) => tf.tidy(() => { const [yes, no] = groups(faces, name).map((zs) => tf.tensor2d(zs).mean(0)); return numbersOf(yes!.sub(no!)); })),
      'as a weighted sum': direction((faces, name) => { const [yes, no] = groups(faces, name); return sum(...faces.map((face) => times(face.has[name]! > 0.5 ? 1 / yes.length : -1 / no.length, face.z))); }),
      'number by number': direction((faces, name) => faces[0]!.z.map((_, i) => { const [yes, no] = groups(faces, name).map((zs) => zs.reduce((total, z) => total + z[i]!, 0) / zs.length); return yes! - no!; })),
    },
    mutants: {
      'the other way': [direction((faces, name) => times(-1, towards(faces, name))), /points away from the attribute/],
      'those with it alone': [direction((faces, name) => meanOf(groups(faces, name)[0])), /mean of those without is still to be taken away/],
      'sums': [direction((faces, name) => { const [yes, no] = groups(faces, name); return difference(sum(...yes), sum(...no)); }), /These are sums/],
      'against all': [direction((faces, name) => difference(meanOf(groups(faces, name)[0]), meanOf(faces.map((face) => face.z)))), /Compare with those without/],
      'normalised': [direction((faces, name) => { const way = towards(faces, name); return times(1 / norm(way), way); }), /Keep its length/],
      'always the smile': [direction((faces) => towards(faces, 'smile')), /direction of another attribute/],
      'only who is sure': [direction((faces, name) => difference(meanOf(zOf(faces, ({ has }) => has[name]! >= 0.9)), meanOf(zOf(faces, ({ has }) => has[name]! <= 0.1)))), /Split the faces at a probability of 0\.5/],
    },
  },
  'slide-photos': {
    reference: photos((a, b, c) => a.sub(b).add(c).clipByValue(-1, 1)),
    variants: {
      'the difference last': photos((a, b, c) => tf.clipByValue(tf.add(c, tf.sub(a, b)), -1, 1)),
      'minimum and maximum': photos((a, b, c) => tf.maximum(-1, tf.minimum(1, tf.addN([a, tf.neg(b), c])))),
      'as numbers': photos((a, b, c) => { const [x, y, w] = [a, b, c].map((pictures) => pictures.dataSync()) as [Float32Array, Float32Array, Float32Array]; return tf.tensor4d(x.map((value, i) => Math.min(1, Math.max(-1, value - y[i]! + w[i]!))), a.shape); }),
    },
    mutants: {
      'not cut off': [photos((a, b, c) => a.sub(b).add(c)), /are no colours/],
      'from 0 to 1': [photos((a, b, c) => a.sub(b).add(c).clipByValue(0, 1)), /not \[0, 1\]/],
      'cut off in between': [photos((a, b, c) => a.sub(b).clipByValue(-1, 1).add(c).clipByValue(-1, 1)), /at the end alone/],
      'the wrong one taken away': [photos((a, b, c) => a.add(b).sub(c).clipByValue(-1, 1)), /The second is taken away/],
      'both taken away': [photos((a, b, c) => a.sub(b).sub(c).clipByValue(-1, 1)), /The third is added/],
      'a tanh': [photos((a, b, c) => a.sub(b).add(c).tanh()), /A tanh changes all colours/],
      'a mean': [photos((a, b, c) => a.sub(b).add(c).div(3)), /Nothing is divided/],
      'the third alone': [photos((_a, _b, c) => c.clone()), /clipByValue/],
    },
  },
};
