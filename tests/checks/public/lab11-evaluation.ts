/** Lab11's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab11-evaluation.js';
import { say } from '../language.js';

const answers = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.25, 0.25, 0.5], [0.6, 0.4, 0]];
const rows = [[1, 2, 0], [3, 1, 1], [0, 4, -1], [4, 0, 2.5]];

export const checks: readonly Check[] = [
  { task: 'inception-score', name: say('is right for four pictures', '四張圖片時正確'), test: (student) => claim.inceptionScores(student, answers) },
  { task: 'inception-score', name: say('is the number of classes when all are there and clear', '所有類別都有而且清楚時，等於類別數'), test: (student) => claim.inceptionScores(student, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]) },
  { task: 'inception-score', name: say('is 1 for one class alone', '只有一個類別時是 1'), test: (student) => claim.inceptionScores(student, [[0, 1, 0], [0, 1, 0]]) },
  { task: 'cheat', name: say('chooses the surest picture of each class', '為每個類別選出最確定的圖片'), test: (student) => claim.surest(student, [[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.8, 0.1, 0.1], [0.1, 0.85, 0.05], [0.2, 0.2, 0.6]]) },
  { task: 'frechet', name: say('mean and covariance of rows', '各列的平均與共變異數'), test: (student) => claim.hasMoments(student, rows) },
  { task: 'frechet', name: say('the distance along the axes', '沿著座標軸的距離'), test: (student) => claim.frechets(student, claim.blocksCase([1, 0, -2, 0.5], [2, 1, 0.5, 1], [1, 3, 0.5, 2], [[0, 0], [0, 0]])) },
  { task: 'frechet', name: say('the distance of turned clouds', '轉過方向的兩團點的距離'), test: (student) => claim.frechets(student, claim.blocksCase([0.5, -1, 0.25, 1], [2, 1, 0.5, 1.5], [1, 3, 0.75, 0.25], [[0.7, -0.4], [0.2, 1.1]])) },
  { task: 'frechet', name: say('is 0 for the same moments', '動差相同時是 0'), test: (student) => claim.frechets(student, { ...claim.blocksCase([0, 0, 0, 0], [2, 1, 0.5, 1], [2, 1, 0.5, 1], [[0.4, 0.4], [1, 1]]), diagnoses: [] }) },
  { task: 'endless', name: say('finds the end of an exact line', '在精確的直線上找到終點'), test: (student) => claim.withoutEnds(student, [125, 250, 500, 1000], [125, 250, 500, 1000].map((size) => 1.25 + 900 / size)) },
  { task: 'endless', name: say('fits all points', '擬合所有的點'), test: (student) => claim.withoutEnds(student, [100, 200, 400], [9, 5.25, 2.5]) },
  { task: 'coverage', name: say('the share inside of balls', '落在球裡的比例'), test: (student, draw) => claim.coverages(student, claim.coverageCase(draw, 3)) },
  { task: 'coverage', name: say('with the nearest neighbour', '用最近的鄰居'), test: (student, draw) => claim.coverages(student, claim.coverageCase(draw, 1)) },
  { task: 'coverage', name: say('a point on the border is inside', '在邊界上算在裡面'), test: (student) => claim.coverages(student, { points: [[3, 0], [0, 3], [7, 0]], centres: [[0, 0], [0, -3], [0, -6]], k: 1 }) },
  { task: 'copied', name: say('how often a sample is nearer', '樣本比較近的比例'), test: (student) => claim.copies(student, [1, 4, 2.5], [3, 2, 5, 6]) },
  { task: 'copied', name: say('equal distances count half', '距離相等算一半'), test: (student) => claim.copies(student, [1, 2, 2], [2, 3, 2, 1]) },
  { task: 'copied', name: say('is 1 for copies', '抄襲時是 1'), test: (student) => claim.copies(student, [0, 0], [4, 5, 3]) },
];
