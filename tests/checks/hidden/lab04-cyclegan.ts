/** Lab04's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab04-cyclegan.js';
import { givesLoss, type LossOracle } from '../claims/losses.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';
import type { NdArray } from '../values.js';

const hiddenInputs = say('for hidden inputs', '對隱藏的輸入');

function scoreShape(draw: Draw): number[] {
  return draw.pick([[draw.integer(2, 7), 1], [draw.integer(1, 3), draw.integer(2, 4), draw.integer(2, 4), 1]]);
}

function pair(draw: Draw): [NdArray, NdArray] {
  const shape = [draw.integer(1, 3), draw.integer(2, 5), draw.integer(2, 5), draw.pick([1, 3])];
  return [draw.tensor(shape), draw.tensor(shape)];
}

const some = async (times: number, run: () => Promise<void>): Promise<void> => {
  for (let i = 0; i < times; i++) await run();
};

function scoreCheck(task: string, oracle: LossOracle, inputs: number): Check {
  return { task, name: say('value for other scores', '其他分數的值'), points: 2, test: (student, draw) => some(3, () => {
    const shape = scoreShape(draw);
    return givesLoss(student, oracle, Array.from({ length: inputs }, () => draw.tensor(shape, -1, 2)), hiddenInputs);
  }) };
}

/** Stand-ins that differ from each other, and weights that nobody would write down. */
function objective(draw: Draw, norm: claim.Norm): claim.ObjectiveCase {
  const [first, second] = draw.pick([[1, -1], [-1, 1]]);
  const between = (low: number, high: number): number => draw.integer(low * 100, high * 100) / 100;
  const shape = [draw.integer(1, 2), 4, 2, draw.pick([1, 3])];
  return {
    G: { kind: 'translator', scale: first * between(0.3, 0.8), offset: between(0.1, 0.4) },
    F: { kind: 'translator', scale: second * between(1.2, 1.7), offset: between(-0.4, -0.1) },
    DX: { kind: 'critic', scale: between(0.4, 0.9), offset: between(0.1, 0.4) },
    DY: { kind: 'critic', scale: between(-1.8, -1.1), offset: between(0.5, 0.9) },
    x: draw.tensor(shape),
    y: draw.tensor(shape),
    lambda: draw.pick([3, 7, 11, 13]),
    identity: draw.pick([0.3, 0.7]),
    norm,
  };
}

const task = 'generator-objective';

export const checks: readonly Check[] = [
  scoreCheck('lsgan-discriminator-loss', claim.lsganDiscriminatorLoss, 2),
  scoreCheck('lsgan-generator-loss', claim.lsganGeneratorLoss, 1),
  { task: 'lsgan-generator-loss', name: say('gradient for other scores', '其他分數的梯度'), test: (student, draw) => claim.lsganGeneratorGradient(student, draw.tensor([5, 1], -1, 2)) },
  { task: 'cycle-loss', name: say("'l1' for other images", "'l1'，其他影像"), test: (student, draw) => some(2, () => claim.givesCycleLoss(student, 'l1', ...pair(draw), hiddenInputs)) },
  { task: 'cycle-loss', name: say("'l2' for other images", "'l2'，其他影像"), test: (student, draw) => some(2, () => claim.givesCycleLoss(student, 'l2', ...pair(draw), hiddenInputs)) },
  { task: 'cycle-loss', name: say('gradient for other images', '其他影像的梯度'), test: (student, draw) => claim.distanceGradient(student, 'cycleLoss', ...pair(draw), 'l1') },
  { task: 'identity-loss', name: say('value for other images', '其他影像的值'), test: (student, draw) => some(2, () => givesLoss(student, claim.identityLoss, pair(draw), hiddenInputs)) },
  { task: 'identity-loss', name: say('gradient for other images', '其他影像的梯度'), test: (student, draw) => claim.distanceGradient(student, 'identityLoss', ...pair(draw)) },
  ...(['adversarial', 'cycle', 'identity', 'total'] as const).map((part): Check => ({
    task, name: say(`${part}, other networks and weights`, `${part}，其他網路與權重`),
    async test(student, draw) {
      for (const norm of ['l1', 'l2'] as const) await claim.givesPart(student, part, objective(draw, norm));
    },
  })),
  { task, name: say('gradient, other networks and weights', '梯度，其他網路與權重'), test: (student, draw) => claim.objectiveGradient(student, objective(draw, 'l1')) },
];
