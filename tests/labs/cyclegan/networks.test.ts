/** CycleGAN's networks: the paper's sizes by the same rule as the small ones, shapes, windows, normalisation. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { instanceNormalize } from '../../../labs/helpers/cyclegan/instance-normalization.js';
import { patchDiscriminator, patchLayers, resnetGenerator } from '../../../labs/helpers/cyclegan/networks.js';

const parameters = (model: tf.LayersModel): number => {
  const count = model.countParams();
  model.dispose();
  return count;
};

describe('the networks of CycleGAN', function () {
  this.timeout(120_000);
  before(() => useBackend('simd'));

  it('have as many parameters as the paper\'s at its width', () => {
    const paper = { size: 256, channels: 3, width: 64, border: 'mirror' } as const;
    expect(parameters(resnetGenerator({ ...paper, blocks: 6 }))).to.equal(7_837_699);
    expect(parameters(resnetGenerator({ ...paper, blocks: 9 }))).to.equal(11_378_179);
    expect(parameters(patchDiscriminator({ size: 256, channels: 3, width: 64, halvings: 3 }))).to.equal(2_764_737);
  });

  it('translate pictures of one kind into those of another, in [−1, 1]', () => {
    for (const border of ['zeros', 'mirror'] as const) {
      const model = resnetGenerator({ size: 12, channels: 3, outChannels: 1, width: 2, blocks: 1, border, seed: 1 });
      const made = tf.tidy(() => (model.predict(tf.randomUniform([2, 12, 12, 3], -1, 1)) as tf.Tensor).dataSync());
      expect(model.outputs[0]!.shape).to.deep.equal([null, 12, 12, 1]);
      for (const value of made) expect(Math.abs(value)).to.be.at.most(1);
      model.dispose();
    }
  });

  it('begin with the same weights where the seed is the same, and with others where it is not', () => {
    const first = (seed: number) => {
      const model = resnetGenerator({ width: 2, blocks: 1, seed });
      const values = [...model.getWeights()[0]!.dataSync()];
      model.dispose();
      return values;
    };
    expect(first(1)).to.deep.equal(first(1));
    expect(first(1)).to.not.deep.equal(first(2));
  });

  it('become models of layers that can be written down and read', async () => {
    const model = resnetGenerator({ size: 8, width: 2, blocks: 1, border: 'mirror', seed: 1 });
    const copy = await tf.models.modelFromJSON(model.toJSON(undefined, false) as never);
    copy.setWeights(model.getWeights());
    const [a, b] = tf.tidy(() => [model, copy].map((each) => (each.predict(tf.ones([1, 8, 8, 1])) as tf.Tensor).dataSync()));
    expect(a).to.deep.equal(b);
    model.dispose();
    copy.dispose();
  });

  for (const [halvings, size, scores, field] of [[1, 28, 12, 16], [2, 28, 5, 34], [3, 96, 10, 70]] as const) {
    it(`judge windows of ${field} pixels after ${halvings} halvings`, () => {
      const model = patchDiscriminator({ size, width: 1, halvings, seed: 3 });
      expect(model.outputs[0]!.shape).to.deep.equal([null, scores, scores, 1]);
      // Which pixels a score in the middle depends on. Instance normalisation looks at the whole picture, so the layers are followed without it.
      const middle = Math.floor(scores / 2);
      const convolutions = model.layers.filter((layer) => /Conv2D|ZeroPadding/.test(layer.getClassName()));
      const score = (x: tf.Tensor) => (convolutions.reduce((y, layer) => layer.apply(y) as tf.Tensor, x) as tf.Tensor4D).slice([0, middle, middle, 0], [1, 1, 1, 1]).sum();
      const touched = tf.tidy(() => [...tf.grad(score)(tf.ones([1, size, size, 1])).abs().sum([0, 1, 3]).dataSync()]);
      const seen = touched.flatMap((value, column) => (value > 0 ? [column] : []));
      expect(Math.max(...seen) - Math.min(...seen) + 1).to.equal(Math.min(size, field));
      expect(patchLayers(halvings).reduceRight((width, { kernel, stride }) => (width - 1) * stride + kernel, 1)).to.equal(field);
      model.dispose();
    });
  }
});

describe('instance normalisation', () => {
  const numbers = Array.from({ length: 2 * 3 * 4 * 2 }, (_, i) => Math.sin(7 * i) * (1 + (i % 5)) + (i % 2));

  for (const backend of ['simd', 'cpu'] as const) {
    it(`is its closed form on \`${backend}\``, async () => {
      await useBackend(backend);
      const actual = tf.tidy(() => instanceNormalize(tf.tensor4d(numbers, [2, 3, 4, 2]), 1e-5).dataSync());
      for (const n of [0, 1]) {
        for (const c of [0, 1]) {
          const places = Array.from({ length: 12 }, (_, pixel) => (n * 12 + pixel) * 2 + c);
          const mean = places.reduce((sum, at) => sum + numbers[at]!, 0) / 12;
          const variance = places.reduce((sum, at) => sum + (numbers[at]! - mean) ** 2, 0) / 12;
          for (const at of places) expect(actual[at]).to.be.closeTo((numbers[at]! - mean) / Math.sqrt(variance + 1e-5), 1e-4);
        }
      }
    });
  }
});
