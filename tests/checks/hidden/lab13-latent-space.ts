/** Lab13's checks in the grader: inputs that nobody can foresee. */
import type { Check } from '../check.js';
import { walks } from '../claims/lab05-mnist.js';
import * as claim from '../claims/lab13-latent-space.js';
import type { Draw } from '../draw.js';
import { say } from '../language.js';

const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const hundredths = (draw: Draw, low: number, high: number): number => draw.integer(low * 100, high * 100) / 100;
const vector = (draw: Draw, dimensions: number): number[] => several(dimensions, () => hundredths(draw, -3, 3));
const vectors = (draw: Draw, count: number, dimensions: number): number[][] => several(count, () => vector(draw, dimensions));

/** Some of every kind, so that each mistake shows. */
const kinds = claim.facesOf([[0.95, 0.03, 0.5], [0.96, 0.97, 0.99], [0.6, 0.02, 0.04], [0.02, 0.95, 0.93], [0.93, 0.4, 0.02], [0.03, 0.04, 0.6], [0.4, 0.96, 0.05]]);
const faces = (draw: Draw): claim.LabelledFace[] => [...claim.someFaces(draw, 6), ...kinds, ...claim.someFaces(draw, 6)];
/** Both groups of each attribute are there, and of different sizes. */
const unevenFaces = (draw: Draw): claim.LabelledFace[] => [...claim.someFaces(draw, 4, 5), ...claim.facesOf([[0.9, 0.8, 0.1], [0.7, 0.9, 0.6], [0.1, 0.2, 0.3], [0.8, 0.3, 0.9], [0.2, 0.7, 0.2]], vectors(draw, 5, 5))];

export const checks: readonly Check[] = [
  { task: 'lerp', name: say('between other points', '其他點之間'), test: (student, draw) => claim.straightWalks(student, several(4, () => [vector(draw, 5), vector(draw, 5), hundredths(draw, 0.1, 0.9)] as const)) },
  { task: 'slerp', name: say('between other points', '其他點之間'), points: 2, test: (student, draw) => walks(student, several(4, () => [vector(draw, 5), vector(draw, 5), hundredths(draw, 0.1, 0.9)] as const)) },
  { task: 'slerp', name: say('where both directions agree', '方向相同時'), test: (student, draw) => {
    const direction = several(4, () => hundredths(draw, 1, 3));
    return walks(student, [[direction, direction, hundredths(draw, 0.1, 0.9)]]);
  } },
  { task: 'candidates', name: say('one wish', '一個條件'), async test(student, draw) {
    await claim.findsCandidates(student, faces(draw), { glasses: true }, 0.9);
    await claim.findsCandidates(student, faces(draw), { smile: false }, 0.9);
  } },
  { task: 'candidates', name: say('several wishes', '多個條件'), points: 2, async test(student, draw) {
    for (const wanted of [{ smile: true, longHair: false }, { longHair: true, glasses: false }, { smile: false, longHair: true, glasses: true }]) await claim.findsCandidates(student, faces(draw), wanted, draw.pick([0.7, 0.9]));
  } },
  { task: 'mean-vector', name: say('of other vectors', '其他向量'), test: (student, draw) => claim.means(student, [vectors(draw, 4, 6), vectors(draw, 7, 3), vectors(draw, 1, 4)]) },
  { task: 'analogy', name: say('of other vectors', '其他向量'), points: 2, test: (student, draw) => claim.analogies(student, [[vectors(draw, 3, 6), vectors(draw, 3, 6), vectors(draw, 3, 6)], [vectors(draw, 1, 4), vectors(draw, 1, 4), vectors(draw, 1, 4)]]) },
  { task: 'analogy', name: say('of concepts with different numbers of vectors', '各概念的向量個數不同'), test: (student, draw) => claim.analogies(student, [[vectors(draw, 2, 5), vectors(draw, 5, 5), vectors(draw, 3, 5)]]) },
  { task: 'wilson', name: say('of other counts', '其他次數'), points: 2, test: (student, draw) => claim.intervals(student, several(5, () => {
    const trials = draw.integer(8, 400);
    return [draw.integer(1, trials - 1), trials] as const;
  })) },
  { task: 'wilson', name: say('at the ends', '兩端'), test: (student, draw) => {
    const trials = draw.integer(5, 60);
    return claim.intervals(student, [[0, trials], [trials, trials]]);
  } },
  { task: 'direction', name: say('of other faces', '其他臉'), points: 2, async test(student, draw) {
    for (const attribute of ['smile', 'longHair', 'glasses'] as const) await claim.directions(student, unevenFaces(draw), attribute);
  } },
  { task: 'slide-photos', name: say('other pictures', '其他圖片'), test: (student, draw) => claim.photoAnalogies(student, claim.somePictures(draw, draw.integer(1, 3))) },
];
