/** The failures made on purpose are what they say, and the parts that Lab 11 measures them with are right. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { loadDataset, type ImageDataset } from '../../../datasets/index.js';
import { setLanguage } from '../../../kernel-extensions/display/index.js';
import { imagesAt, sliceData } from '../../../labs/helpers/batches.js';
import { failureNames, makeFailure } from '../../../labs/helpers/metrics/failures.js';
import { failureTable } from '../../../labs/helpers/metrics/failure-table.js';
import { matrixProduct, symmetricRoot } from '../../../labs/helpers/metrics/matrix.js';
import { nearestDistances } from '../../../labs/helpers/metrics/nearest.js';

const bundleOf = (value: object) => (value as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();

describe('pictures that fail on purpose', () => {
  const count = 20;
  let digits: ImageDataset;
  before(async () => { digits = await loadDataset('mnist', { limit: 400 }); });

  /** The places in the data of each picture, found by their pixels; −1 where it is none of them. */
  function placesOf(pictures: tf.Tensor4D): number[] {
    const values = pictures.dataSync();
    return Array.from({ length: pictures.shape[0] }, (_, n) => Array.from(digits.labels.keys()).find((place) => {
      for (let i = 0; i < 784; i++) if (Math.abs(digits.images[784 * place + i]! / 127.5 - 1 - values[784 * n + i]!) > 1e-6) return false;
      return true;
    }) ?? -1);
  }
  const made = (name: (typeof failureNames)[number]) => {
    const pictures = makeFailure(name, digits, count, 3);
    const places = placesOf(pictures);
    pictures.dispose();
    return { places, labels: places.map((place) => digits.labels[place]), different: new Set(places).size };
  };

  it('one class: all different, all sevens', () => {
    const { labels, different } = made('one class');
    expect(new Set(labels)).to.deep.equal(new Set([7]));
    expect(different).to.equal(count);
  });

  it('half the classes: 0 to 4, equally often, all different', () => {
    const { labels, different } = made('half the classes');
    expect([0, 1, 2, 3, 4].map((digit) => labels.filter((label) => label === digit).length)).to.deep.equal([4, 4, 4, 4, 4]);
    expect(different).to.equal(count);
  });

  it('one picture each: ten pictures of ten classes', () => {
    const { labels, different } = made('one picture each');
    expect([...new Set(labels)].sort()).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(different).to.equal(10);
  });

  it('copies: pictures of the data; blurred and noise: none of them', () => {
    const { places, different } = made('copies');
    expect(places).to.not.include(-1);
    expect(different).to.equal(count);
    for (const name of ['blurred', 'noise'] as const) expect(new Set(made(name).places)).to.deep.equal(new Set([-1]));
  });

  it('blurred: means over 5 × 5 places of a copy', () => {
    const [blurred, sharp] = tf.tidy(() => (['blurred', 'copies'] as const).map((name) => makeFailure(name, digits, 2, 3).arraySync()));
    let mean = 0;
    for (let line = 10; line < 15; line++) for (let column = 8; column < 13; column++) mean += sharp![1]![line]![column]![0]! / 25;
    expect(blurred![1]![12]![10]![0]).to.be.closeTo(mean, 1e-5);
  });

  it('are in [−1, 1], the same for the same seed, and leave nothing behind', () => {
    const before = tf.memory().numTensors;
    for (const name of failureNames) {
      const [one, two] = [1, 1].map(() => makeFailure(name, digits, 10, 5));
      const largest = tf.tidy(() => one!.abs().max());
      expect(one!.shape).to.deep.equal([10, 28, 28, 1]);
      expect(one!.dataSync()).to.deep.equal(two!.dataSync());
      expect(largest.dataSync()[0]).to.be.at.most(1.000001);
      tf.dispose([one, two, largest]);
    }
    expect(tf.memory().numTensors).to.equal(before);
  });

  it('say so where a class has too few', () => expect(() => makeFailure('one class', digits, 300)).to.throw(/There are \d+ pictures of the class, not 300/));
});

