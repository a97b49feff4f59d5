/** Lab15's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as moves from '../claims/lab03-dcgan.js';
import * as claim from '../claims/lab15-failure-clinic.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const inputs = (draw: Draw): moves.StepInputs => moves.stepInputs(draw, draw.integer(3, 7));

/** At least one of each kind, in an order that is drawn. */
function mixture(draw: Draw): claim.HowChanged[] {
  const kinds: claim.HowChanged[] = ['not', 'bit', 'swap', 'all', ...several(draw.integer(1, 3), () => draw.pick(['not', 'bit', 'swap', 'all'] as const))];
  for (let i = kinds.length - 1; i > 0; i--) {
    const j = draw.integer(0, i);
    [kinds[i], kinds[j]] = [kinds[j]!, kinds[i]!];
  }
  return kinds;
}

const signs = [1, -1] as const;

function counts(draw: Draw): readonly [number[], number] {
  const settling = draw.integer(2, 4), tensors = [draw.integer(40, 60)];
  for (let i = 1; i < draw.integer(4, 6) + settling; i++) tensors.push(tensors.at(-1)! + (i < settling ? draw.integer(15, 30) : draw.integer(0, 4)));
  return [[...tensors, tensors.at(-1)! + 3], settling];
}

function moveChecks(role: 'generator' | 'discriminator', who: string): Check[] {
  const task = 'mend';
  return [
    { task, name: say(`${who}: the loss it returns`, `${who}：回傳的損失`), test: (student, draw) => moves.stepReturnsLoss(student, role, draw, inputs(draw)) },
    { task, name: say(`${who}: one step down the gradient`, `${who}：沿梯度往下一步`), points: 2, test: (student, draw) => moves.stepDescends(student, role, draw, inputs(draw)) },
    { task, name: say(`${who}: the other network is left alone`, `${who}：另一個網路不變`), test: (student, draw) => moves.stepLeavesOther(student, role, draw, inputs(draw)) },
    { task, name: say(`${who}: memory`, `${who}：記憶體`), test: (student, draw) => moves.stepLeaksNothing(student, role, draw, inputs(draw)) },
  ];
}

export const checks: readonly Check[] = [
  { task: 'changed', name: say('other weights', '其他權重'), test: async (student, draw) => {
    for (let i = 0; i < 3; i++) await claim.tellsChanges(student, claim.changeOf(draw, mixture(draw)));
  } },
  { task: 'fair-game', name: say('all eight games', '全部八種賽局'), test: (student, draw) => claim.judgesGame(student, signs.flatMap((real) => signs.flatMap((made) => signs.map((generator) => claim.pullsOf(draw, real, made, generator))))) },
  { task: 'lowest-loss', name: say('other ranges', '其他範圍'), test: (student, draw) => claim.lowestLosses(student, [...several(4, () => [-draw.integer(1, 90) / 32, draw.integer(3, 120) / 32] as const), [-draw.integer(750, 900), draw.integer(750, 900)]]) },
  { task: 'diversity', name: say('other pictures', '其他圖片'), test: (student, draw) => claim.measuresDiversity(student, claim.unevenPictures(draw, draw.integer(3, 7))) },
  { task: 'diversity', name: say('copies', '複製的圖片'), test: (student, draw) => claim.measuresDiversity(student, claim.copies(draw, draw.integer(3, 7))) },
  { task: 'leak-per-round', name: say('other counts', '其他數目'), test: (student, draw) => claim.leaks(student, several(3, () => counts(draw))) },
  ...moveChecks('discriminator', 'D'),
  { task: 'mend', name: say('D in training mode', 'D 的訓練模式'), test: (student, draw) => moves.discriminatorTrains(student, draw, inputs(draw)) },
  ...moveChecks('generator', 'G'),
];
