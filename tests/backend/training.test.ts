/** A whole GAN step on `simd`: the losses of `cpu`, the same bits again, and no leak. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { ganStep } from '../../bench/gan-step.js';
import { SimdBackend, registerSimdBackend } from '../../kernel-extensions/backend/simd/index.js';
import { Random } from './differential/compare.js';
import { smallGan } from './small-gan.js';

/** `steps` steps from a fixed start; the losses of each, and all weights in the end. */
function train(steps: number): { losses: number[]; weights: number[][] } {
  return tf.tidy(() => {
    const random = new Random(99);
    const gan = smallGan(random);
    const step = ganStep(gan, () => tf.train.adam(2e-3, 0.5), (shape) => tf.tensor(random.float(shape, -1, 1).values as Float32Array, shape));
    const real = tf.tensor(random.float([9, 28, 28, 1], -1, 1).values as Float32Array, [9, 28, 28, 1]) as tf.Tensor4D;
    const losses = Array.from({ length: steps }, () => step(real)).flatMap(({ lossD, lossG }) => [lossD, lossG]);
    const weights = [gan.generator, gan.discriminator].flatMap((model) => model.getWeights().map((weight) => Array.from(weight.dataSync())));
    tf.disposeVariables();
    return { losses, weights };
  });
}

/** Starts a backend of its own with this number of threads. */
async function withThreads(threads: number): Promise<void> {
  registerSimdBackend({ threads });
  await tf.setBackend('simd');
  expect((tf.backend() as SimdBackend).threads).to.equal(threads);
}

describe('a GAN that trains on `simd`', function () {
  this.timeout(60_000);

  it('has the losses of `cpu`, step for step', async () => {
    await tf.setBackend('cpu');
    const expected = train(3);
    await withThreads(2);
    const actual = train(3);
    actual.losses.forEach((loss, index) => expect(loss).to.be.closeTo(expected.losses[index], 1e-4));
  });

  for (const threads of [1, 2, 4]) {
    it(`ends in the same bits every time, on ${threads} thread${threads > 1 ? 's' : ''}`, async () => {
      await withThreads(threads);
      expect(train(4)).to.deep.equal(train(4));
    });
  }

  it('has nearly the same losses on every number of threads: to 1e-5 of their size, step for step', async () => {
    await withThreads(1);
    const one = train(3);
    for (const threads of [2, 3, 4]) {
      await withThreads(threads);
      train(3).losses.forEach((loss, index) => expect(loss).to.be.closeTo(one.losses[index], 1e-5 * one.losses[index]));
    }
  });

  it('leaves as many tensors and bytes after 40 steps as after 5', async () => {
    await withThreads(2);
    const gan = smallGan(new Random(1));
    const step = ganStep(gan, () => tf.train.adam(2e-3, 0.5));
    const real = tf.zeros([3, 28, 28, 1]) as tf.Tensor4D;
    const count = () => [tf.memory().numTensors, (tf.backend() as SimdBackend).usage().bytesInUse];
    for (let i = 0; i < 5; i++) step(real);
    const before = count();
    for (let i = 0; i < 35; i++) step(real);
    expect(count()).to.deep.equal(before);
    tf.disposeVariables();
  });
});

describe('the batch-normalisation layer on `simd`', () => {
  before(() => withThreads(2));

  it('trains without gamma or beta, which tfjs alone cannot', () => {
    for (const options of [{ scale: false }, { center: false }, { scale: false, center: false }]) {
      const layer = tf.layers.batchNormalization(options);
      const x = tf.tensor2d([1, 2, 3, 4, 6, 9], [3, 2]);
      const y = layer.apply(x, { training: true }) as tf.Tensor2D;
      const { mean, variance } = tf.moments(y, 0);
      Array.from(mean.dataSync()).forEach((value) => expect(value).to.be.closeTo(0, 1e-5));
      Array.from(variance.dataSync()).forEach((value) => expect(value).to.be.closeTo(1, 2e-3));
    }
  });

  it('normalises other axes than the last, which `cpu` gets wrong', () => {
    const layer = tf.layers.batchNormalization({ axis: 1 });
    const x = tf.randomNormal([4, 3, 5, 5], 2, 3, 'float32', 7);
    const { mean } = tf.moments(layer.apply(x, { training: true }) as tf.Tensor, [0, 2, 3]);
    Array.from(mean.dataSync()).forEach((value) => expect(value).to.be.closeTo(0, 1e-5));
  });

  it('uses and keeps its moving statistics in inference', () => {
    const layer = tf.layers.batchNormalization({ momentum: 0.5 });
    const x = tf.tensor2d([0, 10, 2, 14], [2, 2]);
    layer.apply(x, { training: true });
    const [, , mean, variance] = layer.getWeights().map((weight) => Array.from(weight.dataSync()));
    expect(mean).to.deep.equal([0.5, 6]);
    expect(variance).to.deep.equal([1, 2.5]);
    layer.apply(x);
    expect(Array.from(layer.getWeights()[2].dataSync())).to.deep.equal([0.5, 6]);
  });
});
