import * as tf from '@tensorflow/tfjs';
import { Random, expectSame } from './compare.js';

const random = new Random(31);

describe('matrix products equal those of `cpu`', () => {
  const sizes = [[1, 1, 1], [1, 7, 1], [4, 8, 4], [5, 3, 9], [13, 17, 11], [64, 100, 129], [130, 33, 70], [3, 300, 2], [257, 5, 31]];
  for (const [m, k, n] of sizes) {
    it(`[${m}, ${k}] · [${k}, ${n}], both sides transposed or not`, async () => {
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          await expectSame([random.float(transposeA ? [k, m] : [m, k]), random.float(transposeB ? [n, k] : [k, n])],
            (a, b) => tf.matMul(a, b, transposeA, transposeB), { gradients: m * k * n < 100_000 });
        }
      }
    });
  }

  it('batches, equal and broadcast', async () => {
    await expectSame([random.float([3, 5, 7]), random.float([3, 7, 6])], (a, b) => tf.matMul(a, b), { gradients: true });
    await expectSame([random.float([1, 5, 7]), random.float([4, 7, 6])], (a, b) => tf.matMul(a, b));
    await expectSame([random.float([2, 3, 5, 7]), random.float([2, 3, 7, 6])], (a, b) => tf.matMul(a, b), { gradients: true });
  });

  it('fused with a bias and an activation', async () => {
    for (const activation of ['linear', 'relu', 'sigmoid', 'elu', 'relu6'] as const) {
      await expectSame([random.float([5, 7]), random.float([7, 9]), random.float([9])],
        (a, b, bias) => tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias, activation }), { gradients: true });
    }
    await expectSame([random.float([5, 7]), random.float([7, 9])],
      (a, b) => tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, activation: 'leakyrelu', leakyreluAlpha: 0.2 }));
  });

  it('NaN and infinities stay in their row and column', async () => {
    const holed = (shape: number[]) => { const input = random.float(shape); (input.values as Float32Array)[4] = NaN; (input.values as Float32Array)[9] = Infinity; return input; };
    await expectSame([holed([5, 7]), random.float([7, 9])], (a, b) => tf.matMul(a, b));
  });
});
