/** Lab11's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab11-evaluation.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

const several = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const hundredths = (draw: Draw, low: number, high: number): number => draw.integer(low * 100, high * 100) / 100;

/** Rows that sum to 1, each class the first answer of some; some entries are 0 where `holes`. */
function distributions(draw: Draw, count: number, classes: number, holes = false): number[][] {
  return several(count, (i) => {
    const weights = several(classes, (k) => (holes && k !== i % classes && draw.integer(0, 2) === 0 ? 0 : 0.05 + draw.uniform()));
    weights[i % classes] += 1 + draw.uniform();
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
}

const deviations = (draw: Draw, size: number): number[] => several(size, (i) => (i % 2 === 0 ? hundredths(draw, 0.25, 1) : hundredths(draw, 1.5, 3)));
/** Angles of a and b far enough apart to tell a product from its transpose. */
const turned = (draw: Draw): claim.FrechetCase => {
  const blocks = draw.integer(2, 3), size = 2 * blocks;
  return claim.blocksCase(several(size, () => hundredths(draw, -2, 2)), deviations(draw, size), deviations(draw, size), several(blocks, () => [hundredths(draw, 0.2, 0.5), hundredths(draw, 0.9, 1.3)] as const));
};

export const checks: readonly Check[] = [
  { task: 'inception-score', name: say('of other answers', '其他回答'), test: (student, draw) => claim.inceptionScores(student, distributions(draw, draw.integer(5, 9), draw.integer(3, 8))) },
  { task: 'inception-score', name: say('with answers of 0', '有 0 的回答'), test: (student, draw) => claim.inceptionScores(student, distributions(draw, draw.integer(5, 9), draw.integer(3, 8), true)) },
  { task: 'cheat', name: say('of other pictures', '其他圖片'), async test(student, draw) {
    for (let i = 0; i < 3; i++) {
      const classes = draw.integer(4, 8);
      await claim.surest(student, distributions(draw, 3 * classes + draw.integer(0, 9), classes));
    }
  } },
  { task: 'frechet', name: say('moments of other rows', '其他列的動差'), points: 2, test: (student, draw) => {
    const size = draw.integer(2, 5);
    return claim.hasMoments(student, several(draw.integer(4, 9), () => several(size, () => hundredths(draw, -2, 5))));
  } },
  { task: 'frechet', name: say('distances of other clouds', '其他點團的距離'), points: 2, async test(student, draw) {
    for (let i = 0; i < 3; i++) await claim.frechets(student, turned(draw));
  } },
  { task: 'endless', name: say('other measurements', '其他測量'), async test(student, draw) {
    for (let i = 0; i < 3; i++) {
      const first = draw.integer(50, 200), sizes = [first, 2 * first, 3 * first + draw.integer(1, 99), 7 * first];
      await claim.withoutEnds(student, sizes, sizes.map((size) => hundredths(draw, 1, 3) + (draw.integer(500, 3000) / size)));
    }
  } },
  { task: 'coverage', name: say('other points', '其他點'), points: 2, async test(student, draw) {
    for (const k of [2, 3, draw.integer(4, 6)]) await claim.coverages(student, claim.coverageCase(draw, k));
  } },
  { task: 'coverage', name: say('points on the border', '邊界上的點'), test: (student, draw) => {
    const step = draw.integer(2, 9);
    return claim.coverages(student, { points: [[step, 0], [0, step], [2 * step + 1, 0], [0, -3 * step - 1]], centres: [[0, 0], [0, -step], [0, -2 * step]], k: 1 });
  } },
  { task: 'copied', name: say('other distances', '其他距離'), async test(student, draw) {
    // Samples in steps of ten; the first equals its unseen partner, the others are farther than theirs; a few unseen pictures are farther than all.
    // So the answer is neither one half nor what partners alone would give.
    const count = draw.integer(4, 7);
    const steps = several(count, (i) => ({ sample: 10 * i + 9, unseen: 10 * i + 9 - (i === 0 ? 0 : draw.integer(1, 9)), place: draw.uniform() })).sort((a, b) => a.place - b.place);
    const far = several(draw.integer(2, 4), () => 10 * count + draw.integer(10, 20));
    await claim.copies(student, steps.map(({ sample }) => sample), [...steps.map(({ unseen }) => unseen), ...far]);
  } },
];
