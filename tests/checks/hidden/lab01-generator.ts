/** Lab01's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab01-generator.js';
import type { SizeCase } from '../claims/sizes.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

/** Kernels at least as large as their stride: smaller ones leave gaps, and frameworks disagree about the last one. */
function sizes(draw: Draw): SizeCase[] {
  return Array.from({ length: 8 }, () => {
    const stride = draw.integer(1, 4);
    return [draw.integer(1, 40), draw.integer(stride, 9), stride];
  });
}

/** Two blocks that differ in every setting, so that a setting that is written down fits one of them at most. Few enough input channels that the usual default initializer starts far from N(0, 0.02). */
function blocks(draw: Draw): claim.UpBlockCase[] {
  const [filters, kernelSize, strides] = [draw.integer(9, 24), draw.integer(4, 6), draw.integer(2, 3)];
  const input = [draw.integer(3, 9), draw.integer(3, 9), draw.integer(5, 8)] as const;
  return [{ filters, kernelSize, strides, input }, { filters: filters + 1, kernelSize: kernelSize + 1, strides: 5 - strides, input }];
}

/** Whole numbers, so that any order of the sums gives the same bits. */
function lines(draw: Draw): claim.LineCase[] {
  return Array.from({ length: 6 }, () => {
    const stride = draw.integer(1, 4), numbers = (count: number) => Array.from({ length: count }, () => draw.integer(-9, 9));
    return [numbers(draw.integer(1, 7)), numbers(draw.integer(stride, 6)), stride];
  });
}

const latentDim = (draw: Draw): number => draw.integer(3, 40);

export const checks: readonly Check[] = [
  { task: 'transposed-size', name: say("'same' padding, other sizes", "'same' 填補，其他大小"), test: (student, draw) => claim.transposedSizes(student, 'same', sizes(draw)) },
  { task: 'transposed-size', name: say("'valid' padding, other sizes", "'valid' 填補，其他大小"), test: (student, draw) => claim.transposedSizes(student, 'valid', sizes(draw)) },
  { task: 'sample-latent', name: say('shape, other sizes', '形狀，其他大小'), async test(student, draw) {
    for (const prior of ['normal', 'uniform'] as const) await claim.latentShape(student, prior, draw.integer(1, 9), draw.integer(10, 90));
  } },
  { task: 'sample-latent', name: say("'normal' draws from N(0, 1)", "'normal' 由 N(0, 1) 抽樣"), test: (student) => claim.latentDistribution(student, 'normal') },
  { task: 'sample-latent', name: say("'uniform' draws from U[−1, 1]", "'uniform' 由 U[−1, 1] 抽樣"), test: (student) => claim.latentDistribution(student, 'uniform') },
  { task: 'sample-latent', name: say('draws anew at each call, whatever the prior', '不論哪種先驗，每次都重新抽樣'), async test(student) {
    await claim.latentIsFresh(student, 'normal');
    await claim.latentIsFresh(student, 'uniform');
  } },
  { task: 'up-block', name: say('size, other inputs', '大小，其他輸入'), async test(student, draw) {
    for (const block of blocks(draw)) await claim.upBlockShape(student, block);
  } },
  { task: 'up-block', name: say('order of the layers, other settings', '各層的順序，其他設定'), async test(student, draw) {
    for (const block of blocks(draw)) await claim.upBlockOrder(student, block);
  } },
  { task: 'up-block', name: say('bias and first weights, other settings', '偏置與初始權重，其他設定'), async test(student, draw) {
    for (const block of blocks(draw)) await claim.upBlockWeights(student, block);
  } },
  { task: 'generator', name: say('shapes, another latentDim', '形狀，其他 latentDim'), test: (student, draw) => claim.generatorShapes(student, latentDim(draw)) },
  { task: 'generator', name: say('order of the layers, another latentDim', '各層的順序，其他 latentDim'), test: (student, draw) => claim.generatorOrder(student, latentDim(draw)) },
  { task: 'generator', name: say('weights, another latentDim', '權重，其他 latentDim'), test: (student, draw) => claim.generatorWeights(student, latentDim(draw)) },
  { task: 'generator', name: say('images for other noise', '其他雜訊的影像'), test: (student, draw) => claim.generatorImages(student, draw.tensor([2, latentDim(draw)], -2, 2)) },
  { task: 'transposed-line', name: say('other numbers', '其他數字'), test: (student, draw) => claim.transposedLines(student, lines(draw)) },
  { task: 'slide-arithmetic', name: say('inserted zeros, other sizes', '插入的零，其他大小'), test: (student, draw) => claim.equivalentConvolutions(student, 'inserted', sizes(draw)) },
  { task: 'slide-arithmetic', name: say('padding, other sizes', '填補，其他大小'), test: (student, draw) => claim.equivalentConvolutions(student, 'padding', sizes(draw)) },
];
