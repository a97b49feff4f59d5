/** What can be set about a training: moves in a round, the prior, and what its film shows. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { ImageDataset } from '../../datasets/image-dataset.js';
import { fingerprint, variablesOf, type Gan } from '../../labs/helpers/gan.js';
import { train, type Prior, type TrainOptions } from '../../labs/helpers/train.js';
import { setLanguage } from '../../kernel-extensions/display/index.js';

const data = { name: 'test', count: 4, height: 2, width: 2, channels: 1, images: new Uint8Array(16), labels: new Uint8Array(4) } as unknown as ImageDataset;
const gan = (): Gan => ({
  latentDim: 50,
  generator: tf.sequential({ layers: [tf.layers.dense({ inputShape: [50], units: 4 }), tf.layers.reshape({ targetShape: [2, 2, 1] })] }),
  discriminator: tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 2, 1] }), tf.layers.dense({ units: 1 })] }),
  generatorOptimizer: tf.train.sgd(0), discriminatorOptimizer: tf.train.sgd(0),
});

describe('a training', () => {
  it('makes as many moves of each player as it is told, each from fresh noise', async () => {
    const noise: string[] = [], moves: string[] = [];
    const note = (who: string, z: tf.Tensor) => {
      moves.push(who);
      noise.push(fingerprint([z]));
      return tf.scalar(moves.length);
    };
    const run = await train({ gan: gan(), data, steps: 2, quiet: true, discriminatorMoves: 3, generatorMoves: 2, discriminatorStep: (_, __, z) => note('D', z), generatorStep: (_, z) => note('G', z) });
    expect(moves.join('')).to.equal('DDDGGDDDGG');
    expect(new Set(noise).size).to.equal(10);
    expect(run.losses).to.deep.equal({ discriminator: [3, 8], generator: [5, 10] });
  });

  for (const [prior, deviation] of [['normal', 1], ['uniform', 1 / Math.sqrt(3)]] as const satisfies [Prior, number][]) {
    it(`draws its noise from the ${prior} prior`, async () => {
      const values: number[] = [];
      const take = (z: tf.Tensor) => { values.push(...z.dataSync()); return tf.scalar(1); };
      await train({ gan: gan(), data, steps: 1, quiet: true, prior, discriminatorStep: (_, __, z) => take(z), generatorStep: (_, z) => take(z) });
      expect(Math.sqrt(values.reduce((sum, z) => sum + z * z, 0) / values.length)).to.be.closeTo(deviation, 0.04 * deviation);
      const largest = Math.max(...values.map(Math.abs));
      if (prior === 'uniform') expect(largest).to.be.within(0.98, 1);
      else expect(largest).to.be.greaterThan(2);
    });
  }

  it('leaves a picture for the film when told to, and says when there is none', async () => {
    const run = await train({ gan: gan(), data, steps: 1, quiet: true, discriminatorStep: () => tf.scalar(1), generatorStep: () => tf.scalar(1) });
    expect(() => run.film()).to.throw('A film needs a picture');
    run.remember();
    const film = (run.film() as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();
    expect(film['text/plain']).to.include('round 1');
  });
});

describe('a fingerprint', () => {
  it('changes with the smallest bit of a weight, and with nothing else', () => {
    const { generator } = gan();
    const weights = variablesOf(generator), before = fingerprint(weights);
    expect(fingerprint(weights)).to.equal(before);
    const [first] = weights;
    const values = first.dataSync().slice();
    new Uint32Array(values.buffer)[7] ^= 1;
    first.assign(tf.tensor(values, first.shape));
    expect(fingerprint(weights)).not.to.equal(before);
  });

  describe('that cannot go on', () => {
    afterEach(() => setLanguage('en'));

    const one = (): tf.Tensor => tf.scalar(1);
    const cases: [name: string, given: Partial<TrainOptions>, en: RegExp, zhTW: RegExp][] = [
      ['a move without a loss', { discriminatorStep: () => undefined as unknown as tf.Tensor }, /^discriminatorStep must return its loss, a tensor with one number; it returned undefined\.$/, /^discriminatorStep 必須回傳損失，也就是只有一個數的張量；它回傳的是 undefined。$/],
      ['a loss of many numbers', { generatorStep: () => tf.ones([2, 3]) }, /^generatorStep must .* a tensor of shape \[2,3\]\.$/, /^generatorStep 必須.*形狀 \[2,3\] 的張量。$/],
      ['a loss that is no number', { generatorStep: () => tf.scalar(NaN) }, /^The loss of generatorStep is NaN in round 1: .*learning rate/, /^generatorStep 的損失在第 1 回合是 NaN，.*學習率/],
      ['batches without pictures', { batchIndices: () => [] }, /^batchIndices must return places .* from 0 to 3; for batch 0 it returned none\.$/, /^batchIndices 必須回傳圖片的位置.*0 到 3.*第 0 批它什麼都沒有回傳。$/],
      ['batches of pictures that there are not', { batchIndices: () => [0, 4] }, /for batch 0 it returned 4\.$/, /第 0 批它回傳了 4。$/],
    ];
    for (const [name, given, en, zhTW] of cases) {
      it(`for ${name}: says why, in the language of the notebook`, async () => {
        for (const [language, expected] of [['en', en], ['zh-TW', zhTW]] as const) {
          setLanguage(language);
          const options = { gan: gan(), data, steps: 1, quiet: true, discriminatorStep: one, generatorStep: one, ...given };
          const error = await train(options).then(() => undefined, (thrown: Error) => thrown);
          expect(error?.message).to.match(expected);
        }
      });
    }
  });
});
