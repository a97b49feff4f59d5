/** Convolutions that are wide enough for the Winograd domain, against plain loops in double precision. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import type { SimdBackend } from '../../kernel-extensions/backend/simd/index.js';
import { Random, expectSame } from './differential/compare.js';
import type { Input } from './differential/compare.js';

describe('simd backend: Winograd', () => {
  before(() => useBackend('simd', { threads: 2 }));

  interface Case { size: [number, number]; kernel: [number, number]; stride: [number, number]; pad: 'same' | 'valid'; channels: [number, number]; batch: number }

  const wide: Case[] = [
    { size: [7, 7], kernel: [5, 5], stride: [1, 1], pad: 'same', channels: [36, 40], batch: 5 },
    { size: [14, 14], kernel: [5, 5], stride: [2, 2], pad: 'same', channels: [48, 40], batch: 29 },
    { size: [14, 14], kernel: [4, 4], stride: [2, 2], pad: 'same', channels: [52, 48], batch: 29 },
    { size: [9, 13], kernel: [3, 3], stride: [1, 1], pad: 'valid', channels: [32, 32], batch: 11 },
    { size: [11, 10], kernel: [3, 5], stride: [2, 1], pad: 'same', channels: [48, 40], batch: 19 },
    { size: [16, 12], kernel: [4, 3], stride: [2, 1], pad: 'same', channels: [32, 32], batch: 11 },
    { size: [8, 30], kernel: [5, 4], stride: [1, 3], pad: 'same', channels: [48, 48], batch: 19 },
    { size: [8, 8], kernel: [5, 5], stride: [1, 1], pad: 'valid', channels: [64, 32], batch: 31 },
    // More channels, and more tiles, than are multiplied at once.
    { size: [4, 4], kernel: [3, 3], stride: [1, 1], pad: 'same', channels: [272, 72], batch: 6 },
    { size: [8, 8], kernel: [3, 3], stride: [1, 1], pad: 'same', channels: [32, 32], batch: 67 },
  ];
  /** Too few taps, tiles or channels to gain; some of their phases have no taps at all. */
  const others: Case[] = [
    { size: [9, 9], kernel: [1, 1], stride: [2, 2], pad: 'same', channels: [32, 32], batch: 8 },
    { size: [6, 9], kernel: [2, 1], stride: [1, 2], pad: 'same', channels: [32, 32], batch: 12 },
    { size: [9, 10], kernel: [2, 5], stride: [3, 2], pad: 'valid', channels: [32, 32], batch: 2 },
    { size: [5, 5], kernel: [5, 5], stride: [1, 1], pad: 'same', channels: [36, 40], batch: 1 },
    { size: [9, 9], kernel: [3, 3], stride: [1, 1], pad: 'same', channels: [33, 40], batch: 12 },
  ];

  /** y, dx and dfilter, by the definition. */
  function plainLoops(x: Input, filter: Input, dy: Input, [strideY, strideX]: [number, number], pad: 'same' | 'valid'): Float64Array[] {
    const [batch, height, width, c] = x.shape;
    const [tapsY, tapsX, , n] = filter.shape;
    const [, outHeight, outWidth] = dy.shape;
    const before = (size: number, out: number, taps: number, stride: number) => (pad === 'valid' ? 0 : Math.max(0, (out - 1) * stride + taps - size) >> 1);
    const [top, left] = [before(height, outHeight, tapsY, strideY), before(width, outWidth, tapsX, strideX)];
    const [y, dx, dfilter] = [dy, x, filter].map(({ values }) => new Float64Array(values.length));
    for (let i = 0; i < batch; i++) {
      for (let row = 0; row < outHeight; row++) {
        for (let column = 0; column < outWidth; column++) {
          const out = ((i * outHeight + row) * outWidth + column) * n;
          for (let a = 0; a < tapsY; a++) {
            for (let b = 0; b < tapsX; b++) {
              const [fromRow, fromColumn] = [row * strideY + a - top, column * strideX + b - left];
              if (fromRow < 0 || fromRow >= height || fromColumn < 0 || fromColumn >= width) continue;
              for (let p = 0; p < c; p++) {
                const at = ((i * height + fromRow) * width + fromColumn) * c + p;
                const tap = ((a * tapsX + b) * c + p) * n;
                for (let q = 0; q < n; q++) {
                  y[out + q] += x.values[at] * filter.values[tap + q];
                  dx[at] += dy.values[out + q] * filter.values[tap + q];
                  dfilter[tap + q] += x.values[at] * dy.values[out + q];
                }
              }
            }
          }
        }
      }
    }
    return [y, dx, dfilter];
  }

  /** To 1e-5 of the largest value. */
  function expectClose(actual: Float32Array, expected: Float64Array): void {
    expect(actual.length).to.equal(expected.length);
    const [largest, worst] = expected.reduce(([largest, worst], value, i) => [Math.max(largest, Math.abs(value)), Math.max(worst, Math.abs(value - actual[i]))], [0, 0]);
    expect(worst / largest).to.be.below(1e-5);
    expect(actual.some(Number.isNaN)).to.equal(false);
  }

  /** The WebAssembly kernels that `compute` runs. */
  function kernelsOf(compute: () => void): string[] {
    const backend = tf.backend() as SimdBackend;
    const names: string[] = [];
    const { run } = backend;
    backend.run = (name, ...rest) => { names.push(name); run.call(backend, name, ...rest); };
    try {
      tf.tidy(compute);
    } finally {
      backend.run = run;
    }
    return names;
  }

  for (const [gains, cases] of [[true, wide], [false, others]] as const) {
    for (const { size, kernel, stride, pad, channels: [c, n], batch } of cases) {
      it(`${gains ? 'takes' : 'leaves'} [${batch}, ${size}, ${c}] → ${n}, kernel ${kernel}, stride ${stride}, ${pad}: values and gradients`, () => {
        const random = new Random(c + n);
        const [x, filter] = [random.float([batch, ...size, c], -1, 1), random.float([...kernel, c, n], -1, 1)];
        const convolve = (x: tf.Tensor, filter: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad);
        tf.tidy(() => {
          const tensors = [x, filter].map(({ shape, values }) => tf.tensor(values as Float32Array, shape));
          const y = convolve(tensors[0], tensors[1]);
          const dy = random.float(y.shape, -1, 1);
          const gradients = tf.grads((x: tf.Tensor, filter: tf.Tensor) => convolve(x, filter))(tensors, tf.tensor(dy.values as Float32Array, y.shape));
          const expected = plainLoops(x, filter, dy, stride, pad);
          [y, ...gradients].forEach((tensor, index) => expectClose(tensor.dataSync() as Float32Array, expected[index]));
        });
        const kernels = kernelsOf(() => {
          tf.grads((x: tf.Tensor, filter: tf.Tensor) => convolve(x, filter).sum())([tf.ones(x.shape), tf.ones(filter.shape)]);
        });
        expect(kernels.includes('winogradOutput')).to.equal(gains);
        expect(kernels.includes('winogradFilterGradient')).to.equal(gains);
      });
    }
  }

  it('with a bias and an activation', async () => {
    const random = new Random(3);
    await expectSame([random.float([17, 7, 7, 32], -1, 1), random.float([3, 3, 32, 40], -0.1, 0.1), random.float([40])],
      (x, filter, bias) => tf.fused.conv2d({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: 1, pad: 'same', bias, activation: 'relu' }));
  });

  it('NaN reaches the pixels whose tile it is in, and no other image', async () => {
    const { shape, values } = new Random(4).float([17, 8, 8, 32]);
    (values as Float32Array)[0] = NaN;
    tf.tidy(() => {
      const y = tf.conv2d(tf.tensor4d(values as Float32Array, shape as [number, number, number, number]), tf.ones([3, 3, 32, 32]) as tf.Tensor4D, 1, 'same');
      expect(y.slice([0, 0, 0, 0], [1, 1, 1, 1]).dataSync()[0]).to.be.NaN;
      expect(y.slice([1, 0, 0, 0], [16, 8, 8, 32]).isNaN().any().dataSync()[0]).to.equal(0);
    });
  });
});
