/** The parts of Lab08: networks, a GAN as a loss, normal distributions of codes, and what is measured and drawn. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { codeMap } from '../../labs/helpers/autoencoder/code-map.js';
import { autoencoderDiagram } from '../../labs/helpers/autoencoder/diagram.js';
import { cholesky, fitNormal } from '../../labs/helpers/autoencoder/fitted-normal.js';
import { GanLoss } from '../../labs/helpers/autoencoder/gan-loss.js';
import { measuredGanLoss } from '../../labs/helpers/autoencoder/measured.js';
import { measured, type GanLossRun } from '../../labs/helpers/autoencoder/measured-runs.js';
import { compactDecoder, compactEncoder } from '../../labs/helpers/autoencoder/networks.js';
import { fingerprint, variablesOf } from '../../labs/helpers/gan.js';
import { learn } from '../../labs/helpers/learn.js';
import { momentsOf } from '../../labs/helpers/metrics/frechet.js';
import { symmetricEigen } from '../../labs/helpers/metrics/symmetric-eigen.js';
import { RandomSource } from '../../labs/helpers/random.js';
import { formatResult, setLanguage } from '../../kernel-extensions/display/index.js';

const rowsOf = (matrix: tf.Tensor2D): Float32Array[] => matrix.arraySync().map((row) => Float32Array.from(row));

describe('a linear autoencoder', () => {
  it('comes to the error of the principal components, and no lower', async () => {
    // Points in five dimensions, spread along axes that lie askew.
    const random = new RandomSource(3), count = 80, spreads = [2, 1.5, 0.7, 0.5, 0.3];
    const points = tf.tidy(() => tf.tensor2d(random.normal(count * 5), [count, 5]).mul(spreads).matMul(tf.tensor2d(random.normal(25), [5, 5])).div(2).add([1, -2, 0, 3, 0.5]) as tf.Tensor2D);
    const { covariance } = momentsOf(rowsOf(points));
    const variances = symmetricEigen(covariance).values.map((value) => (value * (count - 1)) / count).sort();
    const principal = (variances[0]! + variances[1]! + variances[2]!) / 5;

    const weights = (seed: number) => tf.initializers.randomNormal({ stddev: 0.3, seed });
    const encoder = tf.sequential({ layers: [tf.layers.dense({ inputShape: [5], units: 2, kernelInitializer: weights(1) })] });
    const decoder = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 5, kernelInitializer: weights(2) })] });
    const optimizer = tf.train.adam(0.03), variables = [...variablesOf(encoder), ...variablesOf(decoder)];
    const error = (): tf.Scalar => (decoder.apply(encoder.apply(points)) as tf.Tensor).sub(points).square().mean();
    const run = await learn({
      networks: { encoder, decoder }, optimizers: { optimizer }, steps: 800, quiet: true,
      round: () => tf.tidy(() => ({ reconstruction: optimizer.minimize(error, true, variables)! })),
    });
    const reached = tf.tidy(() => error().dataSync()[0]!);
    expect(run.losses.reconstruction[0]).to.be.greaterThan(2 * principal);
    expect(reached).to.be.within(0.9999 * principal, 1.02 * principal);
  });
});

describe('encoder and decoder', () => {
  it('lead from pictures to codes and back, with as many parameters as their layers say', () => {
    const [encoder, decoder] = [compactEncoder(3, { width: 4, seed: 1 }), compactDecoder(3, { width: 4, seed: 1 })];
    const pictures = tf.tidy(() => decoder.apply(encoder.apply(tf.randomUniform([2, 28, 28, 1], -1, 1))) as tf.Tensor4D);
    expect(pictures.shape).to.deep.equal([2, 28, 28, 1]);
    expect(Math.max(...pictures.abs().dataSync())).to.be.at.most(1);
    expect(encoder.countParams()).to.equal(16 * 4 + 4 + 16 * 4 * 8 + 8 + 7 * 7 * 8 * 3 + 3);
    expect(decoder.countParams()).to.equal(3 * 7 * 7 * 8 + 7 * 7 * 8 + 16 * 8 * 4 + 4 + 16 * 4 + 1);
  });

  it('have the same first weights for the same seed, and others for another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => fingerprint(variablesOf(compactDecoder(3, { width: 4, seed }))));
    expect(again).to.equal(first);
    expect(other).to.not.equal(first);
  });
});

describe('a GAN as a loss', () => {
  // D(pictures) = sigmoid(sum of both pixels): logits by hand.
  const judge = (): GanLoss => {
    const discriminator = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 2, 1] }), tf.layers.dense({ units: 1, kernelInitializer: 'ones' })] });
    return new GanLoss(discriminator, tf.train.sgd(0.5));
  };
  const pictures = (...values: number[]) => tf.tensor4d(values, [values.length / 2, 1, 2, 1]);
  const softplus = (x: number) => Math.log1p(Math.exp(x));
  const made = pictures(1, 0.5, -0.25, -1), real = pictures(0.5, 0.5, 1, 1);

  it('is −E log D of the pictures, and pulls at each', () => {
    const loss = judge(), value = loss.of(made);
    expect(value.dataSync()[0]).to.be.closeTo((softplus(-1.5) + softplus(1.25)) / 2, 1e-6);
    // d/dx of softplus(−ℓ)/2 is −σ(−ℓ)/2 at each pixel.
    const slope = tf.grad((x: tf.Tensor) => loss.of(x as tf.Tensor4D))(made).dataSync();
    const expected = [-1.5, -1.5, 1.25, 1.25].map((l) => -1 / (1 + Math.exp(-l)) / 2);
    expected.forEach((wanted, i) => expect(slope[i]).to.be.closeTo(wanted, 1e-6));
  });

  it('learns by one step down −E log D(real) − E log(1 − D(made)), and returns what that was before', () => {
    const loss = judge(), value = loss.learn(real, made);
    expect(value.dataSync()[0]).to.be.closeTo((softplus(-1) + softplus(-2)) / 2 + (softplus(1.5) + softplus(-1.25)) / 2, 1e-6);
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const slopes = [0, 1].map((pixel) => {
      const at = (x: tf.Tensor4D, picture: number) => x.dataSync()[2 * picture + pixel]!;
      return (-sigmoid(-1) * at(real, 0) - sigmoid(-2) * at(real, 1) + sigmoid(1.5) * at(made, 0) + sigmoid(-1.25) * at(made, 1)) / 2;
    });
    const [kernel] = loss.discriminator.getWeights().map((weight) => weight.dataSync());
    slopes.forEach((slope, i) => expect(kernel![i]).to.be.closeTo(1 - 0.5 * slope, 1e-6));
  });

  it('does not change when the model that it is attached to learns, and leaves no tensors', () => {
    const loss = judge(), shift = tf.variable(tf.scalar(0)), optimizer = tf.train.sgd(0.1);
    const before = fingerprint(loss.discriminator.getWeights());
    const move = () => tf.tidy(() => { optimizer.minimize(() => loss.of(made.add(shift) as tf.Tensor4D), false, [shift]); });
    move();
    const tensors = tf.memory().numTensors;
    move();
    loss.learn(real, made).dispose();
    expect(tf.memory().numTensors).to.equal(tensors);
    expect(shift.dataSync()[0]).to.be.greaterThan(0);
    move();
    expect(fingerprint(loss.discriminator.getWeights())).to.not.equal(before);
  });
});

describe('a normal distribution fitted to codes', () => {
  const codes = tf.tidy(() => {
    const z = tf.tensor2d(new RandomSource(5).normal(600), [300, 2]);
    return z.matMul(tf.tensor2d([[2, 1], [0, 0.5]])).add([3, -1]) as tf.Tensor2D;
  });

  it('has their mean and covariance, and so have its samples', () => {
    const fitted = fitNormal(codes), own = momentsOf(rowsOf(codes)), drawn = momentsOf(rowsOf(fitted.sample(20_000)));
    for (let i = 0; i < 2; i++) {
      expect(fitted.mean[i]).to.be.closeTo(own.mean[i]!, 1e-9);
      expect(drawn.mean[i]).to.be.closeTo(own.mean[i]!, 0.06);
    }
    // Standard errors are √2·variance/√20,000, below 0.05.
    for (let i = 0; i < 4; i++) expect(drawn.covariance.values[i]).to.be.closeTo(own.covariance.values[i]!, 0.25);
  });

  it('draws the same codes for the same seed', () => {
    const fitted = fitNormal(codes), [a, b, c] = [1, 1, 2].map((seed) => fitted.sample(3, seed).dataSync().join());
    expect(b).to.equal(a);
    expect(c).to.not.equal(a);
  });

  it('rests on L Lᵀ = A, by hand, and where one number of the codes never moves or follows from another', () => {
    expect([...cholesky({ size: 2, values: Float64Array.from([4, 2, 2, 5]) }).values]).to.deep.equal([2, 0, 1, 2]);
    expect([...cholesky({ size: 3, values: Float64Array.from([0, 0, 0, 0, 4, 2, 0, 2, 1]) }).values]).to.deep.equal([0, 0, 0, 0, 2, 0, 0, 1, 0]);
    expect([...fitNormal(tf.tensor2d([[1, 2], [1, 4]])).sample(5).dataSync()].filter((_, i) => i % 2 === 0)).to.deep.equal([1, 1, 1, 1, 1]);
  });
});

describe('a map of codes', () => {
  const codes = tf.tensor2d([[0, 1], [2, 3], [4, 5]]);
  it('shows each picture in the colour of its class, and drawn codes over them', () => {
    const { data } = codeMap(codes, [1, 0, 1], { classNames: ['0', '1'], drawn: { z: tf.tensor2d([[7, 8]]) } });
    expect(data.map(({ name, x, y }) => [String(name).trim(), x, y])).to.deep.equal([['0', [2], [3]], ['1', [0, 4], [1, 5]], ['z', [7], [8]]]);
    expect(new Set(data.map(({ marker }) => (marker as { color: string }).color)).size).to.equal(3);
  });
  it('refuses what is no map', () => {
    expect(() => codeMap(tf.zeros([3, 4]), [0, 0, 0], { classNames: ['0'] })).to.throw('not of 4');
    expect(() => codeMap(codes, [0], { classNames: ['0'] })).to.throw('3 codes and 1 labels');
  });
});

describe('the measured weights of a GAN loss', () => {
  const mean = (runs: readonly GanLossRun[], key: keyof GanLossRun) => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;

  it('say what Lab08 says: nearer to real digits and sharper, at a larger error', () => {
    const [alone, ...others] = measured.runs, best = others.reduce((a, b) => (mean(b.seeds, 'frechet') < mean(a.seeds, 'frechet') ? b : a));
    expect(alone!.weight).to.equal(0);
    expect(mean(best.seeds, 'frechet')).to.be.below(0.7 * mean(alone!.seeds, 'frechet'));
    expect(mean(best.seeds, 'sharpness')).to.be.above(mean(alone!.seeds, 'sharpness'));
    expect(mean(best.seeds, 'error')).to.be.above(mean(alone!.seeds, 'error'));
  });

  it('are shown with the command that measures them', () => {
    const bundle = formatResult(measuredGanLoss()) as Record<string, string>;
    expect(bundle['text/plain']).to.include('npm run bench:gan-loss').and.match(/^weight w 0 .*Fréchet distance \d/m);
  });
});

describe('the diagram of both', () => {
  afterEach(() => setLanguage('en'));

  it('names the networks, and is drawn in the notebook\'s language', () => {
    for (const [language, distance, title] of [['en', 'distance', 'A GAN as a loss'], ['zh-TW', '距離', '把 GAN 當成']] as const) {
      setLanguage(language);
      const bundle = formatResult(autoencoderDiagram('together')) as Record<string, string>;
      expect(bundle['image/svg+xml']).to.include(`>${distance}</text>`).and.match(/>E<.*>G<.*>D</s);
      expect(bundle['text/plain']).to.include(title);
    }
  });
});
