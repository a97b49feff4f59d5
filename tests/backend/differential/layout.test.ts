import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { Random, expectSame } from './compare.js';

const random = new Random(21);

describe('operations that move data equal those of `cpu`', () => {
  it('transpose, every order of up to four axes', async () => {
    for (const order of [[1, 0], [0, 2, 1], [2, 0, 1], [2, 1, 0], [1, 0, 2], [0, 3, 1, 2], [0, 2, 3, 1], [3, 1, 0, 2], [0, 1, 2, 3]]) {
      const shape = [5, 3, 7, 4].slice(0, order.length);
      await expectSame([random.float(shape)], (x) => tf.transpose(x, order), { gradients: true });
      await expectSame([random.int(shape)], (x) => tf.transpose(x, order));
    }
    await expectSame([random.float([129, 257])], (x) => tf.transpose(x));
  });

  it('concat along every axis, of unequal parts', async () => {
    for (const axis of [0, 1, 2]) {
      const part = (length: number) => { const shape = [3, 4, 5]; shape[axis] = length; return random.float(shape); };
      await expectSame([part(2), part(7), part(1), part(0)], (...parts) => tf.concat(parts, axis), { gradients: true });
    }
    await expectSame([random.int([3, 2]), random.int([1, 2])], (...parts) => tf.concat(parts, 0));
  });

  it('slice, stridedSlice, split, stack, reverse, gather', async () => {
    await expectSame([random.float([6, 7, 3])], (x) => tf.slice(x, [1, 2, 0], [4, -1, 2]), { gradients: true });
    await expectSame([random.float([6, 7])], (x) => tf.slice(x, 2, 3), { gradients: true });
    await expectSame([random.float([6, 7])], (x) => tf.stridedSlice(x, [0, 1], [6, 7], [2, 3]));
    await expectSame([random.float([6, 7])], (x) => tf.split(x, [2, 4], 0), { gradients: true });
    await expectSame([random.float([6, 7]), random.float([6, 7])], (a, b) => tf.stack([a, b], 1), { gradients: true });
    await expectSame([random.float([6, 7])], (x) => tf.reverse(x, 1), { gradients: true });
    await expectSame([random.float([6, 7]), random.int([4], 0, 5)], (x, index) => tf.gather(x, index.toInt() as tf.Tensor1D), { gradients: true });
  });

  it('pad by a negative number, which cuts off, and writes nowhere else', async () => {
    await expectSame([random.float([7])], (x) => [tf.pad(x, [[0, -3]]), tf.pad(x, [[2, -3]], 9), tf.pad(x, [[-2, 1]])]);
    await useBackend('simd');
    const neighbours = Array.from({ length: 20 }, () => tf.fill([8], 5));
    const matrix = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(tf.pad(matrix, [[1, -1], [-1, 1]], 8).arraySync()).to.deep.equal([[8, 8, 8], [2, 3, 8]]);
    for (const neighbour of neighbours) expect(Array.from(neighbour.dataSync())).to.deep.equal(Array(8).fill(5));
  });

  it('pad with a constant, mirrorPad', async () => {
    await expectSame([random.float([2, 5, 6, 3])], (x) => tf.pad(x, [[0, 0], [1, 2], [0, 3], [0, 0]]), { gradients: true });
    await expectSame([random.float([5, 6])], (x) => tf.pad(x, [[1, 0], [2, 1]], 3.5), { gradients: true });
    await expectSame([random.float([5, 6])], (x) => tf.mirrorPad(x, [[1, 2], [2, 1]], 'reflect'), { gradients: true });
    await expectSame([random.float([2, 5, 4, 3])], (x) => tf.mirrorPad(x, [[0, 0], [3, 3], [2, 1], [0, 0]], 'symmetric'));
    await expectSame([random.float([2, 5, 4, 3])], (x) => tf.mirrorPad(x, [[0, 0], [0, 2], [3, 3], [0, 0]], 'reflect'));
    await expectSame([random.int([5])], (x) => tf.mirrorPad(x, [[2, 2]], 'reflect'));
  });

  it('tile and oneHot', async () => {
    await expectSame([random.float([3, 1, 5])], (x) => tf.tile(x, [2, 4, 1]), { gradients: true });
    await expectSame([random.float([3, 2, 2, 5])], (x) => tf.tile(x, [2, 1, 3, 2]), { gradients: true });
    await expectSame([random.float([1, 5])], (x) => tf.broadcastTo(x, [4, 5]), { gradients: true });
    await expectSame([random.int([9], 0, 4)], (x) => tf.oneHot(x as tf.Tensor1D, 5));
  });

  it('a reshaped tensor shares its values and outlives the original', async () => {
    await expectSame([random.float([4, 6])], (x) => {
      const doubled = x.mul(2);
      const reshaped = doubled.reshape([2, 12]);
      doubled.dispose();
      return [reshaped, reshaped.add(1)];
    });
  });
});
