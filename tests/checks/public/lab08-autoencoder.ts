/** Lab08's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab08-autoencoder.js';
import * as move from '../claims/lab08-moves.js';
import { givesLoss } from '../claims/losses.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const images = (...values: number[]): NdArray => new NdArray([2, 2, values.length / 4, 1], Float32Array.from(values));
const original = images(-1, -0.5, 0, 0.5, 1, 0.25, -0.25, 0.75);
const reconstructed = images(-0.75, -0.75, 0.5, 0.5, 0, 0.25, -1, 0.5);

const moveChecks = (role: move.Role, name: string, others: string): Check[] => [
  { task: 'moves', name: say(`${name}: returns its loss`, `${name}：回傳損失`), test: (student, draw) => move.moveReturnsLoss(student, role, draw, move.moveInputs(draw, 4, 0.3)) },
  { task: 'moves', name: say(`${name}: one step down its loss`, `${name}：沿著損失往下走一步`), test: (student, draw) => move.moveDescends(student, role, draw, move.moveInputs(draw, 4, 0.3)) },
  { task: 'moves', name: say(`${name}: ${others} as before, bit for bit`, `${name}：${others} 一個位元都不變`), test: (student, draw) => move.moveLeavesOthers(student, role, draw, move.moveInputs(draw, 4, 0.3)) },
  { task: 'moves', name: say(`${name}: leaves no tensors behind`, `${name}：不留下張量`), test: (student, draw) => move.moveLeaksNothing(student, role, draw, move.moveInputs(draw, 4, 0.3)) },
];

export const checks: readonly Check[] = [
  { task: 'reconstruction-loss', name: say('is the mean of all squared differences', '是所有差的平方的平均'), test: (student) => givesLoss(student, claim.reconstructionLoss, [original, reconstructed], say('for two images', '對兩張影像')) },
  { task: 'reconstruction-loss', name: say('is 0 where nothing was lost', '沒有任何損失時是 0'), test: (student) => givesLoss(student, { ...claim.reconstructionLoss, diagnoses: () => [] }, [original, original], say('for equal images', '對相同的影像')) },
  { task: 'reconstruction-loss', name: say('has the right gradient', '梯度正確'), test: (student) => claim.reconstructionGradient(student, original, reconstructed) },
  { task: 'corrupted', name: say('adds noise of the strength sigma', '加上強度為 sigma 的雜訊'), test: (student, draw) => claim.corrupts(student, claim.corruptedCase(draw, 2, 0.5)) },
  { task: 'corrupted', name: say('none at sigma = 0, and a lot at 2', 'sigma = 0 時沒有雜訊，2 時很多'), async test(student, draw) {
    await claim.corrupts(student, claim.corruptedCase(draw, 2, 0));
    await claim.corrupts(student, claim.corruptedCase(draw, 1, 2));
  } },
  { task: 'best-guess', name: say('for two pictures that are right equally often', '兩張圖片各有一半機會是對的'), test: (student, draw) => claim.guessesBest(student, { ...claim.guessCase(draw, 2), shares: [0.5, 0.5] }) },
  { task: 'best-guess', name: say('for three pictures, one of them more common', '三張圖片，其中一張比較常見'), test: (student, draw) => claim.guessesBest(student, claim.guessCase(draw, 3)) },
  { task: 'fitted-codes', name: say('for codes of two numbers', '兩個數的編碼'), test: (student, draw) => claim.fitsCodes(student, claim.codesCase(draw, 20, 2)) },
  { task: 'fitted-codes', name: say('for codes of five numbers', '五個數的編碼'), test: (student, draw) => claim.fitsCodes(student, claim.codesCase(draw, 15, 5)) },
  { task: 'combined-loss', name: say('reconstruction: the mean square', '重建：平方的平均'), test: (student, draw) => claim.givesCombined(student, 'reconstruction', claim.combinedCase(draw, 0.3)) },
  { task: 'combined-loss', name: say('adversarial: D should take the reconstructions for real', '對抗：讓 D 把重建的圖片當成真的'), test: (student, draw) => claim.givesCombined(student, 'adversarial', claim.combinedCase(draw, 0.3)) },
  { task: 'combined-loss', name: say('total: both, with the weight', '總和：兩者，加上權重'), test: (student, draw) => claim.givesCombined(student, 'total', claim.combinedCase(draw, 0.3)) },
  { task: 'combined-loss', name: say('its gradient comes back through both parts', '梯度穿過兩個部分傳回來'), test: (student, draw) => claim.combinedGradient(student, claim.combinedCase(draw, 0.3)) },
  ...moveChecks('discriminator', 'D', 'E, G'),
  { task: 'moves', name: say('D runs in training mode', 'D 以訓練模式執行'), test: (student, draw) => move.moveTrains(student, draw, move.moveInputs(draw, 4, 0.3)) },
  ...moveChecks('autoencoder', 'E, G', 'D'),
];
