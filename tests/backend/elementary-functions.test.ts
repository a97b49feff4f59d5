/** The polynomials of assembly/math.ts against JavaScript's double precision, element by element. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../kernel-extensions/backend/index.js';

interface Case { operation: (x: tf.Tensor) => tf.Tensor; exact: (x: number) => number; from: number; to: number }

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const cases: Record<string, Case> = {
  'exp': { operation: tf.exp, exact: Math.exp, from: -87, to: 88.7 },
  'expm1': { operation: tf.expm1, exact: Math.expm1, from: -20, to: 80 },
  'tanh': { operation: tf.tanh, exact: Math.tanh, from: -12, to: 12 },
  'sigmoid': { operation: tf.sigmoid, exact: sigmoid, from: -80, to: 30 },
  'softplus': { operation: tf.softplus, exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), from: -80, to: 80 },
  'elu': { operation: tf.elu, exact: (x) => (x > 0 ? x : Math.expm1(x)), from: -30, to: 5 },
  'selu': { operation: tf.selu, exact: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)), from: -30, to: 5 },
  'sin': { operation: tf.sin, exact: Math.sin, from: -1.5, to: 1.5 },
  'cos': { operation: tf.cos, exact: Math.cos, from: -1.5, to: 1.5 },
  'log1p': { operation: tf.log1p, exact: Math.log1p, from: -0.999, to: 50 },
};

/** The values of `operation` over 20,001 points, and those that double precision gives for the same float32 points. */
function sweep({ operation, exact }: Case, points: Float32Array): { x: number; actual: number; expected: number }[] {
  const actual = tf.tidy(() => operation(tf.tensor1d(points)).dataSync());
  return Array.from(points, (x, index) => ({ x, actual: actual[index], expected: exact(x) }));
}

function expectRelative(results: { x: number; actual: number; expected: number }[], tolerance: number): void {
  const errors = results.map(({ x, actual, expected }) => ({ x, error: Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-37) }));
  const worst = errors.reduce((a, b) => (b.error > a.error || Number.isNaN(b.error) ? b : a));
  expect(worst.error, `at x = ${worst.x}`).to.be.below(tolerance);
}

describe('elementary functions on `simd` are accurate to 1e-6 of their own value', () => {
  before(() => useBackend('simd', { threads: 2 }));

  for (const [name, definition] of Object.entries(cases)) {
    const { from, to } = definition;
    it(`${name} from ${from} to ${to}`, () => {
      expectRelative(sweep(definition, Float32Array.from({ length: 20_001 }, (_, i) => from + (to - from) * i / 20_000)), 1e-6);
    });

    it(`${name} around zero, from ±1e-30 on`, () => {
      const magnitudes = Float32Array.from({ length: 2_000 }, (_, i) => (i % 2 ? -1 : 1) * 10 ** (-30 + 29 * i / 2_000));
      expectRelative(sweep(definition, magnitudes), 1e-6);
    });
  }

  it('odd functions keep the sign of zero', () => {
    for (const operation of [tf.tanh, tf.sin]) {
      const zeros = tf.tidy(() => [...operation(tf.tensor1d([0, -0, 0, -0])).dataSync()]);
      expect(zeros.map((zero) => Object.is(zero, 0)), operation.name).to.deep.equal([true, false, true, false]);
    }
  });

  it('log from 1e-37 to 1e38, and near 1', () => {
    const log: Case = { operation: tf.log, exact: Math.log, from: 0, to: 0 };
    expectRelative(sweep(log, Float32Array.from({ length: 20_000 }, (_, i) => 10 ** (-37 + 75 * (i + 0.5) / 20_000))), 1e-6);
    expectRelative(sweep(log, Float32Array.from({ length: 2_000 }, (_, i) => 1 + (i - 999.5) * 1e-4)), 1e-6);
  });

  it('log, sqrt and rsqrt of subnormals', () => {
    const subnormals = Float32Array.of(1e-45, 1e-42, 5e-39, 1.1e-38);
    expectRelative(sweep({ operation: tf.log, exact: Math.log, from: 0, to: 0 }, subnormals), 1e-6);
    expectRelative(sweep({ operation: tf.rsqrt, exact: (x) => 1 / Math.sqrt(x), from: 0, to: 0 }, subnormals), 1e-6);
  });

  it('exp overflows, underflows and passes through subnormals as float32 does', () => {
    const points = Float32Array.of(88.8, 1e10, Infinity, -104, -1e10, -Infinity, -95, NaN);
    const actual = Array.from(tf.tidy(() => tf.exp(tf.tensor1d(points)).dataSync()));
    expect(actual.slice(0, 6)).to.deep.equal([Infinity, Infinity, Infinity, 0, 0, 0]);
    expect(actual[6] / Math.exp(-95)).to.be.closeTo(1, 1e-2);
    expect(actual[7]).to.be.NaN;
  });
});
