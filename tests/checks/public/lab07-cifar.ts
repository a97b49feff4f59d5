/** Lab07's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as move from '../claims/lab03-dcgan.js';
import * as claim from '../claims/lab07-cifar.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';
import { stub } from '../stubs.js';

const which = [true, false, false, true];
/** Pictures of half the contrast and a little brighter stand for an augmentation. */
const inputs = (draw: Draw): move.StepInputs => ({ ...move.stepInputs(draw, 4), augment: stub({ kind: 'translator', scale: 0.5, offset: 0.25 }) });

const moveChecks = (role: 'generator' | 'discriminator', name: 'G' | 'D', other: 'G' | 'D'): Check[] => [
  { task: 'moves', name: say(`${name}: returns its loss, all pictures augmented`, `${name}：回傳損失，所有圖片都經過擴增`), test: (student, draw) => move.stepReturnsLoss(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: one step down its loss`, `${name}：沿著損失往下走一步`), test: (student, draw) => move.stepDescends(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: ${other} stays as it is, bit for bit`, `${name}：${other} 一個位元都不變`), test: (student, draw) => move.stepLeavesOther(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: leaves no tensors behind`, `${name}：不留下張量`), test: (student, draw) => move.stepLeaksNothing(student, role, draw, inputs(draw)) },
];

export const checks: readonly Check[] = [
  { task: 'mirrored', name: say('turns the pictures that it is told to', '翻轉指定的圖片'), test: (student, draw) => claim.mirrors(student, claim.somePictures(draw, 4), which) },
  { task: 'mirrored', name: say('turns none, and all', '全部不翻轉，以及全部翻轉'), async test(student, draw) {
    await claim.mirrors(student, claim.somePictures(draw, 2), [true, true]);
    await claim.mirrors(student, claim.somePictures(draw, 2), [false, false]);
  } },
  { task: 'mirrored', name: say('lets gradients through', '讓梯度通過'), test: (student, draw) => claim.mirrorHasGradient(student, claim.somePictures(draw, 4), which) },
  { task: 'shifted', name: say('to the right and down', '向右、向下'), test: (student, draw) => claim.shifts(student, claim.somePictures(draw, 2), 2, 1) },
  { task: 'shifted', name: say('to the left and up', '向左、向上'), test: (student, draw) => claim.shifts(student, claim.somePictures(draw, 2), -1, -3) },
  { task: 'shifted', name: say('not at all', '完全不移動'), test: (student, draw) => claim.shifts(student, claim.somePictures(draw, 2), 0, 0) },
  { task: 'shifted', name: say('lets gradients through', '讓梯度通過'), test: (student, draw) => claim.shiftHasGradient(student, claim.somePictures(draw, 2), 2, -1) },
  ...moveChecks('discriminator', 'D', 'G'),
  { task: 'moves', name: say('D runs in training mode', 'D 以訓練模式執行'), test: (student, draw) => move.discriminatorTrains(student, draw, inputs(draw)) },
  ...moveChecks('generator', 'G', 'D'),
  { task: 'nearest', name: say('finds a picture that was changed a little', '找得到只改變一點點的圖片'), test: (student, draw) => claim.findsNearest(student, claim.nearestCase(draw, 2, 3)) },
  { task: 'nearest', name: say('finds the nearest of many', '在許多圖片中找出最接近的'), test: (student, draw) => claim.findsNearest(student, claim.nearestCase(draw, 9, 15)) },
];
