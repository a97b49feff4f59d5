/** Lab06's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab06-cifar-networks.js';
import * as step from '../claims/lab06-first-step.js';
import * as picture from '../claims/lab06-pictures.js';
import { say } from '../language.js';

const halving = { kernel: 4, stride: 2 };

const stepChecks = (player: 'D' | 'G', loss: string): Check[] => [
  { task: 'first-step', name: say(`the loss of ${player}`, `${player} 的損失`), test: (student, draw) => step.stepLoss(student, player, draw, step.stepInputs(draw, 4)) },
  { task: 'first-step', name: say(`the gradient of ${loss} for each weight of ${player}`, `${loss} 對 ${player} 每個權重的梯度`), test: (student, draw) => step.stepNorms(student, player, draw, step.stepInputs(draw, 4)) },
];

export const checks: readonly Check[] = [
  { task: 'pictures', name: say('gives pictures of 32 × 32 pixels in three colours', '得到 32 × 32 像素、三個顏色的圖片'), test: (student, draw) => picture.picturesShape(student, picture.byteRows(draw, 2)) },
  { task: 'pictures', name: say('puts every value where it belongs', '每個值都在該在的位置'), test: (student, draw) => picture.picturesOrder(student, picture.byteRows(draw, 2)) },
  { task: 'pictures', name: say('brings 0…255 to [−1, 1]', '把 0…255 變成 [−1, 1]'), test: (student, draw) => picture.picturesScale(student, picture.byteRows(draw, 2)) },
  { task: 'receptive-field', name: say('is 1 without a layer, and the kernel with one', '沒有層時是 1，只有一層時是卷積核的邊長'), test: (student) => claim.receptiveFields(student, [[], [{ kernel: 5, stride: 1 }], [halving]]) },
  { task: 'receptive-field', name: say('grows with the strides before', '隨前面的步幅變大'), test: (student) => claim.receptiveFields(student, [[halving, halving], [{ kernel: 3, stride: 1 }, { kernel: 5, stride: 2 }, { kernel: 3, stride: 1 }], [{ kernel: 5, stride: 2 }, { kernel: 5, stride: 2 }]]) },
  { task: 'receptive-field', name: say('is 46 for the discriminator below', '下面的判別器是 46'), test: (student) => claim.receptiveFields(student, [[halving, halving, halving], [halving, halving, halving, { kernel: 4, stride: 1 }]]) },
  { task: 'generator', name: say('goes from 100 numbers over 4 × 4 to 32 × 32 in colour', '從 100 個數字，經過 4 × 4，到 32 × 32 的彩色圖片'), test: (student) => claim.generatorShapes(student, 100, 64) },
  { task: 'generator', name: say('has the layers of DCGAN in their order', '依序具有 DCGAN 的各層'), test: (student) => claim.generatorOrder(student, 100, 64) },
  { task: 'generator', name: say('has 1,068,928 trainable parameters, started as N(0, 0.02²)', '有 1,068,928 個可訓練參數，初始為 N(0, 0.02²)'), test: (student) => claim.generatorWeights(student, 100, 64) },
  { task: 'generator', name: say('follows latentDim and width', '依照 latentDim 與 width'), test: (student) => claim.generatorShapes(student, 7, 8) },
  { task: 'discriminator', name: say('goes from 32 × 32 pixels in colour to one logit', '從 32 × 32 的彩色像素到一個 logit'), test: (student) => claim.discriminatorShapes(student, 64) },
  { task: 'discriminator', name: say('has the layers of DCGAN in their order', '依序具有 DCGAN 的各層'), test: (student) => claim.discriminatorOrder(student, 64) },
  { task: 'discriminator', name: say('has 663,296 trainable parameters, started as N(0, 0.02²)', '有 663,296 個可訓練參數，初始為 N(0, 0.02²)'), test: (student) => claim.discriminatorWeights(student, 64) },
  { task: 'discriminator', name: say('follows width', '依照 width'), test: (student) => claim.discriminatorShapes(student, 8) },
  ...stepChecks('D', 'L_D'),
  ...stepChecks('G', 'L_G'),
  { task: 'first-step', name: say('changes no weight and leaves no tensor', '不改變權重，也不留下張量'), test: (student, draw) => step.stepIsHarmless(student, 'D', draw, step.stepInputs(draw, 4)) },
  { task: 'blind-spot', name: say('the pictures are pictures, and look different', '圖片仍是圖片，而且看起來不同'), test: (student, draw) => picture.recolourShows(student, picture.colourful(draw)) },
  { task: 'blind-spot', name: say('batch normalization makes them the same', '批次正規化之後變得相同'), test: (student, draw) => picture.recolourHides(student, picture.colourful(draw)) },
];
