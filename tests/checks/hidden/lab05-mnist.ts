/** Lab05's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as moves from '../claims/lab03-dcgan.js';
import * as claim from '../claims/lab05-mnist.js';
import { givesLoss, isSafe } from '../claims/losses.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const hundredths = (draw: Draw, low: number, high: number): number => draw.integer(low * 100, high * 100) / 100;
const inputs = (draw: Draw): moves.StepInputs => ({ ...moves.stepInputs(draw, draw.integer(3, 7)), target: 0.9 });

/** Rows that sum to 1; some of their entries are 0 where `holes`. */
function distributions(draw: Draw, count: number, classes: number, holes = false): number[][] {
  return several(count, () => {
    const weights = several(classes, () => (holes && draw.integer(0, 2) === 0 ? 0 : 0.05 + draw.uniform()));
    weights[draw.integer(0, classes - 1)] += 1;
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  });
}

/** A history whose best by validation is not the best by test. With a tie the next one is as good; when `broken` the first is NaN. */
function history(draw: Draw, { tie = false, broken = false }): claim.HistoryEntry[] {
  const entries = several(draw.integer(4, 6), () => ({ round: 0, validation: hundredths(draw, 20, 60), test: hundredths(draw, 20, 60) }));
  const best = draw.integer(1, entries.length - 2);
  entries[best] = { round: 0, validation: 10, test: 70 };
  entries[best + 1] = { round: 0, validation: tie ? 10 : 12, test: 5 };
  if (broken) entries[0]!.validation = NaN;
  return entries.map((entry, i) => ({ ...entry, round: 150 * (i + 1) }));
}

/** Two lists around centres that are `apart` from each other; each list spreads over 2. */
const pair = (draw: Draw, apart: number): claim.Comparison => [several(4, () => hundredths(draw, 10, 12)), several(3, () => Math.round(100 * (apart + hundredths(draw, 10, 12))) / 100)];

/** Two lists of which the worst of the first is the best of the second. */
function touching(draw: Draw): claim.Comparison {
  const border = hundredths(draw, 12, 14);
  return [[border, ...several(3, () => hundredths(draw, 10, 12))], [...several(3, () => hundredths(draw, 14, 16)), border]];
}

function moveChecks(role: 'generator' | 'discriminator', who: string): Check[] {
  const task = 'moves';
  return [
    { task, name: say(`${who}: the loss it returns`, `${who}：回傳的損失`), test: (student, draw) => moves.stepReturnsLoss(student, role, draw, inputs(draw)) },
    { task, name: say(`${who}: one step down the gradient`, `${who}：沿梯度往下一步`), points: 2, test: (student, draw) => moves.stepDescends(student, role, draw, inputs(draw)) },
    { task, name: say(`${who}: the other network is left alone`, `${who}：另一個網路不變`), test: (student, draw) => moves.stepLeavesOther(student, role, draw, inputs(draw)) },
    { task, name: say(`${who}: memory`, `${who}：記憶體`), test: (student, draw) => moves.stepLeaksNothing(student, role, draw, inputs(draw)) },
  ];
}

