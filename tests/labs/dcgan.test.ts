/** What Labs 01–03 show of DCGAN: the arithmetic of convolutions, the linter, the variations and what was measured of them. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { setLanguage } from '../../kernel-extensions/display/index.js';
import { arithmeticOf, convolutionFilm, type ConvolutionOptions } from '../../labs/helpers/dcgan/arithmetic.js';
import { lintDCGAN } from '../../labs/helpers/dcgan/lint.js';
import { groups, measuredVariations } from '../../labs/helpers/dcgan/measured.js';
import { measured } from '../../labs/helpers/dcgan/measured-runs.js';
import { variations, variedGan, type VariationName } from '../../labs/helpers/dcgan/variations.js';
import { colourDiscriminator, colourGenerator, compactDiscriminator, compactGenerator } from '../../labs/helpers/models.js';

const bundleOf = (value: object) => (value as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();
const numbersOf = (tensor: tf.Tensor): number[][] => (tensor.squeeze([0, 3]) as tf.Tensor2D).arraySync();
const pictureOf = (rows: number[][]) => tf.tensor4d(rows.flat(), [1, rows.length, rows.length, 1]);
const kernelOf = (rows: number[][]) => tf.tensor4d(rows.flat(), [rows.length, rows.length, 1, 1]);

describe('the arithmetic of convolutions', () => {
  const cases: ConvolutionOptions[] = [{}, { input: 6, kernel: 4, stride: 1 }, { input: 7, kernel: 5, stride: 3, padding: 2 }, { input: 4, kernel: 2, stride: 2, padding: 1 }];

  it('is that of TensorFlow.js', () => tf.tidy(() => {
    for (const options of cases) {
      const { input, kernel, output } = arithmeticOf(options);
      expect(output).to.deep.equal(numbersOf(tf.conv2d(pictureOf(input), kernelOf(kernel), options.stride ?? 2, options.padding ?? 0)));
    }
  }));

  it('transposed is that of TensorFlow.js, with the kernel turned', () => tf.tidy(() => {
    for (const options of [{}, { input: 3, kernel: 4, stride: 1 }, { input: 3, kernel: 5, stride: 3 }]) {
      const { input, kernel, output } = arithmeticOf({ ...options, transposed: true });
      const turned = kernel.map((row) => [...row].reverse()).reverse();
      expect(output).to.deep.equal(numbersOf(tf.conv2dTranspose(pictureOf(input), kernelOf(turned), [1, output.length, output.length, 1], options.stride ?? 2, 'valid')));
    }
  }));

  it('of the slide: 5×5 becomes 2×2, and its transpose meets the 2×2 as 3×3 with two zeros around', () => {
    expect(arithmeticOf({ input: 5 }).output).to.have.length(2);
    const { input, prepared, output, stride } = arithmeticOf({ input: 2, transposed: true });
    expect([input.length, prepared.length, stride, output.length]).to.deep.equal([2, 3 + 2 * 2, 1, 5]);
    const inside = prepared.slice(2, 5).map((row) => row.slice(2, 5));
    expect(inside).to.deep.equal([[input[0][0], 0, input[0][1]], [0, 0, 0], [input[1][0], 0, input[1][1]]]);
  });

  it('has a picture and a sum for each number of the output', () => {
    const { 'text/plain': text, 'text/html': markup } = bundleOf(convolutionFilm({ transposed: true }));
    expect(text).to.match(/^Transposed convolution 2×2 → 5×5.*25 pictures/).and.include('25 / 25');
    expect(markup.match(/data:image\/svg\+xml/g)).to.have.length(25);
    for (const sum of text.matchAll(/: ([\d· +]+) = (\d+)/g)) expect(sum[1].split(' + ').reduce((total, term) => total + term.split('·').map(Number).reduce((a, b) => a * b), 0)).to.equal(Number(sum[2]));
  });

  it('refuses sizes that give nothing', () => {
    expect(() => arithmeticOf({ input: 2, kernel: 3 })).to.throw('give no output');
    expect(() => arithmeticOf({ transposed: true, padding: 3 })).to.throw('give no output');
    expect(() => arithmeticOf({ stride: 0 })).to.throw('stride is a whole number from 1');
  });
});

describe('the pair for colour images', () => {
  it('has the parameters of the rule at 32 × 32, and draws and judges that size', () => tf.tidy(() => {
    const [generator, discriminator] = [colourGenerator(100), colourDiscriminator()];
    const trainable = (model: tf.LayersModel) => model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, side) => size * side!, 1), 0);
    expect([trainable(generator), generator.countParams(), trainable(discriminator), discriminator.countParams()]).to.deep.equal([1_068_928, 1_069_824, 663_296, 664_064]);
    const pictures = generator.predict(tf.ones([2, 100])) as tf.Tensor;
    expect([pictures.shape, (discriminator.predict(pictures) as tf.Tensor).shape]).to.deep.equal([[2, 32, 32, 3], [2, 1]]);
    expect(lintDCGAN({ generator, discriminator }).findings).to.deep.equal([]);
  }));

  it('begins with the same weights for the same seed', () => tf.tidy(() => {
    const weights = (seed: number) => colourGenerator(4, { width: 2, seed }).getWeights().map((weight) => Array.from(weight.dataSync()));
    expect(weights(5)).to.deep.equal(weights(5)).and.not.deep.equal(weights(6));
  }));
});

describe('the linter of DCGAN', () => {
  after(() => setLanguage('en'));

  it('has nothing to say of the pair that Lab 03 trains', () => {
    const report = lintDCGAN({ generator: compactGenerator(8), discriminator: compactDiscriminator() });
    expect(report.findings).to.deep.equal([]);
    expect(bundleOf(report)['text/plain'].match(/✓/g)).to.have.length(5);
  });

  for (const [name, guideline, network] of [['1 · pooling', 1, 'GD'], ['2 · no batch norm', 2, 'GD'], ['3 · hidden dense layer', 3, 'GD'], ['4 · tanh inside G', 4, 'G'], ['4 · linear output of G', 4, 'G'], ['5 · ReLU in D', 5, 'D']] as const) {
    it(`finds what breaks a guideline: ${name}`, () => {
      const { findings } = lintDCGAN(variedGan(variations[name], 8, 1));
      const broken = findings.filter((finding) => finding.guideline === guideline);
      expect(new Set(broken.map((finding) => finding.network))).to.deep.equal(new Set(network));
      if (guideline !== 3) expect(findings.filter((finding) => finding.guideline !== guideline && finding.guideline !== 0)).to.deep.equal([]);
    });
  }

  it('warns of a checkerboard where the kernel is no multiple of the stride', () => {
    const generator = tf.sequential({ layers: [tf.layers.conv2dTranspose({ inputShape: [7, 7, 4], filters: 1, kernelSize: 5, strides: 2, activation: 'tanh' })] });
    expect(lintDCGAN({ generator }).findings.map(({ guideline, sentence }) => [guideline, /5 is no multiple of the stride 2.*; 6 is one/.test(sentence)])).to.deep.equal([[0, true]]);
  });

  it('speaks the notebook\'s language', () => {
    setLanguage('zh-TW');
    const discriminator = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 2, kernelSize: 4, activation: 'relu' }), tf.layers.flatten(), tf.layers.dense({ units: 1 })] });
    const { 'text/plain': text, 'text/html': markup } = bundleOf(lintDCGAN({ discriminator }));
    expect(text).to.match(/✗ 5\. D 用 LeakyReLU\n {4}D: /);
    expect(markup).to.include('lang="zh-TW"').and.include('D 用 LeakyReLU');
    setLanguage('en');
    expect(() => lintDCGAN({})).to.throw('needs a generator, a discriminator or both');
  });
});

describe('the variations of Lab 03', () => {
  it('begin with its own pair, weight by weight', () => tf.tidy(() => {
    const { generator, discriminator } = variedGan(variations['as in Lab 03'], 16, 3);
    for (const [varied, own] of [[generator, compactGenerator(16, { seed: 3 })], [discriminator, compactDiscriminator({ seed: 3 })]] as const) {
      expect(varied.getWeights().map((weight) => Array.from(weight.dataSync()))).to.deep.equal(own.getWeights().map((weight) => Array.from(weight.dataSync())));
    }
  }));

  it('all draw pictures of 28 × 28 and judge them', () => tf.tidy(() => {
    for (const [name, variation] of Object.entries(variations)) {
      const { generator, discriminator } = variedGan(variation, 4, 1);
      const logits = discriminator.predict(generator.predict(tf.ones([2, 4])) as tf.Tensor) as tf.Tensor;
      expect(logits.shape, name).to.deep.equal([2, 1]);
    }
  }));

  it('are each in a table, with what was measured', () => {
    const names = Object.keys(variations);
    expect(new Set(Object.values(groups).flat())).to.deep.equal(new Set<string>(names));
    for (const [name, runs] of Object.entries(measured.runs)) {
      expect(names).to.include(name);
      expect(runs.length, name).to.be.at.least(3);
      for (const { distance, confidence, balance } of runs) expect(Number.isNaN(confidence) || (distance > measured.real.distance && confidence > 0 && confidence <= 1 && balance <= 1)).to.equal(true);
    }
    for (const name of groups.guidelines) expect(Object.keys(measured.runs)).to.include(name);
    for (const group of Object.keys(groups) as (keyof typeof groups)[]) {
      const text = bundleOf(measuredVariations(group))['text/plain'];
      for (const name of groups[group]) if (name in measured.runs) expect(text).to.include(name satisfies VariationName);
      expect(text).to.include('npm run bench:variations -- --rounds').and.include('real digits');
    }
  });
});
