import * as tf from '@tensorflow/tfjs';
import { createCanvas, loadImage } from 'canvas';
import { expect } from 'chai';
import { formatResult, imageGrid, setLanguage, type ImageGridOptions, type ImageSource } from '../../kernel-extensions/display/index.js';

interface Pixels {
  width: number;
  height: number;
  /** RGBA of a pixel. */
  at(x: number, y: number): number[];
}

async function decode(png: Buffer): Promise<Pixels> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return { width: image.width, height: image.height, at: (x, y) => [...data.slice(4 * (y * image.width + x), 4 * (y * image.width + x) + 4)] };
}

const draw = (source: ImageSource, options?: ImageGridOptions) => decode(imageGrid(source, options).png());

describe('imageGrid', () => {
  it('places every pixel of every picture as a square of its gray level, gaps transparent', async () => {
    const [count, height, width, scale, gap, columns] = [7, 3, 5, 4, 2, 3];
    const values = Float32Array.from({ length: count * height * width }, (_, i) => (i * 37 % 101) / 100);
    const pixels = await draw({ images: values, height, width }, { scale, gap, columns, range: [0, 1] });
    expect([pixels.width, pixels.height]).to.deep.equal([columns * width * scale + (columns - 1) * gap, 3 * height * scale + 2 * gap]);
    for (let y = 0; y < pixels.height; y++) {
      for (let x = 0; x < pixels.width; x++) {
        const [column, row] = [Math.floor(x / (width * scale + gap)), Math.floor(y / (height * scale + gap))];
        const [dx, dy] = [x - column * (width * scale + gap), y - row * (height * scale + gap)];
        const index = row * columns + column;
        const [r, g, b, a] = pixels.at(x, y);
        if (dx >= width * scale || dy >= height * scale || index >= count) expect(a, `${x},${y}`).to.equal(0);
        else {
          const expected = 255 * values[(index * height + Math.floor(dy / scale)) * width + Math.floor(dx / scale)]!;
          expect([g, b, a], `${x},${y}`).to.deep.equal([r, r, 255]);
          expect(r, `${x},${y}`).to.be.closeTo(expected, 0.51);
        }
      }
    }
  });

  it('shows colours in their order', async () => {
    const pixels = await draw(tf.tensor4d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1], [1, 2, 2, 3]), { scale: 1 });
    expect([pixels.at(0, 0), pixels.at(1, 0), pixels.at(0, 1), pixels.at(1, 1)].map((rgba) => rgba.slice(0, 3)))
      .to.deep.equal([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]);
  });

  it('finds the range of [-1, 1], [0, 1], [0, 255] and other values', () => {
    const words = (values: number[]) => /black = (\S+), white = (\S+)/.exec(imageGrid(values).text)!.slice(1, 3);
    expect(words([-1, 1, 0, 0])).to.deep.equal(['-1', '1']);
    expect(words([-0.3, 0.2, 0, 0])).to.deep.equal(['-1', '1']);
    expect(words([0, 0.5, 0.2, 1])).to.deep.equal(['0', '1']);
    expect(words([0, 255, 3, 4])).to.deep.equal(['0', '255']);
    expect(words([-3, 7, 3, 4])).to.deep.equal(['-3', '7']);
    expect(words([0, 0, 0, 0])).to.deep.equal(['0', '1']);
    expect(words([NaN, NaN, NaN, NaN])).to.deep.equal(['0', '1']);
  });

  it('clamps values beyond the range and marks NaN', async () => {
    const pixels = await draw([-5, 5, NaN, 0], { range: [-1, 1], scale: 1 });
    expect(pixels.at(0, 0)).to.deep.equal([0, 0, 0, 255]);
    expect(pixels.at(1, 0)).to.deep.equal([255, 255, 255, 255]);
    expect(pixels.at(0, 1)).to.deep.equal([255, 0, 255, 255]);
  });

  it('reads tensors of two, three and four dimensions, data sets, arrays and lists of them', async () => {
    const size = async (source: ImageSource, options?: ImageGridOptions) => {
      const { width, height } = await draw(source, { scale: 1, gap: 0, ...options });
      return [width, height];
    };
    expect(await size(tf.zeros([7, 9]))).to.deep.equal([9, 7]);
    expect(await size(tf.zeros([7, 9, 3]))).to.deep.equal([9, 7]);
    expect(await size(tf.zeros([5, 7, 9]))).to.deep.equal([45, 7]);
    expect(await size(tf.zeros([5, 7, 9, 4]))).to.deep.equal([45, 7]);
    expect(await size({ images: new Uint8Array(3 * 4 * 5), height: 4, width: 5, channels: 3 })).to.deep.equal([5, 4]);
    expect(await size(new Float32Array(49))).to.deep.equal([7, 7]);
    expect(await size(new Float32Array(36), { height: 3 })).to.deep.equal([12, 3]);
    expect(await size(new Float32Array(30), { height: 3, width: 5 })).to.deep.equal([10, 3]);
    // A row for each batch of a list.
    expect(await size([tf.zeros([4, 7, 9, 1]), tf.zeros([4, 7, 9, 1])])).to.deep.equal([36, 14]);
    expect(await size(tf.zeros([0, 7, 9, 1]))).to.deep.equal([9, 1]);
  });

  it('keeps the values of the moment it is made', async () => {
    const values = new Float32Array(4).fill(1);
    const grid = imageGrid(values, { scale: 1 });
    values.fill(0);
    expect((await decode(grid.png())).at(0, 0)).to.deep.equal([255, 255, 255, 255]);
  });

  it('draws title and captions in their own room, whatever their characters', async () => {
    const plain = await draw(tf.ones([2, 28, 28, 1]), { scale: 2 });
    const titled = await draw(tf.ones([2, 28, 28, 1]), { scale: 2, title: '第 3 回 <b>', captions: ['數字', 5] });
    expect(titled.width).to.equal(plain.width);
    expect(titled.height).to.be.greaterThan(plain.height);
    const inked = (from: number, to: number) => {
      for (let y = from; y < to; y++) for (let x = 0; x < titled.width; x++) if (titled.at(x, y)[3]! > 100) return true;
      return false;
    };
    expect(inked(0, 28), 'title').to.equal(true);
    expect(inked(titled.height - 16, titled.height), 'captions').to.equal(true);
    expect(titled.at(3, 28 + 3)).to.deep.equal([255, 255, 255, 255]);
  });

  it('sets a word before each row, beside pictures that stay whole', async () => {
    const pair = [tf.ones([2, 10, 10, 1]), tf.ones([2, 10, 10, 1])];
    const pixels = await draw(pair, { scale: 4, gap: 0, rowLabels: ['real', '還原'] });
    const left = pixels.width - 2 * 40;
    expect(left).to.be.greaterThan(20);
    const inked = (top: number) => Array.from({ length: left * 40 }, (_, i) => pixels.at(i % left, top + Math.floor(i / left))[3]!).some((alpha) => alpha > 100);
    expect([inked(0), inked(40)]).to.deep.equal([true, true]);
    for (const [x, y] of [[left, 0], [pixels.width - 1, 79]] as const) expect(pixels.at(x, y)).to.deep.equal([255, 255, 255, 255]);
    expect(imageGrid(pair, { rowLabels: ['real', '還原'] }).text).to.contain('real · 還原');
  });

  it('shows only as many pictures as a page holds, and says so', async () => {
    const grid = imageGrid({ images: new Uint8Array(70_000 * 28 * 28), height: 28, width: 28 });
    const { width, height } = await decode(grid.png());
    expect(width * height).to.be.lessThan(12_500_000);
    expect(grid.text).to.match(/the first [\d,]+ of 70,000/);
  });

  it('describes itself in the language of the reader', () => {
    expect(imageGrid(tf.zeros([64, 28, 28, 1])).text).to.equal('64 pictures of 28 × 28, gray · black = 0, white = 1');
    setLanguage('zh-TW');
    try {
      expect(imageGrid(tf.zeros([64, 28, 28, 1])).text).to.equal('64 張 28 × 28 的圖片，灰階 · 黑 = 0，白 = 1');
    } finally {
      setLanguage('en');
    }
  });

  it('is a PNG with a text form as a result', () => {
    expect(formatResult(imageGrid(tf.zeros([2, 8, 8, 1])))).to.have.keys('image/png', 'text/plain');
  });

  it('explains what is no picture', () => {
    const faults: [ImageSource, ImageGridOptions, RegExp][] = [
      [tf.zeros([64, 100, 1, 1, 1]), {}, /\[64, 100, 1, 1, 1\] holds no pictures.*\[N, H, W, C\]/],
      [tf.zeros([2, 8, 8, 5]), {}, /\[2, 8, 8, 5\] holds no pictures/],
      [tf.zeros([100]), {}, /\[100\] holds no pictures/],
      [new Float32Array(50), {}, /50 pixels of 1 channel are no square picture: give height and width/],
      [new Float32Array(50), { height: 7, width: 7 }, /50 values do not divide into pictures of 7 × 7 × 1 = 49/],
      [{ images: new Uint8Array(8), height: 2, width: 2, channels: 2 }, {}, /2 channels cannot be shown/],
      [{ images: new Uint8Array(8), height: 0, width: 2 }, {}, /0 × 2 pixels cannot be shown/],
      [[tf.zeros([7, 7]), tf.zeros([8, 8])], {}, /different sizes.*7 × 7 × 1, 8 × 8 × 1/],
      [tf.zeros([7, 7]), { range: [1, 1] }, /range is \[low, high\]/],
      [tf.zeros([7, 7]), { scale: 0 }, /scale must be a whole number from 1, not 0/],
      [tf.zeros([7, 7]), { columns: 1.5 }, /columns must be a whole number/],
      ['text' as unknown as ImageSource, {}, /No pictures in/],
      [undefined as unknown as ImageSource, {}, /No pictures in/],
    ];
    for (const [source, options, message] of faults) expect(() => imageGrid(source, options)).to.throw(message);
  });
});
