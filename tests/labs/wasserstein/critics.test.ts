/** How steep a critic is, and what holds it: against closed forms, double precision and central differences. Penalties through critics of every kind, with PyTorch's numbers, are in tests/backend/gradients. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { RandomSource } from '../../../labs/helpers/random.js';
import { pointCritic } from '../../../labs/helpers/wasserstein/critics.js';
import { between, criticOf, gradientNorms, gradientPenalty } from '../../../labs/helpers/wasserstein/gradient-penalty.js';
import { largestGradient, polylineOf, steepestSlope } from '../../../labs/helpers/wasserstein/lipschitz.js';
import { spectral, spectralNorm } from '../../../labs/helpers/wasserstein/spectral-norm.js';

before(() => useBackend('simd', { threads: 2 }));

/** (a, b) ↦ 3a + 4b, a plane of slope 5. */
function plane(): tf.LayersModel {
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
  model.setWeights([tf.tensor2d([[3], [4]]), tf.tensor1d([7])]);
  return model;
}

describe('the steepness of a critic', () => {
  it('of a plane is the same everywhere; the penalty is its distance from 1, squared', () => tf.tidy(() => {
    const points = tf.randomNormal([6, 2], 0, 3, 'float32', 1);
    for (const norm of gradientNorms(criticOf(plane()), points).dataSync()) expect(norm).to.be.closeTo(5, 1e-6);
    expect(gradientPenalty(criticOf(plane()), points).dataSync()[0]).to.be.closeTo(16, 1e-5);
    expect(largestGradient(plane(), points)).to.be.closeTo(5, 1e-6);
  }));

  it('of ½|x|² is the distance from the origin, and the penalty has the gradient 2 (|x| − 1) x / |x|', () => tf.tidy(() => {
    const points = tf.tensor2d([[3, 4], [0.3, -0.4], [-2, 0]]);
    const half = (x: tf.Tensor) => x.square().sum(1).div(2);
    gradientNorms(half, points).dataSync().forEach((norm, i) => expect(norm).to.be.closeTo([5, 0.5, 2][i]!, 1e-6));
    const slopes = tf.grad((x: tf.Tensor) => gradientPenalty(half, x).mul(3))(points).dataSync();
    [8 * 0.6, 8 * 0.8, -0.6, 0.8, -2, 0].forEach((slope, i) => expect(slopes[i]).to.be.closeTo(slope, 1e-5));
  }));

  it('where it is flat is 0, and the penalty still has a gradient', () => tf.tidy(() => {
    const flat = tf.variable(tf.zeros([2, 1]));
    const { value, grads } = tf.variableGrads(() => gradientPenalty((x) => tf.matMul(x as tf.Tensor2D, flat as tf.Tensor2D), tf.ones([3, 2])), [flat]);
    expect(value.dataSync()[0]).to.be.closeTo(1, 1e-5);
    expect(grads[flat.name]!.dataSync().every(Number.isFinite)).to.equal(true);
    flat.dispose();
  }));

  it('has a penalty whose slope along the weights is that of central differences', () => tf.tidy(() => {
    // A smooth one: where a critic has kinks, its penalty jumps.
    const critic = tf.sequential({ layers: [
      tf.layers.dense({ inputShape: [3], units: 5, activation: 'tanh', kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) }),
      tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotNormal({ seed: 4 }) }),
    ] });
    const points = tf.randomNormal([4, 3], 0, 1, 'float32', 5);
    const variables = critic.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const penalty = (): tf.Scalar => gradientPenalty(criticOf(critic), points);
    const { grads } = tf.variableGrads(penalty, variables);
    expect(Object.keys(grads)).to.have.length.of.at.least(3);
    const random = new RandomSource(2);
    for (const variable of variables.filter(({ name }) => grads[name])) {
      const direction = tf.tensor(random.normal(variable.size), variable.shape), own = variable.clone(), h = 1e-2;
      const at = (step: number) => { variable.assign(own.add(direction.mul(step))); return penalty().dataSync()[0]!; };
      const difference = (at(h) - at(-h)) / (2 * h);
      variable.assign(own);
      expect(grads[variable.name]!.mul(direction).sum().dataSync()[0]).to.be.closeTo(difference, 0.02 * Math.abs(difference) + 2e-3);
    }
    critic.dispose();
  }));

  it('on the line is exact: the kinks of a network, and no slope between them is missed', () => {
    const critic = pointCritic({ units: 16, seed: 4 });
    const { x, y } = polylineOf(critic, -3, 5);
    const steepest = steepestSlope(critic, -3, 5);
    const [shown, slopes] = tf.tidy(() => [
      (critic.apply(tf.tensor2d(x, [x.length, 1])) as tf.Tensor).dataSync(),
      gradientNorms(criticOf(critic), tf.linspace(-3, 5, 2001).reshape([2001, 1])).dataSync(),
    ]);
    expect(x.length).to.be.greaterThan(8);
    y.forEach((value, i) => expect(shown[i]).to.be.closeTo(value, 1e-5));
    expect(steepest).to.be.at.least(Math.max(...slopes) - 1e-5);
    // The steepest piece is longer than a step of the 2001 points.
    expect(steepest).to.be.closeTo(Math.max(...slopes), 1e-4);
    critic.dispose();
  });

  it('on the line: |x| of two units has slope 1, and one kink', () => {
    const critic = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 2, activation: 'relu' }), tf.layers.dense({ units: 1 })] });
    critic.setWeights([tf.tensor2d([[1, -1]]), tf.zeros([2]), tf.ones([2, 1]), tf.zeros([1])]);
    expect(polylineOf(critic, -2, 3)).to.deep.equal({ x: [-2, 0, 3], y: [2, 0, 3] });
    expect(steepestSlope(critic, -2, 3)).to.equal(1);
    critic.dispose();
  });

  it('on the line is not told of networks that are not straight', () => {
    const critic = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 2, activation: 'tanh' })] });
    expect(() => steepestSlope(critic, 0, 1)).to.throw(TypeError, 'relu or leakyRelu');
  });

  it('is measured between pairs, each with a share of its own', () => tf.tidy(() => {
    const points = between(tf.ones([3, 2, 2, 1]), tf.fill([3, 2, 2, 1], -1), tf.tensor1d([1, 0.5, 0]));
    expect(Array.from(points.dataSync())).to.deep.equal([1, 1, 1, 1, 0, 0, 0, 0, -1, -1, -1, -1]);
  }));
});

