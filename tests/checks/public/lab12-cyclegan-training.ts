/** Lab12's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab12-cyclegan-training.js';
import * as move from '../claims/lab12-moves.js';
import { say } from '../language.js';

const small = [{ kernel: 4, stride: 2, padding: 1 }, { kernel: 4, stride: 1, padding: 1 }, { kernel: 4, stride: 1, padding: 1 }];
const paper = [...Array.from({ length: 3 }, () => ({ kernel: 4, stride: 2, padding: 1 })), ...Array.from({ length: 2 }, () => ({ kernel: 4, stride: 1, padding: 1 }))];
const always = (coin: number, place = 0): claim.Query => ({ coin, place });

const moveChecks = (name: move.MoveName, who: string, whoZh: string): Check[] => [
  { task: 'moves', name: say(`${who}: returns the loss`, `${whoZh}：回傳損失`), test: (student, draw) => move.moveReturnsLoss(student, name, draw, move.moveInputs(draw)) },
  { task: 'moves', name: say(`${who}: they alone learn`, `${whoZh}：只有它們學習`), test: (student, draw) => move.onlyPlayersLearn(student, name, draw, move.moveInputs(draw)) },
  { task: 'moves', name: say(`${who}: one step down the loss`, `${whoZh}：沿著損失往下走一步`), test: (student, draw) => move.moveDescends(student, name, draw, move.moveInputs(draw)) },
  { task: 'moves', name: say(`${who}: leaves no tensors behind`, `${whoZh}：不留下張量`), test: (student, draw) => move.moveLeaksNothing(student, name, draw, move.moveInputs(draw)) },
];

export const checks: readonly Check[] = [
  { task: 'instance-norm', name: say('each channel of each picture by itself', '每張圖片的每個通道各自正規化'), test: (student, draw) => claim.normalizesInstances(student, claim.unevenPictures(draw, 3), 0.1) },
  { task: 'instance-norm', name: say('a picture of one colour becomes 0', '只有一種顏色的圖片變成 0'), test: (student) => claim.survivesOneColour(student) },
  { task: 'instance-norm', name: say('lets gradients through', '讓梯度通過'), test: (student, draw) => claim.normalizationHasGradient(student, claim.unevenPictures(draw, 2)) },
  { task: 'patch-window', name: say('one layer', '一層'), test: (student) => claim.findsWindow(student, 3, [{ kernel: 5, stride: 2, padding: 0 }]) },
  { task: 'patch-window', name: say('the discriminator of this lab', '這一課的判別器'), async test(student) {
    await claim.findsWindow(student, 5, small);
    await claim.findsWindow(student, 0, small);
  } },
  { task: 'patch-window', name: say('the PatchGAN-70 of the paper', '論文的 PatchGAN-70'), test: (student) => claim.findsWindow(student, 10, paper) },
  { task: 'pool', name: say('fills up, and shows the fresh picture', '逐漸裝滿，並給 D 看新圖片'), test: (student) => claim.poolShows(student, 3, [always(0.1), always(0.9), always(0.3)]) },
  { task: 'pool', name: say('below ½: the old picture goes, the fresh one takes its place', '小於 ½：舊圖片出來，新圖片取代它'), test: (student) => claim.poolShows(student, 2, [always(0.1), always(0.9), always(0.2, 1), always(0.3, 0)]) },
  { task: 'pool', name: say('from ½ up: the fresh picture, which is not kept', '大於或等於 ½：給 D 看新圖片，不留下'), test: (student) => claim.poolShows(student, 2, [always(0.1), always(0.2), always(0.8, 1), always(0.5, 0)]) },
  ...moveChecks('generatorsMove', 'generators', '生成器'),
  ...moveChecks('discriminatorsMove', 'discriminators', '判別器'),
  { task: 'errors', name: say('cycle and translation', '循環與轉換'), test: (student, draw) => claim.givesErrors(student, claim.translationCase(draw)) },
  { task: 'errors', name: say('leaves no tensors behind', '不留下張量'), test: (student, draw) => claim.errorsLeaveNothing(student, claim.translationCase(draw)) },
  { task: 'under-noise', name: say('noise on the way back', '回程加上雜訊'), test(student, draw) {
    const example = claim.translationCase(draw);
    return claim.givesCycleUnderNoise(student, example, draw.tensor(example.x.shape, -0.5, 0.5));
  } },
];
