import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { Random, expectSame } from './compare.js';

describe('pooling and depthwise convolution equal those of `cpu`', () => {
  const random = new Random(66);

  it('depthwise convolution', async () => {
    for (const [stride, pad] of [[1, 'same'], [2, 'same'], [2, 'valid']] as const) {
      await expectSame([random.float([2, 7, 8, 3]), random.float([3, 3, 3, 2])],
        (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad), { gradients: true });
    }
  });

  it('max and average pooling', async () => {
    for (const [size, stride, pad] of [[3, 2, 'same'], [2, 2, 'valid'], [3, 1, 'same'], [2, 3, 'valid']] as const) {
      await expectSame([random.float([2, 7, 8, 3])], (x) => tf.maxPool(x as tf.Tensor4D, size, stride, pad), { gradients: true });
      await expectSame([random.float([2, 7, 8, 3])], (x) => tf.avgPool(x as tf.Tensor4D, size, stride, pad), { gradients: true });
    }
  });

  it('max pooling of equal values, of NaN and of infinities', async () => {
    const values = Float32Array.of(1, 1, 1, 1, NaN, 2, 3, -Infinity, -Infinity, -Infinity, Infinity, 0, 5, 5, NaN, 5);
    await expectSame([{ shape: [1, 4, 4, 1], values }], (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'), { gradients: true });
    await expectSame([random.int([2, 6, 6, 5])], (x) => tf.maxPool(x.toFloat() as tf.Tensor4D, 3, 2, 'same'));
  });

  it('enough channels and images for vectors and threads', async () => {
    await expectSame([random.float([9, 14, 13, 22])], (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'), { gradients: true });
    await expectSame([random.float([9, 14, 13, 22])], (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'), { gradients: true });
  });

  it("nearest upsampling's gradient is the sum over the copies of a pixel, which `cpu` does not get right", async () => {
    await useBackend('simd', { threads: 2 });
    const { values, shape } = random.float([2, 6, 8, 5]);
    const dy = tf.tensor(values as Float32Array, shape);
    const gradient = tf.grad((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [6, 8]))(tf.zeros([2, 3, 4, 5]), dy);
    const exact = dy.reshape([2, 3, 2, 4, 2, 5]).sum([2, 4]);
    gradient.dataSync().forEach((value, index) => expect(value).to.be.closeTo(exact.dataSync()[index], 1e-5));
  });

  it('upsampling, nearest and bilinear', async () => {
    await expectSame([random.float([2, 3, 4, 5])], (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [6, 8]));
    // tfjs's gradient of the bilinear one swaps height and width.
    await expectSame([random.float([2, 4, 4, 5])], (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [8, 8]), { gradients: true });
  });
});
