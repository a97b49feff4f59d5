/** Lab05's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as moves from '../claims/lab03-dcgan.js';
import * as claim from '../claims/lab05-mnist.js';
import { givesLoss, isSafe, undiagnosed } from '../claims/losses.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const column = (...values: number[]): NdArray => new NdArray([values.length, 1], Float32Array.from(values));
const inputs = (draw: Draw): moves.StepInputs => ({ ...moves.stepInputs(draw, 4), target: 0.9 });
/** The logit of D = 0.45. */
const best = Math.log(0.45 / 0.55);

export const checks: readonly Check[] = [
  { task: 'batches', name: say('shows each picture at most once in an epoch', '一個 epoch 裡每張圖片最多看一次'), async test(student) {
    for (const epoch of [0, 3]) await claim.eachPictureOnce(student, 26, 5, epoch);
  } },
  { task: 'batches', name: say('has an order of its own for each epoch', '每個 epoch 有自己的順序'), test: (student) => claim.ordersDiffer(student, 24, 6) },
  { task: 'batches', name: say('depends on its arguments alone', '只由參數決定'), test: (student) => claim.dependsOnArgumentsAlone(student, 40, 8, 7) },
  { task: 'networks', name: say('G: the layers of the table, from z to a picture', 'G：表格裡的各層，從 z 到圖片'), test: (student) => claim.generatorLayers(student, 12, 8) },
  { task: 'networks', name: say('G: its weights', 'G：權重'), test: (student) => claim.generatorWeights(student, 12, 8) },
  { task: 'networks', name: say('D: the layers of the table, from a picture to a logit', 'D：表格裡的各層，從圖片到 logit'), test: (student) => claim.discriminatorLayers(student, 8) },
  { task: 'networks', name: say('D: its weights', 'D：權重'), test: (student) => claim.discriminatorWeights(student, 8) },
  { task: 'smooth-loss', name: say('is 1.376278 where D = 0.45 and t = 0.9', 'D = 0.45、t = 0.9 時是 1.376278'), test: (student) => givesLoss(student, undiagnosed(claim.smoothLoss(0.9)), [column(best, best), column(best, best)], say('where D = 0.45', '當 D = 0.45 時'), 0.9) },
  { task: 'smooth-loss', name: say('smooths one side only', '只平滑一邊'), test: (student) => givesLoss(student, claim.smoothLoss(0.9), [column(2, -1, 0.5, 3), column(-1.5, 0.25, -3, 1)], say('for a batch of four', '對一批四張影像'), 0.9) },
  { task: 'smooth-loss', name: say('takes any target', '目標可以是任何值'), test: (student) => givesLoss(student, claim.smoothLoss(0.75), [column(1, -2, 0.25), column(-0.5, 2, 1)], say('with t = 0.75', '當 t = 0.75 時'), 0.75) },
  { task: 'smooth-loss', name: say('is exact at logits of ±100', 'logit 為 ±100 時仍然精確'), test: (student) => isSafe(student, claim.smoothLoss(1), [column(100, -100), column(-100, 100)], 1) },
  { task: 'moves', name: say('D’s move returns its loss, with the target 0.9', 'D 的一步回傳它的損失，目標是 0.9'), test: (student, draw) => moves.stepReturnsLoss(student, 'discriminator', draw, inputs(draw)) },
  { task: 'moves', name: say('D takes one step down its loss', 'D 沿著自己的損失往下走一步'), test: (student, draw) => moves.stepDescends(student, 'discriminator', draw, inputs(draw)) },
  { task: 'moves', name: say('D’s move leaves G as it is, bit for bit', 'D 的一步一個位元都不改變 G'), test: (student, draw) => moves.stepLeavesOther(student, 'discriminator', draw, inputs(draw)) },
  { task: 'moves', name: say('D’s move leaves no tensors behind', 'D 的一步不留下張量'), test: (student, draw) => moves.stepLeaksNothing(student, 'discriminator', draw, inputs(draw)) },
  { task: 'moves', name: say('G’s move returns its loss', 'G 的一步回傳它的損失'), test: (student, draw) => moves.stepReturnsLoss(student, 'generator', draw, inputs(draw)) },
  { task: 'moves', name: say('G takes one step down its loss', 'G 沿著自己的損失往下走一步'), test: (student, draw) => moves.stepDescends(student, 'generator', draw, inputs(draw)) },
  { task: 'moves', name: say('G’s move leaves D as it is, bit for bit', 'G 的一步一個位元都不改變 D'), test: (student, draw) => moves.stepLeavesOther(student, 'generator', draw, inputs(draw)) },
  { task: 'moves', name: say('G’s move leaves no tensors behind', 'G 的一步不留下張量'), test: (student, draw) => moves.stepLeaksNothing(student, 'generator', draw, inputs(draw)) },
  { task: 'budget', name: say('counts whole rounds, and epochs', '計算完整的回合數，以及 epoch 數'), test: (student) => claim.budgets(student, [[4, 0.27, 64, 8000], [1, 0.7, 50, 1000], [2.5, 0.11, 32, 9000]]) },
  { task: 'scores', name: say('confidence: the mean of the largest probability', '信心：最大機率的平均'), test: (student) => claim.confidences(student, [[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]]) },
  { task: 'scores', name: say('balance: 1 when all classes are equally common', '均衡：各類一樣常見時是 1'), test: (student) => claim.balances(student, [[0.75, 0.25], [0.25, 0.75]]) },
  { task: 'scores', name: say('balance: 0 when all pictures show the same', '均衡：所有圖片都相同時是 0'), test: (student) => claim.balances(student, [[1, 0, 0], [1, 0, 0]]) },
  { task: 'scores', name: say('balance: right in between', '均衡：介於兩者之間也正確'), test: (student) => claim.balances(student, [[0.5, 0.25, 0.125, 0.125], [0.25, 0.5, 0.25, 0], [0.75, 0.125, 0, 0.125]]) },
  { task: 'frechet', name: say('is 0 for equal lists', '相同的兩串數字是 0'), test: (student) => claim.frechet(student, [1, 2, 4], [1, 2, 4]) },
  { task: 'frechet', name: say('counts the shift of the mean', '計入平均的差'), test: (student) => claim.frechet(student, [0, 1, 2], [3, 4, 5]) },
  { task: 'frechet', name: say('counts the spread', '計入分散程度'), test: (student) => claim.frechet(student, [-2, 0, 2], [-1, 1.5, 5, 2]) },
  { task: 'choose', name: say('takes the best of the validation', '取驗證的最佳'), test: (student) => claim.choices(student, [[{ round: 100, validation: 9, test: 8 }, { round: 200, validation: 5, test: 7 }, { round: 300, validation: 6, test: 4 }]]) },
  { task: 'choose', name: say('passes over trainings that broke down', '略過崩潰的訓練'), test: (student) => claim.choices(student, [[{ round: 100, validation: NaN, test: 3 }, { round: 200, validation: 5, test: 7 }, { round: 300, validation: NaN, test: NaN }]]) },
  { task: 'choose', name: say('takes the earliest of equals', '相同時取最早的'), test: (student) => claim.choices(student, [[{ round: 100, validation: 9, test: 3 }, { round: 200, validation: 4, test: 7 }, { round: 300, validation: 4, test: 2 }]]) },
  { task: 'compare', name: say('decides where the spreads are apart', '範圍分開時分出勝負'), test: (student) => claim.comparisons(student, [[[3, 4, 5], [6, 9, 7]], [[30, 24, 25], [6, 9, 7]]]) },
  { task: 'compare', name: say('does not decide where they overlap or touch', '重疊或相接時不分勝負'), test: (student) => claim.comparisons(student, [[[3, 4, 8], [7, 9, 10]], [[3, 4, 5], [5, 6, 7]], [[5, 6, 7], [3, 4, 5]]]) },
  { task: 'slerp', name: say('begins and ends at its two points', '從第一點走到第二點'), test: (student) => claim.walks(student, [[[3, 0], [0, 5], 0], [[3, 0], [0, 5], 1]]) },
  { task: 'slerp', name: say('walks on the arc', '走在弧上'), test: (student) => claim.walks(student, [[[1, 0], [0, 1], 0.5], [[1, 2, 2], [2, 1, -2], 0.25], [[0.5, -1, 0.25], [1, 0.5, 2], 0.7]]) },
  { task: 'slerp', name: say('goes straight where both directions agree', '方向相同時走直線'), test: (student) => claim.walks(student, [[[1, 2, 3], [1, 2, 3], 0.5], [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3], 0.25]]) },
  { task: 'slide-diversity', name: say('is 0 where the shares agree, however uneven', '比例一致時是 0，不論多不平均'), test: (student) => claim.mismatches(student, [[[8, 1, 1], [80, 10, 10]], [[5, 5], [20, 20]]]) },
  { task: 'slide-diversity', name: say('is right in between, and 1 where no class is shared', '介於兩者之間也正確；沒有共同類別時是 1'), test: (student) => claim.mismatches(student, [[[5, 5, 0], [60, 20, 20]], [[4, 0], [0, 9]]]) },
];
