/** Lab15 solved: the reference, honest variants of it, and mutants that the checks have to reject. Its moves are those of Lab03. */
import * as tf from '@tensorflow/tfjs';
import { solutions as lab03 } from './lab03-dcgan.solutions.js';
import type { Solutions, TaskSolutions } from './solutions.js';

const valuesOf = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const changed = (of: (a: number[], b: number[]) => boolean) => ({ changed: (before: tf.Tensor[], after: tf.Tensor[]) => before.map((tensor, i) => of(valuesOf(tensor), valuesOf(after[i]!))) });
const fair = (of: (real: number, made: number, generator: number) => unknown) => ({ fairGame: (real: number[], made: number[], generator: number[]) => of(mean(real), mean(made), mean(generator)) });
const lowest = (of: (lowest: number, highest: number) => unknown) => ({ lowestLoss: of });
const diversity = (of: (pictures: tf.Tensor4D) => tf.Tensor) => ({ diversity: (pictures: tf.Tensor4D) => tf.tidy(() => of(pictures).dataSync()[0]) });
const leak = (of: (tensors: number[], settling: number) => unknown) => ({ leakPerRound: of });

/** Solutions of a move of Lab03, with the other player's move as it should be. Its checks are Lab03's, tried there on many more. */
function fromLab03(task: 'discriminator-step' | 'generator-step', variants: readonly string[], mutants: readonly string[]): Pick<TaskSolutions, 'variants' | 'mutants'> {
  const other = lab03[task === 'discriminator-step' ? 'generator-step' : 'discriminator-step']!.reference, own = lab03[task]!;
  const who = task === 'discriminator-step' ? 'D' : 'G';
  return {
    variants: Object.fromEntries(variants.map((name) => [`${who}: ${name}`, { ...other, ...own.variants[name]! }])),
    mutants: Object.fromEntries(mutants.map((name) => [`${who}: ${name}`, [{ ...other, ...own.mutants[name]![0] }, own.mutants[name]![1]] as const])),
  };
}

const d = fromLab03('discriminator-step', ['made images outside of the loss'], ['updates both networks', 'inference mode', 'labels swapped']);
const g = fromLab03('generator-step', ['variableGrads and applyGradients', 'cross entropy'], ['the saturating loss', 'leaks']);

