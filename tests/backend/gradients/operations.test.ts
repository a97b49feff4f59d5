/** First and second derivatives of every differentiable operation, by central differences, on `simd` and on `cpu`. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { expectFirstDerivatives, expectSecondDerivatives, slope, tensorsOf } from './numerical.js';
import { operations } from './operations.js';

for (const backend of ['simd', 'cpu'] as const) {
  describe(`derivatives on \`${backend}\``, () => {
    before(() => useBackend(backend, { threads: 2 }));

    for (const [name, computation] of Object.entries(operations)) {
      it(name, () => expectFirstDerivatives(computation));
      if (!computation.once) it(`${name}, twice`, () => expectSecondDerivatives(computation));
    }
  });
}

describe('the table of operations', () => {
  it("reaches every one of tfjs's kernels that has a gradient", async () => {
    await useBackend('cpu');
    const differentiable = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName).filter((name) => tf.getGradient(name));
    const reached = new Set<string>();
    for (const computation of Object.values(operations)) {
      const { inputs, once, f } = computation;
      const twice = () => tf.grads(slope(computation))(tensorsOf(inputs));
      const { kernelNames } = await tf.profile(() => { tf.tidy(() => { (once ? f(...tensorsOf(inputs)) : twice()); }); });
      for (const name of kernelNames) reached.add(name);
    }
    // Gradients are real numbers: nothing complex has one. That of FloorDiv is the quotient's on purpose: it is how tf.div divides whole
    // numbers. ResizeNearestNeighborGrad is wrong on `cpu`, where a product of matrices stands in for it.
    expect(differentiable.filter((name) => !reached.has(name))).to.have.members(['ComplexAbs', 'FloorDiv', 'ResizeNearestNeighborGrad']);
  });
});
