/** Second derivatives, which gradient penalties need, against formulas and central differences. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../kernel-extensions/backend/index.js';

const points = [-2.3, -0.7, -0.1, 0.2, 0.9, 3.1];

/** d/dx Σ f'(x)² = 2 f'(x) f''(x): what a gradient penalty differentiates. */
function penaltyGradient(f: (x: tf.Tensor) => tf.Tensor): number[] {
  return tf.tidy(() => Array.from(tf.grad((x) => tf.grad(f)(x).square().sum())(tf.tensor1d(points)).dataSync()));
}

describe('second derivatives on `simd`', () => {
  before(() => useBackend('simd', { threads: 2 }));

  const formulas: Record<string, { f: (x: tf.Tensor) => tf.Tensor; first: (x: number) => number; second: (x: number) => number }> = {
    'tanh': { f: tf.tanh, first: (x) => 1 - Math.tanh(x) ** 2, second: (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2) },
    'sigmoid': {
      f: tf.sigmoid,
      first: (x) => 1 / (1 + Math.exp(-x)) - 1 / (1 + Math.exp(-x)) ** 2,
      second: (x) => { const s = 1 / (1 + Math.exp(-x)); return s * (1 - s) * (1 - 2 * s); },
    },
    'leakyRelu of a square': {
      f: (x) => tf.leakyRelu(x.square().sub(1), 0.2),
      first: (x) => (x * x > 1 ? 1 : 0.2) * 2 * x,
      second: (x) => (x * x > 1 ? 1 : 0.2) * 2,
    },
    'relu of a cube': { f: (x) => tf.relu(x.mul(x).mul(x)), first: (x) => (x > 0 ? 3 * x * x : 0), second: (x) => (x > 0 ? 6 * x : 0) },
    'the mean of squares': { f: (x) => x.square().mean(), first: (x) => 2 * x / points.length, second: () => 2 / points.length },
  };
  for (const [name, { f, first, second }] of Object.entries(formulas)) {
    it(name, () => {
      penaltyGradient(f).forEach((value, index) => {
        const exact = 2 * first(points[index]) * second(points[index]);
        expect(value).to.be.closeTo(exact, 1e-5 * Math.max(1, Math.abs(exact)));
      });
    });
  }

  it('a batch-normalised critic, by central differences', () => {
    const layer = tf.layers.batchNormalization({ axis: -1 });
    layer.build([null, 3]);
    const data = [0.3, -1.2, 0.8, 1.1, 0.4, -0.6, -0.9, 0.7, 1.5, 0.2, -0.3, -1.4];
    const penalty = (x: tf.Tensor) => tf.grad((inner) => tf.tanh(layer.apply(inner, { training: true }) as tf.Tensor).sum())(x).square().sum();
    const at = (values: number[]) => tf.tidy(() => penalty(tf.tensor2d(values, [4, 3])).dataSync()[0]);
    const gradient = tf.tidy(() => tf.grad(penalty)(tf.tensor2d(data, [4, 3])).dataSync());
    const h = 1e-2;
    data.forEach((_, index) => {
      const moved = (by: number) => data.map((value, i) => (i === index ? value + by : value));
      const numerical = (at(moved(h)) - at(moved(-h))) / (2 * h);
      expect(gradient[index]).to.be.closeTo(numerical, 2e-2 * Math.max(1, Math.abs(numerical)));
    });
  });

  it('a batch-normalised layer by its scale, by central differences', () => {
    const layer = tf.layers.batchNormalization({ axis: -1 });
    layer.build([null, 2]);
    const [gamma] = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const x = tf.tensor2d([0.3, -1.2, 0.8, 1.1, 0.4, -0.6], [3, 2]);
    const penalty = () => tf.grad((inner) => tf.tanh(layer.apply(inner, { training: true }) as tf.Tensor).sum())(x).square().sum() as tf.Scalar;
    const at = (scale: number) => tf.tidy(() => { gamma.assign(tf.tensor1d([scale, 1])); return penalty().dataSync()[0]; });
    const numerical = (at(1.21) - at(1.19)) / 0.02;
    gamma.assign(tf.tensor1d([1.2, 1]));
    const gradient = tf.tidy(() => tf.variableGrads(penalty, [gamma]).grads[gamma.name].dataSync()[0]);
    expect(gradient).to.be.closeTo(numerical, 2e-2 * Math.max(1, Math.abs(numerical)));
  });
});
