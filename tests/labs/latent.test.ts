/** The tools of Lab 13: a judge of attributes, noise that it has looked at, a table of rates. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { faceAttributes, faceNames } from '../../datasets/faces.js';
import { loadDataset } from '../../datasets/index.js';
import { jupyterDisplay, setLanguage } from '../../kernel-extensions/display/index.js';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import { faceProbabilities, trainFaceJudge } from '../../labs/helpers/latent/attribute-judge.js';
import { labelNoise, pickSome } from '../../labs/helpers/latent/labelled-noise.js';
import { ratesTable } from '../../labs/helpers/latent/rates-table.js';
import { firstImages } from '../../labs/helpers/batches.js';
import { RandomSource } from '../../labs/helpers/random.js';

describe('the probabilities of attributes', function () {
  this.timeout(240_000);
  it('are sums over the labels whose names have them', () => {
    const ofLabels = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.07, 0.3];
    const share = (word: RegExp) => ofLabels.reduce((sum, probability, label) => sum + (word.test(faceNames[label]) ? probability : 0), 0);
    const has = faceProbabilities(ofLabels);
    expect(has.smile).to.be.closeTo(share(/smile/), 1e-12);
    expect(has.longHair).to.be.closeTo(share(/long hair/), 1e-12);
    expect(has.glasses).to.be.closeTo(share(/glasses/), 1e-12);
    expect(Object.keys(has)).to.deep.equal([...faceAttributes]);
  });

  it('are told rightly of unseen faces by a judge that has learned @full', async () => {
    await useBackend('simd');
    const [train, test] = [await loadDataset('faces', { limit: 2000 }), await loadDataset('faces', { split: 'test', limit: 300 })];
    const judge = await trainFaceJudge(train, test, { steps: 150, quiet: true });
    for (const attribute of faceAttributes) expect(judge.accuracy[attribute], attribute).to.be.greaterThan(0.8);
    const pictures = firstImages(test, 3);
    const seen = await judge.look(pictures);
    expect(seen).to.have.length(3);
    pictures.dispose();
    judge.classifier.dispose();
  });
});

describe('noise that was looked at', () => {
  /** Pictures of one pixel, bright where the first number is positive; the judge sees just that. */
  const draw = (zs: number[][]) => tf.tensor4d(zs.map(([first]) => (first! > 0 ? 1 : -1)), [zs.length, 1, 1, 1]);
  const look = async (pictures: tf.Tensor4D) => Array.from(await pictures.data(), (value) => ({ bright: (value + 1) / 2 }));
  const label = (count: number, seed?: number) => labelNoise(draw, { look }, { latentDim: 5, count, seed });

  it('says of each z what its own picture has', async () => {
    const labelled = await label(600);
    expect(labelled).to.have.length(600);
    for (const { z, has } of labelled) {
      expect(z).to.have.length(5);
      expect(has.bright).to.equal(z[0]! > 0 ? 1 : 0);
    }
    expect(new Set(labelled.map(({ z }) => z[0])).size).to.equal(600);
  });

  it('is the same for the same seed, begins alike however much is drawn, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const many = await label(300, 4);
    expect(await label(40, 4)).to.deep.equal(many.slice(0, 40));
    expect(await label(40, 5)).to.not.deep.equal(many.slice(0, 40));
    expect(tf.memory().numTensors).to.equal(before);
  });

  it('is normal: numbers of mean 0 and variance 1', async () => {
    const numbers = (await label(1000)).flatMap(({ z }) => z);
    const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length, variance = numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length;
    expect(mean).to.be.within(-0.06, 0.06);
    expect(variance).to.be.within(0.92, 1.08);
  });

  it('is picked from without taking one twice', () => {
    const random = new RandomSource(1);
    const counts = new Map<number, number>();
    for (let i = 0; i < 300; i++) {
      const picked = pickSome([2, 3, 5, 7, 11], 3, random);
      expect(new Set(picked).size).to.equal(3);
      for (const place of picked) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    // 180 each, with a standard deviation of 8.5.
    expect([...counts.keys()].sort((a, b) => a - b)).to.deep.equal([2, 3, 5, 7, 11]);
    for (const count of counts.values()) expect(count).to.be.within(120, 240);
  });

  it('says in both languages that there are too few', () => {
    expect(() => pickSome([4, 9], 3, new RandomSource(1))).to.throw(RangeError, '2 have all that is wanted, and 3 are needed');
    setLanguage('zh-TW');
    try {
      expect(() => pickSome([4, 9], 3, new RandomSource(1))).to.throw(RangeError, '只有 2 個符合全部條件，但需要 3 個');
    } finally {
      setLanguage('en');
    }
  });
});

describe('a table of rates', () => {
  const table = ratesTable([{ name: '<A>', successes: 30, trials: 40, interval: [0.598, 0.858] }, { name: 'B', successes: 0, trials: 20, interval: [0, 0.161] }], { chance: 0.25 });

  it('has a share, its counts and its interval in each row', () => {
    const { 'text/plain': text, 'text/html': html } = table[jupyterDisplay]() as Record<string, string>;
    expect(text).to.equal('<A>: 75 % (30 of 40), 60 % – 86 %\nB: 0 % (0 of 20), 0 % – 16 %');
    for (const part of ['&lt;A&gt;', '75 %', '30 of 40', '60 % – 86 %', 'left:25.00%', 'left:59.80%;width:26.00%']) expect(html).to.include(part);
  });

  it('speaks the language of the notebook', () => {
    setLanguage('zh-TW');
    try {
      expect((table[jupyterDisplay]() as Record<string, string>)['text/html']).to.include('信賴區間');
    } finally {
      setLanguage('en');
    }
  });
});
