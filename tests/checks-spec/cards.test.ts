/** The card that a student sees, and the run behind it. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { renderReport, runPublicChecks } from '../checks/index.js';

const right = (fake: tf.Tensor): tf.Tensor => tf.mean(tf.square(tf.sub(fake, 1)));

describe('The card of a task', () => {
  it('is green with a line for each check', async () => {
    const report = await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', { lsganGeneratorLoss: right }, 'en');
    const card = renderReport(report);
    expect(report.passed).to.equal(true);
    expect(card['text/plain']).to.match(/^lsgan-generator-loss: all 4 checks pass\n✓ /);
    expect(card['text/html'].match(/✓/g)).to.have.length(4);
  });

  it('says what is wrong, what was expected and where to look, in the language of the notebook', async () => {
    const wrong = { lsganGeneratorLoss: (fake: tf.Tensor) => tf.mean(tf.square(fake)) };
    const english = renderReport(await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', wrong, 'en'))['text/plain'];
    expect(english).to.match(/✗ wants 1 for made images\n {4}`lsganGeneratorLoss` is 0\.625 .*\n {4}It should be .*\n {4}This pulls the scores to 0/);
    const chinese = renderReport(await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', wrong, 'zh-TW'));
    expect(chinese['text/plain']).to.match(/4 項檢查中通過 \d 項/).and.match(/應該是/);
    expect(chinese['text/html']).to.include('lang="zh-TW"');
  });

  it('shows text of a student as text', async () => {
    const card = renderReport(await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', { lsganGeneratorLoss: () => { throw new Error('<script>alert(1)</script>'); } }, 'en'));
    expect(card['text/html']).to.include('&#60;script&#62;').and.not.include('<script>');
  });

  it('names a function that is not there, and one that is something else', async () => {
    for (const [functions, says] of [[{}, /There is no function `lsganGeneratorLoss`/], [{ lsganGeneratorLoss: 3 }, /is a number/]] as const) {
      expect(renderReport(await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', functions, 'en'))['text/plain']).to.match(says);
    }
  });

  it('is an error of the notebook, not of the student, when lab or task do not exist', async () => {
    const outcome = async (lab: string, task: string): Promise<string> => runPublicChecks(lab, task, {}, 'en').then(() => '', (error: Error) => error.message);
    expect(await outcome('lab99', 'x')).to.match(/there is no lab "lab99"/);
    expect(await outcome('lab04-cyclegan', 'x')).to.match(/no task "x"; its tasks are lsgan-discriminator-loss/);
    expect(await outcome('__proto__', 'x')).to.match(/there is no lab/);
  });

  it('leaves the process as it was: no listeners, no globals, no open scope, the same random numbers', async () => {
    const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name as string)]);
    const globals = () => Object.getOwnPropertyNames(globalThis).sort();
    await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', { lsganGeneratorLoss: right }, 'en');
    const before = [listeners(), globals(), tf.engine().state.scopeStack.length, Math.random.toString(), tf.getBackend()];
    for (let i = 0; i < 3; i++) await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', { lsganGeneratorLoss: right }, 'en');
    expect([listeners(), globals(), tf.engine().state.scopeStack.length, Math.random.toString(), tf.getBackend()]).to.deep.equal(before);
  });

  it('leaves what the notebook owns alone', async () => {
    const mine = tf.scalar(0.25);
    const network = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    const optimizer = tf.train.adam(0.003, 0.4);
    await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', { lsganGeneratorLoss: () => mine }, 'en');
    await runPublicChecks('lab01-generator', 'generator', { buildGenerator: () => network }, 'en');
    await runPublicChecks('lab03-dcgan', 'assemble', { createGan: () => ({ generator: network, discriminator: network, generatorOptimizer: optimizer, discriminatorOptimizer: optimizer, latentDim: 2 }) }, 'en');
    expect(mine.dataSync()[0]).to.equal(0.25);
    expect(Array.from((network.predict(tf.zeros([1, 2])) as tf.Tensor).dataSync())).to.deep.equal([0]);
    const variable = tf.variable(tf.scalar(1));
    expect(optimizer.minimize(() => variable.square(), true, [variable])?.dataSync()[0]).to.equal(1);
    variable.dispose();
  });

  it('comes out again after a run that was never finished', async () => {
    void runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', { lsganGeneratorLoss: () => new Promise(() => {}) }, 'en');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const count = process.listenerCount('uncaughtException');
    const report = await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', { lsganGeneratorLoss: right }, 'en');
    expect(report.passed).to.equal(true);
    expect(process.listenerCount('uncaughtException')).to.be.below(count);
  });
});
