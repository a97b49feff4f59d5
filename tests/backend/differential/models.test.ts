/** Any model a student writes trains on `simd` as it does on `cpu`: the same losses, step for step. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import type { BackendName } from '../../../kernel-extensions/backend/index.js';
import { randomModel } from './random-model.js';

const STEPS = 4;

async function train(backend: BackendName, seed: number): Promise<{ description: string; losses: number[] }> {
  await useBackend(backend, { threads: 2 });
  tf.engine().startScope();
  try {
    const { description, step } = randomModel(seed);
    return { description, losses: Array.from({ length: STEPS }, step) };
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
  }
}

async function expectSameTraining(seed: number): Promise<void> {
  const { description, losses: wanted } = await train('cpu', seed);
  const { losses } = await train('simd', seed);
  losses.forEach((loss, step) => {
    // Training amplifies the last bits of a step in the steps after it.
    const tolerance = (step === 0 ? 1e-5 : 1e-3) * Math.max(1, Math.abs(wanted[step]));
    expect(wanted[step], `cpu, seed ${seed}: ${description}`).to.satisfy(Number.isFinite);
    expect(loss, `step ${step + 1}, seed ${seed}: ${description}; losses ${losses} for ${wanted}`).to.be.closeTo(wanted[step], tolerance);
  });
}

describe('random models train on `simd` as on `cpu`', function () {
  this.timeout(600_000);
  const at = 20;
  for (let first = 1; first <= 400; first += at) {
    it(`models ${first} to ${first + at - 1}${first > 1 ? ' @full' : ''}`, async () => {
      for (let seed = first; seed < first + at; seed++) await expectSameTraining(seed);
    });
  }
});
