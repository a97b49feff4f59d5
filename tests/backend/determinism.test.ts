/** The networks of the course and of the benchmarks, trained on `simd`: the same start gives the same bits, and on other numbers of threads nearly the same. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { tasks } from '../../bench/tasks.js';
import type { TaskName } from '../../bench/tasks.js';
import { registerSimdBackend } from '../../kernel-extensions/backend/simd/index.js';

const STEPS = 4;

/** The losses of the first steps, on a backend of its own with this number of threads. */
async function lossesOf(name: TaskName, batch: number, width: number, threads: number): Promise<number[]> {
  registerSimdBackend({ threads });
  await tf.setBackend('simd');
  tf.engine().startScope();
  try {
    const { step } = tasks[name].start(batch, width);
    return Array.from({ length: STEPS }, step).flat();
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
  }
}

const trainings: { name: TaskName; batch: number; width: number; long?: true }[] = [
  { name: 'compact28', batch: 16, width: 32 },
  { name: 'gan2d', batch: 64, width: 32 },
  { name: 'lstm', batch: 32, width: 22 },
  { name: 'compact28', batch: 64, width: 32, long: true },
  { name: 'dcgan28', batch: 64, width: 64, long: true },
  { name: 'dcgan32', batch: 33, width: 64, long: true },
  { name: 'resnet32', batch: 2, width: 64, long: true },
  { name: 'resnet64', batch: 1, width: 32, long: true },
  { name: 'mlp', batch: 64, width: 128, long: true },
];

describe('training on `simd` is repeatable', function () {
  this.timeout(300_000);
  // Other tests expect the backend that they leave off with.
  after(() => registerSimdBackend({}));

  for (const { name, batch, width, long } of trainings) {
    it(`${name}, batch ${batch}: the same bits on the same threads, and to 1e-5 of the loss on others${long ? ' @full' : ''}`, async () => {
      const one = await lossesOf(name, batch, width, 1);
      expect(new Set(one).size).to.equal(one.length);
      for (const threads of [1, 2, 4]) {
        const losses = await lossesOf(name, batch, width, threads);
        expect(await lossesOf(name, batch, width, threads)).to.deep.equal(losses);
        losses.forEach((loss, index) => expect(Math.abs(loss - one[index]) / Math.abs(one[index]), `${threads} threads, loss ${index + 1}`).to.be.at.most(1e-5));
      }
    });
  }
});
