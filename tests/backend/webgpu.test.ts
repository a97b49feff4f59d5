/** The `webgpu` backend in Node, on the software Vulkan driver of Debian's chromium: what tfjs alone cannot do there, and Lab03's training on it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { needWebGpu, packagesFolder, softwareVulkan } from '../support/optional-packages.js';

const moduleUrl = (path: string) => new URL(`../../${path}`, import.meta.url).href;

/** Runs `code` on `backend` in a fresh process, with `useBackend` and `tf` at hand; returns what it gives to `result`. */
async function runOn(backend: string, code: string): Promise<unknown> {
  const script = `
    import { useBackend } from ${JSON.stringify(moduleUrl('kernel-extensions/backend/index.js'))};
    import * as tf from ${JSON.stringify(import.meta.resolve('@tensorflow/tfjs'))};
    const result = (value) => console.log(JSON.stringify(value));
    await useBackend(${JSON.stringify(backend)});
    ${code}`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: packagesFolder, env: { ...process.env, ...softwareVulkan } });
  expect(stderr).to.equal('');
  return JSON.parse(stdout);
}

describe('the webgpu backend', function () {
  this.timeout(600_000);

  it('reads tensors of every kind synchronously, also while another is being read @full', async function () {
    needWebGpu(this);
    expect(await runOn('webgpu', `
      const one = tf.scalar(1), whole = tf.scalar(1, 'int32');
      const underWay = tf.tensor1d([1, 2]).mul(3).data();
      const values = [
        tf.tensor2d([[1, 2], [3, 4]]).add(one).arraySync(),
        [...tf.tensor1d([1, 5], 'int32').add(whole).dataSync()],
        [...tf.tensor1d([1, 5]).add(one).greater(3).dataSync()],
        [...tf.complex(tf.tensor1d([1, 2]).add(one), tf.tensor1d([3, 4]).add(one)).dataSync()],
        tf.tensor1d(['a', 'b']).arraySync(),
        [...await underWay],
      ];
      result(values);`)).to.deep.equal([[[2, 3], [4, 5]], [2, 6], [0, 1], [2, 4, 3, 5], ['a', 'b'], [3, 6]]);
  });

  it('keeps its tensors when it is chosen again, and the corrected gradients @full', async function () {
    needWebGpu(this);
    expect(await runOn('webgpu', `
      const kept = tf.tensor1d([1, 2, 3]).mul(2);
      await useBackend('cpu');
      await useBackend('webgpu');
      // A second derivative that tfjs alone gets wrong: (tanh x)'' = −2 tanh x (1 − tanh² x).
      const second = tf.grad((x) => tf.grad((y) => tf.tanh(y))(x))(tf.scalar(0.5)).dataSync()[0];
      result([kept.sum().dataSync()[0], Math.abs(second + 2 * Math.tanh(0.5) * (1 - Math.tanh(0.5) ** 2)) < 1e-4]);`)).to.deep.equal([12, true]);
  });

  it('takes the steps of the DCGAN that `simd` takes @full', async function () {
    needWebGpu(this);
    const losses = (backend: string) => runOn(backend, `
      const { tasks } = await import(${JSON.stringify(moduleUrl('bench/tasks.js'))});
      const { step } = tasks.dcgan28.start(2, 8);
      result([step(), step()]);`) as Promise<number[][]>;
    const [actual, wanted] = [(await losses('webgpu')).flat(), (await losses('simd')).flat()];
    expect(wanted).to.have.length(4);
    actual.forEach((loss, index) => expect(loss).to.be.closeTo(wanted[index], 1e-3));
  });

  it("runs Lab03's training loop: the losses of `simd`, and pictures that are read synchronously @full", async function () {
    needWebGpu(this);
    const training = (backend: string) => runOn(backend, `
      const { compactDiscriminator, compactGenerator, loadDataset, train, variablesOf } = await import(${JSON.stringify(moduleUrl('labs/helpers/index.js'))});
      const adam = () => tf.train.adam(0.002, 0.5);
      const gan = {
        latentDim: 16, generator: compactGenerator(16, { width: 8, seed: 1 }), discriminator: compactDiscriminator({ width: 8, seed: 2 }),
        generatorOptimizer: adam(), discriminatorOptimizer: adam(),
      };
      const judge = (pictures) => gan.discriminator.apply(pictures, { training: true });
      const draw = (z) => gan.generator.apply(z, { training: true });
      const discriminatorStep = (gan, real, z) => tf.tidy(() => gan.discriminatorOptimizer.minimize(
        () => tf.softplus(judge(real).neg()).mean().add(tf.softplus(judge(draw(z))).mean()), true, variablesOf(gan.discriminator)));
      const generatorStep = (gan, z) => tf.tidy(() => gan.generatorOptimizer.minimize(() => tf.softplus(judge(draw(z)).neg()).mean(), true, variablesOf(gan.generator)));
      const { losses, ...run } = await train({ gan, data: await loadDataset('mnist', { limit: 100 }), discriminatorStep, generatorStep, batchSize: 4, steps: 2, quiet: true })
        .then((run) => ({ losses: run.losses, pictures: run.sample(3).dataSync().length }));
      result([...losses.discriminator, ...losses.generator, run.pictures]);`) as Promise<number[]>;
    const [actual, wanted] = [await training('webgpu'), await training('simd')];
    expect(wanted).to.have.length(5);
    actual.forEach((value, index) => expect(value).to.be.closeTo(wanted[index], 1e-3));
  });
});
