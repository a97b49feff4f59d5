/** The gradient penalty of WGAN-GP and its gradients, through critics of tf.layers, against PyTorch. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { critics, penaltyOf } from './critics.js';

interface Expected { x: number[]; weights: { shape: number[]; values: number[] }[]; penalty: number; gradients: number[][] }

const fixture = createRequire(import.meta.url).resolve('minimax-labs/package.json').replace('package.json', 'tests/backend/gradients/fixtures/penalties.json');
const expected = JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, Expected>;

for (const backend of ['simd', 'cpu'] as const) {
  describe(`gradient penalty on \`${backend}\`: as in PyTorch`, () => {
    before(() => useBackend(backend, { threads: 2 }));

    for (const [name, makeCritic] of Object.entries(critics)) {
      it(`a ${name} critic`, () => tf.tidy(() => {
        const { x, weights, penalty, gradients } = expected[name];
        const critic = makeCritic();
        critic.trainableWeights.forEach((weight, index) => weight.write(tf.tensor(weights[index].values, weights[index].shape)));
        const images = tf.tensor(x, [3, 5, 5, 2]);

        const variables = critic.trainableWeights.map((weight) => weight.read() as tf.Variable);
        const { value, grads } = tf.variableGrads(() => penaltyOf(critic)(images), variables);
        expect(value.dataSync()[0]).to.be.closeTo(penalty, 1e-4 * penalty);
        const scale = Math.max(...gradients.flat().map(Math.abs));
        variables.forEach((variable, index) => expectClose(grads[variable.name], gradients[index + 1], scale));
        expectClose(tf.grad(penaltyOf(critic))(images), gradients[0], scale);
      }));
    }
  });
}

/** Equal to 2e-5 of `scale`. A variable that the penalty does not depend on has no gradient. */
function expectClose(actual: tf.Tensor | undefined, wanted: number[], scale: number): void {
  const values = actual ? actual.dataSync() : wanted.map(() => 0);
  expect(values.length).to.equal(wanted.length);
  wanted.forEach((value, index) => expect(values[index] / scale).to.be.closeTo(value / scale, 2e-5));
}