export const checks: readonly Check[] = [
  { task: 'batches', name: say('each picture at most once', '每張圖片最多一次'), test: (student, draw) => {
    // Pictures are always left over.
    const size = draw.integer(4, 9);
    return claim.eachPictureOnce(student, size * draw.integer(4, 6) + draw.integer(1, size - 1), size, draw.integer(1, 5));
  } },
  { task: 'batches', name: say('orders of epochs', '各 epoch 的順序'), test: (student, draw) => claim.ordersDiffer(student, draw.integer(30, 50), draw.integer(5, 9)) },
  { task: 'batches', name: say('the arguments alone', '只由參數決定'), test: (student, draw) => claim.dependsOnArgumentsAlone(student, draw.integer(30, 50), draw.integer(4, 9), draw.integer(0, 30)) },
  { task: 'networks', name: say('G of another width', '其他寬度的 G'), test: (student, draw) => claim.generatorLayers(student, draw.integer(5, 30), draw.integer(5, 12)) },
  { task: 'networks', name: say('weights of G', 'G 的權重'), test: (student, draw) => claim.generatorWeights(student, draw.integer(8, 30), draw.integer(6, 12)) },
  { task: 'networks', name: say('D of another width', '其他寬度的 D'), test: (student, draw) => claim.discriminatorLayers(student, draw.integer(5, 12)) },
  { task: 'networks', name: say('weights of D', 'D 的權重'), test: (student, draw) => claim.discriminatorWeights(student, draw.integer(6, 12)) },
  { task: 'smooth-loss', name: say('other logits and targets', '其他 logit 與目標'), async test(student, draw) {
    const target = draw.integer(60, 85) / 100, count = draw.integer(3, 7);
    await givesLoss(student, claim.smoothLoss(target), [draw.tensor([count, 1], -4, 4), draw.tensor([count, 1], -4, 4)], say('for another batch', '對其他批次'), target);
  } },
  { task: 'smooth-loss', name: say('large logits', '很大的 logit'), test: (student, draw) => isSafe(student, claim.smoothLoss(0.9), [draw.tensor([3, 1], 90, 110), draw.tensor([3, 1], 90, 110)], 0.9) },
  ...moveChecks('discriminator', 'D'),
  ...moveChecks('generator', 'G'),
  { task: 'budget', name: say('other budgets', '其他預算'), test: (student, draw) => claim.budgets(student, several(4, () => [hundredths(draw, 1, 9), (draw.integer(40, 900) + 0.37) / 1000, draw.integer(20, 99), draw.integer(3000, 9999)] as const)) },
  { task: 'scores', name: say('confidence of other answers', '其他回答的信心'), test: (student, draw) => claim.confidences(student, distributions(draw, draw.integer(3, 6), draw.integer(4, 10))) },
  { task: 'scores', name: say('balance of other answers', '其他回答的均衡'), test: (student, draw) => claim.balances(student, distributions(draw, draw.integer(3, 6), draw.integer(4, 10))) },
  { task: 'scores', name: say('balance where a class is never seen', '有類別從未出現時的均衡'), test: (student, draw) => claim.balances(student, distributions(draw, draw.integer(3, 6), draw.integer(4, 8), true).map((row) => [...row, 0])) },
  { task: 'frechet', name: say('of other lists', '其他數字'), async test(student, draw) {
    for (let i = 0; i < 3; i++) await claim.frechet(student, several(draw.integer(3, 6), () => hundredths(draw, -3, 3)), several(draw.integer(3, 6), () => hundredths(draw, -1, 9)));
  } },
  { task: 'choose', name: say('in other histories', '其他紀錄'), test: (student, draw) => claim.choices(student, [history(draw, {}), history(draw, { tie: true }), history(draw, { broken: true }), history(draw, { tie: true, broken: true })]) },
  { task: 'compare', name: say('of other runs', '其他訓練'), test: (student, draw) => claim.comparisons(student, [pair(draw, 3), pair(draw, -3), touching(draw), ...several(3, () => pair(draw, 0.5)), pair(draw, -0.5)]) },
  { task: 'slerp', name: say('between other points', '其他點之間'), test: (student, draw) => claim.walks(student, several(4, () => [several(5, () => hundredths(draw, -3, 3)), several(5, () => hundredths(draw, -3, 3)), hundredths(draw, 0.1, 0.9)] as const)) },
  { task: 'slerp', name: say('where both directions agree', '方向相同時'), test: (student, draw) => {
    const direction = several(4, () => hundredths(draw, 1, 3));
    return claim.walks(student, [[direction, direction, hundredths(draw, 0.1, 0.9)]]);
  } },
  { task: 'slide-diversity', name: say('other counts', '其他個數'), test: (student, draw) => claim.mismatches(student, several(4, () => [several(5, () => draw.integer(0, 30) + 1), several(5, () => draw.integer(0, 300) + 1)] as const)) },
];
