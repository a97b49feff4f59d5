/** The layers `conv2d` and `dense` on `simd`: gradients as on `cpu`, and none that nobody asked for. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import { Random, expectSame } from './differential/compare.js';

type Fused = (x: tf.Tensor, weights: tf.Tensor, bias: tf.Tensor) => tf.Tensor;

/** All three gradients, flattened side by side. */
const gradients = (f: Fused) => (x: tf.Tensor, weights: tf.Tensor, bias: tf.Tensor, dy: tf.Tensor) =>
  tf.concat(tf.grads((x, weights, bias) => f(x, weights, bias).mul(dy))([x, weights, bias]).map((gradient) => gradient.flatten()));

describe('simd backend: products fused with bias and activation', () => {
  const random = new Random(7);
  before(() => useBackend('simd', { threads: 2 }));

  for (const activation of ['linear', 'relu', 'elu'] as const) {
    it(`fused.conv2d with ${activation} has the gradients of \`cpu\``, () => expectSame(
      [random.float([3, 9, 8, 5], -1, 1), random.float([3, 4, 5, 6], -1, 1), random.float([6], -1, 1), random.float([3, 5, 4, 6], -1, 1)],
      gradients((x, filter, bias) => tf.fused.conv2d({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, bias, strides: 2, pad: 'same', activation })),
    ));
    it(`fused.matMul with ${activation} has the gradients of \`cpu\``, () => expectSame(
      [random.float([7, 9], -1, 1), random.float([11, 7], -1, 1), random.float([11], -1, 1), random.float([9, 11], -1, 1)],
      gradients((a, b, bias) => tf.fused.matMul({ a, b, bias, transposeA: true, transposeB: true, activation })),
    ));
  }

  /** Kernels that run while the gradient of `of` in sum(layer(x)) is computed. */
  async function kernelsOf(of: 'weights' | 'x', layer: tf.layers.Layer, shape: number[]): Promise<string[]> {
    const x = tf.variable(tf.ones(shape));
    layer.apply(x);
    const variables = of === 'x' ? [x] : layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { kernelNames } = await tf.profile(() => tf.tidy(() => {
      tf.variableGrads(() => (layer.apply(x) as tf.Tensor).sum() as tf.Scalar, variables);
      return tf.scalar(0);
    }));
    tf.dispose([x, ...layer.weights.map((weight) => weight.read())]);
    return kernelNames;
  }

  it('a frozen convolution computes no gradient of its filter, a first one none of the images', async () => {
    const layer = () => tf.layers.conv2d({ filters: 4, kernelSize: 3 });
    expect(await kernelsOf('x', layer(), [2, 6, 6, 3])).to.include('Conv2DBackpropInput').and.not.include('Conv2DBackpropFilter');
    expect(await kernelsOf('weights', layer(), [2, 6, 6, 3])).to.include('Conv2DBackpropFilter').and.not.include('Conv2DBackpropInput');
  });

  it('neither does a dense layer', async () => {
    for (const of of ['x', 'weights'] as const) {
      const kernels = await kernelsOf(of, tf.layers.dense({ units: 4 }), [5, 3]);
      expect(kernels.filter((name) => name === 'BatchMatMul')).to.have.length(1);
    }
  });

  it('wrong shapes get the errors of tfjs', () => {
    const gradient = (weights: tf.Tensor) => tf.grad((x) => tf.fused.matMul({ a: x, b: weights }))(tf.ones([2, 3]));
    expect(() => tf.tidy(() => gradient(tf.ones([4, 5])))).to.throw('inner shapes (3) and (4)');
  });
});
