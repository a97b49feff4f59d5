import { chmod, copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { encodeCifarBatch } from '../../datasets/cifar10.js';
import { DataError } from '../../datasets/data-error.js';
import { encodeIdx } from '../../datasets/idx.js';
import { publicDatasets } from '../../datasets/manifest.js';
import type { DatasetInfo } from '../../datasets/manifest.js';
import { readStoredDataset } from '../../datasets/stored-dataset.js';
import { CIFAR_SAMPLE, FASHION, needs, temporaryFolder } from './support/folders.js';
import { rejection } from './support/rejection.js';

const { mnist, 'fashion-mnist': fashion, cifar10 } = publicDatasets;
const IMAGES = 'train-images-idx3-ubyte';
const LABELS = 'train-labels-idx1-ubyte';

const images = (count: number, height = 28, width = 28) =>
  encodeIdx({ shape: [count, height, width], values: Uint8Array.from({ length: count * height * width }, (_, index) => index % 251) });
const labels = (...values: number[]) => encodeIdx({ shape: [values.length], values: Uint8Array.from(values) });

describe('Data sets in files', () => {
  const folder = temporaryFolder();

  async function put(path: string, bytes: Uint8Array): Promise<string> {
    const place = join(folder(), path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
    return place;
  }
  const read = (info: DatasetInfo = mnist) => readStoredDataset(info, 'train', [folder()]);

  /** The error for these files, which has to name `file`, say `problem` and what to do. */
  async function expectProblem(file: string, problem: string, info: DatasetInfo = mnist): Promise<void> {
    const error = await rejection(read(info));
    expect(error).to.be.instanceOf(DataError);
    expect(error.message).to.include(join(folder(), file)).and.include(problem);
    expect((error as DataError).advice).to.match(/Delete|delete|Replace|Move|Put|Change/);
  }

  describe('are found', () => {
    for (const [what, place, pack] of [
      ['raw', '', (bytes: Uint8Array) => bytes],
      ['as gzip', '.gz', (bytes: Uint8Array) => gzipSync(bytes)],
      ['unpacked by a browser that kept the name', '.gz', (bytes: Uint8Array) => bytes],
    ] as const) {
      it(what, async () => {
        await put(IMAGES + place, pack(images(3)));
        await put(LABELS + place, pack(labels(1, 0, 9)));
        const found = await read();
        expect(found!.images).to.deep.equal(images(3).slice(16));
        expect([...found!.labels]).to.deep.equal([1, 0, 9]);
        expect(found!.official).to.equal(false);
      });
    }

    for (const inside of ['.', 'mnist', 'MNIST/raw']) {
      it(`in ${inside}`, async () => {
        await put(join(inside, IMAGES), images(1));
        await put(join(inside, LABELS), labels(4));
        expect((await read())!.folder).to.equal(join(folder(), inside));
      });
    }

    it('under the other spelling of the names', async () => {
      await put('train-images.idx3-ubyte', images(1));
      await put('train-labels.idx1-ubyte', labels(4));
      expect((await read())!.labels).to.have.length(1);
    });

    it('in the first folder that has them', async () => {
      for (const [name, label] of [['a', 1], ['b', 2]] as const) {
        await put(join(name, IMAGES), images(1));
        await put(join(name, LABELS), labels(label));
      }
      const found = await readStoredDataset(mnist, 'train', ['absent', 'b', 'a'].map((name) => join(folder(), name)));
      expect([...found!.labels]).to.deep.equal([2]);
    });

    it('or not: undefined where there is nothing', async () => {
      expect(await read()).to.equal(undefined);
      expect(await read(cifar10)).to.equal(undefined);
      expect(await readStoredDataset(mnist, 'test', [join(folder(), 'no', 'such', 'folder')])).to.equal(undefined);
    });
  });

  describe('of MNIST and Fashion-MNIST, whose files have the same names, are told apart', () => {
    it('by the name of the folder', async () => {
      await put(join('fashion-mnist', IMAGES), images(1));
      await put(join('fashion-mnist', LABELS), labels(4));
      expect(await read(mnist)).to.equal(undefined);
      expect(await read(fashion)).to.not.equal(undefined);
      expect(await readStoredDataset(mnist, 'train', [join(folder(), 'fashion-mnist')])).to.equal(undefined);
    });

    it('by the labels', async function () {
      needs(this, FASHION);
      for (const name of [IMAGES, LABELS]) await copyFile(join(FASHION, `${name}.gz`), join(folder(), `${name}.gz`));
      expect(await read(mnist)).to.equal(undefined);
      expect((await read(fashion))!.official).to.equal(true);
    });

    it('and a folder with the wrong name is an error', async function () {
      needs(this, FASHION);
      await mkdir(join(folder(), 'mnist'));
      for (const name of [IMAGES, LABELS]) await copyFile(join(FASHION, `${name}.gz`), join(folder(), 'mnist', `${name}.gz`));
      await expectProblem(`mnist/${LABELS}.gz`, 'these are the labels of Fashion-MNIST, not of MNIST');
      const error = await rejection(readStoredDataset(mnist, 'train', [join(folder(), 'mnist')]));
      expect(error.message).to.include('Move the files to a folder named fashion-mnist.');
    });
  });

  describe('are refused, with the file, the numbers and what to do, when', () => {
    const twoImages = images(2);

    it('images and labels are not as many', async () => {
      await put(IMAGES, twoImages);
      await put(LABELS, labels(1, 2, 3));
      await expectProblem(IMAGES, 'it holds 2 images, but');
      await expectProblem(LABELS, 'holds 3 labels');
    });

    it('a label is out of range', async () => {
      await put(IMAGES, twoImages);
      await put(LABELS, labels(9, 10));
      await expectProblem(LABELS, 'the label of image 1 is 10, labels go from 0 to 9');
    });

    it('the images have another size', async () => {
      await put(IMAGES, images(2, 14, 56));
      await put(LABELS, labels(1, 2));
      await expectProblem(IMAGES, 'its images are 14 × 56 pixels, those of MNIST are 28 × 28');
    });

    it('there are no images in them', async () => {
      await put(IMAGES, images(0));
      await put(LABELS, labels());
      await expectProblem(IMAGES, 'there are no images in it');
    });

    it('one of two files is missing', async () => {
      await put(`${IMAGES}.gz`, gzipSync(twoImages));
      await expectProblem(LABELS, `this file is missing (with or without .gz), although ${IMAGES}.gz is there`);
    });

    it('a file is truncated or has bytes left over', async () => {
      await put(LABELS, labels(1, 2));
      await put(IMAGES, twoImages.subarray(0, -1));
      await expectProblem(IMAGES, '2 × 28 × 28 promises 1,584 bytes, 1,583 are there');
      await put(IMAGES, Buffer.concat([twoImages, Buffer.from('x')]));
      await expectProblem(IMAGES, '2 × 28 × 28 promises 1,584 bytes, 1,585 are there');
    });

    it('a file is empty', async () => {
      await put(LABELS, labels(1, 2));
      await put(IMAGES, new Uint8Array(0));
      await expectProblem(IMAGES, 'this file is empty (0 bytes)');
    });

    it('the labels lie under the name of the images', async () => {
      await put(LABELS, labels(1, 2));
      await put(IMAGES, labels(1, 2));
      await expectProblem(IMAGES, 'no IDX file of images: it should begin with 00 00 08 03, it begins with 00 00 08 01');
    });

    it('a gzip file is truncated, corrupt or no gzip', async () => {
      const packed = gzipSync(twoImages);
      await put(LABELS, labels(1, 2));
      await put(`${IMAGES}.gz`, packed.subarray(0, packed.length - 20));
      await expectProblem(`${IMAGES}.gz`, 'this gzip file is truncated');
      const corrupt = Buffer.from(packed);
      corrupt[corrupt.length - 6] ^= 1; // in the checksum of the content
      await put(`${IMAGES}.gz`, corrupt);
      await expectProblem(`${IMAGES}.gz`, 'this gzip file is corrupt (incorrect data check)');
      await put(`${IMAGES}.gz`, Buffer.from('<html>404'));
      await expectProblem(`${IMAGES}.gz`, '("<htm"), which looks like a web page');
    });

    it('a gzip file unpacks to more than the set can have', async () => {
      await put(LABELS, labels(1));
      await put(`${IMAGES}.gz`, gzipSync(new Uint8Array(47_040_017)));
      await expectProblem(`${IMAGES}.gz`, 'it unpacks to more than the 47,040,016 bytes');
    });

    it('a folder or a named pipe has the name of a file', async () => {
      await put(LABELS, labels(1));
      await mkdir(join(folder(), IMAGES));
      await expectProblem(IMAGES, 'this is a folder where a file is expected');
      if (process.platform === 'win32') return;
      await put('mnist/train-labels-idx1-ubyte', labels(1));
      execFileSync('mkfifo', [join(folder(), 'mnist', IMAGES)]);
      const error = await rejection(readStoredDataset(mnist, 'train', [join(folder(), 'mnist')]));
      expect(error.message).to.include('this is no regular file');
    });

    it('this user may not read a file', async () => {
      if (process.platform === 'win32') return;
      await put(LABELS, labels(1));
      await chmod(await put(IMAGES, images(1)), 0);
      await chmod(folder(), 0o755);
      const isRoot = process.getuid!() === 0; // who may read everything: be nobody for a moment
      if (isRoot) process.seteuid!(65_534);
      try {
        await expectProblem(IMAGES, 'this user has no permission for it');
      } finally {
        if (isRoot) process.seteuid!(0);
      }
    });

    it('a link leads in a circle', async () => {
      if (process.platform === 'win32') return;
      await put(LABELS, labels(1));
      await symlink(join(folder(), IMAGES), join(folder(), IMAGES));
      const error = await rejection(read());
      expect(error).to.be.instanceOf(DataError);
      expect(error.message).to.include(join(folder(), IMAGES)).and.include('ELOOP');
    });
  });

  describe('of CIFAR-10', () => {
    const batch = (...values: number[]) => encodeCifarBatch({
      images: Uint8Array.from({ length: values.length * 3072 }, (_, index) => index % 256), labels: Uint8Array.from(values),
    });

    it('are put together from the batches that are there, in their order', async () => {
      await put('cifar-10-batches-bin/data_batch_4.bin', batch(4, 5));
      await put('cifar-10-batches-bin/data_batch_2.bin', batch(2));
      const found = await read(cifar10);
      expect([...found!.labels]).to.deep.equal([2, 4, 5]);
      expect(found!.images).to.have.length(3 * 3072);
      expect([...found!.images.subarray(0, 3)]).to.deep.equal([0, 1, 2]);
      expect([...found!.images.subarray(3072, 3075)]).to.deep.equal([0, 1, 2]);
      expect(found!.official).to.equal(false);
    });

    it('have the class names of batches.meta.txt, or the usual ones', async () => {
      await put('data_batch_1.bin', batch(0));
      expect((await read(cifar10))!.classNames).to.equal(cifar10.classNames);
      await put('batches.meta.txt', Buffer.from('a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n'));
      expect((await read(cifar10))!.classNames).to.deep.equal([...'abcdefghij']);
      await put('batches.meta.txt', Buffer.from('a\nb\n'));
      await expectProblem('batches.meta.txt', 'its class names are 2', cifar10);
    });

    it('are refused when they are truncated, too long or wrongly labelled', async () => {
      await put('data_batch_1.bin', batch(1, 2).subarray(0, -1));
      await expectProblem('data_batch_1.bin', '6,145 bytes are 1 record of 3,073 bytes and 3,072 bytes more', cifar10);
      await put('data_batch_1.bin', new Uint8Array(10_001 * 3073));
      await expectProblem('data_batch_1.bin', 'it holds 30,733,073 bytes, more than the 30,731,024', cifar10);
      const wrong = batch(1, 2);
      wrong[3073] = 77;
      await put('data_batch_1.bin', wrong);
      await expectProblem('data_batch_1.bin', 'the label of image 1 is 77', cifar10);
    });

    it('are real ones: every class is there, and the mean colour is that of the published set', async function () {
      needs(this, CIFAR_SAMPLE);
      const found = await readStoredDataset(cifar10, 'train', [CIFAR_SAMPLE]);
      expect(found!.labels).to.have.length(2000);
      expect(new Set(found!.labels).size).to.equal(10);
      // Mean of the whole training set, as usually quoted: 125.3, 123.0, 113.9.
      for (const [channel, mean] of [125.3, 123.0, 113.9].entries()) {
        let sum = 0;
        for (let pixel = channel; pixel < found!.images.length; pixel += 3) sum += found!.images[pixel];
        expect(sum / (found!.images.length / 3), `channel ${channel}`).to.be.closeTo(mean, 3);
      }
    });
  });

  it('of Fashion-MNIST as Debian packs it are the published 60,000 + 10,000', async function () {
    needs(this, FASHION);
    for (const [split, count] of [['train', 60_000], ['test', 10_000]] as const) {
      const found = await readStoredDataset(fashion, split, [dirname(FASHION)]);
      expect(found!.official).to.equal(true);
      expect(found!.labels).to.have.length(count);
      for (let label = 0; label < 10; label++) {
        expect(found!.labels.filter((value) => value === label), `${split} class ${label}`).to.have.length(count / 10);
      }
    }
    expect(await readFile(join(FASHION, `${LABELS}.gz`))).to.not.have.length(publicDatasets['fashion-mnist'].archives.train[1].bytes);
  });
});
