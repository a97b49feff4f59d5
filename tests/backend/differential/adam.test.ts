import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import type { BackendName } from '../../../kernel-extensions/backend/index.js';
import { Random } from './compare.js';

const shapes = [[7], [3, 5], [], [201, 100]];

/** Trains variables of these shapes for some steps with gradients that change with their values. */
async function train(backend: BackendName, steps: number, interrupt?: (optimizer: tf.AdamOptimizer) => Promise<tf.AdamOptimizer>) {
  await useBackend(backend, { threads: 2 });
  const random = new Random(5);
  const variables = shapes.map((shape) => tf.variable(tf.tensor(random.float(shape).values as Float32Array, shape)));
  let optimizer = tf.train.adam(0.01, 0.5);
  for (let step = 0; step < steps; step++) {
    if (interrupt && step === steps >> 1) optimizer = await interrupt(optimizer);
    optimizer.minimize(() => tf.addN(variables.map((variable) => tf.sum(tf.sin(variable.mul(3))))) as tf.Scalar, false, variables);
  }
  const values = variables.map((variable) => Array.from(variable.dataSync()));
  const state = await optimizer.getWeights();
  const names = state.map(({ name }) => name.replace(/^.*\//, ''));
  const moments = state.slice(1).map(({ tensor }) => Array.from(tensor.dataSync()));
  for (const variable of variables) variable.dispose();
  optimizer.dispose();
  return { values, moments, names };
}

function expectClose(actual: number[][], expected: number[][]): void {
  expect(actual.length).to.equal(expected.length);
  actual.forEach((values, index) => values.forEach((value, i) => expect(value).to.be.closeTo(expected[index][i], 1e-5)));
}

describe('Adam equals that of `cpu`', () => {
  it('after ten steps: values, both moments, and the names of the saved state', async () => {
    const expected = await train('cpu', 10);
    const actual = await train('simd', 10);
    expectClose(actual.values, expected.values);
    expectClose(actual.moments, expected.moments);
    expect(actual.names).to.deep.equal(expected.names);
  });

  it('when it is saved in the middle and resumed by another optimiser', async () => {
    const resumed = await train('simd', 10, async (optimizer) => {
      const next = tf.train.adam(0.01, 0.5);
      await next.setWeights(await optimizer.getWeights());
      return next;
    });
    expectClose(resumed.values, (await train('cpu', 10)).values);
  });

  it('leaves the copies of a variable that someone holds alone', async () => {
    await useBackend('simd');
    const variable = tf.variable(tf.tensor1d([1, 2, 3]));
    const before = variable.clone();
    const reshaped = variable.reshape([3, 1]);
    tf.train.adam(0.1).minimize(() => variable.square().sum() as tf.Scalar, false, [variable]);
    expect(Array.from(before.dataSync())).to.deep.equal([1, 2, 3]);
    expect(Array.from(reshaped.dataSync())).to.deep.equal([1, 2, 3]);
    expect(variable.dataSync()[0]).to.be.closeTo(0.9, 1e-5);
  });

  it('passes over a variable without a gradient', async () => {
    await useBackend('simd');
    const [used, unused] = [tf.variable(tf.scalar(1), true, 'used'), tf.variable(tf.scalar(1), true, 'unused')];
    const optimizer = tf.train.adam(0.1);
    optimizer.applyGradients({ used: tf.scalar(1), unused: null } as unknown as Parameters<typeof optimizer.applyGradients>[0]);
    expect(used.dataSync()[0]).to.be.closeTo(0.9, 1e-5);
    expect(unused.dataSync()[0]).to.equal(1);
    // A loss that reaches one of the variables that `minimize` is given.
    optimizer.minimize(() => used.square() as tf.Scalar, false, [used, unused]);
    expect(used.dataSync()[0]).to.be.below(0.85);
    expect(unused.dataSync()[0]).to.equal(1);
    used.dispose();
    unused.dispose();
  });
});
