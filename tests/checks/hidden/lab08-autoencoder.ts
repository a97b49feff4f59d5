/** Lab08's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab08-autoencoder.js';
import * as move from '../claims/lab08-moves.js';
import { givesLoss } from '../claims/losses.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';
import type { NdArray } from '../values.js';

const some = async (times: number, run: () => Promise<void>): Promise<void> => {
  for (let i = 0; i < times; i++) await run();
};

function pair(draw: Draw): [NdArray, NdArray] {
  const shape = [draw.integer(1, 3), draw.integer(2, 5), draw.integer(2, 5), draw.pick([1, 3])];
  return [draw.tensor(shape), draw.tensor(shape)];
}

/** Neither 0 nor 1, at which two mistakes look alike. */
const weight = (draw: Draw): number => draw.integer(15, 45) / 100;
const inputs = (draw: Draw): move.MoveInputs => move.moveInputs(draw, draw.integer(3, 6), weight(draw));

const moveChecks = (role: move.Role, name: string): Check[] => [
  { task: 'moves', name: say(`${name}: the loss it returns`, `${name}：回傳的損失`), test: (student, draw) => move.moveReturnsLoss(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: one step down the gradient`, `${name}：沿梯度往下一步`), points: 2, test: (student, draw) => move.moveDescends(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: other networks are left alone`, `${name}：其他網路不變`), test: (student, draw) => move.moveLeavesOthers(student, role, draw, inputs(draw)) },
  { task: 'moves', name: say(`${name}: memory`, `${name}：記憶體`), test: (student, draw) => move.moveLeaksNothing(student, role, draw, inputs(draw)) },
];

export const checks: readonly Check[] = [
  { task: 'reconstruction-loss', name: say('other images', '其他影像'), points: 2, test: (student, draw) => some(3, () => givesLoss(student, claim.reconstructionLoss, pair(draw), say('for hidden inputs', '對隱藏的輸入'))) },
  { task: 'reconstruction-loss', name: say('gradient', '梯度'), test: (student, draw) => claim.reconstructionGradient(student, ...pair(draw)) },
  { task: 'corrupted', name: say('other pictures and strengths', '其他圖片與強度'), points: 2, test: (student, draw) => some(3, () => claim.corrupts(student, claim.corruptedCase(draw, draw.integer(1, 3), draw.integer(2, 15) / 10))) },
  { task: 'best-guess', name: say('other pictures and shares', '其他圖片與比例'), points: 2, test: (student, draw) => some(3, () => claim.guessesBest(student, claim.guessCase(draw, draw.integer(2, 5)))) },
  { task: 'fitted-codes', name: say('other codes', '其他編碼'), points: 2, test: (student, draw) => some(3, () => claim.fitsCodes(student, claim.codesCase(draw, draw.integer(12, 25), draw.integer(2, 6)))) },
  ...(['reconstruction', 'adversarial', 'total'] as const).map((part): Check => ({
    task: 'combined-loss', name: say(`${part}, other networks and weights`, `${part}，其他網路與權重`), test: (student, draw) => some(2, () => claim.givesCombined(student, part, claim.combinedCase(draw, weight(draw)))),
  })),
  { task: 'combined-loss', name: say('gradient', '梯度'), test: (student, draw) => claim.combinedGradient(student, claim.combinedCase(draw, weight(draw))) },
  ...moveChecks('discriminator', 'D'),
  { task: 'moves', name: say('D in training mode', 'D 的訓練模式'), test: (student, draw) => move.moveTrains(student, draw, inputs(draw)) },
  ...moveChecks('autoencoder', 'E, G'),
];
