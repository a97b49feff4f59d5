import * as tf from '@tensorflow/tfjs';
import { Random, expectSame } from './compare.js';
import type { Input } from './compare.js';

/** One shape pair a broadcast pattern; the sizes are no multiples of a vector. */
const shapePairs: Record<string, [number[], number[]]> = {
  'equal shapes': [[3, 5, 7], [3, 5, 7]],
  'a scalar on the right': [[3, 5, 7], []],
  'a scalar on the left': [[], [3, 5, 7]],
  'one element against many': [[3, 5, 7], [1, 1, 1]],
  'a bias over the last axis': [[2, 5, 5, 13], [13]],
  'a per-channel tensor [1, 1, 1, C]': [[2, 5, 5, 13], [1, 1, 1, 13]],
  'a per-channel tensor on the left': [[13], [2, 5, 5, 13]],
  'a column': [[6, 11], [6, 1]],
  'an axis in the middle': [[2, 1, 7], [2, 5, 1]],
  'both sides': [[5, 1], [1, 9]],
  'more than one thread\'s share': [[4, 91, 97], [97]],
  'many elements of equal shape': [[70001], [70001]],
  'no elements': [[0, 3], [3]],
};

const arithmetic: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, maximum: tf.maximum, minimum: tf.minimum, squaredDifference: tf.squaredDifference,
};
const comparisons: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  equal: tf.equal, notEqual: tf.notEqual, less: tf.less, lessEqual: tf.lessEqual, greater: tf.greater, greaterEqual: tf.greaterEqual,
};

describe('element-wise binary operations equal those of `cpu`', () => {
  for (const [pattern, [left, right]] of Object.entries(shapePairs)) {
    it(`${pattern}: ${JSON.stringify(left)} and ${JSON.stringify(right)}`, async () => {
      const random = new Random(left.length * 100 + right.length);
      for (const operation of Object.values(arithmetic)) {
        await expectSame([random.float(left), random.float(right, 0.5, 2)], operation, { gradients: true });
      }
      for (const operation of Object.values(comparisons)) {
        await expectSame([random.int(left, -1, 1), random.int(right, -1, 1)], operation);
        const floats = (shape: number[]): Input => ({ shape, values: Float32Array.from(random.int(shape, -1, 1).values) });
        await expectSame([floats(left), floats(right)], operation);
      }
    });
  }

  it('NaN, infinities, zeros of both signs and subnormals', async () => {
    const random = new Random(7);
    for (const operation of [...Object.values(arithmetic), ...Object.values(comparisons)]) {
      await expectSame([random.hostile([211]), random.hostile([211])], operation);
      await expectSame([random.hostile([7, 30]), random.hostile([30])], operation);
    }
  });

  it('powers', async () => {
    const random = new Random(5);
    for (const [left, right] of Object.values(shapePairs)) await expectSame([random.float(left, 0.1, 3), random.float(right, -2, 2)], tf.pow, { gradients: true });
    for (const exponent of [0, 1, 2, 3, -1, 0.5, 10]) await expectSame([random.hostile([211])], (x) => tf.pow(x, exponent));
    await expectSame([random.hostile([211]), random.hostile([211])], tf.pow);
  });

  it('sums of many tensors', async () => {
    const random = new Random(6);
    for (const shape of [[3, 5, 7], [70001], [], [0, 3]]) {
      const inputs = Array.from({ length: 4 }, () => random.float(shape));
      for (const count of [1, 2, 4]) await expectSame(inputs.slice(0, count), (...xs) => tf.addN(xs), { gradients: true });
    }
    await expectSame([random.int([5, 7]), random.int([5, 7])], (...xs) => tf.addN(xs));
  });

  it('whole numbers and booleans', async () => {
    const random = new Random(8);
    for (const operation of [tf.add, tf.sub, tf.mul, tf.maximum, tf.minimum, tf.floorDiv, tf.mod]) {
      await expectSame([random.int([5, 7]), random.int([7], 1, 5)], operation as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor);
    }
    await expectSame([random.bool([5, 7]), random.bool([7])], (a, b) => tf.logicalAnd(a, b));
    await expectSame([random.int([5, 7]), random.float([7])], (a, b) => tf.add(a, b));
  });

  it('an operation on a tensor and itself', async () => {
    const random = new Random(9);
    await expectSame([random.float([37])], (a) => tf.mul(a, a), { gradients: true });
    await expectSame([random.float([37])], (a) => tf.sub(a, a), { gradients: true });
  });
});

