/** Lab00's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab00-minimax.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const probability = (draw: Draw): number => 0.02 + 0.96 * draw.uniform();
const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const hundredths = (draw: Draw, limit: number): number => draw.integer(-limit * 100, limit * 100) / 100;

/** Heights of a density on `count` points, none of them 0, and its step. */
function density(draw: Draw, count: number, step: number): NdArray {
  const heights = draw.tensor([count], 0.05, 1);
  const sum = heights.values.reduce((total, height) => total + height, 0);
  return new NdArray([count], heights.values.map((height) => height / (sum * step)));
}

/** A table whose min max and max min differ. */
function table(draw: Draw): number[][] {
  const [high, low] = [draw.integer(5, 9), draw.integer(-9, 1)];
  return [[high + 1, high + 2, low], [high, low, low - draw.integer(1, 3)], [low, high, low - draw.integer(1, 3)]];
}

export const checks: readonly Check[] = [
  { task: 'cross-entropy', name: say('for other probabilities', '其他機率'), test: (student, draw) => claim.crossEntropy(student, [...several(6, () => [draw.integer(0, 1) as 0 | 1, probability(draw)] as const), [1, 1], [0, 0]]) },
  { task: 'softmax', name: say('for other logits', '其他 logit'), test: (student, draw) => claim.realProbability(student, [...several(6, () => [hundredths(draw, 5), hundredths(draw, 5)] as const), [900 + draw.integer(0, 3), 902]]) },
  { task: 'value', name: say('for other answers', '其他回答'), test: (student, draw) => claim.estimate(student, draw.tensor([draw.integer(3, 9)], 0.05, 0.95), draw.tensor([draw.integer(3, 9)], 0.05, 0.95)) },
  { task: 'best-discriminator', name: say('for other densities', '其他密度'), test: (student, draw) => claim.bestDiscriminator(student, draw.tensor([7], 0.01, 1), draw.tensor([7], 0.01, 1)) },
  { task: 'jensen-shannon', name: say('for other densities', '其他密度'), async test(student, draw) {
    const step = draw.integer(2, 8) / 10;
    await claim.divergence(student, density(draw, 9, step), density(draw, 9, step), step);
  } },
  { task: 'jensen-shannon', name: say('where a density is 0', '有一個密度是 0 時'), test: (student, draw) => {
    const share = 0.2 + 0.6 * draw.uniform();
    return claim.divergence(student, new NdArray([3], Float32Array.of(share, 1 - share, 0)), new NdArray([3], Float32Array.of(0, share, 1 - share)), 1);
  } },
  { task: 'slide-value', name: say('for other values', '其他的值'), test: (student, draw) => claim.divergenceOfValue(student, several(4, () => -2 * Math.LN2 * draw.uniform())) },
  { task: 'xy-game', name: say('at once, from other points', '同時走，其他的點'), test: (student, draw) => claim.gameStep(student, 'simultaneousStep', several(4, () => [hundredths(draw, 3), hundredths(draw, 3), draw.integer(5, 90) / 100])) },
  { task: 'xy-game', name: say('in turns, from other points', '輪流走，其他的點'), test: (student, draw) => claim.gameStep(student, 'alternatingStep', several(4, () => [hundredths(draw, 3), hundredths(draw, 3), draw.integer(5, 90) / 100])) },
  { task: 'order', name: say('min max of other tables', '其他表格的 min max'), test: (student, draw) => claim.orderOfPlay(student, 'minMax', several(3, () => table(draw))) },
  { task: 'order', name: say('max min of other tables', '其他表格的 max min'), test: (student, draw) => claim.orderOfPlay(student, 'maxMin', several(3, () => table(draw))) },
];
