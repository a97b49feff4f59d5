/** Lab10's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab10-conditional.js';
import * as move from '../claims/lab10-moves.js';
import { givesLoss, isSafe } from '../claims/losses.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

const inputs = (draw: Draw): move.Inputs => move.inputsOf(draw, draw.integer(3, 6), draw.integer(2, 7) / 10);

const moveChecks = (role: 'generator' | 'discriminator', name: 'G' | 'D'): Check[] => [
  { task: 'moves', name: say(`${name}: the loss it returns`, `${name}：回傳的損失`), test: (student, draw) => move.returnsLoss(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: one step down the gradient`, `${name}：沿梯度往下一步`), points: 2, test: (student, draw) => move.descends(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: memory`, `${name}：記憶體`), test: (student, draw) => move.leaksNothing(student, role, draw, inputs(draw)) },
];

/** Labels of another number of classes each time, with the number. */
function labelled(draw: Draw): [labels: number[], classes: number] {
  const classes = draw.integer(4, 9);
  return [claim.someLabels(draw, classes + draw.integer(1, 6), classes), classes];
}

export const checks: readonly Check[] = [
  { task: 'one-hot', name: say('other labels', '其他標籤'), test: (student, draw) => {
    const [labels, classes] = labelled(draw);
    return claim.oneHots(student, labels, classes + draw.integer(1, 2));
  } },
  { task: 'join', name: say('other noise', '其他雜訊'), test: (student, draw) => {
    const [labels, classes] = labelled(draw);
    return claim.joinsNoise(student, draw.tensor([labels.length, draw.integer(2, 9)]), claim.oneHotOf(labels, classes));
  } },
  { task: 'join', name: say('other pictures', '其他圖片'), points: 2, async test(student, draw) {
    const [labels, classes] = labelled(draw);
    await claim.joinsPictures(student, draw.tensor([labels.length, draw.integer(4, 6), draw.integer(7, 9), draw.integer(1, 3)]), claim.oneHotOf(labels, classes));
  } },
  { task: 'join', name: say('gradients', '梯度'), test: (student, draw) => claim.picturesHaveGradients(student, draw.tensor([2, 4, 6, 2]), claim.oneHotOf([1, 3], 4)) },
  { task: 'wrong-labels', name: say('none is right', '沒有一個是對的'), test: (student, draw) => {
    const [labels, classes] = labelled(draw);
    return claim.labelsWrongly(student, labels, classes, labels.map((_, i) => (i === 0 ? 0 : i === 1 ? 0.9999 : draw.uniform())));
  } },
  { task: 'wrong-labels', name: say('all equally often', '機會均等'), test: (student, draw) => {
    const classes = draw.integer(4, 8);
    return claim.wrongsAreEven(student, draw.integer(1, classes - 2), classes);
  } },
  { task: 'pair-loss', name: say('other logits and shares', '其他 logit 與比例'), async test(student, draw) {
    const share = draw.integer(10, 45) / 100, shape = [draw.integer(3, 7), 1];
    await givesLoss(student, claim.pairLoss(share), [draw.tensor(shape, -4, 4), draw.tensor(shape, -4, 4), draw.tensor(shape, -4, 4)], say('for another batch', '對其他批次'), share);
  } },
  { task: 'pair-loss', name: say('large logits', '很大的 logit'), test: (student, draw) => isSafe(student, claim.pairLoss(0.5), [draw.tensor([3, 1], 90, 110), draw.tensor([3, 1], 90, 110), draw.tensor([3, 1], 90, 110)], 0.5) },
  ...moveChecks('discriminator', 'D'),
  ...moveChecks('generator', 'G'),
  { task: 'confusion', name: say('of other answers', '其他回答'), test: (student, draw) => {
    const [asked, classes] = labelled(draw);
    // One right answer at least, one pair that comes twice, one class that never comes.
    const seen = asked.map((a, i) => (i === 0 ? a : i === 1 ? 0 : draw.integer(0, classes - 1)));
    return claim.confusions(student, [...asked, asked[1]!], [...seen, 0], classes + 1);
  } },
  { task: 'confusion', name: say('the share of other matrices', '其他矩陣的比例'), test: (student, draw) => {
    const size = draw.integer(3, 6);
    return claim.sharesRight(student, Array.from({ length: size }, (_, k) => Array.from({ length: size }, () => draw.integer(1, 9 + 20 * k))));
  } },
];
