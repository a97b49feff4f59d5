import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { escapeHtml, formatResult, setLanguage, shapeWalk } from '../../kernel-extensions/display/index.js';
import { htmlFault, xmlFault } from './well-formed.js';

const { layers } = tf;

const discriminator = () => tf.sequential({ name: 'discriminator', layers: [
  layers.conv2d({ filters: 64, kernelSize: 5, strides: 2, padding: 'same', inputShape: [28, 28, 1], useBias: false }),
  layers.leakyReLU({ alpha: 0.2 }),
  layers.conv2d({ filters: 128, kernelSize: 5, strides: 2, padding: 'same', useBias: false }),
  layers.batchNormalization(),
  layers.leakyReLU({ alpha: 0.2 }),
  layers.flatten(),
  layers.dense({ units: 1 }),
] });

describe('shapeWalk', () => {
  before(() => tf.setBackend('cpu'));

  it('tells the shapes in words, with the layers that made them and their parameters', () => {
    // 5·5·1·64; 5·5·64·128 and four numbers for each of the 128 channels; 7·7·128 + 1.
    expect(shapeWalk(discriminator()).text).to.equal(`Tensor shapes through Sequential "discriminator"
  28 × 28 × 1  input
→ 14 × 14 × 64  Conv2D (5×5, stride 2, same, no bias), LeakyReLU (α 0.2) · 1,600 parameters
→ 7 × 7 × 128  Conv2D (5×5, stride 2, same, no bias), BatchNormalization, LeakyReLU (α 0.2) · 205,312 parameters
→ 6272  Flatten
→ 1  Dense · 6,273 parameters
213,185 parameters`);
  });

  it('draws a block for each shape, as a stand-alone picture and as one that takes the colours of its page', () => {
    const walk = shapeWalk(discriminator());
    const bundle = formatResult(walk);
    expect(bundle).to.have.keys('text/html', 'image/svg+xml', 'text/plain');
    expect(xmlFault(walk.svg)).to.equal(undefined);
    expect(htmlFault(bundle['text/html'] as string)).to.equal(undefined);
    for (const shape of ['28 × 28 × 1', '14 × 14 × 64', '7 × 7 × 128', '6272', '1']) expect(walk.svg).to.contain(`>${shape}</text>`);
    expect(walk.svg.match(/<g>/g)).to.have.length(5);
    expect(walk.svg).to.contain(`<title>${escapeHtml(walk.text)}</title>`);
  });

  it('draws feature maps to scale: half the side has a smaller face, more channels a deeper block', () => {
    const faces = [...shapeWalk(discriminator()).svg.matchAll(/<path d="M[\d.]+ [\d.]+h([\d.]+)v([\d.]+)h/g)].map(([, width]) => Number(width));
    expect(faces).to.have.length(5);
    expect(faces[0]! / faces[1]!).to.be.closeTo(Math.SQRT2, 0.02);
    expect(faces[1]! / faces[2]!).to.be.closeTo(Math.SQRT2, 0.02);
  });

  it('goes into models inside models, and gathers long rows of equal layers', () => {
    const block = () => layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', inputShape: [6, 6, 8] });
    const model = tf.sequential({ layers: [tf.sequential({ layers: Array.from({ length: 9 }, block) }), layers.globalAveragePooling2d({})] });
    expect(shapeWalk(model).text).to.contain('6 × 6 × 8  9 × Conv2D (3×3, same) · 5,256 parameters').and.contain('→ 8  GlobalAveragePooling2D');
  });

  it('walks functional models in the order of their layers', () => {
    const input = tf.input({ shape: [4] });
    const hidden = layers.dense({ units: 3 }).apply(input) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: layers.concatenate().apply([hidden, hidden]) as tf.SymbolicTensor });
    expect(shapeWalk(model).text).to.match(/ {2}4 {2}input\n→ 3 {2}Dense · 15 parameters\n→ 6 {2}Concatenate/);
  });

  it('says what to do with a model that has no shapes', () => {
    expect(formatResult(shapeWalk(tf.sequential({ name: 'empty' })))).to.deep.equal({ 'text/plain': 'Tensor shapes through Sequential "empty"\nNo layers yet: add one with model.add(…).' });
  });

  it('escapes names and speaks both languages', () => {
    const model = discriminator();
    model.name = '<script>&"';
    setLanguage('zh-TW');
    try {
      const { svg, text } = shapeWalk(model);
      expect(svg).not.to.contain('<script>');
      expect(xmlFault(svg)).to.equal(undefined);
      expect(text).to.contain('輸入').and.contain('參數 213,185 個').and.contain('步幅 2, same, 不含偏置');
    } finally {
      setLanguage('en');
    }
  });

  it('refuses what is no model', () => {
    expect(() => shapeWalk({} as never)).to.throw('shapeWalk draws a tf.Sequential or tf.LayersModel');
  });
});
