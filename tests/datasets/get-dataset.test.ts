import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { encodeCifarBatch } from '../../datasets/cifar10.js';
import { DataError } from '../../datasets/data-error.js';
import { DownloadError } from '../../datasets/download.js';
import { getDataset, unpackPresentArchive } from '../../datasets/get-dataset.js';
import { encodeIdx } from '../../datasets/idx.js';
import { verifyDataset } from '../../datasets/inventory.js';
import { publicDatasets } from '../../datasets/manifest.js';
import type { CifarDataset, DataFile, IdxDataset, RemoteFile } from '../../datasets/manifest.js';
import { answers, breaksAfter, flakyServer, serves } from './support/flaky-server.js';
import { filesBelow, temporaryFolder } from './support/folders.js';
import { rejection } from './support/rejection.js';
import { END, tarEntry } from './support/tar-writer.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const local = (name: string, bytes: Uint8Array): DataFile => ({ name, bytes: bytes.length, sha256: sha256(bytes) });

describe('Getting a data set', () => {
  const folder = temporaryFolder();
  const server = flakyServer();
  const options = { pauseMs: 1, attempts: 2 };
  const remote = (name: string, bytes: Uint8Array): RemoteFile => ({ ...local(name, bytes), mirrors: [server.url] });

  describe('of IDX files', () => {
    const images = encodeIdx({ shape: [2, 28, 28], values: new Uint8Array(2 * 784).fill(7) });
    const labels = encodeIdx({ shape: [2], values: Uint8Array.from([3, 4]) });
    const [imagesGz, labelsGz] = [gzipSync(images), gzipSync(labels)];

    /** A set of two images, as the manifest would describe it; only its training files can be fetched. */
    const tiny = (): IdxDataset => ({
      ...publicDatasets.mnist,
      files: { ...publicDatasets.mnist.files, train: { images: local('train-images-idx3-ubyte', images), labels: local('train-labels-idx1-ubyte', labels) } },
      archives: { train: [remote('train-images-idx3-ubyte.gz', imagesGz), remote('train-labels-idx1-ubyte.gz', labelsGz)], test: [] },
    });
    const get = () => getDataset(tiny(), ['train'], [folder()], options);

    it('puts the archives where they are found', async () => {
      server.answers = [serves(imagesGz), serves(labelsGz)];
      expect(await get()).to.equal(join(folder(), 'mnist'));
      expect(await filesBelow(folder())).to.deep.equal(['mnist/train-images-idx3-ubyte.gz', 'mnist/train-labels-idx1-ubyte.gz']);
      const [train] = await verifyDataset(tiny(), [folder()]);
      expect(train).to.deep.equal({ split: 'train', state: 'official', count: 2, folder: join(folder(), 'mnist') });
    });

    it('fetches only what is missing or wrong', async () => {
      server.answers = [serves(imagesGz), serves(labelsGz), serves(labelsGz)];
      await get();
      await get();
      expect(server.requests).to.have.length(2);
      await writeFile(join(folder(), 'mnist', 'train-labels-idx1-ubyte.gz'), 'damaged');
      await get();
      expect(server.requests).to.have.length(3);
      expect((await verifyDataset(tiny(), [folder()]))[0].state).to.equal('official');
    });

    it('called twice at once fetches everything once', async () => {
      server.answers = [serves(imagesGz), serves(labelsGz)];
      await Promise.all([get(), get()]);
      expect(server.requests).to.have.length(2);
    });

    it('tries again after a failure', async () => {
      server.answers = [answers(404), serves(imagesGz), serves(labelsGz)];
      expect(await rejection(get())).to.be.instanceOf(DownloadError);
      expect(await get()).to.equal(join(folder(), 'mnist'));
    });

    it('keeps it in the first folder that can be written', async () => {
      await writeFile(join(folder(), 'file'), '');
      server.answers = [serves(imagesGz), serves(labelsGz)];
      const folders = [join(folder(), 'file', 'a'), join(folder(), 'b')];
      expect(await getDataset(tiny(), ['train'], folders, options)).to.equal(join(folder(), 'b', 'mnist'));
      const error = await rejection(getDataset(tiny(), ['train'], [folders[0]], options));
      expect(error.message).to.include(folders[0]).and.include('none of these folders can be written');
    });
  });

  describe('of CIFAR-10', () => {
    const batch = (label: number) => encodeCifarBatch({ images: new Uint8Array(3072).fill(label), labels: Uint8Array.of(label) });
    const batches: Record<string, Uint8Array> = Object.fromEntries([
      ...[1, 2, 3, 4, 5].map((index) => [`data_batch_${index}.bin`, batch(index)]), ['test_batch.bin', batch(9)],
    ]);
    const names = Buffer.from(`${publicDatasets.cifar10.classNames.join('\n')}\n\n`);
    const archiveOf = (content: Record<string, Uint8Array>) =>
      gzipSync(Buffer.concat([...Object.entries({ 'batches.meta.txt': names, ...content }).map(([name, bytes]) => tarEntry(`cifar-10-batches-bin/${name}`, bytes)), END]));
    const archive = archiveOf(batches);

    const tiny = (served: Uint8Array = archive): CifarDataset => ({
      ...publicDatasets.cifar10,
      files: {
        train: publicDatasets.cifar10.files.train.map(({ name }) => local(name, batches[name])),
        test: [local('test_batch.bin', batches['test_batch.bin'])],
      },
      archives: { train: [remote('cifar-10-binary.tar.gz', served)], test: [remote('cifar-10-binary.tar.gz', served)] },
    });
    const unpacked = ['batches.meta.txt', ...Object.keys(batches)].map((name) => `cifar10/cifar-10-batches-bin/${name}`);
    const get = (info = tiny()) => getDataset(info, ['train', 'test'], [folder()], options);

    it('unpacks the archive and leaves nothing else', async () => {
      server.answers = [serves(archive)];
      expect(await get()).to.equal(join(folder(), 'cifar10', 'cifar-10-batches-bin'));
      expect(await filesBelow(folder())).to.deep.equal(unpacked);
      expect((await verifyDataset(tiny(), [folder()])).map(({ state, count }) => [state, count])).to.deep.equal([['official', 5], ['official', 1]]);
    });

    it('fetches nothing that is there, and puts a damaged file right', async () => {
      server.answers = [serves(archive)];
      await Promise.all([get(), get()]);
      await get();
      expect(server.requests).to.have.length(1);
      await writeFile(join(folder(), unpacked[2]), 'damaged');
      await get();
      expect(server.requests).to.have.length(2);
      expect(Buffer.compare(await readFile(join(folder(), unpacked[2])), batches['data_batch_2.bin'])).to.equal(0);
    });

    it('leaves what is there alone when the download fails', async () => {
      server.answers = [serves(archive), breaksAfter(100, serves(archive)), answers(404)];
      await get();
      await rm(join(folder(), unpacked[1]));
      await rejection(get());
      expect((await filesBelow(folder())).filter((name) => !name.endsWith('.part'))).to.deep.equal(unpacked.filter((_, index) => index !== 1));
    });

    for (const [what, content, said] of [
      ['lacks a batch', { 'data_batch_5.bin': batches['data_batch_5.bin'] }, 'is missing in it'],
      ['has a batch that is too large', { ...batches, 'data_batch_3.bin': new Uint8Array(9999) }, 'data_batch_3.bin in it holds 9,999 bytes'],
    ] as const) {
      it(`refuses an archive that ${what}, and leaves nothing half-unpacked`, async () => {
        const bad = archiveOf(content);
        server.answers = [serves(bad)];
        const error = await rejection(get(tiny(bad)));
        expect(error).to.be.instanceOf(DataError);
        expect(error.message).to.include(said);
        expect(await filesBelow(folder())).to.deep.equal(['cifar10/cifar-10-binary.tar.gz']);
      });
    }

    it('clears away what a killed process left half-unpacked', async () => {
      const left = join(folder(), 'cifar10', `cifar-10-batches-bin.${hostname().replace(/[^\w-]/g, '_')}-999999999-0.part`);
      await mkdir(left, { recursive: true });
      await writeFile(join(left, 'data_batch_1.bin'), 'half');
      server.answers = [serves(archive)];
      await get();
      expect(await filesBelow(folder())).to.deep.equal(unpacked);
    });

    it('refuses an archive that is no gzip inside', async () => {
      const bad = Buffer.from('no gzip at all');
      server.answers = [serves(bad)];
      expect((await rejection(get(tiny(bad)))).message).to.include('this gzip file is damaged');
    });

    it('uses an archive that somebody put there by hand', async () => {
      const place = join(folder(), 'shared');
      await mkdir(place);
      await writeFile(join(place, 'cifar-10-binary.tar.gz'), archive);
      const folders = [join(folder(), 'mine'), place];
      expect(await unpackPresentArchive(tiny(), folders)).to.equal(true);
      expect((await filesBelow(folder()))).to.deep.equal([...unpacked.map((name) => `mine/${name}`), 'shared/cifar-10-binary.tar.gz']);
      await writeFile(join(place, 'cifar-10-binary.tar.gz'), 'another');
      expect((await rejection(unpackPresentArchive(tiny(), folders))).message).to.include('this is not the official archive');
      expect(await unpackPresentArchive(tiny(), [join(folder(), 'empty')])).to.equal(false);
    });
  });
});
