/** Lab00's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab00-minimax.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const vector = (...values: number[]): NdArray => new NdArray([values.length], Float32Array.from(values));

export const checks: readonly Check[] = [
  { task: 'cross-entropy', name: say('of a real picture is −ln p', '真圖片的交叉熵是 −ln p'), test: (student) => claim.crossEntropy(student, [[1, 0.5], [1, 0.9], [1, 0.02]]) },
  { task: 'cross-entropy', name: say('of a made picture is −ln(1 − p)', '假圖片的交叉熵是 −ln(1 − p)'), test: (student) => claim.crossEntropy(student, [[0, 0.5], [0, 0.9], [0, 0.02]]) },
  { task: 'cross-entropy', name: say('of a sure and right answer is 0', '確定而且正確的回答是 0'), test: (student) => claim.crossEntropy(student, [[1, 1], [0, 0]]) },
  { task: 'softmax', name: say('is the softmax of two classes', '是兩類的 softmax'), test: (student) => claim.realProbability(student, [[0, 0], [2, -1], [-3, 0.5], [1, 4]]) },
  { task: 'softmax', name: say('is exact for large logits', '很大的 logit 也精確'), test: (student) => claim.realProbability(student, [[1000, 998], [-1000, 0], [800, -800]]) },
  { task: 'value', name: say('is −2 ln 2 where D is ½ everywhere', '處處 D = ½ 時是 −2 ln 2'), test: (student) => claim.estimate(student, vector(0.5, 0.5, 0.5), vector(0.5, 0.5)) },
  { task: 'value', name: say('is right for other answers of D', 'D 的其他回答也正確'), test: (student) => claim.estimate(student, vector(0.9, 0.8, 0.35, 0.6), vector(0.1, 0.45, 0.2)) },
  { task: 'best-discriminator', name: say('is ½ where the densities are equal', '密度相等處是 ½'), test: (student) => claim.bestDiscriminator(student, vector(0.1, 0.4, 2), vector(0.1, 0.4, 2)) },
  { task: 'best-discriminator', name: say('is right for other densities', '其他密度也正確'), test: (student) => claim.bestDiscriminator(student, vector(0.3, 0.05, 0.4, 1), vector(0.1, 0.2, 0.3, 0)) },
  { task: 'jensen-shannon', name: say('is 0 for equal densities', '密度相同時是 0'), test: (student) => claim.divergence(student, vector(0.5, 1, 0.5), vector(0.5, 1, 0.5), 0.5) },
  { task: 'jensen-shannon', name: say('is right for two densities', '兩個密度時正確'), test: (student) => claim.divergence(student, vector(0.2, 0.5, 0.3), vector(0.6, 0.3, 0.1), 1) },
  { task: 'jensen-shannon', name: say('is ln 2 for densities that do not meet', '互不重疊的密度是 ln 2'), test: (student) => claim.divergence(student, vector(2, 2, 0, 0), vector(0, 0, 2, 2), 0.25) },
  { task: 'slide-value', name: say('is 0 where G has won', 'G 成功時是 0'), test: (student) => claim.divergenceOfValue(student, [-2 * Math.LN2]) },
  { task: 'slide-value', name: say('is ln 2 where D is always right', 'D 全部答對時是 ln 2'), test: (student) => claim.divergenceOfValue(student, [0, -1]) },
  { task: 'xy-game', name: say('at once: both see the old point', '同時走：兩者都看舊的點'), test: (student) => claim.gameStep(student, 'simultaneousStep', [[1, 2, 0.5], [-0.5, 1, 0.25], [1, 0, 0.1]]) },
  { task: 'xy-game', name: say('in turns: the second sees the first’s move', '輪流走：後走的看到先走的結果'), test: (student) => claim.gameStep(student, 'alternatingStep', [[1, 2, 0.5], [-0.5, 1, 0.25], [1, 0, 0.1]]) },
  { task: 'order', name: say('min max: G first', 'min max：G 先走'), test: (student) => claim.orderOfPlay(student, 'minMax', [[[2, 7], [5, 3], [8, 1]], [[1, -1], [-1, 1]]]) },
  { task: 'order', name: say('max min: D first', 'max min：D 先走'), test: (student) => claim.orderOfPlay(student, 'maxMin', [[[2, 7], [5, 3], [8, 1]], [[1, -1], [-1, 1]]]) },
];
