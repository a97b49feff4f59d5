/** A recording: the training makes the same bits, and what is written down is what happened. */
import { expect } from 'chai';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { variablesOf, type Gan } from '../../../labs/helpers/gan.js';
import { record, type RecordOptions } from '../../../labs/helpers/clinic/record.js';
import { train } from '../../../labs/helpers/train.js';
import type { Recording, View } from '../../../labs/helpers/clinic/vital-signs.js';
import { bytesOf, data, discriminatorStep, generatorStep, tinyGan } from '../tiny-training.js';

const sigmoid = (s: number): number => 1 / (1 + Math.exp(-s));
const judge = (gan: Gan, pictures: tf.Tensor): tf.Tensor => gan.discriminator.apply(pictures, { training: true }) as tf.Tensor;
const draw = (gan: Gan, z: tf.Tensor): tf.Tensor4D => gan.generator.apply(z, { training: true }) as tf.Tensor4D;

const watch = (changed: Partial<RecordOptions> = {}): Promise<Recording> => record({ gan: tinyGan(), data, discriminatorStep, generatorStep, batchSize: 8, rounds: 3, ...changed });
const viewsOf = ({ rounds }: Recording, player: string): View[] => rounds.flatMap(({ moves }) => moves.filter((move) => move.player === player).flatMap(({ views }) => views));

