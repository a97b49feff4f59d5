/** The metrics on clouds of points, whose values are known without any classifier. */
import { expect } from 'chai';
import { frechetDistance, frechetLimit, frechetOfMoments, momentsOf } from '../../../labs/helpers/metrics/frechet.js';
import { classDistance, modeCount } from '../../../labs/helpers/metrics/modes.js';
import { precisionRecall } from '../../../labs/helpers/metrics/precision-recall.js';
import { quality } from '../../../labs/helpers/metrics/quality.js';
import { symmetricEigen } from '../../../labs/helpers/metrics/symmetric-eigen.js';
import { RandomSource } from '../../../labs/helpers/random.js';

/** Points of N(shift, scale² I). */
function cloud(count: number, size: number, { seed = 1, shift = 0, scale = 1 } = {}): Float32Array[] {
  const random = new RandomSource(seed);
  return Array.from({ length: count }, () => random.normal(size).map((value) => shift + scale * value));
}

describe('the eigenvalues of a symmetric matrix', () => {
  it('and its eigenvectors make it again', () => {
    const size = 24, random = new RandomSource(4);
    const values = new Float64Array(size * size);
    for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) values[i * size + j] = values[j * size + i] = random.uniform() - 0.5;
    const { values: lambda, vectors } = symmetricEigen({ size, values });
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let [entry, product] = [0, 0];
        for (let k = 0; k < size; k++) {
          entry += lambda[k] * vectors[k * size + i] * vectors[k * size + j];
          product += vectors[i * size + k] * vectors[j * size + k];
        }
        expect(entry).to.be.closeTo(values[i * size + j], 1e-13);
        expect(product).to.be.closeTo(i === j ? 1 : 0, 1e-13);
      }
    }
  });

  it('of the second difference are 2 − 2 cos(kπ / (n + 1))', () => {
    const size = 9;
    const values = Float64Array.from({ length: size * size }, (_, at) => [2, -1][Math.abs(Math.floor(at / size) - (at % size))] ?? 0);
    const found = symmetricEigen({ size, values }).values.toSorted();
    found.forEach((value, k) => expect(value).to.be.closeTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (size + 1)), 1e-13));
  });
});

describe('the Fréchet distance', () => {
  const normal = (mean: number[], covariance: number[][]) => ({ count: Infinity, mean: Float64Array.from(mean), covariance: { size: mean.length, values: Float64Array.from(covariance.flat()) } });

  it('of normal distributions along the axes is Σ (μ₁ − μ₂)² + (σ₁ − σ₂)²', () => {
    const a = normal([1, 0, -2], [[4, 0, 0], [0, 1, 0], [0, 0, 0.25]]), b = normal([0, 0, 1], [[1, 0, 0], [0, 9, 0], [0, 0, 0]]);
    expect(frechetOfMoments(a, b)).to.be.closeTo(1 + 9 + 1 + 4 + 0.25, 1e-12);
  });

  it('in two dimensions is that of Tr (Σ₁Σ₂)^½ = √(Tr Σ₁Σ₂ + 2 √(det Σ₁Σ₂))', () => {
    const [p, q] = [[[2, 0.7], [0.7, 1]], [[1.5, -0.9], [-0.9, 3]]];
    const product = [0, 1].map((i) => [0, 1].map((j) => p[i][0] * q[0][j] + p[i][1] * q[1][j]));
    const determinant = product[0][0] * product[1][1] - product[0][1] * product[1][0];
    const cross = Math.sqrt(product[0][0] + product[1][1] + 2 * Math.sqrt(determinant));
    expect(frechetOfMoments(normal([0, 0], p), normal([3, 4], q))).to.be.closeTo(25 + 3 + 4.5 - 2 * cross, 1e-12);
  });

  it('of a set and itself is 0, of a set and the set moved it is the way squared', () => {
    const a = cloud(300, 40), b = a.map((row) => row.map((value, i) => value + (i === 3 ? 2 : 0)));
    expect(frechetDistance(a, a)).to.be.closeTo(0, 1e-5);
    expect(frechetDistance(a, b)).to.be.closeTo(4, 1e-5);
  });

  it('is that of SciPy\'s root of a matrix (tests/labs/metrics/frechet.py), from 8 to 128 features', () => {
    const rows = (count: number, size: number, a: number, b: number, shift: number) =>
      Array.from({ length: count }, (_, i) => Array.from({ length: size }, (_, j) => Math.max(0, Math.sin(1 + a * i * (j + 1) + b * i * i) + shift)));
    for (const [size, first, second, expected] of [[8, 60, 50, 0.3576889333412687], [64, 300, 250, 5.741085850577285], [128, 700, 500, 9.21764172477073]]) {
      expect(frechetDistance(rows(first, size, 0.37, 0.11, 0.2), rows(second, size, 0.53, 0.07, 0.5)), `${size} features`).to.be.closeTo(expected, 1e-6);
    }
  });

  it('of few points is too large, and its limit is not', () => {
    // N(0, I) and N(0.1, 1.44 I) of 32 dimensions: 32 (0.1² + 0.2²) = 1.6.
    const [a, b] = [cloud(400, 32, { seed: 11 }), cloud(400, 32, { seed: 12, shift: 0.1, scale: 1.2 })];
    expect(frechetDistance(a, b)).to.be.greaterThan(1.6 + 1);
    expect(frechetLimit(a, b)).to.be.closeTo(1.6, 0.4);
    expect(frechetDistance(a, cloud(400, 32, { seed: 13 }))).to.be.greaterThan(1);
    expect(frechetLimit(a, cloud(400, 32, { seed: 13 }))).to.be.closeTo(0, 0.4);
  });

  it('does not mind fewer points than dimensions', () => {
    expect(frechetDistance(cloud(20, 64), cloud(20, 64))).to.be.closeTo(0, 1e-5);
  });

  it('refuses what has no covariance, and sets that do not belong together', () => {
    expect(() => momentsOf([[1, 2]])).to.throw('at least two rows');
    expect(() => frechetDistance(cloud(5, 2), cloud(5, 3))).to.throw('2 and 3 features');
  });
});

