/** Lab03's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab03-dcgan.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

/** None of the values is one that anybody would write down. */
const settings = (draw: Draw): claim.Settings => ({ latentDim: draw.integer(3, 40), learningRate: (draw.integer(1, 90) + 0.3) / 10_000, beta1: (draw.integer(20, 80) + 0.3) / 100 });
const inputs = (draw: Draw): claim.StepInputs => claim.stepInputs(draw, draw.integer(3, 7));

function stepChecks(task: string, role: 'generator' | 'discriminator'): Check[] {
  return [
    { task, name: say('the loss it returns', '回傳的損失'), test: (student, draw) => claim.stepReturnsLoss(student, role, draw, inputs(draw)) },
    { task, name: say('one step down the gradient', '沿梯度往下一步'), points: 2, test: (student, draw) => claim.stepDescends(student, role, draw, inputs(draw)) },
    { task, name: say('the other network is left alone', '另一個網路不變'), test: (student, draw) => claim.stepLeavesOther(student, role, draw, inputs(draw)) },
    { task, name: say('memory', '記憶體'), test: (student, draw) => claim.stepLeaksNothing(student, role, draw, inputs(draw)) },
  ];
}

export const checks: readonly Check[] = [
  { task: 'assemble', name: say('networks, another latentDim', '網路，其他 latentDim'), test: (student, draw) => claim.ganNetworks(student, settings(draw)) },
  { task: 'assemble', name: say('separate optimizers', '獨立的最佳化器'), test: (student, draw) => claim.ganOptimizersApart(student, settings(draw)) },
  { task: 'assemble', name: say('optimizers, other settings', '最佳化器，其他設定'), test: (student, draw) => claim.ganOptimizers(student, settings(draw)) },
  ...stepChecks('discriminator-step', 'discriminator'),
  { task: 'discriminator-step', name: say('D in training mode', 'D 的訓練模式'), test: (student, draw) => claim.discriminatorTrains(student, draw, inputs(draw)) },
  ...stepChecks('generator-step', 'generator'),
];
