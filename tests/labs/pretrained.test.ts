/** The pre-trained checkpoints that come with the labs: small, labelled, and of the networks that the solved labs build. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { loadPretrained, pretrainedLabel, pretrainedFilm, pretrainedPath } from '../../labs/helpers/training/pretrained.js';
import type { Gan } from '../../labs/helpers/gan.js';
import { colourDiscriminator, colourGenerator } from '../../labs/helpers/models.js';
import { labNames } from '../../labs/authoring/labs.js';
import { solutions } from '../checks-spec/lab05-mnist.solutions.js';
import { tinyGan } from './tiny-training.js';

const { buildGenerator, buildDiscriminator } = solutions['networks']!.reference as { buildGenerator(latentDim: number, width: number): tf.LayersModel; buildDiscriminator(width: number): tf.LayersModel };

describe('the pre-trained checkpoints', () => {
  const folder = dirname(pretrainedPath('any'));
  const names = readdirSync(folder).map((file) => file.replace(/\.safetensors$/, ''));

  it('belong to labs, one each', () => {
    expect(names).to.include('lab05-mnist');
    for (const name of names) expect(labNames()).to.include(name);
  });

  for (const name of names) {
    it(`${name}: takes no more than 2.5 MB, and says how it was made and what it is worth`, () => {
      expect(statSync(join(folder, `${name}.safetensors`)).size).to.be.below(2.5e6);
      const { step, seconds, settings, scores, machine, savedAt } = pretrainedLabel(name);
      expect(step).to.be.greaterThan(500);
      expect(seconds).to.be.greaterThan(60);
      expect(settings).to.include.keys('data', 'pictures', 'batchSize', 'latentDim', 'seed', 'generator learningRate');
      expect(scores).to.include.keys('Fréchet distance', 'its floor', 'samples');
      expect(scores!['Fréchet distance']).to.be.greaterThan(scores!['its floor']!);
      expect([machine, savedAt]).to.satisfy((texts: string[]) => texts.every((text) => text.length > 5));
      expect(pretrainedFilm(name).map(({ round }) => round)).to.include.members([0, step]);
    });
  }

  it('lab05-mnist: draws digits in black and white with the networks of the solved lab, and others are refused', () => {
    const gan: Gan = { latentDim: 64, generator: buildGenerator(64, 32), discriminator: buildDiscriminator(32), generatorOptimizer: tf.train.adam(0.002, 0.5), discriminatorOptimizer: tf.train.adam(0.002, 0.5) };
    const log = console.log, said: string[] = [];
    console.log = (text: string) => said.push(text);
    try {
      const pictures = loadPretrained('lab05-mnist', gan).sample(16).dataSync();
      expect(said[0]).to.match(/^Pre-trained by the solved lab: [\d,]+ rounds in \d+\.\d minutes/);
      // Real digits: four pixels of five are black, and most of the rest is white.
      const share = (of: (pixel: number) => boolean) => pictures.filter(of).length / pictures.length;
      expect(share((pixel) => pixel < -0.9)).to.be.within(0.6, 0.95);
      expect(share((pixel) => pixel > 0.5)).to.be.within(0.03, 0.25);
      expect(() => loadPretrained('lab05-mnist', tinyGan())).to.throw(/holds other networks/);
      expect(() => loadPretrained('lab99', tinyGan())).to.throw(/There is no pre-trained checkpoint lab99/);
    } finally {
      console.log = log;
    }
  });

  it('lab07-cifar: draws different pictures in colour with the networks of the lab at width 32, and others are refused', () => {
    const adam = () => tf.train.adam(0.0005, 0.5);
    const gan = (width: number): Gan => ({ latentDim: 100, generator: colourGenerator(100, { width }), discriminator: colourDiscriminator({ width }), generatorOptimizer: adam(), discriminatorOptimizer: adam() });
    const pictures = loadPretrained('lab07-cifar', gan(32)).sample(4);
    expect(pictures.shape).to.deep.equal([4, 32, 32, 3]);
    const { mean, variance } = tf.moments(pictures, [1, 2]);
    expect(Math.min(...variance.dataSync()), 'contrast in each colour of each picture').to.be.greaterThan(0.005);
    expect(new Set(mean.dataSync()).size).to.equal(12);
    expect(() => loadPretrained('lab07-cifar', gan(16))).to.throw('holds other networks');
  });
});
