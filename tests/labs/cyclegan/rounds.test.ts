/** A round of CycleGAN, joint and in four parts: who learns from what, and what is measured. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { fingerprint } from '../../../labs/helpers/gan.js';
import { backwardD, backwardG, generatorObjective, optimizeParameters, paperWeights } from '../../../labs/helpers/cyclegan/joint-round.js';
import { judgeTranslation } from '../../../labs/helpers/cyclegan/measures.js';
import { applyTo, createCycleGan, descend, roles, type CycleGanModels, type Role } from '../../../labs/helpers/cyclegan/model.js';
import { ImagePool } from '../../../labs/helpers/cyclegan/pool.js';
import { translationRows } from '../../../labs/helpers/cyclegan/rows.js';
import { fourPartRound } from '../../../labs/helpers/cyclegan/sequential-round.js';
import { RandomSource } from '../../../labs/helpers/random.js';

const small = (seed = 1, channels: readonly [number, number] = [1, 1]): CycleGanModels =>
  createCycleGan({ size: 8, channels, generator: { width: 2, blocks: 1 }, discriminator: { width: 2, halvings: 1 }, learningRate: 0.01, seed });
const pictures = (seed: number, channels = 1): tf.Tensor4D => tf.tensor4d(new RandomSource(seed).normal(3 * 64 * channels).map(Math.tanh), [3, 8, 8, channels]);
const prints = (gan: CycleGanModels): Record<Role, string> => Object.fromEntries(roles.map((role) => [role, fingerprint(gan[role].getWeights())])) as Record<Role, string>;
const changed = (before: Record<Role, string>, after: Record<Role, string>): Role[] => roles.filter((role) => before[role] !== after[role]);
const pools = () => ({ x: new ImagePool(5), y: new ImagePool(5) });
const free = (gan: CycleGanModels) => { for (const role of roles) { gan[role].dispose(); gan.optimizers[role].dispose(); } };
const weights = { lambda: 10, identity: 0.5, norm: 'l1' } as const;
const number = (scalar: tf.Tensor): number => scalar.dataSync()[0]!;

describe('a round of CycleGAN', function () {
  this.timeout(120_000);
  before(() => useBackend('simd'));

  it('has the generators descend the sum of Lab 04, part by part', () => {
    const gan = small(), x = pictures(1), y = pictures(2);
    tf.tidy(() => {
      const score = (D: tf.LayersModel, made: tf.Tensor4D) => number(applyTo(D, made).sub(1).square().mean());
      const l1 = (a: tf.Tensor, b: tf.Tensor) => number(a.sub(b).abs().mean());
      const l2 = (a: tf.Tensor, b: tf.Tensor) => number(a.sub(b).square().mean());
      const [madeY, madeX] = [applyTo(gan.G, x), applyTo(gan.F, y)];
      const adversarial = score(gan.DY, madeY) + score(gan.DX, madeX);
      for (const norm of ['l1', 'l2'] as const) {
        const distance = norm === 'l1' ? l1 : l2;
        const cycle = distance(applyTo(gan.F, madeY), x) + distance(applyTo(gan.G, madeX), y);
        const identity = l1(applyTo(gan.G, y), y) + l1(applyTo(gan.F, x), x);
        const objective = generatorObjective(gan, x, y, { ...weights, norm });
        expect(number(objective.adversarial)).to.be.closeTo(adversarial, 1e-4);
        expect(number(objective.cycle)).to.be.closeTo(cycle, 1e-4);
        expect(number(objective.total)).to.be.closeTo(adversarial + 10 * cycle + 5 * identity, 1e-3);
      }
    });
    free(gan);
  });

  it('has each move change those networks whose move it is', () => {
    const gan = small(), x = pictures(1), y = pictures(2);
    const start = prints(gan);
    const { adversarial, cycle, fakeX, fakeY } = backwardG(gan, x, y, weights);
    const middle = prints(gan);
    expect(changed(start, middle)).to.deep.equal(['G', 'F']);
    const loss = backwardD(gan, x, y, fakeX, fakeY);
    expect(changed(middle, prints(gan))).to.deep.equal(['DX', 'DY']);
    tf.dispose([adversarial, cycle, fakeX, fakeY, loss, x, y]);
    free(gan);
  });

  it('lets Adam remember for each network alone, whoever learned beside it', () => {
    const [together, apart] = [small(), small()], x = pictures(1);
    const own = (gan: CycleGanModels, role: Role) => () => applyTo(gan[role], x).square().mean() as tf.Scalar;
    for (let step = 0; step < 3; step++) {
      descend(together, ['G', 'F'], () => own(together, 'G')().add(own(together, 'F')()) as tf.Scalar).dispose();
      descend(apart, ['G'], own(apart, 'G')).dispose();
      descend(apart, ['F'], own(apart, 'F')).dispose();
    }
    for (const role of ['G', 'F'] as const) {
      together[role].getWeights().forEach((weight, i) => {
        const [a, b] = [weight.dataSync(), apart[role].getWeights()[i]!.dataSync()];
        a.forEach((value, k) => expect(value).to.be.closeTo(b[k]!, 1e-5));
      });
    }
    free(together);
    free(apart);
  });

  for (const [name, play] of Object.entries({ joint: optimizeParameters, 'four parts': fourPartRound })) {
    it(`(${name}) changes all four networks, fills both pools, and leaves no other tensor`, () => {
      const gan = small(), own = pools(), random = new RandomSource(3), x = pictures(1), y = pictures(2);
      const round = () => {
        const losses = play(gan, x, y, own, { ...weights, norm: 'l2' }, random);
        const values = Object.values(losses).map(number);
        tf.dispose(Object.values(losses));
        return values;
      };
      const start = prints(gan);
      round();
      expect(changed(start, prints(gan))).to.deep.equal([...roles]);
      expect([own.x.length, own.y.length]).to.deep.equal([3, 3]);
      round();
      const before = tf.memory().numTensors;
      for (const value of round()) expect(value).to.be.greaterThan(0);
      expect(tf.memory().numTensors).to.equal(before);
      own.x.dispose();
      own.y.dispose();
      tf.dispose([x, y]);
      free(gan);
    });

    it(`(${name}) makes the same bits again from the same seeds`, () => {
      const play2 = () => {
        const gan = small(2), own = pools(), random = new RandomSource(3), x = pictures(1), y = pictures(2);
        for (let i = 0; i < 3; i++) tf.dispose(Object.values(play(gan, x, y, own, paperWeights, random)));
        const result = prints(gan);
        own.x.dispose();
        own.y.dispose();
        tf.dispose([x, y]);
        free(gan);
        return result;
      };
      expect(play2()).to.deep.equal(play2());
    });
  }

  it('in four parts asks nothing of the cycle where λ is 0', () => {
    // Then it is all the same by what distance the cycle is measured.
    const after = (lambda: number, norm: 'l1' | 'l2'): unknown => {
      const gan = small(), own = pools(), x = pictures(1), y = pictures(2);
      tf.dispose(Object.values(fourPartRound(gan, x, y, own, { lambda, identity: 0, norm }, new RandomSource(1))));
      const result = prints(gan);
      own.x.dispose();
      own.y.dispose();
      tf.dispose([x, y]);
      free(gan);
      return result;
    };
    expect(after(0, 'l1')).to.deep.equal(after(0, 'l2'));
    expect(after(10, 'l1')).to.not.deep.equal(after(10, 'l2'));
  });

  it('translates between pictures of different channels, but without the identity loss', () => {
    const gan = small(1, [3, 1]), own = pools(), x = pictures(1, 3), y = pictures(2);
    expect(() => optimizeParameters(gan, x, y, own, weights, new RandomSource(1))).to.throw(RangeError, 'set weights.identity to 0');
    tf.dispose(Object.values(optimizeParameters(gan, x, y, own, { ...weights, identity: 0 }, new RandomSource(1))));
    own.x.dispose();
    own.y.dispose();
    tf.dispose([x, y]);
    free(gan);
  });
});

/** Four pictures of 2 × 2, all pixels of a picture alike. */
const flat = (levels: readonly number[], channels = 1): ImageDataset => ({
  name: 'flat', split: 'test', count: levels.length, height: 2, width: 2, channels, images: Uint8Array.from(levels.flatMap((level) => new Array<number>(4 * channels).fill(level))),
  labels: new Uint8Array(levels.length), classNames: ['flat'], source: 'procedural', description: '',
});
/** x ↦ scale · x + offset, as a network. */
function affine(scale: number, offset = 0): tf.LayersModel {
  const model = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [2, 2, 1], filters: 1, kernelSize: 1 })] });
  model.setWeights([tf.tensor4d([scale], [1, 1, 1, 1]), tf.tensor1d([offset])]);
  return model;
}

