import * as tf from '@tensorflow/tfjs';
import { Random, expectSame } from './compare.js';

type Gate = 'sigmoid' | 'hardSigmoid';

/** The LSTM layer of these weights. */
function lstm(x: tf.Tensor, kernel: tf.Tensor, recurrent: tf.Tensor, bias: tf.Tensor, gate: Gate, more: object = {}): tf.Tensor {
  const layer = tf.layers.lstm({ units: recurrent.shape[0], recurrentActivation: gate, recurrentInitializer: 'zeros', ...more });
  layer.build(x.shape);
  // Under a gradient the weights are the tensors themselves: setWeights would copy them.
  const { cell } = layer as unknown as { cell: Record<'kernel' | 'recurrentKernel' | 'bias', unknown> };
  Object.assign(cell, Object.fromEntries(Object.entries({ kernel, recurrentKernel: recurrent, bias }).map(([name, tensor]) => [name, { read: () => tensor }])));
  return layer.call(x, {}) as tf.Tensor;
}

describe('the LSTM layer equals that of `cpu`', () => {
  for (const gate of ['sigmoid', 'hardSigmoid'] as const) {
    for (const [batch, steps, features, units] of [[1, 1, 1, 1], [3, 4, 5, 7], [5, 3, 2, 8], [33, 2, 9, 65]]) {
      const inputs = () => {
        const random = new Random(units);
        return [random.float([batch, steps, features]), random.float([features, 4 * units]), random.float([units, 4 * units], -1, 1), random.float([4 * units])];
      };

      it(`${gate}, [${batch}, ${steps}, ${features}] → ${units}: the last output, and gradients`, async () => {
        await expectSame(inputs(), (x, kernel, recurrent, bias) => lstm(x, kernel, recurrent, bias, gate), { gradients: true, tolerance: 2e-5 });
      });

      it(`${gate}, [${batch}, ${steps}, ${features}] → ${units}: all outputs, backwards in time`, async () => {
        await expectSame(inputs(), (x, kernel, recurrent, bias) => lstm(x, kernel, recurrent, bias, gate, { returnSequences: true, goBackwards: true }),
          { gradients: true, tolerance: 2e-5 });
      });
    }
  }

  it('other activations, and dropout that is switched off', async () => {
    const random = new Random(1);
    const inputs = [random.float([3, 4, 5]), random.float([5, 28]), random.float([7, 28]), random.float([28])];
    await expectSame(inputs, (x, kernel, recurrent, bias) => lstm(x, kernel, recurrent, bias, 'sigmoid', { activation: 'relu' }), { gradients: true });
    await expectSame(inputs, (x, kernel, recurrent, bias) => lstm(x, kernel, recurrent, bias, 'sigmoid', { dropout: 0.5 }), { gradients: true });
  });

  it('second derivatives: the gradient of the size of a gradient', async () => {
    const random = new Random(2);
    const inputs = [random.float([3, 2, 4]), random.float([4, 20]), random.float([5, 20], -1, 1), random.float([20])];
    for (const gate of ['sigmoid', 'hardSigmoid'] as const) {
      await expectSame(inputs, (x, kernel, recurrent, bias) => tf.grads((...all: tf.Tensor[]) => {
        const [x, kernel, recurrent, bias] = all;
        return tf.grad((x) => lstm(x, kernel, recurrent, bias, gate))(x).square().sum();
      })([x, kernel, recurrent, bias]).reduce((joined, gradient) => tf.concat([joined.flatten(), gradient.flatten()]), tf.zeros([1])), { tolerance: 5e-5 });
    }
  });
});