describe('the distance to the nearest picture', () => {
  it('is that of the smallest difference, 0 for a copy', async () => {
    const digits = await loadDataset('mnist', { limit: 1200 });
    const pictures = imagesAt(digits, [5, 1100]);
    const known = sliceData(digits, 6, 1200);
    const found = await nearestDistances(pictures, known);
    pictures.dispose();
    const pixel = (place: number, i: number) => digits.images[784 * place + i]! / 127.5 - 1;
    let nearest = Infinity;
    for (let place = 6; place < 1200; place++) {
      let sum = 0;
      for (let i = 0; i < 784; i++) sum += (pixel(place, i) - pixel(5, i)) ** 2;
      nearest = Math.min(nearest, sum);
    }
    expect(found[0]).to.be.closeTo(Math.sqrt(nearest), 1e-2);
    expect(found[1]).to.be.lessThan(0.05);
  });
});

describe('small matrices', () => {
  it('a product, number by number', () => {
    expect(matrixProduct([[1, 2], [3, 4], [5, 6]], [[7, 8, 9], [10, 11, 12]])).to.deep.equal([[27, 30, 33], [61, 68, 75], [95, 106, 117]]);
    expect(() => matrixProduct([[1, 2]], [[1, 2]])).to.throw('2 columns cannot be multiplied by one of 1 rows');
  });

  it('the root, squared, is the matrix again, and symmetric', () => {
    const b = Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => Math.sin(1 + i * 7 + j * j)));
    const transposed = b.map((_, i) => b.map((row) => row[i]!));
    const a = matrixProduct(b, transposed), root = symmetricRoot(a), again = matrixProduct(root, root);
    a.forEach((row, i) => row.forEach((value, j) => {
      expect(again[i]![j]).to.be.closeTo(value, 1e-10);
      expect(root[i]![j]).to.be.closeTo(root[j]![i]!, 1e-10);
    }));
    expect(symmetricRoot([[4, 0], [0, -1e-18]])).to.deep.equal([[2, 0], [0, 0]]);
  });

  it('a matrix that is not symmetric has no such root', () => {
    expect(() => symmetricRoot([[4, 1], [0, 2]])).to.throw('needs a symmetric matrix: here the entries (0, 1) and (1, 0) differ');
  });
});

describe('a table of metrics and failures', () => {
  afterEach(() => setLanguage('en'));
  const table = {
    metrics: ['recall', 'Fréchet distance'], floor: { recall: 0.9, 'Fréchet distance': 0.2 },
    failures: { noise: { recall: 0, 'Fréchet distance': 150.4 }, copies: { recall: 0.91, 'Fréchet distance': 0.21 } },
    sees: (metric: string, value: number, floor: number) => (metric === 'recall' ? value < 0.8 * floor : value > 2 * floor),
  };

  it('marks what is seen, and compares the predictions', () => {
    const plain = bundleOf(failureTable({ ...table, predictions: { noise: ['recall'], copies: [] } }))['text/plain'];
    expect(plain).to.equal('noise: recall 0.00 !, Fréchet distance 150 !\ncopies: recall 0.91, Fréchet distance 0.21\nreal pictures: recall 0.90, Fréchet distance 0.20\n3 of 4 predictions are right.');
    expect(bundleOf(failureTable({ ...table, predictions: { noise: ['recall'] } }))['text/html']).to.include('0.00 ✓').and.include('150 ✗').and.include('>0.91<');
  });

  it('speaks the notebook\'s language', () => {
    setLanguage('zh-TW');
    expect(bundleOf(failureTable(table))['text/plain']).to.include('雜訊: 召回率 0.00 !').and.include('真實圖片');
  });

  it('refuses predictions about what it does not have', () => {
    expect(() => failureTable({ ...table, predictions: { noise: ['beauty'] } })).to.throw('The table has no "beauty": its failures are noise, copies');
    expect(() => failureTable({ ...table, predictions: { fog: [] } })).to.throw('no "fog"');
  });
});
