import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { Random, expectSame } from './compare.js';

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;
const reductions: Record<string, Reduction> = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min, prod: tf.prod };

describe('reductions equal those of `cpu`', () => {
  const cases: { shape: number[]; axis?: number | number[] }[] = [
    { shape: [] }, { shape: [1] }, { shape: [70001] },
    { shape: [5, 7], axis: 0 }, { shape: [5, 7], axis: 1 }, { shape: [5, 7], axis: [0, 1] },
    { shape: [3, 5, 6, 13], axis: [0, 1, 2] }, { shape: [3, 5, 6, 13], axis: [1, 2] }, { shape: [3, 5, 6, 13], axis: 3 },
    { shape: [3, 5, 6, 13], axis: [0, 2] }, { shape: [3, 5, 6, 13], axis: [-1] }, { shape: [200, 13, 29], axis: [0, 1] },
    { shape: [300, 257], axis: 1 }, { shape: [4, 1, 5], axis: 1 },
  ];
  for (const { shape, axis } of cases) {
    it(`[${shape}] over ${axis === undefined ? 'all axes' : `axis ${axis}`}`, async () => {
      const random = new Random(shape.length);
      for (const [name, reduce] of Object.entries(reductions)) {
        const input = name === 'prod' ? random.float(shape, 0.99, 1.01) : random.float(shape);
        for (const keepDims of [false, true]) {
          await expectSame([input], (x) => reduce(x, axis, keepDims), { gradients: name !== 'prod' || shape.length < 3 });
        }
      }
      await expectSame([random.int(shape)], (x) => tf.sum(x, axis));
      await expectSame([random.bool(shape)], (x) => tf.any(x, axis));
    });
  }

  it('NaN and infinities', async () => {
    const random = new Random(3);
    const holed = (shape: number[]) => {
      const input = random.float(shape);
      return { ...input, values: Float32Array.from(input.values, (value) => (random.next() < 0.1 ? random.pick([NaN, Infinity, -Infinity]) : value)) };
    };
    for (const reduce of [tf.sum, tf.mean, tf.max, tf.min] as Reduction[]) {
      await expectSame([holed([6, 50])], (x) => reduce(x, 0));
      await expectSame([holed([50, 6])], (x) => reduce(x, 1));
      await expectSame([{ shape: [9], values: Float32Array.of(1, 2, 3, 4, NaN, 5, 6, 7, 8) }], (x) => reduce(x));
    }
  });

  it('moments, which batch normalisation is made of', async () => {
    const random = new Random(4);
    await expectSame([random.float([3, 5, 5, 7])], (x) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return [mean, variance];
    }, { gradients: true });
  });

  it('running sums and products', async () => {
    const random = new Random(4);
    for (const [shape, axis] of [[[7], 0], [[5, 7], 0], [[5, 7], 1], [[3, 5, 6], 1], [[2, 9001], 1], [[0, 3], 0], [[3, 0], 0]] as const) {
      for (const exclusive of [false, true]) {
        for (const reverse of [false, true]) {
          await expectSame([random.float([...shape])], (x) => tf.cumsum(x, axis, exclusive, reverse), { gradients: true });
          await expectSame([random.float([...shape], 0.99, 1.01)], (x) => tf.cumprod(x, axis, exclusive, reverse));
        }
      }
    }
  });

  it('a sum of many equal terms stays accurate', async () => {
    await expectSame([{ shape: [3_000_000], values: new Float32Array(3_000_000).fill(0.1) }], (x) => tf.mean(x), { tolerance: 1e-4 });
  });

  it('the mean of equal numbers is that number', async () => {
    await useBackend('simd');
    for (const n of [3, 7, 10, 49, 1000]) {
      for (const axis of [0, 1]) {
        const values = tf.fill(axis === 0 ? [n, 6] : [6, n], 33).mean(axis).dataSync();
        expect(Array.from(values)).to.deep.equal(Array(6).fill(33));
      }
    }
  });
});
