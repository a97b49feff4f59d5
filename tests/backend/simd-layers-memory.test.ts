/** No layer and no gradient leaves anything behind on `simd`: neither tensors, as tfjs counts them, nor bytes of the shared memory. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import type { SimdBackend } from '../../kernel-extensions/backend/simd/index.js';
import { critics, penaltyOf } from './gradients/critics.js';
import { slope, tensorsOf } from './gradients/numerical.js';
import { operations } from './gradients/operations.js';

const { layers } = tf;
type Layer = Parameters<tf.Sequential['add']>[0];
const image = { inputShape: [6, 5, 4] };
const sequence = { inputShape: [5, 4] };
const volume = { inputShape: [3, 4, 3, 2] };

const kinds: Record<string, () => Layer[]> = {
  dense: () => [layers.dense({ inputShape: [6], units: 3, activation: 'relu' })],
  conv1d: () => [layers.conv1d({ ...sequence, filters: 3, kernelSize: 3, padding: 'same' })],
  conv2d: () => [layers.conv2d({ ...image, filters: 3, kernelSize: 3, strides: 2, activation: 'tanh' })],
  'conv2d, dilated': () => [layers.conv2d({ ...image, filters: 3, kernelSize: 2, dilationRate: 2 })],
  'conv2d, wide enough for Winograd': () => [layers.conv2d({ inputShape: [16, 16, 16], filters: 16, kernelSize: 3, padding: 'same' })],
  conv2dTranspose: () => [layers.conv2dTranspose({ ...image, filters: 3, kernelSize: 4, strides: 2, padding: 'same' })],
  conv3d: () => [layers.conv3d({ ...volume, filters: 2, kernelSize: 2 })],
  depthwiseConv2d: () => [layers.depthwiseConv2d({ ...image, kernelSize: 3, depthMultiplier: 2 })],
  separableConv2d: () => [layers.separableConv2d({ ...image, filters: 3, kernelSize: 3 })],
  pooling: () => [layers.dense({ ...image, units: 4 }), layers.maxPooling2d({ poolSize: 2 }), layers.averagePooling2d({ poolSize: 2, padding: 'same' }), layers.globalAveragePooling2d({})],
  normalisation: () => [layers.batchNormalization({ inputShape: [6] }), layers.layerNormalization()],
  'activations with weights and without': () => [layers.prelu({ inputShape: [6] }), layers.leakyReLU(), layers.elu(), layers.softmax(), layers.thresholdedReLU()],
  dropout: () => [layers.dense({ inputShape: [6], units: 5 }), layers.dropout({ rate: 0.3 }), layers.gaussianNoise({ stddev: 0.1 })],
  'upsampling, padding and cropping': () => [layers.dense({ ...image, units: 4 }), layers.upSampling2d({}), layers.zeroPadding2d({ padding: 1 }), layers.cropping2D({ cropping: [[1, 2], [2, 1]] })],
  embedding: () => [layers.embedding({ inputDim: 7, outputDim: 4, inputLength: 5 })],
  simpleRNN: () => [layers.simpleRNN({ ...sequence, units: 3 })],
  lstm: () => [layers.lstm({ ...sequence, units: 3, returnSequences: true })],
  gru: () => [layers.gru({ ...sequence, units: 3 })],
  bidirectional: () => [layers.bidirectional({ ...sequence, layer: layers.lstm({ units: 2 }) as never, mergeMode: 'concat' })],
  timeDistributed: () => [layers.timeDistributed({ ...sequence, layer: layers.dense({ units: 3 }) })],
  'reshape and friends': () => [layers.dense({ ...sequence, units: 4 }), layers.permute({ dims: [2, 1] }), layers.reshape({ targetShape: [20] }), layers.repeatVector({ n: 3 }), layers.flatten()],
};

const count = () => ({ ...tf.memory(), ...(tf.backend() as SimdBackend).usage() });

describe('what layers leave behind on `simd`', function () {
  this.timeout(300_000);
  before(() => useBackend('simd', { threads: 2 }));
  afterEach(() => tf.disposeVariables());

  for (const [steps, mark] of [[60, ''], [1500, ' @full']] as const) {
    for (const [name, make] of Object.entries(kinds)) {
      it(`${name}: the same after ${steps} steps as after 10${mark}`, () => {
        const model = tf.sequential({ layers: make() });
        const shape = model.inputs[0].shape.slice(1) as number[];
        const x = name === 'embedding' ? tf.ones([3, ...shape]) : tf.randomUniform([3, ...shape], -1, 1, 'float32', 3);
        const optimizer = tf.train.adam(1e-3);
        const step = () => optimizer.minimize(() => (model.apply(x, { training: true }) as tf.Tensor).square().mean() as tf.Scalar);
        for (let i = 0; i < 10; i++) step();
        const after10 = count();
        for (let i = 10; i < steps; i++) step();
        expect(count()).to.deep.equal(after10);
        x.dispose();
        optimizer.dispose();
      });
    }
  }

  for (const name of Object.keys(critics)) {
    it(`a ${name} critic with a gradient penalty: the same after 40 steps as after 10`, () => {
      const critic = critics[name]();
      const penalty = penaltyOf(critic);
      const x = tf.randomUniform([3, 5, 5, 2], -1, 1, 'float32', 3);
      const optimizer = tf.train.adam(1e-3);
      const step = () => optimizer.minimize(() => penalty(x));
      for (let i = 0; i < 10; i++) step();
      const after10 = count();
      for (let i = 0; i < 30; i++) step();
      expect(count()).to.deep.equal(after10);
      x.dispose();
      optimizer.dispose();
    });
  }

  it('every operation of the table, with its first and second derivatives: nothing', () => {
    for (const [name, computation] of Object.entries(operations)) {
      const inputs = tensorsOf(computation.inputs);
      const work = () => {
        const outputs = [tf.tidy(() => computation.f(...inputs))].flat();
        const gradients = computation.once ? [] : tf.grads(slope(computation))(inputs);
        tf.dispose([outputs, gradients]);
      };
      work();
      const before = count();
      work();
      expect(count(), name).to.deep.equal(before);
      tf.dispose(inputs);
    }
  });
});
