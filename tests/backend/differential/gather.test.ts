import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { Random, expectSame } from './compare.js';

const random = new Random(31);
const asIndex = (tensor: tf.Tensor) => tensor as tf.Tensor1D;

describe('gather and unsortedSegmentSum equal those of `cpu`', () => {
  it('along every axis, by indices of every rank', async () => {
    for (const axis of [0, 1, 2, -1]) {
      for (const shape of [[5], [2, 3], [0]]) {
        const length = [6, 7, 4].at(axis)!;
        await expectSame([random.float([6, 7, 4]), random.int(shape, 0, length - 1)], (x, index) => tf.gather(x, asIndex(index), axis), { gradients: true });
        await expectSame([random.int([6, 7, 4]), random.int(shape, 0, length - 1)], (x, index) => tf.gather(x, asIndex(index), axis));
      }
    }
  });

  it('in batches', async () => {
    await expectSame([random.float([3, 5, 4]), random.int([3, 7], 0, 4)], (x, index) => tf.gather(x, asIndex(index), 1, 1), { gradients: true });
    await expectSame([random.float([3, 2, 5]), random.int([3, 7], 0, 4)], (x, index) => tf.gather(x, asIndex(index), 2, 1));
    await expectSame([random.float([2, 3, 5, 4]), random.int([2, 3, 6], 0, 4)], (x, index) => tf.gather(x, asIndex(index), 2, 2));
  });

  it('of other dtypes', async () => {
    await expectSame([random.bool([6, 3]), random.int([4], 0, 5)], (x, index) => tf.gather(x.cast('bool'), asIndex(index)));
  });

  it('on tables that all threads share', async () => {
    await expectSame([random.float([500, 129]), random.int([64, 30], 0, 499)], (x, index) => tf.gather(x, asIndex(index)), { gradients: true });
  });

  it('sums of segments, with empty ones, and rows that belong to none', async () => {
    for (const columns of [[], [1], [3], [17], [2, 5], [0]]) {
      await expectSame([random.float([40, ...columns]), random.int([40], -1, 6)], (x, ids) => tf.unsortedSegmentSum(x, asIndex(ids), 8), { gradients: true });
      await expectSame([random.float([40, ...columns]), random.int([40], 5, 9)], (x, ids) => tf.unsortedSegmentSum(x, asIndex(ids), 8));
    }
    await expectSame([random.int([9, 2]), random.int([9], 0, 3)], (x, ids) => tf.unsortedSegmentSum(x, asIndex(ids), 4));
    await expectSame([random.float([0, 3]), random.int([0])], (x, ids) => tf.unsortedSegmentSum(x, asIndex(ids), 4));
  });

  it('says which index is out of range', async () => {
    await useBackend('simd');
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(() => tf.gather(tf.ones([3, 2]), tf.tensor1d([0, 3], 'int32')))).to.throw(/index value 3 is not in \[0, 2\]/);
    expect(tf.memory().numTensors).to.equal(before);
  });

  it('takes no longer for many segments than adding the rows does', async () => {
    await useBackend('simd');
    // One pass over the rows for each segment would be 4·10¹⁰ additions here: minutes.
    const sum = tf.tidy(() => tf.unsortedSegmentSum(tf.ones([20_000, 20]), tf.range(0, 20_000, 1, 'int32') as tf.Tensor1D, 100_000).sum().dataSync()[0]);
    expect(sum).to.equal(400_000);
  });
});
