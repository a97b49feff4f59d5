/** Prints the backend of this machine and its training speed as one line of JSON; see machine.ts. */
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import type { Machine } from '../../kernel-extensions/notebook-app/server/course.js';
import { variablesOf } from '../../labs/helpers/gan.js';
import { compactDiscriminator, compactGenerator } from '../../labs/helpers/models.js';

/** Lab03's settings. */
const batchSize = 64;
const latentDim = 64;
const measuredMs = 2000;

const { name, reason } = await useBackend('auto');
const generator = compactGenerator(latentDim), discriminator = compactDiscriminator();
const optimizers = { generator: tf.train.adam(0.002, 0.5), discriminator: tf.train.adam(0.002, 0.5) };
const real = tf.randomUniform<tf.Rank.R4>([batchSize, 28, 28, 1], -1, 1);

/** The loss does not matter here, its work does. */
function round(): void {
  tf.tidy(() => {
    const z = tf.randomNormal([batchSize, latentDim]);
    const judge = (images: tf.Tensor) => discriminator.apply(images, { training: true }) as tf.Tensor;
    const draw = () => generator.apply(z, { training: true }) as tf.Tensor;
    optimizers.discriminator.minimize(() => tf.sub(tf.mean(tf.softplus(judge(draw()))), tf.mean(judge(real))), false, variablesOf(discriminator));
    optimizers.generator.minimize(() => tf.mean(tf.softplus(tf.neg(judge(draw())))), false, variablesOf(generator));
  });
}

for (let warmUp = 0; warmUp < 2; warmUp++) round();
await real.data();
const started = performance.now();
let rounds = 0;
while (performance.now() - started < measuredMs) {
  round();
  rounds++;
}
await generator.getWeights()[0].data(); // a GPU may still be at work
const roundsPerMinute = rounds / (performance.now() - started) * 60_000;
console.log(JSON.stringify({ backend: name, reason, roundsPerMinute } satisfies Machine));
