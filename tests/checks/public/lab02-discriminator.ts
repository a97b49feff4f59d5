/** Lab02's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab02-discriminator.js';
import { givesLoss, isSafe, undiagnosed, type LossOracle } from '../claims/losses.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const column = (...values: number[]): NdArray => new NdArray([values.length, 1], Float32Array.from(values));
const real = column(2, -1, 0.5, 3);
const fake = column(-1.5, 0.25, -3, 1);
/** The logit of D = 0.01. */
const rejected = Math.log(0.01 / 0.99);

const plain = { filters: 8, kernelSize: 5, strides: 2, batchNorm: false, input: [28, 28, 1] } as const;
const normalized = { filters: 16, kernelSize: 3, strides: 2, batchNorm: true, input: [7, 7, 4] } as const;

/** The checks that all losses on logits share. */
function lossChecks(task: string, oracle: LossOracle, args: readonly NdArray[], atZero: string, extreme: readonly NdArray[]): Check[] {
  const zeros = args.map(({ shape, values }) => new NdArray(shape, new Float32Array(values.length)));
  return [
    { task, name: say(`is ${atZero} where all logits are 0`, `所有 logit 為 0 時是 ${atZero}`), test: (student) => givesLoss(student, undiagnosed(oracle), zeros, say('where all logits are 0', '當所有 logit 為 0 時')) },
    { task, name: say('is right for other logits', '其他 logit 也正確'), test: (student) => givesLoss(student, oracle, args, say('for a batch of four', '對一批四張影像')) },
    { task, name: say('is exact at logits of ±100', 'logit 為 ±100 時仍然精確'), test: (student) => isSafe(student, oracle, extreme) },
  ];
}

export const checks: readonly Check[] = [
  {
    task: 'conv-size',
    name: say("'same' padding divides the side by the stride", "'same' 填補：邊長除以步幅"),
    test: (student) => claim.convolutionSizes(student, 'same', [[28, 5, 2], [14, 5, 2], [7, 3, 2], [5, 4, 1], [10, 3, 4]]),
  },
  {
    task: 'conv-size',
    name: say("'valid' padding only counts whole kernels", "'valid' 填補：只計算完整的卷積核"),
    test: (student) => claim.convolutionSizes(student, 'valid', [[28, 5, 1], [28, 5, 2], [5, 3, 2], [7, 2, 3], [4, 4, 1]]),
  },
  {
    task: 'down-block',
    name: say('makes the image smaller by the stride', '依步幅縮小影像'),
    async test(student) {
      await claim.downBlockShape(student, plain);
      await claim.downBlockShape(student, normalized);
    },
  },
  { task: 'down-block', name: say('without batch normalization: convolution with bias, LeakyReLU 0.2', '不做批次正規化：有偏置的卷積、LeakyReLU 0.2'), test: (student) => claim.downBlockOrder(student, plain) },
  { task: 'down-block', name: say('with batch normalization: between the two', '批次正規化：放在兩者之間'), test: (student) => claim.downBlockOrder(student, normalized) },
  { task: 'discriminator', name: say('goes from 28 × 28 pixels to one logit', '從 28 × 28 個像素到一個 logit'), test: (student) => claim.discriminatorShapes(student) },
  { task: 'discriminator', name: say('has the layers of DCGAN in their order', '依序具有 DCGAN 的各層'), test: (student) => claim.discriminatorOrder(student) },
  {
    task: 'discriminator',
    name: say(`has ${claim.discriminatorParameters.toLocaleString('en')} trainable parameters`, `有 ${claim.discriminatorParameters.toLocaleString('en')} 個可訓練參數`),
    test: (student) => claim.discriminatorWeights(student),
  },
  { task: 'discriminator', name: say('answers differently to different images', '對不同的影像有不同的回答'), test: (student, draw) => claim.discriminatorLogits(student, draw.tensor([3, 28, 28, 1])) },
  ...lossChecks('discriminator-loss', claim.discriminatorLoss, [real, fake], '1.386294', [column(100, -100), column(-100, 100)]),
  { task: 'discriminator-loss', name: say('has the right gradient', '梯度正確'), test: (student) => claim.discriminatorGradient(student, real, fake) },
  ...lossChecks('generator-loss', claim.generatorLoss, [fake], '0.693147', [column(100, -100)]),
  { task: 'generator-loss', name: say('keeps its gradient where D rejects the image', '影像被 D 拒絕時梯度仍然存在'), test: (student) => claim.generatorGradient(student, column(-100, rejected, 0.5, 4)) },
  ...lossChecks('saturating-loss', claim.saturatingLoss, [fake], '−0.693147', [column(100, -100)]),
  { task: 'saturating-loss', name: say('has a gradient 99 times smaller where D = 0.01', '在 D = 0.01 處的梯度小了 99 倍'), test: (student) => claim.saturatingGradient(student, column(rejected, 0.5, 2)) },
  { task: 'pull-ratio', name: say('is 1 at D = ½ and 99 at D = 0.01', 'D = ½ 時是 1，D = 0.01 時是 99'), test: (student) => claim.pullRatio(student, [0.5, 0.01]) },
  { task: 'pull-ratio', name: say('is right for other answers of D', 'D 的其他回答也正確'), test: (student) => claim.pullRatio(student, [0.2, 0.9, 0.001]) },
  { task: 'own-discriminator', name: say('goes from 28 × 28 pixels to one logit', '從 28 × 28 個像素到一個 logit'), test: (student) => claim.ownShapes(student) },
  { task: 'own-discriminator', name: say('keeps the guidelines', '遵守準則'), test: (student) => claim.ownGuidelines(student) },
  { task: 'own-discriminator', name: say('has 30,000 parameters at most', '最多 30,000 個參數'), test: (student) => claim.ownParameters(student, 30_000) },
];
