/** Lab10's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab10-conditional.js';
import * as move from '../claims/lab10-moves.js';
import { givesLoss, isSafe } from '../claims/losses.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const column = (...values: number[]): NdArray => new NdArray([values.length, 1], Float32Array.from(values));
const pairs = [column(2, -1, 0.5, 3), column(-1.5, 0.25, -3, 1), column(-0.5, 2, -2, 0.75)];
const y = claim.oneHotOf([2, 0, 1], 3);

const moveChecks = (role: 'generator' | 'discriminator', name: 'G' | 'D', other: 'G' | 'D'): Check[] => [
  { task: 'moves', name: say(`${name}: returns its loss`, `${name}：回傳損失`), test: (student, draw) => move.returnsLoss(student, role, draw, move.inputsOf(draw, 4, 0.5)) },
  { task: 'moves', name: say(`${name}: one step down its loss, ${other} stays as it is`, `${name}：沿著損失往下走一步，${other} 不變`), test: (student, draw) => move.descends(student, role, draw, move.inputsOf(draw, 4, 0.25)) },
  { task: 'moves', name: say(`${name}: leaves no tensors behind`, `${name}：不留下張量`), test: (student, draw) => move.leaksNothing(student, role, draw, move.inputsOf(draw, 4, 0.5)) },
];

export const checks: readonly Check[] = [
  { task: 'one-hot', name: say('has a 1 for each label, at its class', '每個標籤在自己的類別位置上是 1'), test: (student) => claim.oneHots(student, [3, 0, 2, 3], 4) },
  { task: 'one-hot', name: say('has columns for classes that do not come', '沒有出現的類別也有一行'), test: (student) => claim.oneHots(student, [1, 1], 5) },
  { task: 'join', name: say('puts the condition behind the noise', '把條件接在雜訊後面'), test: (student, draw) => claim.joinsNoise(student, draw.tensor([3, 4]), y) },
  { task: 'join', name: say('gives the picture channels for its condition, everywhere', '圖片多出條件的通道，每個位置都有'), test: (student, draw) => claim.joinsPictures(student, draw.tensor([3, 5, 4, 1]), y) },
  { task: 'join', name: say('lets gradients through to the picture', '讓梯度傳到圖片'), test: (student, draw) => claim.picturesHaveGradients(student, draw.tensor([3, 5, 4, 1]), y) },
  { task: 'wrong-labels', name: say('never gives the right label', '絕不給對的標籤'), test: (student) => claim.labelsWrongly(student, [0, 1, 2, 3, 3, 0], 4, [0, 0.4, 0.999, 0, 0.999, 0.7]) },
  { task: 'wrong-labels', name: say('gives each wrong class equally often', '每個錯的類別一樣常出現'), test: (student) => claim.wrongsAreEven(student, 2, 5) },
  { task: 'pair-loss', name: say('with half of the negatives wrong pairs', '一半的反例是錯的配對'), test: (student) => givesLoss(student, claim.pairLoss(0.5), pairs, say('with share = 0.5', '當 share = 0.5 時'), 0.5) },
  { task: 'pair-loss', name: say('with any share of them', '任何比例'), async test(student) {
    for (const share of [0.2, 0]) await givesLoss(student, claim.pairLoss(share), pairs, say(`with share = ${share}`, `當 share = ${share} 時`), share);
  } },
  { task: 'pair-loss', name: say('is exact at logits of ±100', 'logit 為 ±100 時仍然精確'), test: (student) => isSafe(student, claim.pairLoss(0.5), [column(100, -100), column(-100, 100), column(-100, 100)], 0.5) },
  ...moveChecks('discriminator', 'D', 'G'),
  ...moveChecks('generator', 'G', 'D'),
  { task: 'confusion', name: say('counts each pair of asked and seen', '計算每一組（要求, 看到）'), test: (student) => claim.confusions(student, [0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 0, 0], 3) },
  { task: 'confusion', name: say('has rows for classes that never come', '從未出現的類別也有一列'), test: (student) => claim.confusions(student, [0, 1], [1, 1], 4) },
  { task: 'confusion', name: say('the share of what is right', '答對的比例'), test: (student) => claim.sharesRight(student, [[8, 2, 0], [1, 3, 1], [0, 0, 1]]) },
];
