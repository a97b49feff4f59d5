/** What the conditional GAN's lab takes from the library. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { loadDataset } from '../../../datasets/index.js';
import { setLanguage } from '../../../kernel-extensions/display/index.js';
import { blindfolded } from '../../../labs/helpers/conditional/blindfold.js';
import { confusionTable, informationOf } from '../../../labs/helpers/conditional/confusion.js';
import { styleShare, traitsOf } from '../../../labs/helpers/conditional/style.js';
import { labelledBatch } from '../../../labs/helpers/conditional/labelled-batch.js';
import { variablesOf } from '../../../labs/helpers/gan.js';
import { compactDiscriminator } from '../../../labs/helpers/models.js';
import { RandomSource } from '../../../labs/helpers/random.js';

const bundleOf = (value: object) => (value as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();

describe('a labelled batch', () => {
  it('has the class of each of its pictures', async () => {
    const digits = await loadDataset('mnist', { split: 'test', limit: 40 });
    const { pictures, labels } = labelledBatch(digits, 30, new RandomSource(3));
    const values = pictures.dataSync();
    pictures.dispose();
    for (const [n, label] of labels.entries()) {
      const own = Uint8Array.from(values.subarray(784 * n, 784 * (n + 1)), (value) => Math.round((value + 1) * 127.5));
      const place = Array.from(digits.labels.keys()).find((i) => Buffer.from(digits.images.subarray(784 * i, 784 * (i + 1))).equals(own));
      expect(digits.labels[place!]).to.equal(label);
    }
  });
});

describe('a discriminator behind a blindfold', () => {
  // Not while the files are loaded: tests of backends dispose of all variables that there are.
  let inner: tf.LayersModel, blind: tf.LayersModel, pictures: tf.Tensor;
  before(() => {
    inner = compactDiscriminator({ width: 4, seed: 1 });
    blind = blindfolded(inner, 10);
    pictures = tf.randomUniform([3, 28, 28, 1], -1, 1, 'float32', 4);
  });
  after(() => blind.dispose());
  const beside = (value: number) => tf.concat([pictures, tf.fill([3, 28, 28, 10], value)], 3);
  const verdict = (x: tf.Tensor, model = blind) => Array.from((model.apply(x) as tf.Tensor).dataSync());

  it('answers as without, whatever the condition says', () => {
    expect(verdict(beside(0))).to.deep.equal(verdict(pictures, inner)).and.deep.equal(verdict(beside(7)));
  });

  it('trains the same weights, in training mode too', () => {
    expect(variablesOf(blind).map(({ id }) => id)).to.deep.equal(variablesOf(inner).map(({ id }) => id));
    const judged = (model: tf.LayersModel, x: tf.Tensor) => Array.from((model.apply(x, { training: true }) as tf.Tensor).dataSync());
    expect(judged(blind, beside(1))).to.deep.equal(judged(inner, pictures));
  });

  it('gives gradients to the picture, and none to the condition', () => {
    const slope = tf.tidy(() => tf.grad((x: tf.Tensor) => (blind.apply(x) as tf.Tensor).sum())(beside(1)));
    const [ofPicture, ofCondition] = tf.split(slope, [1, 10], 3).map((part) => part.abs().max().dataSync()[0]!);
    expect(ofPicture).to.be.greaterThan(0);
    expect(ofCondition).to.equal(0);
  });
});

describe('the compact discriminator of pictures with a condition', () => {
  it('has 16 · width more weights for each channel', () => {
    const size = (channels: number) => {
      const model = compactDiscriminator({ width: 8, channels });
      const count = model.countParams();
      model.dispose();
      return count;
    };
    expect(size(11) - size(1)).to.equal(10 * 16 * 8);
  });
});

describe('the information of a confusion matrix', () => {
  it('is ln K where all is told apart, under whatever names', () => {
    expect(informationOf([[5, 0, 0], [0, 5, 0], [0, 0, 5]])).to.be.closeTo(Math.log(3), 1e-12);
    expect(informationOf([[0, 5, 0], [0, 0, 5], [5, 0, 0]])).to.be.closeTo(Math.log(3), 1e-12);
  });

  it('is 0 where the answers do not depend on the question', () => {
    expect(informationOf([[6, 3, 1], [12, 6, 2], [6, 3, 1]])).to.be.closeTo(0, 1e-12);
  });

  it('is what the entropies leave: H(seen) − H(seen | asked)', () => {
    const matrix = [[7, 1, 2], [0, 3, 3], [4, 4, 1]], total = 25;
    const entropy = (counts: number[]) => {
      const all = counts.reduce((a, b) => a + b);
      return -counts.filter(Boolean).reduce((sum, count) => sum + (count / all) * Math.log(count / all), 0);
    };
    const seen = [11, 8, 6];
    const given = matrix.reduce((sum, row) => sum + (row.reduce((a, b) => a + b) / total) * entropy(row), 0);
    expect(informationOf(matrix)).to.be.closeTo(entropy(seen) - given, 1e-12);
  });
});

describe('a table of confusion', () => {
  afterEach(() => setLanguage('en'));

  it('has the percentages of each row and its share of right answers', () => {
    const table = bundleOf(confusionTable({ made: [[3, 1], [0, 8]], 'real & good': [[4, 0], [0, 0]] }, ['0', '1']));
    expect(table['text/plain']).to.equal('made: 0 75 %, 1 100 %\nreal & good: 0 100 %, 1 0 %');
    expect(table['text/html']).to.include('real &amp; good').and.match(/>75<.*>25<.*>75 %</);
  });

  it('speaks the notebook\'s language', () => {
    setLanguage('zh-TW');
    expect(bundleOf(confusionTable({ G: [[1]] }, ['0']))['text/html']).to.include('要求').and.include('看到');
  });

  it('refuses a matrix of other classes', () => expect(() => confusionTable({ made: [[1, 2]] }, ['0', '1'])).to.throw('needs 2 rows of 2 counts'));
});

describe('the traits of a picture', () => {
  /** A stroke of one pixel a line, `slant` columns to the right for each line upwards. */
  const stroke = (slant: number) => tf.tidy(() => {
    const values = new Float32Array(20 * 30).fill(-1);
    for (let line = 0; line < 20; line++) values[line * 30 + 5 + slant * (19 - line)] = 1;
    return tf.tensor4d(values, [1, 20, 30, 1]);
  });

  it('a stroke has its slant, an empty picture none', () => {
    expect(traitsOf(stroke(0), 'slant')[0]).to.be.closeTo(0, 1e-9);
    expect(traitsOf(stroke(1), 'slant')[0]).to.be.closeTo(1, 1e-9);
    expect(traitsOf(tf.fill([1, 20, 30, 1], -1) as tf.Tensor4D, 'slant')).to.deep.equal([0]);
  });

  it('ink is the mean, 0 for black and 1 for white', () => {
    expect(traitsOf(tf.concat([tf.fill([1, 4, 4, 1], -1), tf.fill([1, 4, 4, 1], 1), tf.fill([1, 4, 4, 1], 0)]) as tf.Tensor4D, 'ink')).to.deep.equal([0, 1, 0.5]);
  });
});

describe('the share of style', () => {
  it('is 1 where classes differ from their means all alike', () => {
    expect(styleShare([1, 2, 4, 11, 12, 14, 101, 102, 104], 3)).to.be.closeTo(1, 1e-12);
  });

  it('is about one by the number of classes where noise means nothing elsewhere', () => {
    const random = new RandomSource(5);
    expect(styleShare([...random.normal(10 * 4000)], 10)).to.be.closeTo(0.1, 0.01);
  });

  it('does not count what all pictures of a class share, and is 0 without any variety', () => {
    expect(styleShare([3, 3, 7, 7], 2)).to.equal(0);
    expect(() => styleShare([1, 2, 3], 2)).to.throw('3 pictures are not 2 rows');
  });
});
