/** Lab03's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab03-dcgan.js';
import { say } from '../language.js';

const settings = { latentDim: 12, learningRate: 0.003, beta1: 0.4 };

export const checks: readonly Check[] = [
  { task: 'assemble', name: say('a generator and a discriminator that fit together', '互相配合的生成器與判別器'), test: (student) => claim.ganNetworks(student, settings) },
  { task: 'assemble', name: say('two separate optimizers', '兩個獨立的最佳化器'), test: (student) => claim.ganOptimizersApart(student, settings) },
  { task: 'assemble', name: say('Adam with the learning rate and β₁ of the settings', 'Adam 使用設定的學習率與 β₁'), test: (student) => claim.ganOptimizers(student, settings) },
  { task: 'discriminator-step', name: say('returns the loss of D', '回傳 D 的損失'), test: (student, draw) => claim.stepReturnsLoss(student, 'discriminator', draw, claim.stepInputs(draw, 4)) },
  { task: 'discriminator-step', name: say('D takes one step down its loss', 'D 沿著自己的損失往下走一步'), test: (student, draw) => claim.stepDescends(student, 'discriminator', draw, claim.stepInputs(draw, 4)) },
  { task: 'discriminator-step', name: say('G stays as it is, bit for bit', 'G 一個位元都不變'), test: (student, draw) => claim.stepLeavesOther(student, 'discriminator', draw, claim.stepInputs(draw, 4)) },
  { task: 'discriminator-step', name: say('D runs in training mode', 'D 以訓練模式執行'), test: (student, draw) => claim.discriminatorTrains(student, draw, claim.stepInputs(draw, 4)) },
  { task: 'discriminator-step', name: say('leaves no tensors behind', '不留下張量'), test: (student, draw) => claim.stepLeaksNothing(student, 'discriminator', draw, claim.stepInputs(draw, 4)) },
  { task: 'generator-step', name: say('returns the loss of G', '回傳 G 的損失'), test: (student, draw) => claim.stepReturnsLoss(student, 'generator', draw, claim.stepInputs(draw, 4)) },
  { task: 'generator-step', name: say('G takes one step down its loss', 'G 沿著自己的損失往下走一步'), test: (student, draw) => claim.stepDescends(student, 'generator', draw, claim.stepInputs(draw, 4)) },
  { task: 'generator-step', name: say('D stays as it is, bit for bit', 'D 一個位元都不變'), test: (student, draw) => claim.stepLeavesOther(student, 'generator', draw, claim.stepInputs(draw, 4)) },
  { task: 'generator-step', name: say('leaves no tensors behind', '不留下張量'), test: (student, draw) => claim.stepLeaksNothing(student, 'generator', draw, claim.stepInputs(draw, 4)) },
];
