/** Lab06's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab06-cifar-networks.js';
import * as step from '../claims/lab06-first-step.js';
import * as picture from '../claims/lab06-pictures.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

const layers = (draw: Draw): claim.FieldLayer[] => Array.from({ length: draw.integer(2, 6) }, () => ({ kernel: draw.integer(1, 9), stride: draw.integer(1, 3) }));
/** Narrow networks are quick; at least 600 weights in most kernels, so that their spread can be judged. */
const width = (draw: Draw): number => draw.integer(5, 12);
const latentDim = (draw: Draw): number => draw.integer(3, 40);
const inputs = (draw: Draw): step.StepInputs => step.stepInputs(draw, draw.integer(3, 6));

const stepChecks = (player: 'D' | 'G'): Check[] => [
  { task: 'first-step', name: say(`loss of ${player}`, `${player} 的損失`), test: (student, draw) => step.stepLoss(student, player, draw, inputs(draw)) },
  { task: 'first-step', name: say(`gradients of ${player}`, `${player} 的梯度`), test: (student, draw) => step.stepNorms(student, player, draw, inputs(draw)) },
  { task: 'first-step', name: say(`${player}: no weight changed, no tensor left`, `${player}：權重不變，不留下張量`), test: (student, draw) => step.stepIsHarmless(student, player, draw, inputs(draw)) },
];

export const checks: readonly Check[] = [
  { task: 'pictures', name: say('shape, other numbers of pictures', '形狀，其他張數'), test: (student, draw) => picture.picturesShape(student, picture.byteRows(draw, draw.integer(1, 5))) },
  { task: 'pictures', name: say('order of the values, other bytes', '值的順序，其他位元組'), test: (student, draw) => picture.picturesOrder(student, picture.byteRows(draw, draw.integer(2, 4))) },
  { task: 'pictures', name: say('range, other bytes', '數值範圍，其他位元組'), test: (student, draw) => picture.picturesScale(student, picture.byteRows(draw, draw.integer(1, 3))) },
  { task: 'receptive-field', name: say('other layers', '其他的層'), points: 2, test: (student, draw) => claim.receptiveFields(student, Array.from({ length: 8 }, () => layers(draw))) },
  { task: 'generator', name: say('shapes, another width', '形狀，其他 width'), test: (student, draw) => claim.generatorShapes(student, latentDim(draw), width(draw)) },
  { task: 'generator', name: say('order of the layers, another width', '各層的順序，其他 width'), test: (student, draw) => claim.generatorOrder(student, latentDim(draw), width(draw)) },
  { task: 'generator', name: say('weights, another width', '權重，其他 width'), test: (student, draw) => claim.generatorWeights(student, latentDim(draw), width(draw)) },
  { task: 'discriminator', name: say('shapes, another width', '形狀，其他 width'), test: (student, draw) => claim.discriminatorShapes(student, width(draw)) },
  { task: 'discriminator', name: say('order of the layers, another width', '各層的順序，其他 width'), test: (student, draw) => claim.discriminatorOrder(student, width(draw)) },
  { task: 'discriminator', name: say('weights, another width', '權重，其他 width'), test: (student, draw) => claim.discriminatorWeights(student, width(draw)) },
  ...stepChecks('D'),
  ...stepChecks('G'),
  { task: 'blind-spot', name: say('seen by you', '你看得見'), test: (student, draw) => picture.recolourShows(student, picture.colourful(draw)) },
  { task: 'blind-spot', name: say('unseen behind batch normalization', '批次正規化之後看不見'), test: (student, draw) => picture.recolourHides(student, picture.colourful(draw)) },
];
