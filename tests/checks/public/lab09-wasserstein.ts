/** Lab09's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import { givesLoss, hasGradient } from '../claims/losses.js';
import * as move from '../claims/lab09-moves.js';
import * as claim from '../claims/lab09-wasserstein.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const scores = (...values: number[]): NdArray => new NdArray([values.length, 1], Float32Array.from(values));
const matrix = (rows: number, ...values: number[]): NdArray => new NdArray([rows, values.length / rows], Float32Array.from(values));
const each = (count: number, value: number): Float32Array => new Float32Array(count).fill(value);

const moveChecks = (role: 'generator' | 'discriminator', name: string, other: string): Check[] => [
  { task: 'moves', name: say(`${name}: returns its loss`, `${name}：回傳損失`), test: (student, draw) => move.stepReturnsLoss(student, role, draw, 4) },
  { task: 'moves', name: say(`${name}: one step down its loss`, `${name}：沿著損失往下走一步`), test: (student, draw) => move.stepDescends(student, role, draw, 4) },
  { task: 'moves', name: say(`${name}: ${other} stays as it is, bit for bit`, `${name}：${other} 一個位元都不變`), test: (student, draw) => move.stepLeavesOther(student, role, draw, 3) },
  { task: 'moves', name: say(`${name}: leaves no tensors behind`, `${name}：不留下張量`), test: (student, draw) => move.stepLeaksNothing(student, role, draw, 3) },
];

export const checks: readonly Check[] = [
  { task: 'earth-mover', name: say('one shovel over three places', '一鏟土，搬三格'), test: (student) => claim.earthMover(student, [[[1, 0, 0, 0], [0, 0, 0, 1]]]) },
  { task: 'earth-mover', name: say('is 0 where nothing has to move', '不用搬的時候是 0'), test: (student) => claim.earthMover(student, [[[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]]]) },
  { task: 'earth-mover', name: say('is right for earth that goes to both sides', '往兩邊搬也正確'), test: (student) => claim.earthMover(student, [[[0.3, 0.5, 0, 0.2], [0.5, 0.1, 0.1, 0.3]], [[0, 1, 0], [0.5, 0, 0.5]], [[0.5, 0, 0.5, 0], [0, 0.7, 0, 0.3]]]) },
  { task: 'critic-losses', name: say('the critic\'s loss', '評論者的損失'), test: (student) => givesLoss(student, claim.criticLoss, [scores(3, 1.5, -0.5), scores(-1, 0.25, 4, 0.5)], say('for some scores', '對某些分數')) },
  { task: 'critic-losses', name: say('the critic\'s loss is −1 where real ones score 1 more', '真的分數都高 1 時，評論者的損失是 −1'), test: (student) => givesLoss(student, claim.criticLoss, [scores(1, 2), scores(0, 1)], say('where real ones score 1 more', '真的分數都高 1 時')) },
  { task: 'critic-losses', name: say('its gradients', '它的梯度'), test: (student) => hasGradient(student, 'criticLoss', [scores(3, -90), scores(2, 50, 0, 1)], [each(2, -0.5), each(4, 0.25)], ['real', 'made']) },
  { task: 'critic-losses', name: say('the generator\'s loss', '生成器的損失'), test: (student) => givesLoss(student, claim.generatorLoss, [scores(-1, 0.25, 4)], say('for some scores', '對某些分數')) },
  { task: 'critic-losses', name: say('its gradient, however low the score', '不管分數多低，它的梯度'), test: (student) => hasGradient(student, 'generatorLoss', [scores(-200, 3)], [each(2, -0.5)], ['made']) },
  { task: 'slide-smooth', name: say('smooth, and yet it claims too much', '平滑，卻聲稱得太多'), test: (student) => claim.smoothCheats(student) },
  { task: 'slide-smooth', name: say('a kink, and yet fair', '有折點，卻是公平的'), test: (student) => claim.kinkIsFair(student) },
  { task: 'clipping', name: say('weights end at the limits, biases too', '權重停在界限，偏置也是'), test: (student, draw) => claim.clips(student, draw, 0.25) },
  { task: 'clipping', name: say('another limit', '另一個界限'), test: (student, draw) => claim.clips(student, draw, 0.6) },
  { task: 'penalty', name: say('points between the pairs', '每一對之間的點'), test: (student, draw) => claim.interpolates(student, draw, 4) },
  { task: 'penalty', name: say('of a plane with slope 5 is 16', '斜率 5 的平面是 16'), test: (student, draw) => claim.linearPenalty(student, draw, [3, 4]) },
  { task: 'penalty', name: say('counts slopes below 1 as well', '斜率小於 1 也要算'), test: (student, draw) => claim.linearPenalty(student, draw, [0.2, -0.1, 0.2]) },
  { task: 'penalty', name: say('of a critic that bends', '彎曲的評論者'), test: (student, draw) => claim.bentPenalty(student, draw, 5) },
  { task: 'penalty', name: say('a gradient flows through the gradient', '梯度流過梯度'), test: (student, draw) => claim.penaltyHasGradient(student, draw, 4) },
  { task: 'penalty', name: say('its gradient is finite where the critic is flat', '評論者平坦的地方，梯度是有限的'), test: (student, draw) => claim.flatPenalty(student, draw) },
  { task: 'power-iteration', name: say('of a diagonal matrix: the largest entry', '對角矩陣：最大的元素'), test: (student) => claim.powerIteration(student, matrix(3, 2, 0, 0, 0, -5, 0, 0, 0, 1)) },
  { task: 'power-iteration', name: say('of a matrix that is not square', '不是方陣的矩陣'), test: (student) => claim.powerIteration(student, matrix(2, 1, 2, 3, 4, 5, 6)) },
  { task: 'power-iteration', name: say('of other matrices, small and large', '其他矩陣，小的和大的'), async test(student, draw) {
    const some = claim.someMatrix(draw, 4, 3);
    for (const scale of [0.01, 1, 100]) await claim.powerIteration(student, new NdArray(some.shape, some.values.map((value) => scale * value)));
  } },
  ...moveChecks('discriminator', 'criticStep', 'G'),
  ...moveChecks('generator', 'generatorStep', 'D'),
];
