/**
 * The child process that trains a small GAN on one backend and prints the losses of each step as JSON:
 *
 *   node worker.js BACKEND convolutional|dense STEPS
 *
 * Losses are read asynchronously: in Node, tfjs's `webgpu` backend has no other way.
 */
import * as tf from '@tensorflow/tfjs';
import { useWasm } from '../../../bench/wasm.js';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import type { BackendName } from '../../../kernel-extensions/backend/index.js';
import { Random } from '../differential/compare.js';
import { denseGan, smallGan } from '../small-gan.js';

const [backend, network, steps] = process.argv.slice(2);
if (backend === 'wasm') await useWasm();
else await useBackend(backend as BackendName);

const random = new Random(7);
const { generator, discriminator, latent } = network === 'dense' ? denseGan(random) : smallGan(random);
const numbers = (shape: number[]) => tf.tensor(random.float(shape, -1, 1).values as Float32Array, shape);
const real = numbers([6, ...discriminator.inputs[0].shape.slice(1) as number[]]);
const bce = (logits: tf.Tensor, target: number) => tf.softplus(logits).sub(logits.mul(target)).mean();
const judge = (images: tf.Tensor) => discriminator.apply(images, { training: true }) as tf.Tensor;
const variablesOf = (model: tf.LayersModel) => model.trainableWeights.map((weight) => weight.read() as tf.Variable);
const [optimizerD, optimizerG] = [tf.train.adam(2e-3, 0.5), tf.train.adam(2e-3, 0.5)];

const losses: number[] = [];
for (let step = 0; step < Number(steps); step++) {
  const z = numbers([6, latent]);
  const generate = () => generator.apply(z, { training: true }) as tf.Tensor;
  const lossD = optimizerD.minimize(() => bce(judge(real), 1).add(bce(judge(generate()), 0)) as tf.Scalar, true, variablesOf(discriminator));
  const lossG = optimizerG.minimize(() => bce(judge(generate()), 1) as tf.Scalar, true, variablesOf(generator));
  losses.push((await lossD!.data())[0], (await lossG!.data())[0]);
}
console.log(JSON.stringify({ backend: tf.getBackend(), losses }));