describe('the measures of a translation', () => {
  const pairs = { x: flat([0, 255, 0, 255]), y: flat([255, 0, 255, 0]) };
  const judge = (G: tf.LayersModel, F: tf.LayersModel) => judgeTranslation({ G, F } as CycleGanModels, pairs);

  it('are 0 for the true translation, beside what a stranger gets', () => {
    expect(judge(affine(-1), affine(-1))).to.deep.equal({ cycleX: 0, cycleY: 0, toY: 0, toX: 0, strangerY: 2, strangerX: 2 });
  });

  it('tell a perfect cycle from a true translation', () => {
    const { cycleX, cycleY, toY, toX } = judge(affine(1), affine(1));
    expect([cycleX, cycleY, toY, toX]).to.deep.equal([0, 0, 2, 2]);
  });

  it('are mean absolute differences, each direction by itself', () => {
    const { cycleX, cycleY, toY, toX } = judge(affine(-0.5), affine(-1, 0.25));
    expect(toY).to.be.closeTo(0.5, 1e-6);
    expect(toX).to.be.closeTo(0.25, 1e-6);
    expect(cycleX).to.be.closeTo((Math.abs(0.5 + 0.25 - 1) + Math.abs(-0.5 + 0.25 + 1)) / 2, 1e-6);
    expect(cycleY).to.be.closeTo((Math.abs(0.5 - 0.125 - 1) + Math.abs(-0.5 - 0.125 + 1)) / 2, 1e-6);
  });

  it('leave no tensor behind, nor do the rows', () => {
    const gan = { G: affine(-1), F: affine(-1) } as CycleGanModels;
    const before = tf.memory().numTensors;
    judgeTranslation(gan, pairs);
    translationRows(gan, pairs, 2).dispose();
    expect(tf.memory().numTensors).to.equal(before);
  });

  it('show pictures, translation, truth and return in rows', () => {
    const rows = translationRows({ G: affine(-1), F: affine(-0.5) }, pairs, 2);
    expect(rows.shape).to.deep.equal([16, 2, 2, 1]);
    const first = [...rows.slice([0, 0, 0, 0], [16, 1, 1, 1]).dataSync()];
    expect(first).to.deep.equal([-1, 1, 1, -1, 1, -1, -0.5, 0.5, 1, -1, -0.5, 0.5, -1, 1, 0.5, -0.5]);
    rows.dispose();
  });
});
