/** Convolutions that are wide enough for the Winograd domain, against `cpu`. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { Random, expectSame } from './differential/compare.js';

describe('simd backend: Winograd', () => {
  const cases: { size: [number, number]; kernel: [number, number]; stride: [number, number]; pad: 'same' | 'valid'; channels: [number, number]; batch: number }[] = [
    { size: [7, 7], kernel: [5, 5], stride: [1, 1], pad: 'same', channels: [36, 40], batch: 5 },
    { size: [14, 14], kernel: [5, 5], stride: [2, 2], pad: 'same', channels: [32, 48], batch: 5 },
    { size: [14, 14], kernel: [4, 4], stride: [2, 2], pad: 'same', channels: [36, 32], batch: 17 },
    { size: [9, 13], kernel: [3, 3], stride: [1, 1], pad: 'valid', channels: [32, 32], batch: 5 },
    { size: [11, 10], kernel: [3, 5], stride: [2, 1], pad: 'same', channels: [32, 40], batch: 7 },
    { size: [16, 17], kernel: [4, 3], stride: [3, 1], pad: 'same', channels: [36, 32], batch: 6 },
    { size: [13, 9], kernel: [2, 2], stride: [1, 1], pad: 'same', channels: [32, 32], batch: 6 },
    { size: [12, 12], kernel: [5, 2], stride: [2, 2], pad: 'valid', channels: [32, 32], batch: 8 },
    { size: [9, 9], kernel: [1, 1], stride: [2, 2], pad: 'same', channels: [32, 32], batch: 8 },
    { size: [9, 10], kernel: [1, 4], stride: [2, 1], pad: 'same', channels: [32, 32], batch: 8 },
    { size: [9, 10], kernel: [2, 5], stride: [3, 2], pad: 'valid', channels: [32, 32], batch: 8 },
    { size: [8, 30], kernel: [5, 4], stride: [1, 3], pad: 'same', channels: [32, 32], batch: 3 },
  ];
  for (const { size, kernel, stride, pad, channels: [c, n], batch } of cases) {
    it(`[${batch}, ${size}, ${c}] → ${n}, kernel ${kernel}, stride ${stride}, ${pad}: values and gradients`, async function () {
      this.timeout(60_000);
      const random = new Random(c + n);
      await expectSame([random.float([batch, ...size, c], -1, 1), random.float([...kernel, c, n], -1, 1)],
        (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad), { gradients: true });
    });
  }

  it('with a bias and an activation', async () => {
    const random = new Random(3);
    await expectSame([random.float([9, 7, 7, 32], -1, 1), random.float([3, 3, 32, 40], -0.1, 0.1), random.float([40])],
      (x, filter, bias) => tf.fused.conv2d({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: 1, pad: 'same', bias, activation: 'relu' }));
  });

  it('NaN reaches the pixels whose tile it is in, and no other image', async () => {
    const { shape, values } = new Random(4).float([9, 8, 8, 32]);
    (values as Float32Array)[0] = NaN;
    tf.tidy(() => {
      const y = tf.conv2d(tf.tensor4d(values as Float32Array, shape as [number, number, number, number]), tf.ones([3, 3, 32, 32]) as tf.Tensor4D, 1, 'same');
      expect(y.slice([0, 0, 0, 0], [1, 1, 1, 1]).dataSync()[0]).to.be.NaN;
      expect(y.slice([1, 0, 0, 0], [8, 8, 8, 32]).isNaN().any().dataSync()[0]).to.equal(0);
    });
  });
});
