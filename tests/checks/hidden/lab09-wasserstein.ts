/** Lab09's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import { givesLoss, hasGradient } from '../claims/losses.js';
import * as move from '../claims/lab09-moves.js';
import * as claim from '../claims/lab09-wasserstein.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const scores = (draw: Draw, count: number): NdArray => draw.tensor([count, 1], -4, 4);
const filled = (count: number, value: number): Float32Array => new Float32Array(count).fill(value);
const situation = say('for other scores', '對其他分數');

const moveChecks = (role: 'generator' | 'discriminator', name: string): Check[] => [
  { task: 'moves', name: say(`${name}: the loss it returns`, `${name}：回傳的損失`), test: (student, draw) => move.stepReturnsLoss(student, role, draw, draw.integer(3, 6)) },
  { task: 'moves', name: say(`${name}: one step down the gradient`, `${name}：沿梯度往下一步`), points: 2, test: (student, draw) => move.stepDescends(student, role, draw, draw.integer(3, 6)) },
  { task: 'moves', name: say(`${name}: the other network is left alone`, `${name}：另一個網路不變`), test: (student, draw) => move.stepLeavesOther(student, role, draw, draw.integer(3, 6)) },
  { task: 'moves', name: say(`${name}: memory`, `${name}：記憶體`), test: (student, draw) => move.stepLeaksNothing(student, role, draw, 4) },
];

export const checks: readonly Check[] = [
  { task: 'earth-mover', name: say('other heaps', '其他的土堆'), test: (student, draw) => claim.earthMover(student, Array.from({ length: 5 }, () => claim.someHeaps(draw, draw.integer(4, 9)))) },
  { task: 'critic-losses', name: say('the critic, other scores', '評論者，其他分數'), async test(student, draw) {
    const [real, made] = [draw.integer(3, 8), draw.integer(3, 8)];
    // Below 0 where real ones are above made ones, and above 0 the other way round.
    await givesLoss(student, claim.criticLoss, [draw.tensor([real, 1], 0, 4), draw.tensor([made, 1], -4, 0)], situation);
    await givesLoss(student, claim.criticLoss, [draw.tensor([real, 1], -4, 0), draw.tensor([made, 1], 0, 4)], situation);
    await hasGradient(student, 'criticLoss', [scores(draw, real), scores(draw, made)], [filled(real, -1 / real), filled(made, 1 / made)], ['real', 'made']);
  } },
  { task: 'critic-losses', name: say('the generator, other scores', '生成器，其他分數'), async test(student, draw) {
    const made = draw.integer(3, 8);
    await givesLoss(student, claim.generatorLoss, [scores(draw, made)], situation);
    await hasGradient(student, 'generatorLoss', [scores(draw, made)], [filled(made, -1 / made)], ['made']);
  } },
  { task: 'slide-smooth', name: say('smooth, on other places', '平滑，換其他位置'), test: (student, draw) => claim.smoothCheats(student, draw.integer(1, 9) / 1e4) },
  { task: 'slide-smooth', name: say('a kink, on other places', '折點，換其他位置'), test: (student, draw) => claim.kinkIsFair(student, draw.integer(1, 9) / 1e4) },
  { task: 'clipping', name: say('other weights and limits', '其他權重與界限'), points: 2, test: (student, draw) => claim.clips(student, draw, draw.integer(10, 70) / 100) },
  { task: 'penalty', name: say('other pairs', '其他的配對'), test: (student, draw) => claim.interpolates(student, draw, draw.integer(3, 6)) },
  { task: 'penalty', name: say('other planes', '其他平面'), async test(student, draw) {
    // Of a slope below 1, and of any.
    for (const [size, steepest] of [[2, 0.6], [4, 2]] as const) await claim.linearPenalty(student, draw, Array.from(draw.tensor([size], -steepest, steepest).values));
  } },
  { task: 'penalty', name: say('other critics that bend', '其他彎曲的評論者'), test: (student, draw) => claim.bentPenalty(student, draw, draw.integer(4, 7)) },
  { task: 'penalty', name: say('gradients', '梯度'), async test(student, draw) {
    await claim.penaltyHasGradient(student, draw, draw.integer(3, 5));
    await claim.flatPenalty(student, draw);
  } },
  { task: 'power-iteration', name: say('other matrices', '其他矩陣'), points: 2, async test(student, draw) {
    for (let i = 0; i < 3; i++) await claim.powerIteration(student, claim.someMatrix(draw, draw.integer(3, 6), draw.integer(3, 6)));
  } },
  ...moveChecks('discriminator', 'criticStep'),
  ...moveChecks('generator', 'generatorStep'),
];
