import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { publicDatasets } from '../../datasets/manifest.js';
import { FASHION, needs } from './support/folders.js';
import { asPublished } from './support/fashion-archives.js';

/** As the authors publish them at github.com/zalandoresearch/fashion-mnist. */
const publishedMd5: Record<string, string> = {
  'train-images-idx3-ubyte.gz': '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
  'train-labels-idx1-ubyte.gz': '25c81989df183df01b3e8a0aad5dffbe',
  't10k-images-idx3-ubyte.gz': 'bef4ecab320f06d8554ea6380940ec79',
  't10k-labels-idx1-ubyte.gz': 'bb300cfdad3c16e7a12a480ee83cd310',
};

const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

describe('The manifest', () => {
  it('has the sizes and checksums of the published Fashion-MNIST archives', async function () {
    needs(this, FASHION);
    const { archives } = publicDatasets['fashion-mnist'];
    for (const { name, bytes, sha256 } of [...archives.train, ...archives.test]) {
      const archive = await asPublished(name);
      expect(hash('md5', archive), name).to.equal(publishedMd5[name]);
      expect(hash('sha256', archive), name).to.equal(sha256);
      expect(archive, name).to.have.length(bytes);
    }
  });

  it('has the sizes and checksums of what is in them', async function () {
    needs(this, FASHION);
    const { files } = publicDatasets['fashion-mnist'];
    for (const { name, bytes, sha256 } of [files.train.images, files.train.labels, files.test.images, files.test.labels]) {
      const content = gunzipSync(await readFile(join(FASHION, `${name}.gz`)));
      expect(content, name).to.have.length(bytes);
      expect(hash('sha256', content), name).to.equal(sha256);
    }
  });

  for (const info of Object.values(publicDatasets)) {
    describe(`of ${info.title}`, () => {
      const remote = [...info.archives.train, ...info.archives.test];

      it('names at least two mirrors for every archive, all ending in its name', () => {
        for (const { name, mirrors } of remote) {
          expect(new Set(mirrors.map((url) => new URL(url).host)).size, name).to.be.at.least(2);
          for (const url of mirrors) expect(url.split('/').at(-1)).to.equal(name);
        }
      });

      it('has whole SHA-256 checksums, different for different files', () => {
        const local = [info.files.train, info.files.test].flatMap((files) => Object.values(files));
        const sums = new Map([...remote, ...local].map(({ name, sha256 }) => [name, sha256]));
        for (const [name, sum] of sums) expect(sum, name).to.match(/^[0-9a-f]{64}$/);
        expect(new Set(sums.values()).size).to.equal(sums.size);
      });

      it('names ten classes', () => {
        expect(new Set(info.classNames).size).to.equal(10);
      });
    });
  }

  it('does not confuse MNIST with Fashion-MNIST', () => {
    const { mnist, 'fashion-mnist': fashion } = publicDatasets;
    expect(mnist.files.train.labels.name).to.equal(fashion.files.train.labels.name);
    expect(mnist.files.train.labels.sha256).to.not.equal(fashion.files.train.labels.sha256);
  });
});
