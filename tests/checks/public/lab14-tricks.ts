/** Lab14's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab14-tricks.js';
import { say } from '../language.js';

export const checks: readonly Check[] = [
  { task: 'soft-labels', name: say('real pictures: from 0.7 to 1.2', '真圖片：0.7 到 1.2'), test: (student) => claim.softTargets(student, [['real', 0, 0.5], ['real', 0.35, 0.9], ['real', 0.9, 0.05]]) },
  { task: 'soft-labels', name: say('made pictures: from 0 to 0.3', '生成圖片：0 到 0.3'), test: (student) => claim.softTargets(student, [['made', 0, 0.5], ['made', 0.25, 0.9], ['made', 0.9, 0.06]]) },
  { task: 'soft-labels', name: say('swaps now and then', '偶爾對調'), test: (student) => claim.softTargets(student, [['real', 0.25, 0.01], ['made', 0.25, 0.049], ['made', 0.75, 0]]) },
  { task: 'best-answer', name: say('is p / (p + q) for hard labels', '硬標籤時是 p / (p + q)'), test: (student) => claim.bestAnswers(student, [[1, 3, 1, 0], [0.5, 0.25, 1, 0]]) },
  { task: 'best-answer', name: say('with smoothing of one side, and of both', '平滑一邊，以及平滑兩邊'), test: (student) => claim.bestAnswers(student, [[1, 3, 0.9, 0], [2, 1, 0.95, 0.15], [0.001, 4, 0.95, 0.15]]) },
  { task: 'sphere', name: say('gives each row the length √d, and leaves its direction', '每一列的長度是 √d，方向不變'), async test(student, draw) {
    for (const [count, size] of [[3, 4], [2, 9]] as const) await claim.reachesSphere(student, claim.noise(draw, count, size));
  } },
  { task: 'fading-noise', name: say('is full at the beginning, and fades evenly', '開始時最強，均勻減弱'), async test(student, draw) {
    for (const done of [0.5, 0, 0.75]) await claim.addsFadingNoise(student, ...claim.picturesAndNoise(draw), done);
  } },
  { task: 'fading-noise', name: say('is gone at the end', '結束時消失'), test: (student, draw) => claim.addsFadingNoise(student, ...claim.picturesAndNoise(draw), 1) },
  { task: 'fading-noise', name: say('lets gradients through', '讓梯度通過'), test: (student, draw) => claim.noiseLetsGradientsThrough(student, ...claim.picturesAndNoise(draw), 0.5) },
  { task: 'paired', name: say('mean and interval of five pairs', '五對的平均與區間'), test: (student) => claim.pairedIntervals(student, [[[3, 5, 4, 6, 2], [2, 5, 2, 5, 2]]]) },
  { task: 'paired', name: say('of other numbers of pairs', '其他對數'), test: (student) => claim.pairedIntervals(student, [[[1, 2, 4], [2, 1, 1]], [[0.5, -1, 2, 0.25, 3, 1, 1.5, 0], [1, 1, 2.5, 2, 3.5, 1.25, 2, 2]]]) },
  { task: 'believe', name: say('believes what is below its bound', '相信低於界線的'), test: (student) => claim.believes(student, [[[0.001, 0.3, 0.2], 0.05], [[0.6, 0.004, 0.04, 0.02], 0.05], [[0.3, 0.4], 0.05]]) },
  { task: 'believe', name: say('stops at the first that is not', '遇到第一個不低於的就停'), test: (student) => claim.believes(student, [[[0.04, 0.02, 0.03], 0.05], [[0.045, 0.03, 0.001, 0.026], 0.05]]) },
  { task: 'believe', name: say('gives more to the next than to the first', '後面的界線比前面的寬'), test: (student) => claim.believes(student, [[[0.02, 0.04, 0.001], 0.05], [[0.1, 0.02, 0.15], 0.2]]) },
];