describe('the spectral norm', () => {
  /** σ of [[a, b], [c, d]], from the trace and the determinant of WᵀW. */
  const norm2 = (a: number, b: number, c: number, d: number): number => {
    const s = a * a + b * b + c * c + d * d, det = a * d - b * c;
    return Math.sqrt((s + Math.sqrt(s * s - 4 * det * det)) / 2);
  };

  it('is the largest stretch of a matrix', () => tf.tidy(() => {
    expect(spectralNorm(tf.tensor2d([[3, 0], [0, -5], [0, 0]]))).to.be.closeTo(5, 1e-5);
    expect(spectralNorm(tf.tensor2d([[1, 2], [3, 4]]))).to.be.closeTo(norm2(1, 2, 3, 4), 1e-5);
    // A product of a column and a row: the product of their lengths.
    expect(spectralNorm(tf.matMul(tf.tensor2d([[1], [2], [2]]), tf.tensor2d([[3, 4]])))).to.be.closeTo(15, 1e-4);
    // A convolution's kernel is read as [2 · 1 · 1, 2].
    expect(spectralNorm(tf.tensor4d([1, 2, 3, 4], [2, 1, 1, 2]))).to.be.closeTo(norm2(1, 2, 3, 4), 1e-5);
  }));

  /** One dense layer, divided, after the power iteration has settled. */
  function settled(weights: number[]): { layer: tf.layers.Layer; model: tf.Sequential } {
    const layer = spectral(tf.layers.dense({ inputShape: [2], units: 2, useBias: false }));
    const model = tf.sequential({ layers: [layer] });
    tf.tidy(() => (model.trainableWeights[0]!.read() as tf.Variable).assign(tf.tensor2d(weights, [2, 2])));
    for (let i = 0; i < 60; i++) tf.tidy(() => { model.apply(tf.ones([1, 2]), { training: true }); });
    return { layer, model };
  }

  it('divides a layer where it is applied, in training and after it, and leaves its weights alone', () => tf.tidy(() => {
    const { model } = settled([1, 2, 3, 4]);
    for (const training of [true, false]) {
      const shown = (model.apply(tf.tensor2d([[1, 0]]), { training }) as tf.Tensor).dataSync();
      [1, 2].forEach((value, i) => expect(shown[i]).to.be.closeTo(value / norm2(1, 2, 3, 4), 1e-5));
    }
    expect(Array.from((model.trainableWeights[0]!.read() as tf.Variable).dataSync())).to.deep.equal([1, 2, 3, 4]);
    expect(model.trainableWeights).to.have.length(1);
    expect(model.weights.map(({ shape }) => shape)).to.deep.equal([[2, 2], [2, 1]]);
    model.dispose();
  }));

  it('has the gradient of W / σ(W), by central differences in double precision', () => tf.tidy(() => {
    const weights = [1, 2, 3, 4];
    const { model } = settled(weights);
    const variable = model.trainableWeights[0]!.read() as tf.Variable;
    const { grads } = tf.variableGrads(() => (model.apply(tf.tensor2d([[1, -2]]), { training: true }) as tf.Tensor).mul(tf.tensor2d([[1, 3]])).sum() as tf.Scalar, [variable]);
    // 1 · (y₀) + 3 · (y₁) with y = (1, −2) W / σ.
    const value = ([a, b, c, d]: number[]) => ((a! - 2 * c!) + 3 * (b! - 2 * d!)) / norm2(a!, b!, c!, d!);
    const h = 1e-5;
    weights.forEach((_, i) => {
      const shifted = (by: number) => value(weights.map((weight, j) => weight + (i === j ? by : 0)));
      expect(grads[variable.name]!.dataSync()[i]).to.be.closeTo((shifted(h) - shifted(-h)) / (2 * h), 1e-4);
    });
    model.dispose();
  }));

  it('keeps a critic on the line at slope 1 or below, whatever its weights', () => {
    const critic = pointCritic({ units: 8, spectralNorm: true, seed: 2 });
    tf.tidy(() => { for (const weight of critic.trainableWeights) (weight.read() as tf.Variable).assign(weight.read().mul(7)); });
    for (let i = 0; i < 80; i++) tf.tidy(() => { critic.apply(tf.ones([1, 1]), { training: true }); });
    const { x, y } = polylineOf(critic, -4, 4);
    const shown = tf.tidy(() => (critic.apply(tf.tensor2d(x, [x.length, 1])) as tf.Tensor).dataSync());
    y.forEach((value, i) => expect(shown[i]).to.be.closeTo(value, 1e-4));
    expect(steepestSlope(critic, -4, 4)).to.be.at.most(1.001);
    expect(tf.tidy(() => largestGradient(critic, tf.linspace(-4, 4, 401).reshape([401, 1])))).to.be.at.most(1.001);
    critic.dispose();
  });

  it('is there for convolutions, and leaves no tensor behind', () => {
    const model = tf.sequential({ layers: [spectral(tf.layers.conv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3 })), tf.layers.flatten(), spectral(tf.layers.dense({ units: 1 }))] });
    const optimizer = tf.train.sgd(0.1);
    const step = () => tf.tidy(() => { optimizer.minimize(() => (model.apply(tf.ones([2, 6, 6, 2]), { training: true }) as tf.Tensor).mean() as tf.Scalar, false, model.trainableWeights.map((weight) => weight.read() as tf.Variable)); });
    step();
    const before = tf.memory().numTensors;
    step();
    expect(tf.memory().numTensors).to.equal(before);
    model.dispose();
  });
});