describe('a recording of a training', () => {
  before(() => useBackend('simd'));

  it('leaves the training the same bits, and goes on from where it stands', async () => {
    const [watched, alone] = [tinyGan(), tinyGan()];
    const common = { data, discriminatorStep, generatorStep, batchSize: 8, seed: 4 };
    await record({ ...common, gan: watched, rounds: 3 });
    await train({ ...common, gan: watched, steps: 5, quiet: true });
    await record({ ...common, gan: watched, rounds: 2 });
    const run = await train({ ...common, gan: alone, steps: 7, quiet: true });
    expect(run.step).to.equal(7);
    expect(bytesOf(watched).equals(bytesOf(alone))).to.equal(true);
  });

  it('leaves no tensor, and takes its instruments off again', async () => {
    const gan = tinyGan(), engine = tf.engine() as unknown as Record<string, unknown>;
    const [runKernel, gradients, apply] = [engine['runKernel'], engine['gradients'], gan.discriminator.apply];
    const { rounds } = await watch({ gan, rounds: 6 });
    expect(new Set(rounds.slice(1).map(({ tensors }) => tensors)).size).to.equal(1);
    expect([engine['runKernel'], engine['gradients']]).to.deep.equal([runKernel, gradients]);
    expect(gan.discriminator.apply).to.equal(apply);
  });

  it('takes its instruments off where a move throws, and passes the error on', async () => {
    const runKernel = (tf.engine() as unknown as Record<string, unknown>)['runKernel'];
    const error = await watch({ generatorStep: () => { throw new Error('no'); } }).then(() => undefined, (thrown: Error) => thrown);
    expect(error?.message).to.equal('no');
    expect((tf.engine() as unknown as Record<string, unknown>)['runKernel']).to.equal(runKernel);
  });

  it('passes on that a move returned no loss, which is no loss that broke down', async () => {
    for (const changed of [{ discriminatorStep: () => undefined as never }, { generatorStep: () => tf.zeros([2]) }]) {
      const error = await watch(changed).then(() => undefined, (thrown: Error) => thrown);
      expect(error?.message).to.match(/Step must return its loss/);
    }
  });

  it('notes which weights each move changes, and which it asks gradients of', async () => {
    const { rounds, weights } = await watch();
    expect(weights.map(({ player, part }) => `${player[0]} ${part}`)).to.deep.equal(['g kernel', 'g gamma', 'g beta', 'g kernel', 'g bias', 'd kernel', 'd bias', 'd gamma', 'd beta', 'd kernel', 'd bias']);
    for (const { player, changes, gradients, ownOptimizer } of rounds.flatMap(({ moves }) => moves)) {
      expect(changes.map((change) => change > 0)).to.deep.equal(weights.map((weight) => weight.player === player));
      expect(gradients.map((gradient) => gradient !== null)).to.deep.equal(weights.map((weight) => weight.player === player));
      expect(ownOptimizer).to.equal(true);
    }
  });

  it('has the length of a gradient and of a change as plain descent makes them: change = rate · gradient', async () => {
    const rate = 0.125, { rounds, weights } = await watch({ gan: { ...tinyGan(), discriminatorOptimizer: tf.train.sgd(rate), generatorOptimizer: tf.train.sgd(rate) } });
    for (const { player, changes, gradients } of rounds.flatMap(({ moves }) => moves)) {
      weights.forEach((weight, i) => { if (weight.player === player) expect(changes[i]! / rate).to.be.closeTo(gradients[i]!, 1e-4 * Math.max(1, gradients[i]!)); });
    }
  });

  it('has the pull of the loss at each logit: σ − 1 and σ in D\'s move, σ − 1 in G\'s', async () => {
    const recording = await watch();
    const expected = { real: (s: number) => sigmoid(s) - 1, made: sigmoid };
    for (const { origin, logits, pulls } of viewsOf(recording, 'discriminator')) {
      const source = origin as 'real' | 'made';
      expect(logits[source]).to.have.length(8);
      logits[source].forEach((s, i) => expect(pulls[source][i]).to.be.closeTo(expected[source](s), 1e-5));
    }
    for (const { logits, pulls } of viewsOf(recording, 'generator')) logits.made.forEach((s, i) => expect(pulls.made[i]).to.be.closeTo(sigmoid(s) - 1, 1e-5));
  });

  it('has it at the logit also where D ends in a sigmoid and the loss is one of probabilities', async () => {
    const gan = tinyGan();
    gan.discriminator = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [8, 8, 1] }), tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: tf.initializers.randomNormal({ stddev: 0.1, seed: 3 }) })] });
    const recording = await watch({
      gan,
      discriminatorStep: (g, real, z) => tf.tidy(() => {
        const made = draw(g, z);
        return g.discriminatorOptimizer.minimize(() => tf.losses.logLoss(tf.ones([8, 1]), judge(g, real)).add(tf.losses.logLoss(tf.zeros([8, 1]), judge(g, made))) as tf.Scalar, true, variablesOf(g.discriminator))!;
      }),
    });
    expect(recording.networks.discriminator).to.deep.include({ batchNorm: false, output: 'sigmoid' });
    const views = viewsOf(recording, 'discriminator');
    expect(views.map(({ origin }) => origin)).to.deep.equal(['real', 'made', 'real', 'made', 'real', 'made']);
    for (const { logits, pulls } of views) {
      logits.real.forEach((s, i) => expect(pulls.real[i]).to.be.closeTo(sigmoid(s) - 1, 1e-3));
      logits.made.forEach((s, i) => expect(pulls.made[i]).to.be.closeTo(sigmoid(s), 1e-3));
    }
  });

  it('knows real and made pictures behind a scaling, a mirror and a shift, and in one batch of both, in any order', async () => {
    const through = (of: (pictures: tf.Tensor4D) => tf.Tensor) => async (): Promise<string[]> => viewsOf(await watch({
      rounds: 1,
      discriminatorStep: (gan, real, z) => tf.tidy(() => {
        const made = draw(gan, z);
        return gan.discriminatorOptimizer.minimize(() => tf.softplus(judge(gan, of(real)).neg()).mean().add(tf.softplus(judge(gan, of(made))).mean()) as tf.Scalar, true, variablesOf(gan.discriminator))!;
      }),
    }), 'discriminator').map(({ origin }) => origin);
    for (const of of [(x: tf.Tensor4D) => x.add(1).div(2), (x: tf.Tensor4D) => x.reverse(2), (x: tf.Tensor4D) => tf.tensor4d(x.dataSync().map((value) => 100 * value), x.shape), (x: tf.Tensor4D) => tf.pad(x, [[0, 0], [1, 0], [2, 0], [0, 0]]).slice([0, 0, 0, 0], [8, 8, 8, 1])]) {
      expect(await through(of)()).to.deep.equal(['real', 'made']);
    }
    const [mixed] = viewsOf(await watch({
      rounds: 1,
      discriminatorStep: (gan, real, z) => tf.tidy(() => {
        // Made and real ones take turns.
        const both = tf.stack([draw(gan, z), real], 1).reshape([16, 8, 8, 1]).mul(127.5).add(127.5);
        return gan.discriminatorOptimizer.minimize(() => tf.losses.sigmoidCrossEntropy(tf.tensor2d(Array.from({ length: 16 }, (_, i) => i % 2), [16, 1]), judge(gan, both)) as tf.Scalar, true, variablesOf(gan.discriminator))!;
      }),
    }), 'discriminator');
    expect(mixed!.origin).to.equal('both');
    // The mean over all sixteen is half of each half's mean.
    mixed!.logits.real.forEach((s, i) => expect(mixed!.pulls.real[i]).to.be.closeTo((sigmoid(s) - 1) / 2, 1e-4));
    mixed!.logits.made.forEach((s, i) => expect(mixed!.pulls.made[i]).to.be.closeTo(sigmoid(s) / 2, 1e-4));
    expect([mixed!.logits.real.length, mixed!.logits.made.length]).to.deep.equal([8, 8]);
    expect(mixed!.pictures.real!.max).to.be.greaterThan(200);
  });

  it('ends where a loss is no number, and says so', async () => {
    let call = 0;
    const recording = await watch({ rounds: 5, generatorStep: (gan, z) => { const loss = generatorStep(gan, z); return ++call < 3 ? loss : tf.scalar(NaN); } });
    expect(recording.rounds).to.have.length(3);
    expect(recording.stopped).to.match(/NaN in round 3/);
  });

  it('notes the mode, the statistics of pictures and noise, and keeps the last pictures', async () => {
    const { rounds, real, made } = await watch({ discriminatorStep: (gan, x, z) => {
      gan.generator.predict(z, { batchSize: 8 });
      return discriminatorStep(gan, x, z);
    } });
    const [move] = rounds[0]!.moves;
    expect(move!.drawings.map(({ training }) => training)).to.deep.equal([false, true]);
    expect(move!.drawings[0]!.noise.variety).to.be.within(0.6, 1.4);
    expect(move!.real!.min).to.be.within(-1, -0.9);
    for (const pictures of [real, made]) expect(pictures!.shape).to.deep.equal([8, 8, 8, 1]);
    expect(Math.max(...made!.values)).to.be.at.most(1);
  });

  it('refuses rounds that are no whole number', async () => {
    for (const rounds of [0, 1.5, NaN]) expect(await watch({ rounds }).then(() => '', (error: Error) => error.message)).to.match(/whole number/);
  });
});
