import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { Random, expectSame } from './compare.js';

const random = new Random(31);

describe('depthwise convolution and nearest-neighbour resizing equal those of `cpu`', () => {
  for (const channels of [1, 3, 4, 7, 16, 33]) {
    for (const [strides, pad, dilations] of [[1, 'same', 1], [2, 'same', 1], [3, 'valid', 1], [1, 'valid', 2], [[1, 2], 'same', 1]] as const) {
      it(`depthwise, ${channels} channels, strides ${strides}, ${pad}, dilations ${dilations}`, async () => {
        const operands = [random.float([3, 9, 8, channels]), random.float([3, 2, channels, 1])];
        const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides as number | [number, number], pad, 'NHWC', dilations);
        await expectSame(operands, convolve, { gradients: true });
      });
    }
  }

  it('depthwise with several filters a channel', async () => {
    const operands = [random.float([2, 6, 5, 3]), random.float([3, 3, 3, 2])];
    await expectSame(operands, (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), { gradients: true });
  });

  it('fused depthwise, with bias and activation', async () => {
    for (const activation of ['linear', 'relu', 'sigmoid', 'leakyrelu'] as const) {
      await expectSame([random.float([2, 6, 5, 6]), random.float([3, 3, 6, 1]), random.float([6])], (x, filter, bias) => tf.fused.depthwiseConv2d({
        x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: 1, pad: 'same', bias, activation, leakyreluAlpha: 0.3,
      }));
    }
  });

  for (const [from, to] of [[[4, 5], [8, 10]], [[7, 3], [14, 9]], [[5, 4], [7, 9]], [[9, 8], [4, 3]], [[1, 1], [5, 6]], [[6, 6], [1, 1]]] as const) {
    it(`resizing ${from} to ${to}`, async () => {
      for (const channels of [1, 3, 8]) {
        const resize = (alignCorners: boolean, halfPixelCenters: boolean) => (x: tf.Tensor) =>
          tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [...to], alignCorners, halfPixelCenters);
        const images = [random.float([2, ...from, channels])];
        await expectSame(images, resize(false, false));
        await expectSame(images, resize(true, false));
        await expectSame(images, resize(false, true));
        // One image: of several, cpu's gradient of all but the first is wrong. From one pixel with aligned corners it never ends.
        const image = [random.float([1, ...from, channels])];
        await expectSame(image, resize(false, false), { gradients: true });
        if (Math.min(...from) > 1) await expectSame(image, resize(true, false), { gradients: true });
      }
    });

    it(`resizing ${from} to ${to}, bilinear`, async () => {
      for (const channels of [1, 3, 8]) {
        const images = [random.float([2, ...from, channels])];
        for (const [alignCorners, halfPixelCenters] of [[false, false], [true, false], [false, true]]) {
          const resize = (x: tf.Tensor) => tf.image.resizeBilinear(x as tf.Tensor4D, [...to], alignCorners, halfPixelCenters);
          await expectSame(images, resize, { gradients: true });
        }
      }
    });
  }

  it('resizing has the transposed map as its gradient, for every image of a batch', async () => {
    await useBackend('simd');
    tf.tidy(() => {
      const x = tf.randomUniform<tf.Rank.R4>([3, 4, 5, 2], -1, 1, 'float32', 1);
      const dy = tf.randomUniform<tf.Rank.R4>([3, 9, 10, 2], -1, 1, 'float32', 2);
      const resize = (images: tf.Tensor4D) => tf.image.resizeNearestNeighbor(images, [9, 10]);
      const perImage = (product: tf.Tensor) => [...product.sum([1, 2, 3]).dataSync()];
      const forward = perImage(resize(x).mul(dy));
      perImage(x.mul(tf.grad((images) => resize(images as tf.Tensor4D))(x, dy))).forEach((value, image) => expect(value).to.be.closeTo(forward[image], 1e-4));
    });
  });
});