const unary: Record<string, { operation: (x: tf.Tensor) => tf.Tensor; low?: number; gradients?: false }> = {
  relu: { operation: tf.relu }, relu6: { operation: tf.relu6, low: -1 }, leakyRelu: { operation: (x) => tf.leakyRelu(x, 0.2) },
  elu: { operation: tf.elu }, selu: { operation: tf.selu },
  tanh: { operation: tf.tanh }, sigmoid: { operation: tf.sigmoid }, softplus: { operation: tf.softplus },
  exp: { operation: tf.exp }, log: { operation: tf.log, low: 0.01 }, log1p: { operation: tf.log1p, low: -0.9 }, expm1: { operation: tf.expm1 },
  sqrt: { operation: tf.sqrt, low: 0.01 }, rsqrt: { operation: tf.rsqrt, low: 0.01 }, reciprocal: { operation: tf.reciprocal, low: 0.1 },
  square: { operation: tf.square }, abs: { operation: tf.abs }, neg: { operation: tf.neg }, sign: { operation: tf.sign },
  step: { operation: (x) => tf.step(x, 0.3) }, clip: { operation: (x) => tf.clipByValue(x, -0.5, 0.75) },
  floor: { operation: tf.floor }, ceil: { operation: tf.ceil }, round: { operation: tf.round },
  sin: { operation: tf.sin }, cos: { operation: tf.cos }, pow: { operation: (x) => tf.pow(x, 2) }, softmax: { operation: (x) => tf.softmax(x) }, logSoftmax: { operation: (x) => tf.logSoftmax(x) },
};

describe('element-wise unary operations equal those of `cpu`', () => {
  for (const [name, { operation, low, gradients }] of Object.entries(unary)) {
    it(name, async () => {
      const random = new Random(name.length);
      for (const shape of [[1], [3], [5, 7], [2, 3, 3, 5], [70001], [0]]) {
        await expectSame([random.float(shape, low ?? -4, 4)], operation, { gradients: gradients ?? true });
      }
    });
  }

  it('NaN, infinities, zeros of both signs and subnormals', async () => {
    const random = new Random(11);
    for (const [name, { operation }] of Object.entries(unary)) {
      if (name.includes('oftmax')) continue;
      await expectSame([random.hostile([307])], operation);
    }
  });

  it('whole numbers', async () => {
    const random = new Random(12);
    for (const operation of [tf.relu, tf.square, tf.abs, tf.neg, tf.sign]) {
      await expectSame([random.int([37])], operation as (x: tf.Tensor) => tf.Tensor);
    }
    await expectSame([random.bool([37])], (x) => tf.logicalNot(x));
  });

  it('casts', async () => {
    const random = new Random(13);
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      await expectSame([random.float([37])], (x) => x.cast(dtype));
      await expectSame([random.int([37])], (x) => x.cast(dtype));
      await expectSame([random.bool([37])], (x) => x.cast(dtype));
    }
  });

  it('where, with a condition of the same shape and of the leading axis', async () => {
    const random = new Random(14);
    const select = (condition: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.where(condition, a, b);
    await expectSame([random.bool([9, 7]), random.float([9, 7]), random.float([9, 7])], select, { gradients: true });
    await expectSame([random.bool([7]), random.float([9, 7]), random.float([9, 7])], select, { gradients: true });
    await expectSame([random.bool([9, 7]), random.hostile([9, 7]), random.hostile([9, 7])], select);
  });

  it('prelu, with one slope a channel', async () => {
    const random = new Random(15);
    await expectSame([random.float([4, 5, 3]), random.float([3], 0, 1)], (x, slope) => tf.prelu(x, slope), { gradients: true });
  });
});
