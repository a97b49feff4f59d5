import * as tf from '@tensorflow/tfjs';
import { Random, expectSame } from './compare.js';

interface Convolution {
  batch: number; height: number; width: number; inputs: number; outputs: number; kernel: [number, number]; stride: [number, number];
  pad: 'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]];
}

/** Random geometries: whatever fits, with the output at least one pixel large. */
function geometries(count: number): Convolution[] {
  const random = new Random(41);
  const found: Convolution[] = [];
  while (found.length < count) {
    const convolution: Convolution = {
      batch: random.integer(1, 3), height: random.integer(1, 11), width: random.integer(1, 11),
      inputs: random.pick([1, 2, 3, 5, 8, 17]), outputs: random.pick([1, 2, 4, 7, 9, 16]),
      kernel: [random.integer(1, 5), random.integer(1, 5)], stride: [random.integer(1, 3), random.integer(1, 3)],
      pad: random.pick(['same', 'valid', 1, 2, [[0, 0], [1, 2], [0, 1], [0, 0]]] as const) as Convolution['pad'],
    };
    const { height, width, kernel: [kh, kw], stride, pad } = convolution;
    const border = pad === 'same' ? 99 : pad === 'valid' ? 0 : typeof pad === 'number' ? 2 * pad : 1;
    if (height + border < kh || width + border < kw) continue;
    if (Array.isArray(pad) && height + 3 < kh) continue;
    if (stride[0] > kh && stride[1] > kw) continue;
    found.push(convolution);
  }
  return found;
}

const describeCase = ({ batch, height, width, inputs, outputs, kernel, stride, pad }: Convolution) =>
  `[${batch}, ${height}, ${width}, ${inputs}] → ${outputs}, kernel ${kernel}, stride ${stride}, pad ${JSON.stringify(pad)}`;

describe('convolutions equal those of `cpu`', () => {
  for (const [index, convolution] of geometries(30).entries()) {
    const { batch, height, width, inputs, outputs, kernel, stride, pad } = convolution;
    it(describeCase(convolution), async () => {
      const random = new Random(500 + index);
      await expectSame([random.float([batch, height, width, inputs]), random.float([...kernel, inputs, outputs])],
        (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad as 'same', 'NHWC', 1, Array.isArray(pad) ? undefined : typeof pad === 'number' ? 'floor' : undefined),
        { gradients: true });
    });
  }

  it('dilated', async () => {
    const random = new Random(61);
    for (const dilation of [2, 3]) {
      for (const pad of ['same', 'valid'] as const) {
        await expectSame([random.float([2, 11, 12, 3]), random.float([3, 3, 3, 5])],
          (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad, 'NHWC', dilation));
      }
    }
  });

  it('channels first', async () => {
    const random = new Random(62);
    await expectSame([random.float([2, 3, 7, 8]), random.float([3, 3, 3, 5])],
      (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same', 'NCHW'), { gradients: true });
  });

  it('transposed, with gradients', async () => {
    const random = new Random(63);
    for (const [size, kernel, stride] of [[3, 4, 2], [4, 5, 2], [5, 5, 1], [3, 3, 3], [2, 4, 1]]) {
      const out = size * stride;
      await expectSame([random.float([2, size, size, 7]), random.float([kernel, kernel, 3, 7])],
        (x, filter) => tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [2, out, out, 3], stride, 'same'), { gradients: true });
    }
    await expectSame([random.float([2, 3, 3, 7]), random.float([4, 4, 3, 7])],
      (x, filter) => tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 8, 8, 3], 2, 'valid'), { gradients: true });
  });

  it('fused with a bias and an activation', async () => {
    const random = new Random(64);
    for (const activation of ['linear', 'relu', 'sigmoid'] as const) {
      await expectSame([random.float([2, 7, 7, 3]), random.float([3, 3, 3, 5]), random.float([5])],
        (x, filter, bias) => tf.fused.conv2d({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: 2, pad: 'same', bias, activation }), { gradients: true });
    }
  });

  it('large enough for several threads and cache blocks', async () => {
    const random = new Random(65);
    await expectSame([random.float([4, 14, 14, 33]), random.float([5, 5, 33, 40])],
      (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'), { gradients: true });
  });

  it('depthwise, and pooling', async () => {
    const random = new Random(66);
    await expectSame([random.float([2, 7, 8, 3]), random.float([3, 3, 3, 2])],
      (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'), { gradients: true });
    await expectSame([random.float([2, 7, 8, 3])], (x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same'), { gradients: true });
    await expectSame([random.float([2, 7, 8, 3])], (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'), { gradients: true });
  });
});
