import { inspect } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { createCanvas, loadImage, ImageData } from 'canvas';
import { expect } from 'chai';
import { formatResult, html, json, jupyterDisplay, latex, markdown, mime, render, svg } from '../../kernel-extensions/display/index.js';

const textOf = (value: unknown) => formatResult(value)['text/plain'] as string;

describe('formatResult', () => {
  before(() => tf.setBackend('cpu'));

  describe('plain values', () => {
    it('shows what util.inspect shows, and nothing but text', () => {
      const values = [42, -0, 1n, 'text', 'a\nb', true, null, undefined, Symbol('s'), [1, [2]], { a: 1, b: { c: [] } }, new Map([[1, { a: 2 }]]), new Set('ab'),
        new Date(0), /x/g, new Float32Array([1, 2]), class A {}, function f() {}, Promise.resolve(1), new Error('e').message];
      for (const value of values) {
        expect(formatResult(value)).to.deep.equal({ 'text/plain': inspect(value, { depth: 4, breakLength: 100 }) });
      }
    });

    it('prints cycles and accessors without calling them', () => {
      const value: Record<string, unknown> = { get expensive() { throw new Error('called'); } };
      value['self'] = value;
      expect(textOf(value)).to.equal('<ref *1> { expensive: [Getter], self: [Circular *1] }');
    });

    it('looks behind proxies without asking them', () => {
      const asked: string[] = [];
      const spy = new Proxy({ a: 1 }, new Proxy({}, { get: (_, trap) => { asked.push(String(trap)); return undefined; } }));
      expect(textOf(spy)).to.equal('{ a: 1 }');
      expect(textOf({ inner: [spy], loss: tf.scalar(1) })).to.equal('{ inner: [ { a: 1 } ], loss: Tensor float32 [] }');
      expect(asked).to.deep.equal([]);
    });

    it('prints tensors and models inside plain values in one line each', () => {
      const model = tf.sequential({ name: 'inner', layers: [tf.layers.dense({ name: 'only', units: 3, inputShape: [2] })] });
      const value = { loss: tf.scalar(1), pair: [tf.zeros([2, 3], 'int32')], model, layers: model.layers, weight: model.weights[1], input: model.inputs[0] };
      expect(textOf(value)).to.equal(`{
  loss: Tensor float32 [],
  pair: [ Tensor int32 [2, 3] ],
  model: Sequential "inner" (1 layers, 9 parameters),
  layers: [ Dense "only" → [N, 3], 9 parameters ],
  weight: Weight "only/bias" float32 [3],
  input: SymbolicTensor "only_input" float32 [N, 2]
}`);
    });
  });

  describe('tensors', () => {
    it('says shape, dtype, statistics and the values of a small tensor', () => {
      expect(textOf(tf.tensor2d([[1, 2.5], [-3, 0.123456]]))).to.equal(`Tensor float32 [2, 2]
min -3 · max 2.5 · mean 0.1559 · std 2.01
[[     1,    2.5],
 [    -3, 0.1235]]`);
      expect(textOf(tf.scalar(0.5))).to.equal('Tensor float32 []\n0.5');
      expect(textOf(tf.tensor1d(['a', 'b']))).to.equal('Tensor string [2]\n["a", "b"]');
      expect(textOf(tf.tensor1d([true, false], 'bool'))).to.contain('[true, false]');
      expect(textOf(tf.zeros([0, 3]))).to.equal('Tensor float32 [0, 3]\nno values');
      expect(textOf(tf.variable(tf.scalar(1), true, 'w'))).to.equal('Variable "w" float32 []\n1');
    });

    it('writes complex values in the usual way, without statistics', () => {
      expect(textOf(tf.complex([1, -2.5], [3, -4]))).to.equal('Tensor complex64 [2]\n[1 + 3i, -2.5 - 4i]');
      expect(textOf(tf.complex(1, 0))).to.equal('Tensor complex64 []\n1 + 0i');
    });

    it('says the first values of a large tensor, and counts NaN and Infinity', () => {
      const values = Float32Array.from({ length: 100 }, (_, i) => i);
      values[98] = NaN;
      values[99] = Infinity;
      expect(textOf(tf.tensor(values, [10, 10]))).to.equal(`Tensor float32 [10, 10]
min 0 · max 97 · mean 48.5 · std 28.29 · 1 NaN · 1 Infinity
first values 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …`);
    });

    it('shows a disposed tensor by its shape', () => {
      const tensor = tf.zeros([2, 2]);
      tensor.dispose();
      expect(formatResult(tensor)).to.deep.equal({ 'text/plain': 'Tensor float32 [2, 2] (disposed: its memory has been released)' });
    });

    it('shows pictures as pictures: every pixel value comes back from the PNG', async () => {
      const values = Float32Array.from({ length: 7 * 9 }, (_, i) => (i % 5) / 4);
      const bundle = formatResult(tf.tensor(values, [7, 9, 1]));
      expect(bundle).to.have.keys('text/html', 'image/png', 'text/plain');
      const image = await loadImage(Buffer.from(bundle['image/png'] as string, 'base64'));
      const scale = image.width / 9;
      expect(scale).to.be.greaterThan(1).and.satisfy(Number.isInteger);
      expect(image.height).to.equal(7 * scale);
      const canvas = createCanvas(image.width, image.height);
      canvas.getContext('2d').drawImage(image, 0, 0);
      const pixels = canvas.getContext('2d').getImageData(0, 0, image.width, image.height).data;
      for (let y = 0; y < image.height; y++) {
        for (let x = 0; x < image.width; x++) {
          const expected = Math.round(255 * values[Math.floor(y / scale) * 9 + Math.floor(x / scale)]!);
          expect(pixels[4 * (y * image.width + x)]).to.be.closeTo(expected, 1);
        }
      }
    });

    it('does not take latents, weights and logits for pictures', () => {
      for (const shape of [[64, 100], [5, 5, 1, 64], [64, 1], [4, 4, 3], [3, 3, 64, 1], [28, 28]]) {
        expect(formatResult(tf.zeros(shape)), String(shape)).not.to.have.property('image/png');
      }
    });

    it('shows text where the values cannot be read', () => {
      const remote = { shape: [2], dtype: 'float32', size: 2, dataSync() { throw new Error('on the GPU'); } };
      expect(formatResult(remote)).to.deep.equal({ 'text/plain': 'Tensor float32 [2] (its values cannot be read: on the GPU)' });
    });

    it('leaves no tensors behind', () => {
      const tensor = tf.zeros([4, 28, 28, 1]);
      const before = tf.memory().numTensors;
      formatResult(tensor);
      expect(tf.memory().numTensors).to.equal(before);
    });
  });

  describe('models', () => {
    const { layers } = tf;
    const generator = () => tf.sequential({ name: 'generator', layers: [
      layers.dense({ units: 7 * 7 * 128, inputShape: [100], useBias: false }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.reshape({ targetShape: [7, 7, 128] }),
      layers.conv2dTranspose({ filters: 64, kernelSize: 4, strides: 2, padding: 'same', useBias: false }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, padding: 'same', activation: 'tanh' }),
    ] });

    it('counts the parameters of the compact DCGAN generator as its formula does', () => {
      // 100·6272 + 2·6272 + 4·4·128·64 + 2·64 + 4·4·64·1 + 1, and two moving statistics for each batch-norm channel.
      const bundle = formatResult(generator());
      expect(bundle['text/plain']).to.contain('trainable 771,969 ').and.contain('not trainable 12,672');
    });

    it('lists layers, output shapes and settings', () => {
      const text = textOf(generator()).split('\n');
      expect(text[0]).to.equal('Sequential "generator"');
      expect(text.find((line) => line.includes('Conv2DTranspose'))).to.match(/\[N, 14, 14, 64\] +131,072 +4×4, stride 2, same, no bias$/);
      expect(text.filter((line) => /BatchNormalization/.test(line))).to.have.length(2);
    });

    it('indents the layers of a model inside a model and marks frozen ones', () => {
      const inner = generator();
      inner.trainable = false;
      const text = textOf(tf.sequential({ layers: [inner, layers.flatten()] }));
      expect(text).to.match(/^generator +Sequential +\[N, 28, 28, 1\] +784,641 +frozen$/m);
      expect(text).to.match(/^ {2}\S+ +Dense +\[N, 6272\]/m);
      expect(text).to.contain('trainable 0');
    });

    it('says what to do with an empty model', () => {
      expect(textOf(tf.sequential({ name: 'empty' }))).to.equal('Sequential "empty"\nNo layers yet: add one with model.add(…).');
    });

    it('escapes names', () => {
      const model = tf.sequential({ name: '<img src=x onerror=alert(1)>', layers: [layers.dense({ units: 1, inputShape: [1] })] });
      model.layers[0]!.name = '<b>';
      expect(formatResult(model)['text/html']).to.contain('&lt;img src=x').and.not.contain('<img').and.not.contain('<b>');
    });
  });

  describe('images', () => {
    it('shows canvases and ImageData as PNG', async () => {
      const canvas = createCanvas(5, 3);
      const context = canvas.getContext('2d');
      context.fillStyle = '#ff0000';
      context.fillRect(0, 0, 5, 3);
      for (const value of [canvas, new ImageData(new Uint8ClampedArray(5 * 3 * 4).fill(255), 5, 3)]) {
        const image = await loadImage(Buffer.from(formatResult(value)['image/png'] as string, 'base64'));
        expect([image.width, image.height]).to.deep.equal([5, 3]);
      }
      expect(textOf(canvas)).to.equal('Canvas 5 × 3');
    });

    it('recognises image files by their first bytes', () => {
      const canvas = createCanvas(2, 2);
      for (const [type, bytes] of [['image/png', canvas.toBuffer('image/png')], ['image/jpeg', canvas.toBuffer('image/jpeg')], ['image/webp', canvas.toBuffer('image/webp')],
        ['image/gif', Buffer.from('GIF89a\x01\x00', 'latin1')]] as const) {
        expect(formatResult(bytes)[type]).to.equal(bytes.toString('base64'));
        // A view into a larger buffer sends its own bytes only.
        const padded = new Uint8Array(bytes.length + 20);
        padded.set(bytes, 7);
        expect(formatResult(padded.subarray(7, 7 + bytes.length))[type]).to.equal(bytes.toString('base64'));
      }
      expect(formatResult(Buffer.from('plain text'))).to.have.keys('text/plain');
    });
  });

  it('shows a set of images by its first pictures and its description', async () => {
    const set = { name: 'digits', count: 30, height: 8, width: 6, channels: 1, images: new Uint8Array(30 * 8 * 6).fill(200), labels: new Uint8Array(30).fill(1), classNames: ['a', '<b>'], description: '30 digits & more' };
    const bundle = formatResult(set);
    expect(bundle['text/plain']).to.equal('30 digits & more');
    expect(bundle['text/html']).to.contain('30 digits &amp; more').and.not.contain('<b>');
    const image = await loadImage(Buffer.from(bundle['image/png'] as string, 'base64'));
    const context = createCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    expect([...context.getImageData(1, 1, 1, 1).data]).to.deep.equal([200, 200, 200, 255]);
    expect(textOf({ ...set, description: undefined })).to.equal('30 × 8 × 6 × 1');
  });

  it('shows plotly figures, with typed arrays as arrays', () => {
    const bundle = formatResult({ data: [{ x: new Float32Array([1, 2]), y: [NaN, 3] }], layout: { title: 't' } });
    expect(bundle['application/vnd.plotly.v1+json']).to.deep.equal({ data: [{ x: [1, 2], y: [null, 3] }], layout: { title: 't' } });
    expect(bundle['text/plain']).to.be.a('string');
  });

  it('shows arrays of flat records as tables, with escaped cells', () => {
    const bundle = formatResult([{ name: '<i>', loss: 0.123456 }, { name: 'b', acc: 1 }]);
    expect(bundle['text/html']).to.contain('&lt;i&gt;').and.contain('0.1235').and.contain('>acc<').and.not.contain('<i>');
    for (const value of [[], [{ a: {} }], [1, { a: 1 }], [[1]], [{}], new Array(3), [{ a: 1 }, , { a: 2 }], [{ get a() { return 1; } }]]) expect(formatResult(value)).to.have.keys('text/plain');
    const many = formatResult(Array.from({ length: 5000 }, (_, i) => ({ i })))['text/html'] as string;
    expect(many).to.contain('… 4,900 more rows');
    expect(many.match(/<tr/g)).to.have.length(101);
  });

  describe('wrappers', () => {
    it('mark a string with its type and carry a text form', () => {
      expect(formatResult(html('<b>x</b>'))['text/html']).to.equal('<b>x</b>');
      expect(formatResult(svg('<svg/>'))['image/svg+xml']).to.equal('<svg/>');
      expect(formatResult(markdown('# x'))).to.deep.equal({ 'text/markdown': '# x', 'text/plain': '# x' });
      expect(formatResult(latex('x^2'))).to.deep.equal({ 'text/latex': '$\\displaystyle x^2$', 'text/plain': 'x^2' });
      expect(formatResult(latex('$$x$$'))['text/latex']).to.equal('$$x$$');
      expect(formatResult(json({ a: [1, NaN] }))['application/json']).to.deep.equal({ a: [1, null] });
      expect(formatResult(mime({ 'text/x-own': 'x' }))).to.deep.equal({ 'text/x-own': 'x', 'text/plain': 'text/x-own' });
    });
  });

  describe("the convention Symbol.for('Jupyter.display')", () => {
    it('takes the bundle of the method, bytes as base64, data as JSON, and adds a text form', () => {
      const value = { label: 'v', [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<p>', 'image/png': new Uint8Array([1, 2, 3]), 'application/json': { n: 1n }, bad: 'no type' }) };
      const bundle = formatResult(value);
      expect(bundle).to.include({ 'text/html': '<p>', 'image/png': 'AQID' });
      expect(bundle['application/json']).to.deep.equal({ n: 1 });
      expect(bundle['text/plain']).to.contain("label: 'v'");
      expect(bundle).not.to.have.property('bad');
    });

    it('wins over the built-in forms, keeps `this`, and works on classes of instances', () => {
      class Celsius {
        degrees = 21;
        [jupyterDisplay]() { return { 'text/plain': `${this.degrees} °C` }; }
      }
      expect(formatResult(new Celsius())).to.deep.equal({ 'text/plain': '21 °C' });
    });

    it('shows the built-in form now and the bundle of a promise later', async () => {
      const bundle = { 'text/html': '<p>' };
      for (const value of [{ async [jupyterDisplay]() { return bundle; } }, { [jupyterDisplay]: () => ({ then: (resolve: (value: unknown) => void) => resolve(bundle) }) }]) {
        const { now, later } = render(value);
        expect(now).to.have.keys('text/plain');
        expect(await later).to.include(bundle);
      }
    });

    it('shows the built-in form where the method fails', async () => {
      const broken = [
        { [jupyterDisplay]() { throw new Error('no'); } }, { [jupyterDisplay]: () => null }, { [jupyterDisplay]: () => 'text' },
        { [jupyterDisplay]: () => { const cycle: Record<string, unknown> = {}; cycle['self'] = cycle; return { 'application/json': cycle }; } },
        { [jupyterDisplay]: () => Promise.reject(new Error('late')) },
      ];
      for (const value of broken) {
        const { now, later } = render(value);
        expect(now['text/plain']).to.be.a('string');
        expect((await later ?? now)['text/plain']).to.be.a('string');
      }
    });
  });

  describe('hostile values', () => {
    const thrower = () => { throw new Error('hostile'); };
    const hostileHandler = new Proxy({}, { get: () => thrower });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const values: Record<string, unknown> = {
      'every getter throws': Object.defineProperties({}, Object.fromEntries(['shape', 'layers', 'dataSync', 'data', 'then', 'constructor', 'toString', 'width'].map((key) => [key, { get: thrower, enumerable: true }]))),
      'a proxy whose traps all throw': new Proxy({ a: 1 }, hostileHandler),
      'a proxy that answers everything': new Proxy(function () {}, { get: (_, key) => (key === Symbol.toPrimitive ? () => 'x' : values['a proxy that answers everything']) }),
      'a revoked proxy': revoked.proxy,
      'a throwing custom inspection': { [inspect.custom]: thrower },
      'a throwing toString and toJSON': { toString: thrower, toJSON: thrower, valueOf: thrower },
      'no prototype': Object.create(null),
      'a throwing Symbol.toStringTag': Object.defineProperty({}, Symbol.toStringTag, { get: thrower }),
      'a tensor with an impossible shape': { shape: [NaN, -3, 1e9], dtype: 'float32', size: -1, dataSync: () => [] },
      'a tensor that lies about its size': { shape: [1000, 1000, 3], dtype: 'float32', size: 3e6, dataSync: () => new Float32Array(2) },
      'a tensor with values of other kinds': { shape: [3], dtype: 'float32', size: 3, dataSync: () => [null, {}, Symbol('x')] },
      'a model of nonsense': { layers: [null, 1, { getClassName: thrower }], weights: [3], predict() {}, getClassName: () => 'M' },
      'a canvas that fails': { getContext: thrower, toBuffer: thrower, width: 1, height: 1 },
      'a figure with a cycle': (() => { const figure: Record<string, unknown> = { data: [], layout: {} }; (figure['layout'] as Record<string, unknown>)['figure'] = figure; return figure; })(),
      'a million keys': Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => [`key${i}`, i])),
      'an instance with very many fields': Object.assign(new (class Registry {})(), Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => [`key${i}`, [i]]))),
      'a huge map': new Map(Array.from({ length: 1e6 }, (_, i) => [i, i])),
      'a huge array': new Array(1e7).fill({ a: 1 }),
      'a sparse array': Object.assign([], { length: 2 ** 32 - 1 }),
      'a huge string': 'x'.repeat(5e7),
      'a wide tree': Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => ({ a: Array(100).fill('text') }))),
      'a deep chain': Array.from({ length: 1e5 }).reduce<object>((next) => ({ next }), {}),
      'an error with a throwing stack': Object.defineProperty(new Error('x'), 'stack', { get: thrower }),
      'lone surrogates': '\ud800',
      'a class with a throwing static': class { static get shape() { return thrower(); } },
    };
    for (const [name, value] of Object.entries(values)) {
      it(`${name}: a bounded text form, nothing thrown`, () => {
        const bundle = formatResult(value);
        expect(bundle['text/plain']).to.be.a('string').and.satisfy((text: string) => text.length > 0 && text.length < 30_000);
        expect(() => structuredClone(bundle)).not.to.throw();
      });
    }
  });
});
