/** Lab07's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as move from '../claims/lab03-dcgan.js';
import * as claim from '../claims/lab07-cifar.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';
import { stub } from '../stubs.js';

/** Never 0, and of both signs. */
const pixels = (draw: Draw): number => draw.integer(1, 4) * (draw.uniform() < 0.5 ? -1 : 1);
const inputs = (draw: Draw): move.StepInputs => ({ ...move.stepInputs(draw, draw.integer(3, 6)), augment: stub({ kind: 'translator', scale: draw.integer(3, 6) / 10, offset: draw.integer(1, 4) / 10 }) });

const moveChecks = (role: 'generator' | 'discriminator', name: 'G' | 'D'): Check[] => [
  { task: 'moves', name: say(`${name}: the loss it returns`, `${name}：回傳的損失`), test: (student, draw) => move.stepReturnsLoss(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: one step down the gradient`, `${name}：沿梯度往下一步`), points: 2, test: (student, draw) => move.stepDescends(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: the other network is left alone`, `${name}：另一個網路不變`), test: (student, draw) => move.stepLeavesOther(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: memory`, `${name}：記憶體`), test: (student, draw) => move.stepLeaksNothing(student, role, draw, inputs(draw)) },
];

export const checks: readonly Check[] = [
  { task: 'mirrored', name: say('other pictures', '其他圖片'), points: 2, async test(student, draw) {
    for (const count of [3, 5]) await claim.mirrors(student, claim.somePictures(draw, count), claim.coins(draw, count));
  } },
  { task: 'mirrored', name: say('gradients', '梯度'), test: (student, draw) => claim.mirrorHasGradient(student, claim.somePictures(draw, 3), claim.coins(draw, 3)) },
  { task: 'shifted', name: say('other shifts', '其他位移'), points: 2, async test(student, draw) {
    for (let i = 0; i < 4; i++) await claim.shifts(student, claim.somePictures(draw, draw.integer(1, 3)), pixels(draw), pixels(draw));
  } },
  { task: 'shifted', name: say('gradients', '梯度'), test: (student, draw) => claim.shiftHasGradient(student, claim.somePictures(draw, 2), pixels(draw), pixels(draw)) },
  ...moveChecks('discriminator', 'D'),
  { task: 'moves', name: say('D in training mode', 'D 的訓練模式'), test: (student, draw) => move.discriminatorTrains(student, draw, inputs(draw)) },
  ...moveChecks('generator', 'G'),
  { task: 'nearest', name: say('other pictures', '其他圖片'), points: 2, test: (student, draw) => claim.findsNearest(student, claim.nearestCase(draw, draw.integer(5, 9), draw.integer(10, 20))) },
];
