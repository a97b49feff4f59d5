/** Lab13's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import { walks } from '../claims/lab05-mnist.js';
import * as claim from '../claims/lab13-latent-space.js';
import { say } from '../language.js';

const faces = claim.facesOf([[0.95, 0.02, 0.5], [0.97, 0.99, 0.03], [0.6, 0.01, 0.98], [0.04, 0.96, 0.02], [0.92, 0.05, 0.97], [0.3, 0.7, 0.01]], [[1, 0, 2], [3, 1, 0], [-1, 2, 1], [0, -2, 4], [2, 2, 2], [-3, 1, 0]]);

export const checks: readonly Check[] = [
  { task: 'lerp', name: say('begins and ends at its two points', '從第一點走到第二點'), test: (student) => claim.straightWalks(student, [[[3, 1], [0, 5], 0], [[3, 1], [0, 5], 1]]) },
  { task: 'lerp', name: say('walks on the straight line', '走在直線上'), test: (student) => claim.straightWalks(student, [[[1, 0, 4], [0, 1, -2], 0.5], [[1, 2, 2], [2, 1, -2], 0.25], [[0.5, -1], [1, 0.5], 0.7]]) },
  { task: 'slerp', name: say('begins and ends at its two points', '從第一點走到第二點'), test: (student) => walks(student, [[[3, 0], [0, 5], 0], [[3, 0], [0, 5], 1]]) },
  { task: 'slerp', name: say('walks on the arc', '走在弧上'), test: (student) => walks(student, [[[1, 0], [0, 1], 0.5], [[1, 2, 2], [2, 1, -2], 0.25], [[0.5, -1, 0.25], [1, 0.5, 2], 0.7]]) },
  { task: 'slerp', name: say('goes straight where both directions agree', '方向相同時走直線'), test: (student) => walks(student, [[[1, 2, 3], [1, 2, 3], 0.5], [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3], 0.25]]) },
  { task: 'candidates', name: say('an attribute that is wanted', '想要的屬性'), test: (student) => claim.findsCandidates(student, faces, { smile: true }, 0.9) },
  { task: 'candidates', name: say('an attribute that is not wanted', '不想要的屬性'), test: (student) => claim.findsCandidates(student, faces, { longHair: false }, 0.9) },
  { task: 'candidates', name: say('several together, and as sure as it has to be', '同時多個條件，而且要有指定的把握'), async test(student) {
    await claim.findsCandidates(student, faces, { smile: true, longHair: false }, 0.9);
    await claim.findsCandidates(student, faces, { smile: false, glasses: false }, 0.6);
  } },
  { task: 'mean-vector', name: say('place by place', '逐個位置'), test: (student) => claim.means(student, [[[1, 2, 3], [3, 0, -1]], [[2, -4, 6, 1], [0, 1, 0, 5], [1, 0, 3, 3]]]) },
  { task: 'mean-vector', name: say('of a single vector', '只有一個向量時'), test: (student) => claim.means(student, [[[0.5, -2]]]) },
  { task: 'analogy', name: say('of one vector each', '每個概念一個向量'), test: (student) => claim.analogies(student, [[[[5, 1, 2]], [[1, 0, 4]], [[0, 3, 0.5]]]]) },
  { task: 'analogy', name: say('of the means of three', '用三個向量的平均'), test: (student) => claim.analogies(student, [[[[1, 2], [3, 4], [5, 0]], [[0, 1], [0, 4], [3, 1]], [[2, 2], [-2, 5], [6, -1]]]]) },
  { task: 'wilson', name: say('of 45 of 50', '50 次中成功 45 次'), test: (student) => claim.intervals(student, [[45, 50]]) },
  { task: 'wilson', name: say('has a width at none and at all', '一次都沒成功或全部成功時仍有寬度'), test: (student) => claim.intervals(student, [[0, 20], [20, 20]]) },
  { task: 'wilson', name: say('gets narrow with many trials', '次數多時變窄'), test: (student) => claim.intervals(student, [[5, 10], [500, 1000]]) },
  { task: 'direction', name: say('from those without to those with', '從沒有的指向有的'), test: (student) => claim.directions(student, faces, 'smile') },
  { task: 'direction', name: say('of other attributes', '其他屬性'), async test(student) {
    await claim.directions(student, faces, 'longHair');
    await claim.directions(student, faces, 'glasses');
  } },
  { task: 'slide-photos', name: say('first minus second plus third, cut off', '第一張減第二張加第三張，並截斷'), test: (student, draw) => claim.photoAnalogies(student, claim.somePictures(draw, 2)) },
];
