/** Lab15's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as moves from '../claims/lab03-dcgan.js';
import * as claim from '../claims/lab15-failure-clinic.js';
import { say } from '../language.js';

export const checks: readonly Check[] = [
  { task: 'changed', name: say('tells a tensor that changed from one that did not', '分辨變了的張量和沒變的'), test: (student, draw) => claim.tellsChanges(student, claim.changeOf(draw, ['all', 'not', 'all', 'not', 'not'])) },
  { task: 'changed', name: say('sees a single bit, and numbers that change places', '看得見一個位元的改變，以及數字互換位置'), test: (student, draw) => claim.tellsChanges(student, claim.changeOf(draw, ['not', 'bit', 'swap', 'not'])) },
  { task: 'fair-game', name: say('the ordinary game is fair', '一般的賽局是公平的'), test: (student, draw) => claim.judgesGame(student, [claim.pullsOf(draw, -1, 1, -1)]) },
  { task: 'fair-game', name: say('D has to pull real and made apart', 'D 必須把真和假往兩邊拉'), test: (student, draw) => claim.judgesGame(student, [claim.pullsOf(draw, -1, -1, -1), claim.pullsOf(draw, 1, 1, 1)]) },
  { task: 'fair-game', name: say('G has to pull to the real side', 'G 必須往真的那一邊拉'), test: (student, draw) => claim.judgesGame(student, [claim.pullsOf(draw, -1, 1, 1), claim.pullsOf(draw, 1, -1, -1)]) },
  { task: 'fair-game', name: say('which side is called real does not matter', '哪一邊叫做真都可以'), test: (student, draw) => claim.judgesGame(student, [claim.pullsOf(draw, 1, -1, 1)]) },
  { task: 'lowest-loss', name: say('is 1.006409 for probabilities', '對機率是 1.006409'), test: (student) => claim.lowestLosses(student, [[0, 1]]) },
  { task: 'lowest-loss', name: say('is right for other ranges, and next to 0 for logits', '其他範圍也正確，對 logit 接近 0'), test: (student) => claim.lowestLosses(student, [[-2, 3], [-1, 1], [-800, 900]]) },
  { task: 'diversity', name: say('is 0 where all pictures are the same', '圖片全都相同時是 0'), test: (student, draw) => claim.measuresDiversity(student, claim.copies(draw, 6)) },
  { task: 'diversity', name: say('is the root of the mean variance over the batch', '是批次內變異數平均的平方根'), test: (student, draw) => claim.measuresDiversity(student, claim.unevenPictures(draw, 5)) },
  { task: 'leak-per-round', name: say('is 0 for a level line', '水平線是 0'), test: (student) => claim.leaks(student, [[[90, 110, 110, 110, 110], 2]]) },
  { task: 'leak-per-round', name: say('is the mean growth after the first rounds', '是頭幾回合之後的平均增加量'), test: (student) => claim.leaks(student, [[[90, 110, 113, 116, 119, 122], 2], [[50, 80, 100, 100, 101, 101, 103], 3]]) },
  { task: 'mend', name: say('D’s move returns its loss', 'D 的一步回傳它的損失'), test: (student, draw) => moves.stepReturnsLoss(student, 'discriminator', draw, moves.stepInputs(draw, 4)) },
  { task: 'mend', name: say('D takes one step down its loss', 'D 沿著自己的損失往下走一步'), test: (student, draw) => moves.stepDescends(student, 'discriminator', draw, moves.stepInputs(draw, 4)) },
  { task: 'mend', name: say('D’s move leaves G as it is, bit for bit', 'D 的一步一個位元都不改變 G'), test: (student, draw) => moves.stepLeavesOther(student, 'discriminator', draw, moves.stepInputs(draw, 4)) },
  { task: 'mend', name: say('D runs in training mode', 'D 以訓練模式執行'), test: (student, draw) => moves.discriminatorTrains(student, draw, moves.stepInputs(draw, 4)) },
  { task: 'mend', name: say('D’s move leaves no tensors behind', 'D 的一步不留下張量'), test: (student, draw) => moves.stepLeaksNothing(student, 'discriminator', draw, moves.stepInputs(draw, 4)) },
  { task: 'mend', name: say('G’s move returns its loss', 'G 的一步回傳它的損失'), test: (student, draw) => moves.stepReturnsLoss(student, 'generator', draw, moves.stepInputs(draw, 4)) },
  { task: 'mend', name: say('G takes one step down its loss', 'G 沿著自己的損失往下走一步'), test: (student, draw) => moves.stepDescends(student, 'generator', draw, moves.stepInputs(draw, 4)) },
  { task: 'mend', name: say('G’s move leaves D as it is, bit for bit', 'G 的一步一個位元都不改變 D'), test: (student, draw) => moves.stepLeavesOther(student, 'generator', draw, moves.stepInputs(draw, 4)) },
  { task: 'mend', name: say('G’s move leaves no tensors behind', 'G 的一步不留下張量'), test: (student, draw) => moves.stepLeaksNothing(student, 'generator', draw, moves.stepInputs(draw, 4)) },
];