describe('precision and recall', () => {
  /** The definition, word by word: which points lie in a ball that reaches to the k-th nearest other point of a set. */
  function byDefinition(samples: readonly Float32Array[], real: readonly Float32Array[], k: number) {
    const distance = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
    const share = (points: readonly Float32Array[], set: readonly Float32Array[]) => {
      const radius = set.map((point, i) => set.filter((_, j) => j !== i).map((other) => distance(point, other)).sort((a, b) => a - b)[k - 1]);
      return points.filter((point) => set.some((centre, i) => distance(point, centre) <= radius[i])).length / points.length;
    };
    return { precision: share(samples, real), recall: share(real, samples) };
  }

  it('are those of the definition', async () => {
    for (const [shift, scale, k, size] of [[0, 1, 3, 5], [0.8, 1, 3, 20], [0, 0.4, 5, 8], [0, 2.5, 1, 3], [0.3, 1.2, 4, 33]]) {
      const real = cloud(60, size, { seed: 2 }), samples = cloud(45, size, { seed: 3, shift, scale });
      expect(await precisionRecall(samples, real, k)).to.deep.equal(byDefinition(samples, real, k));
    }
  });

  it('are 1 for the same set, 0 for sets far apart', async () => {
    const real = cloud(50, 6);
    expect(await precisionRecall(real, real)).to.deep.equal({ precision: 1, recall: 1 });
    expect(await precisionRecall(cloud(50, 6, { seed: 9, shift: 100 }), real)).to.deep.equal({ precision: 0, recall: 0 });
  });

  it('tell a collapse, precise and poor in recall, from a scatter, which is the other way round', async () => {
    const real = cloud(200, 4);
    const collapsed = await precisionRecall(cloud(200, 4, { seed: 5, scale: 0.05 }), real);
    expect(collapsed.precision).to.equal(1);
    expect(collapsed.recall).to.be.lessThan(0.1);
    const scattered = await precisionRecall(cloud(200, 4, { seed: 5, scale: 6 }), real);
    expect(scattered.precision).to.be.lessThan(0.2);
    expect(scattered.recall).to.be.greaterThan(0.9);
    // One point, again and again, covers nothing but itself.
    expect(await precisionRecall(new Array<Float32Array>(200).fill(real[7]), real)).to.deep.equal({ precision: 1, recall: 1 / 200 });
  });

  it('refuse a k that no point has', async () => {
    for (const k of [0, 2.5, 4]) expect(await precisionRecall(cloud(4, 2), cloud(9, 2), k).then(() => '', (error: Error) => error.message)).to.include('k has to be a whole number');
  });
});

describe('quality and diversity by a classifier', () => {
  it('of certain answers, evenly spread, are the best there are', () => {
    const answers = Array.from({ length: 20 }, (_, i) => [0, 1, 2, 3].map((k) => Number(k === i % 4)));
    expect(quality(answers)).to.deep.equal({ confidence: 1, entropy: 0, counts: [5, 5, 5, 5], balance: 1 });
  });

  it('of answers that say nothing have full entropy, and a balance that deceives', () => {
    const { confidence, entropy, balance } = quality(new Array(7).fill([0.25, 0.25, 0.25, 0.25]));
    expect([confidence, balance]).to.deep.equal([0.25, 1]);
    expect(entropy).to.be.closeTo(Math.log(4), 1e-12);
  });

  it('of one class are confident and out of balance', () => {
    const { confidence, counts, balance } = quality(new Array(6).fill([0, 1, 0]));
    expect({ confidence, counts, balance }).to.deep.equal({ confidence: 1, counts: [0, 6, 0], balance: 0 });
  });

  it('need a picture', () => expect(() => quality([])).to.throw('at least one picture'));
});

describe('modes', () => {
  it('are the classes of the data that are there, more than by accident', () => {
    expect(modeCount([10, 10, 10], [5, 5, 5])).to.equal(3);
    expect(modeCount([98, 2, 0], [40, 30, 30])).to.equal(1);
    expect(modeCount([1, 1, 1, 7], [50, 50, 0, 0])).to.equal(2);
  });

  it('may be as uneven as those of the data', () => {
    expect(classDistance([9, 1], [90, 10])).to.be.closeTo(0, 1e-12);
    expect(classDistance([5, 5], [90, 10])).to.be.closeTo(0.4, 1e-12);
    expect(classDistance([5, 0], [0, 3])).to.equal(1);
    expect(() => classDistance([0, 0], [1, 1])).to.throw('at least one picture');
  });
});
