/** Lab12's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab12-cyclegan-training.js';
import * as move from '../claims/lab12-moves.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

const layers = (draw: Draw): claim.PaddedLayer[] => [
  // The first two differ, so that their order matters.
  { kernel: 5, stride: 1, padding: draw.integer(1, 2) }, { kernel: draw.integer(2, 4), stride: 3, padding: 0 },
  ...Array.from({ length: draw.integer(0, 2) }, () => ({ kernel: draw.integer(2, 5), stride: draw.integer(1, 2), padding: draw.integer(0, 2) })),
];

const moveChecks = (name: move.MoveName, who: string, whoZh: string): Check[] => [
  { task: 'moves', name: say(`${who}: loss, other networks and pictures`, `${whoZh}：其他網路與圖片的損失`), test: (student, draw) => move.moveReturnsLoss(student, name, draw, move.moveInputs(draw)) },
  { task: 'moves', name: say(`${who}: they alone learn`, `${whoZh}：只有它們學習`), test: (student, draw) => move.onlyPlayersLearn(student, name, draw, move.moveInputs(draw)) },
  { task: 'moves', name: say(`${who}: one step, other networks and pictures`, `${whoZh}：其他網路與圖片的一步`), test: (student, draw) => move.moveDescends(student, name, draw, move.moveInputs(draw)) },
  { task: 'moves', name: say(`${who}: leaves no tensors behind`, `${whoZh}：不留下張量`), test: (student, draw) => move.moveLeaksNothing(student, name, draw, move.moveInputs(draw)) },
];

export const checks: readonly Check[] = [
  { task: 'instance-norm', name: say('other pictures, other ε', '其他圖片、其他的 ε'), async test(student, draw) {
    await claim.normalizesInstances(student, claim.unevenPictures(draw, draw.integer(2, 4)), draw.pick([0.05, 0.2, 0.4]));
    await claim.normalizationHasGradient(student, claim.unevenPictures(draw, 2));
  } },
  { task: 'patch-window', name: say('other layers', '其他的層'), async test(student, draw) {
    // The window of the first score begins in the padding.
    for (const index of [0, 0, draw.integer(1, 9), draw.integer(1, 9)]) await claim.findsWindow(student, index, layers(draw));
  } },
  { task: 'pool', name: say('other dice', '其他的骰子'), async test(student, draw) {
    const size = draw.integer(2, 5);
    await claim.poolShows(student, size, claim.someQueries(draw, size));
  } },
  ...moveChecks('generatorsMove', 'generators', '生成器'),
  ...moveChecks('discriminatorsMove', 'discriminators', '判別器'),
  { task: 'errors', name: say('other generators and pictures', '其他生成器與圖片'), async test(student, draw) {
    await claim.givesErrors(student, claim.translationCase(draw));
    await claim.errorsLeaveNothing(student, claim.translationCase(draw));
  } },
  { task: 'under-noise', name: say('other generators and noise', '其他生成器與雜訊'), test(student, draw) {
    const example = claim.translationCase(draw);
    return claim.givesCycleUnderNoise(student, example, draw.tensor(example.x.shape, -0.6, 0.6));
  } },
];
