/** Lab02's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab02-discriminator.js';
import { givesLoss, isSafe, type LossOracle } from '../claims/losses.js';
import type { SizeCase } from '../claims/sizes.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

function sizes(draw: Draw): SizeCase[] {
  return Array.from({ length: 8 }, (_, i) => {
    // A kernel of 1 and a size that is no multiple of the stride, so that rounding matters with either padding.
    if (i === 0) {
      const stride = draw.integer(2, 5);
      return [stride * draw.integer(2, 12) + draw.integer(1, stride - 1), 1, stride];
    }
    const kernel = draw.integer(1, 9);
    return [draw.integer(kernel, 60), kernel, draw.integer(1, 5)];
  });
}

/** Two blocks that differ in every setting, so that a setting that is written down fits one of them at most. */
function blocks(draw: Draw, batchNorm: boolean): claim.DownBlockCase[] {
  const [filters, kernelSize, strides] = [draw.integer(3, 20), draw.integer(2, 6), draw.integer(2, 3)];
  const input = [draw.integer(6, 20), draw.integer(6, 20), draw.integer(1, 5)] as const;
  return [{ filters, kernelSize, strides, batchNorm, input }, { filters: filters + 1, kernelSize: kernelSize + 1, strides: 5 - strides, batchNorm, input }];
}

/** Logits up to ±6, where a float32 sigmoid still tells them apart. */
function logits(draw: Draw, count: number): NdArray {
  return draw.tensor([count, 1], -6, 6);
}

/** Logits beyond ±110, of both signs: a float32 sigmoid of them is 0 or 1. */
function extreme(draw: Draw, count: number): NdArray {
  return new NdArray([count, 1], Float32Array.from({ length: count }, (_, i) => (i % 2 ? 1 : -1) * draw.integer(110, 140)));
}

function lossChecks(task: string, oracle: LossOracle, inputs: number): Check[] {
  const args = (draw: Draw, of: (draw: Draw, count: number) => NdArray): NdArray[] => {
    const count = draw.integer(3, 8);
    return Array.from({ length: inputs }, () => of(draw, count));
  };
  return [
    { task, name: say('value for other logits', '其他 logit 的值'), points: 2, async test(student, draw) {
      for (let i = 0; i < 3; i++) await givesLoss(student, oracle, args(draw, logits), say('for hidden logits', '對隱藏的 logit'));
    } },
    { task, name: say('exact at extreme logits', '極端 logit 也精確'), test: (student, draw) => isSafe(student, oracle, args(draw, extreme)) },
  ];
}

export const checks: readonly Check[] = [
  { task: 'conv-size', name: say("'same' padding, other sizes", "'same' 填補，其他大小"), test: (student, draw) => claim.convolutionSizes(student, 'same', sizes(draw)) },
  { task: 'conv-size', name: say("'valid' padding, other sizes", "'valid' 填補，其他大小"), test: (student, draw) => claim.convolutionSizes(student, 'valid', sizes(draw)) },
  { task: 'down-block', name: say('size, other inputs', '大小，其他輸入'), async test(student, draw) {
    for (const block of [...blocks(draw, true), ...blocks(draw, false)]) await claim.downBlockShape(student, block);
  } },
  { task: 'down-block', name: say('layers without batch normalization', '不做批次正規化的各層'), async test(student, draw) {
    for (const block of blocks(draw, false)) await claim.downBlockOrder(student, block);
  } },
  { task: 'down-block', name: say('layers with batch normalization', '做批次正規化的各層'), async test(student, draw) {
    for (const block of blocks(draw, true)) await claim.downBlockOrder(student, block);
  } },
  { task: 'discriminator', name: say('shapes', '形狀'), test: (student) => claim.discriminatorShapes(student) },
  { task: 'discriminator', name: say('order of the layers', '各層的順序'), test: (student) => claim.discriminatorOrder(student) },
  { task: 'discriminator', name: say('parameters', '參數數量'), test: (student) => claim.discriminatorWeights(student) },
  { task: 'discriminator', name: say('logits of other images', '其他影像的 logit'), test: (student, draw) => claim.discriminatorLogits(student, draw.tensor([4, 28, 28, 1])) },
  ...lossChecks('discriminator-loss', claim.discriminatorLoss, 2),
  { task: 'discriminator-loss', name: say('gradient for other logits', '其他 logit 的梯度'), test: (student, draw) => claim.discriminatorGradient(student, logits(draw, 5), logits(draw, 5)) },
  ...lossChecks('generator-loss', claim.generatorLoss, 1),
  { task: 'generator-loss', name: say('gradient for rejected images', '被拒絕的影像的梯度'), test: (student, draw) => claim.generatorGradient(student, draw.tensor([6, 1], -95, 3)) },
  ...lossChecks('saturating-loss', claim.saturatingLoss, 1),
  { task: 'saturating-loss', name: say('gradient for other logits', '其他 logit 的梯度'), test: (student, draw) => claim.saturatingGradient(student, logits(draw, 5)) },
  { task: 'pull-ratio', name: say('other answers of D', 'D 的其他回答'), test: (student, draw) => claim.pullRatio(student, Array.from({ length: 5 }, () => 0.001 + 0.998 * draw.uniform())) },
  { task: 'own-discriminator', name: say('shapes', '形狀'), test: (student) => claim.ownShapes(student) },
  { task: 'own-discriminator', name: say('guidelines', '準則'), test: (student) => claim.ownGuidelines(student) },
  { task: 'own-discriminator', name: say('parameters', '參數數量'), test: (student) => claim.ownParameters(student, 30_000) },
];
