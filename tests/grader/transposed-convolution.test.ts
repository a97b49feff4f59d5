/** The judge's own transposed convolution: bit for bit what TensorFlow.js computes. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { installTransposedConvolution } from '../../grader/judge/transposed-convolution.js';

/** Input without the batch, filters, kernel, stride, padding: odd sizes, gaps between kernels, channels that are no multiple of four. */
const cases: [[number, number, number], number, number, number, 'same' | 'valid'][] = [
  [[7, 7, 16], 8, 5, 1, 'same'], [[7, 7, 8], 5, 5, 2, 'same'], [[5, 4, 3], 6, 4, 3, 'same'], [[3, 3, 1], 1, 2, 3, 'same'],
  [[4, 6, 2], 7, 3, 2, 'valid'], [[1, 1, 9], 2, 4, 1, 'valid'], [[6, 5, 5], 3, 1, 1, 'same'],
];

describe('The judge\'s transposed convolution', () => {
  it('gives the bits of TensorFlow.js\'s own', async () => {
    await tf.setBackend('cpu');
    const draw = (shape: number[]): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', shape.reduce((sum, side) => 10 * sum + side, 7));
    const results = (): Float32Array[] => cases.map(([input, filters, kernel, stride, padding]) => tf.tidy(() => {
      const layer = tf.layers.conv2dTranspose({ filters, kernelSize: kernel, strides: stride, padding, useBias: false, inputShape: input });
      const model = tf.sequential({ layers: [layer] });
      model.setWeights([draw([kernel, kernel, filters, input[2]])]);
      return (model.predict(draw([3, ...input])) as tf.Tensor).dataSync<'float32'>();
    }));
    const expected = results();
    const original = tf.getKernel('Conv2DBackpropInput', 'cpu');
    try {
      installTransposedConvolution();
      expect(tf.getKernel('Conv2DBackpropInput', 'cpu').kernelFunc).to.not.equal(original.kernelFunc);
      expect(results()).to.deep.equal(expected);
      expect(expected.every((values) => values.some((value) => value !== 0))).to.equal(true);
    } finally {
      tf.unregisterKernel('Conv2DBackpropInput', 'cpu');
      tf.registerKernel(original);
    }
  });
});
