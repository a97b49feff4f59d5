/** Lab04's checks in the notebook: inputs that everyone can read. */
import type { Check } from '../check.js';
import * as claim from '../claims/lab04-cyclegan.js';
import { givesLoss, undiagnosed } from '../claims/losses.js';
import { say } from '../language.js';
import { NdArray } from '../values.js';

const scores = (...values: number[]): NdArray => new NdArray([values.length, 1], Float32Array.from(values));
/** A score for each patch of an image, as PatchGAN gives them. */
const patches = (...values: number[]): NdArray => new NdArray([1, values.length / 2, 2, 1], Float32Array.from(values));
const images = (...values: number[]): NdArray => new NdArray([2, 2, values.length / 4, 1], Float32Array.from(values));

const original = images(-1, -0.5, 0, 0.5, 1, 0.25, -0.25, 0.75);
const reconstructed = images(-0.75, -0.75, 0.5, 0.5, 0, 0.25, -1, 0.5);

const oneHalf = say('where all scores are 0.5', '當所有分數為 0.5 時');
const mixed = say('for mixed scores', '分數有高有低時');
const onPatches = say('for a map of patch scores', '當分數是每個區塊一個時');
const twoImages = say('for two images', '對兩張影像');

const objective: claim.ObjectiveCase = {
  G: { kind: 'translator', scale: 0.5, offset: 0.25 },
  F: { kind: 'translator', scale: 1.5, offset: -0.5 },
  DX: { kind: 'critic', scale: 0.75, offset: 0.125 },
  DY: { kind: 'critic', scale: -1.25, offset: 0.5 },
  // None of the values lies where an absolute difference is 0 and has no gradient.
  x: new NdArray([1, 2, 4, 1], Float32Array.from([-1, -0.625, 0, 0.5, 0.875, 0.25, -0.25, 0.75])),
  y: new NdArray([1, 2, 4, 1], Float32Array.from([0.125, 0.875, -0.625, 0.375, -0.125, -0.875, 0.625, -0.375])),
  lambda: 7,
  identity: 0.3,
  norm: 'l1',
};

export const checks: readonly Check[] = [
  { task: 'lsgan-discriminator-loss', name: say('is 0.25 where all scores are 0.5', '所有分數為 0.5 時是 0.25'), test: (student) => givesLoss(student, undiagnosed(claim.lsganDiscriminatorLoss), [scores(0.5, 0.5), scores(0.5, 0.5)], oneHalf) },
  { task: 'lsgan-discriminator-loss', name: say('wants 1 for real and 0 for made images', '真實影像得 1 分，生成影像得 0 分'), test: (student) => givesLoss(student, claim.lsganDiscriminatorLoss, [scores(0.75, 1.5, -0.25), scores(0.25, -0.5, 1.25)], mixed) },
  { task: 'lsgan-discriminator-loss', name: say('takes the mean over patches too', '對所有區塊取平均'), test: (student) => givesLoss(student, claim.lsganDiscriminatorLoss, [patches(1, 0.5, 0.25, 2, 0, -1), patches(0, 0.25, -0.5, 1, 1.5, 0.75)], onPatches) },
  { task: 'lsgan-generator-loss', name: say('is 0.25 where all scores are 0.5', '所有分數為 0.5 時是 0.25'), test: (student) => givesLoss(student, undiagnosed(claim.lsganGeneratorLoss), [scores(0.5, 0.5)], oneHalf) },
  { task: 'lsgan-generator-loss', name: say('wants 1 for made images', '生成影像得 1 分'), test: (student) => givesLoss(student, claim.lsganGeneratorLoss, [scores(0.25, -0.5, 1.25)], mixed) },
  { task: 'lsgan-generator-loss', name: say('takes the mean over patches too', '對所有區塊取平均'), test: (student) => givesLoss(student, claim.lsganGeneratorLoss, [patches(0, 0.25, -0.5, 1, 1.5, 0.75)], onPatches) },
  { task: 'lsgan-generator-loss', name: say('has the right gradient', '梯度正確'), test: (student) => claim.lsganGeneratorGradient(student, scores(0.25, -0.5, 1.25)) },
  { task: 'cycle-loss', name: say("'l1' is the mean absolute difference", "'l1' 是差的絕對值平均"), test: (student) => claim.givesCycleLoss(student, 'l1', original, reconstructed, twoImages) },
  { task: 'cycle-loss', name: say("'l2' is the mean squared difference", "'l2' 是差的平方平均"), test: (student) => claim.givesCycleLoss(student, 'l2', original, reconstructed, twoImages) },
  { task: 'cycle-loss', name: say('has the right gradient', '梯度正確'), test: (student) => claim.distanceGradient(student, 'cycleLoss', original, images(-0.75, -0.75, 0.5, 0.625, 0, 0.125, -1, 0.5), 'l1') },
  { task: 'identity-loss', name: say('is the mean absolute difference', '是差的絕對值平均'), test: (student) => givesLoss(student, claim.identityLoss, [original, reconstructed], twoImages) },
  { task: 'identity-loss', name: say('has the right gradient', '梯度正確'), test: (student) => claim.distanceGradient(student, 'identityLoss', original, images(-0.75, -0.75, 0.5, 0.625, 0, 0.125, -1, 0.5)) },
  { task: 'generator-objective', name: say('adversarial: the judges want to see 1', '對抗：判別器應給 1 分'), test: (student) => claim.givesPart(student, 'adversarial', objective) },
  { task: 'generator-objective', name: say('cycle: there and back, both ways, either norm', '循環：一去一回、兩個方向、兩種範數'), async test(student) {
    await claim.givesPart(student, 'cycle', objective);
    await claim.givesPart(student, 'cycle', { ...objective, norm: 'l2' });
  } },
  { task: 'generator-objective', name: say('identity: leave alone what is right already', '恆等：本來就對的不要改'), test: (student) => claim.givesPart(student, 'identity', { ...objective, norm: 'l2' }) },
  { task: 'generator-objective', name: say('total: the parts with their weights', '總和：各部分乘上權重'), test: (student) => claim.givesPart(student, 'total', objective) },
  { task: 'generator-objective', name: say('its gradient flows through all networks', '梯度流過所有網路'), test: (student) => claim.objectiveGradient(student, objective) },
];
