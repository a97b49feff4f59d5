/** Lab14's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab14-tricks.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

const several = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const hundredths = (draw: Draw, low: number, high: number): number => draw.integer(low * 100, high * 100) / 100;

/** Pairs whose spread is largely common to both. */
function lists(draw: Draw, count: number): claim.Lists {
  const common = several(count, () => hundredths(draw, -3, 3));
  return [common.map((value) => value + hundredths(draw, 0.5, 1.5)), common.map((value) => value + hundredths(draw, -0.5, 0.5))];
}

/** In an order in which nothing stands at its place: who goes by the places in a sorted list is wrong. */
function displaced(draw: Draw, values: readonly number[]): number[] {
  const by = draw.integer(1, values.length - 1);
  return values.map((_, i) => values[(i + by) % values.length]!);
}

export const checks: readonly Check[] = [
  { task: 'soft-labels', name: say('other numbers', '其他數字'), test: (student, draw) => claim.softTargets(student, several(6, (i) => [i % 2 === 0 ? 'real' : 'made', hundredths(draw, 0.1, 0.9), i < 2 ? 0.05 : hundredths(draw, 0.06, 0.99)] as const)) },
  { task: 'soft-labels', name: say('swapped labels', '對調的標籤'), test: (student, draw) => claim.softTargets(student, several(4, (i) => [i % 2 === 0 ? 'real' : 'made', hundredths(draw, 0.1, 0.9), draw.integer(1, 49) / 1000] as const)) },
  { task: 'best-answer', name: say('other targets and densities', '其他目標與密度'), points: 2, test: (student, draw) => claim.bestAnswers(student, several(5, () => [hundredths(draw, 0.1, 4), hundredths(draw, 0.1, 4), hundredths(draw, 0.7, 0.99), hundredths(draw, 0.01, 0.3)] as const)) },
  { task: 'sphere', name: say('other noise', '其他雜訊'), points: 2, async test(student, draw) {
    for (let i = 0; i < 3; i++) await claim.reachesSphere(student, claim.noise(draw, draw.integer(2, 4), draw.integer(5, 12)));
  } },
  { task: 'fading-noise', name: say('other moments', '其他時刻'), points: 2, async test(student, draw) {
    for (const done of [hundredths(draw, 0.1, 0.4), hundredths(draw, 0.55, 0.9)]) await claim.addsFadingNoise(student, ...claim.picturesAndNoise(draw), done);
  } },
  { task: 'fading-noise', name: say('gradients', '梯度'), test: (student, draw) => claim.noiseLetsGradientsThrough(student, ...claim.picturesAndNoise(draw), hundredths(draw, 0.1, 0.9)) },
  { task: 'paired', name: say('other pairs', '其他配對'), points: 2, test: (student, draw) => claim.pairedIntervals(student, [lists(draw, 3), lists(draw, draw.integer(4, 6)), lists(draw, draw.integer(7, 9))]) },
  { task: 'believe', name: say('other p values', '其他 p 值'), points: 2, test: (student, draw) => claim.believes(student, [
    // The second smallest is between Bonferroni's bound and its own; after the third, which is above its bound, comes one below.
    [displaced(draw, [draw.integer(1, 9) / 1000, 0.014, 0.03, 0.04]), 0.05],
    [displaced(draw, [0.02, 0.03, 0.04, hundredths(draw, 0.2, 0.9)]), 0.05],
    [displaced(draw, [draw.integer(1, 9) / 1000, 0.04, hundredths(draw, 0.2, 0.9), hundredths(draw, 0.2, 0.9)]), 0.1],
  ]) },
];
