import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import type { BackendName } from '../../../kernel-extensions/backend/index.js';
import { instanceNormalize } from '../../../labs/helpers/cyclegan/instance-normalization.js';
import { Random, expectSame } from './compare.js';

describe('instance normalisation equals that of `cpu`', () => {
  // With and without channels that fill a vector; pictures of one pixel, and enough of them for several threads.
  for (const shape of [[2, 3, 5, 7], [1, 4, 4, 8], [3, 1, 1, 5], [9, 14, 14, 33], [16, 28, 28, 16]]) {
    it(`over [${shape}]`, () => expectSame([new Random(shape[3]).float(shape)], (x) => instanceNormalize(x as tf.Tensor4D), { gradients: true, tolerance: 5e-5 }));
  }

  it('is the same on any number of threads, bit for bit', async () => {
    const { values } = new Random(3).float([9, 14, 14, 33]);
    const on = async (threads: number) => {
      await useBackend('simd', { threads });
      return tf.tidy(() => instanceNormalize(tf.tensor4d(values as Float32Array, [9, 14, 14, 33])).dataSync().slice());
    };
    expect(await on(2)).to.deep.equal(await on(1));
  });
});

describe('batch normalisation equals that of `cpu`', () => {
  for (const shape of [[6, 5], [4, 3, 3, 13], [12, 7, 7, 33], [3, 4, 5]]) {
    const channels = shape.at(-1)!;

    it(`fused, over [${shape}]`, async () => {
      const random = new Random(channels);
      const per = (low: number, high: number) => random.float([channels], low, high);
      await expectSame([random.float(shape), per(-1, 1), per(0.5, 2), per(-1, 1), per(0.5, 2)],
        (x, mean, variance, offset, scale) => tf.batchNorm(x as tf.Tensor4D, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 1e-3),
        { gradients: true, tolerance: 2e-5 });
      await expectSame([random.float(shape), per(-1, 1), per(0.5, 2)],
        (x, mean, variance) => tf.batchNorm(x as tf.Tensor4D, mean as tf.Tensor1D, variance as tf.Tensor1D), { tolerance: 2e-5 });
    });

    it(`the layer in training, over [${shape}]: output, gradients and moving statistics`, async () => {
      const random = new Random(channels + 1);
      const [input, dy, gamma, beta] = [random.float(shape), random.float(shape), random.float([channels], 0.5, 2), random.float([channels])];
      const run = async (backend: BackendName) => {
        await useBackend(backend, { threads: 2 });
        return tf.tidy(() => {
          const layer = tf.layers.batchNormalization({ axis: -1 });
          layer.build(shape);
          layer.setWeights([tf.tensor1d(gamma.values as Float32Array), tf.tensor1d(beta.values as Float32Array), tf.zeros([channels]), tf.ones([channels])]);
          const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
          const x = tf.variable(tf.tensor(input.values as Float32Array, shape));
          const { value, grads } = tf.variableGrads(() =>
            (layer.apply(x, { training: true }) as tf.Tensor).mul(tf.tensor(dy.values as Float32Array, shape)).sum() as tf.Scalar, [x, ...variables]);
          return [value, ...Object.values(grads), ...layer.getWeights()].map((tensor) => Array.from(tensor.dataSync()));
        });
      };
      const [expected, actual] = [await run('cpu'), await run('simd')];
      expected.forEach((values, index) => {
        const scale = Math.max(...values.map(Math.abs), 1);
        values.forEach((value, element) => expect(actual[index][element]).to.be.closeTo(value, 5e-5 * scale));
      });
    });
  }
});
