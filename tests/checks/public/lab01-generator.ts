/** Lab01's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab01-generator.js';
import { say } from '../language.js';

const block = { filters: 8, kernelSize: 5, strides: 2, input: [7, 7, 4] } as const;

export const checks: readonly Check[] = [
  {
    task: 'transposed-size',
    name: say("'same' padding multiplies the side by the stride", "'same' 填補：邊長乘上步幅"),
    test: (student) => claim.transposedSizes(student, 'same', [[7, 5, 1], [7, 5, 2], [14, 5, 2], [5, 3, 3]]),
  },
  {
    task: 'transposed-size',
    name: say("'valid' padding leaves room for the whole kernel", "'valid' 填補：保留完整的卷積核"),
    test: (student) => claim.transposedSizes(student, 'valid', [[1, 4, 1], [2, 3, 2], [7, 5, 2], [3, 5, 1]]),
  },
  {
    task: 'sample-latent',
    name: say('gives one row of noise for each image', '每張影像各有一列雜訊'),
    async test(student) {
      await claim.latentShape(student, 'normal', 3, 100);
      await claim.latentShape(student, 'uniform', 5, 2);
    },
  },
  { task: 'sample-latent', name: say("'normal' draws from N(0, 1)", "'normal' 由 N(0, 1) 抽樣"), test: (student) => claim.latentDistribution(student, 'normal') },
  { task: 'sample-latent', name: say("'uniform' draws from U[−1, 1]", "'uniform' 由 U[−1, 1] 抽樣"), test: (student) => claim.latentDistribution(student, 'uniform') },
  { task: 'sample-latent', name: say('draws anew at each call', '每次呼叫都重新抽樣'), test: (student) => claim.latentIsFresh(student, 'normal') },
  { task: 'up-block', name: say('makes the image larger by the stride', '依步幅放大影像'), test: (student) => claim.upBlockShape(student, block) },
  { task: 'up-block', name: say('transposed convolution, batch normalization, ReLU', '轉置卷積、批次正規化、ReLU'), test: (student) => claim.upBlockOrder(student, block) },
  { task: 'up-block', name: say('no bias, weights start as N(0, 0.02²)', '沒有偏置，權重初始為 N(0, 0.02²)'), test: (student) => claim.upBlockWeights(student, block) },
  { task: 'generator', name: say('goes from 100 numbers to 28 × 28 pixels', '從 100 個數字到 28 × 28 個像素'), test: (student) => claim.generatorShapes(student, 100) },
  { task: 'generator', name: say('has the layers of DCGAN in their order', '依序具有 DCGAN 的各層'), test: (student) => claim.generatorOrder(student, 100) },
  { task: 'generator', name: say('has 2,305,472 trainable parameters, started as N(0, 0.02²)', '有 2,305,472 個可訓練參數，初始為 N(0, 0.02²)'), test: (student) => claim.generatorWeights(student, 100) },
  {
    task: 'generator',
    name: say('paints pixels in [−1, 1]', '畫出的像素在 [−1, 1] 之間'),
    test: (student, draw) => claim.generatorImages(student, draw.tensor([2, 16], -2, 2)),
  },
  { task: 'transposed-line', name: say('one number stamps the kernel', '一個數蓋一個卷積核的印記'), test: (student) => claim.transposedLines(student, [[[2], [1, 2, 3], 2], [[1, 0, 0], [4, 5], 1]]) },
  { task: 'transposed-line', name: say('neighbours are a stride apart', '相鄰的印記相隔一個步幅'), test: (student) => claim.transposedLines(student, [[[1, 2, 3], [1, 10], 2], [[3, 1], [2, 5, 1], 3]]) },
  { task: 'transposed-line', name: say('where stamps overlap they add', '重疊的地方會相加'), test: (student) => claim.transposedLines(student, [[[1, 1, 1, 1], [1, 1, 1], 2], [[1, -2, 3], [2, 0, 1, 5], 1]]) },
  { task: 'slide-arithmetic', name: say('the input with its zeros inserted', '插入零之後的輸入'), test: (student) => claim.equivalentConvolutions(student, 'inserted', [[2, 3, 2], [4, 3, 1], [3, 5, 3]]) },
  { task: 'slide-arithmetic', name: say('the padding around it', '外圍的填補'), test: (student) => claim.equivalentConvolutions(student, 'padding', [[2, 3, 2], [4, 3, 1], [3, 5, 3]]) },
];