export const solutions: Solutions = {
  changed: {
    reference: changed((a, b) => a.some((value, k) => value !== b[k])),
    variants: {
      'every, turned around': changed((a, b) => !a.every((value, k) => Object.is(value, b[k]))),
      'as text': changed((a, b) => a.join() !== b.join()),
      'by TensorFlow.js': { changed: (before: tf.Tensor[], after: tf.Tensor[]) => before.map((tensor, i) => tf.tidy(() => tf.notEqual(tensor, after[i]!).any().dataSync()[0] === 1)) },
    },
    mutants: {
      'compares the sums': [changed((a, b) => sum(a) !== sum(b)), /sum may stay the same/],
      'overlooks small changes': [changed((a, b) => a.some((value, k) => Math.abs(value - b[k]!) > 1e-5)), /smallest change counts/],
      'the wrong way round': [changed((a, b) => a.every((value, k) => value === b[k])), /wrong way round/],
      'compares the tensors themselves': [{ changed: (before: tf.Tensor[], after: tf.Tensor[]) => before.map((tensor, i) => tensor !== after[i]) }, /not the same object/],
      'looks at the first number alone': [changed((a, b) => a[0] !== b[0]), /Compare each number/],
      'one answer for all': [{ changed: (before: tf.Tensor[], after: tf.Tensor[]) => before.some((tensor, i) => valuesOf(tensor).join() !== valuesOf(after[i]!).join()) }, /array of true and false/],
      'places in place of answers': [{ changed: (before: tf.Tensor[]) => before.map((_, i) => i) }, /array of true and false/],
      'leaves the last one out': [{ changed: (before: tf.Tensor[], after: tf.Tensor[]) => before.slice(1).map((tensor, i) => valuesOf(tensor).join() !== valuesOf(after[i + 1]!).join()) }, /answers for/],
    },
  },
  'fair-game': {
    reference: fair((real, made, generator) => Math.sign(real) === -Math.sign(made) && Math.sign(generator) === Math.sign(real)),
    variants: {
      'by products': fair((real, made, generator) => real * made < 0 && real * generator > 0),
      'by directions': fair((real, made, generator) => real < 0 !== made < 0 && made < 0 !== generator < 0),
      'by sums': { fairGame: (real: number[], made: number[], generator: number[]) => [[real, made], [made, generator]].every(([a, b]) => sum(a!) > 0 !== sum(b!) > 0) },
    },
    mutants: {
      'wants real up': [fair((real, made, generator) => real < 0 && made > 0 && generator < 0), /as good as the other way round/],
      'overlooks G': [fair((real, made) => real * made < 0), /nobody wants them/],
      'overlooks D': [fair((real, _made, generator) => real * generator > 0), /cannot tell them apart/],
      'wants G on the other side': [fair((real, made, generator) => real * made < 0 && real * generator < 0), /ordinary game/],
      'always': [fair(() => true), /cannot tell them apart|nobody wants/],
      'a number': [fair((real, made, generator) => (real * made < 0 && real * generator > 0 ? 1 : 0)), /true or false/],
      'wants each pull to agree': [{ fairGame: (real: number[], made: number[], generator: number[]) => real.every((pull) => pull < 0) && made.every((pull) => pull > 0) && generator.every((pull) => pull < 0) }, /The means decide/],
    },
  },
  'lowest-loss': {
    reference: lowest((low, high) => softplus(-high) + softplus(low)),
    variants: {
      'by sigmoids where they are exact': lowest((low, high) => Math.log1p(Math.exp(-high)) + Math.log1p(Math.exp(low))),
      'by TensorFlow.js': lowest((low, high) => tf.tidy(() => tf.softplus(-high).add(tf.softplus(low)).dataSync()[0])),
      'the best of a search': lowest((low, high) => Math.min(...[low, high].flatMap((real) => [low, high].map((made) => softplus(-real) + softplus(made))))),
    },
    mutants: {
      'the worst D': [lowest((low, high) => softplus(-low) + softplus(high)), /worst D/],
      'real pictures alone': [lowest((_low, high) => softplus(-high)), /one half/],
      'made pictures alone': [lowest((low) => softplus(low)), /one half/],
      'a mean of both': [lowest((low, high) => (softplus(-high) + softplus(low)) / 2), /not averaged/],
      'no minus': [lowest((low, high) => softplus(high) + softplus(low)), /minus the answer/],
      'overflows': [lowest((low, high) => Math.log(1 + Math.exp(low)) + Math.log(Math.exp(high) + 1) - high), /plain, finite number|Infinity/],
      'one number for all': [lowest(() => 1.0064089), /softplus\(−highest\)/],
    },
  },
  diversity: {
    reference: diversity((pictures) => tf.moments(pictures, 0).variance.mean().sqrt()),
    variants: {
      'by the mean': diversity((pictures) => pictures.sub(pictures.mean(0, true)).square().mean().sqrt()),
      'by flat rows': diversity((pictures) => tf.moments(pictures.reshape([pictures.shape[0], -1]), 0).variance.mean().sqrt()),
      'by plain numbers': { diversity(pictures: tf.Tensor4D) {
        const values = pictures.dataSync(), count = pictures.shape[0], pixels = values.length / count;
        let total = 0;
        for (let p = 0; p < pixels; p++) {
          const column = Array.from({ length: count }, (_, n) => values[n * pixels + p]!), middle = mean(column);
          total += mean(column.map((value) => (value - middle) ** 2));
        }
        return Math.sqrt(total / pixels);
      } },
    },
    mutants: {
      'the spread of all values': [diversity((pictures) => tf.moments(pictures).variance.sqrt()), /axis 0/],
      'the spread inside of the pictures': [diversity((pictures) => tf.moments(pictures, [1, 2, 3]).variance.mean().sqrt()), /spread inside/],
      'no root': [diversity((pictures) => tf.moments(pictures, 0).variance.mean()), /root is missing/],
      'a mean of roots': [diversity((pictures) => tf.moments(pictures, 0).variance.sqrt().mean()), /root comes last/],
      'divided by N − 1': [diversity((pictures) => pictures.sub(pictures.mean(0, true)).square().sum(0).div(pictures.shape[0] - 1).mean().sqrt()), /N − 1/],
      'leaves tensors behind': [{ diversity: (pictures: tf.Tensor4D) => tf.moments(pictures, 0).variance.mean().sqrt().dataSync()[0] }, /leaves \d+ tensors/],
      'a tensor': [{ diversity: (pictures: tf.Tensor4D) => tf.tidy(() => tf.moments(pictures, 0).variance.mean().sqrt()) }, /plain, finite number/],
    },
  },
  'leak-per-round': {
    reference: leak((tensors, settling) => (tensors.at(-1)! - tensors[settling - 1]!) / (tensors.length - settling)),
    variants: {
      'a mean of the steps': leak((tensors, settling) => mean(tensors.slice(settling).map((count, i) => count - tensors[settling + i - 1]!))),
      'cut off first': leak((tensors, settling) => { const rest = tensors.slice(settling - 1); return (rest[rest.length - 1]! - rest[0]!) / (rest.length - 1); }),
      'in a loop': leak((tensors, settling) => { let growth = 0; for (let i = settling; i < tensors.length; i++) growth += tensors[i]! - tensors[i - 1]!; return growth / (tensors.length - settling); }),
    },
    mutants: {
      'counts the first rounds': [leak((tensors) => (tensors.at(-1)! - tensors[0]!) / (tensors.length - 1)), /first rounds are counted/],
      'one round too many': [leak((tensors, settling) => (tensors.at(-1)! - tensors[settling - 1]!) / (tensors.length - settling + 1)), /n − 1 rounds/],
      'begins a round late': [leak((tensors, settling) => (tensors.at(-1)! - tensors[settling]!) / (tensors.length - settling - 1)), /tensors\[settling − 1\]/],
      'the growth in all': [leak((tensors, settling) => tensors.at(-1)! - tensors[settling - 1]!), /divide it by the rounds/],
      'the wrong way round': [leak((tensors, settling) => (tensors[settling - 1]! - tensors.at(-1)!) / (tensors.length - settling)), /minus the earlier/],
      'the last step alone': [leak((tensors) => tensors.at(-1)! - tensors.at(-2)!), /Last count minus/],
    },
  },
  mend: {
    reference: { ...lab03['discriminator-step']!.reference, ...lab03['generator-step']!.reference },
    variants: { ...d.variants, ...g.variants },
    mutants: { ...d.mutants, ...g.mutants },
  },
};
