import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DataError } from '../../datasets/data-error.js';
import { randomStream } from '../../datasets/random.js';
import { unpackTar } from '../../datasets/tar.js';
import { temporaryFolder } from './support/folders.js';
import { rejection } from './support/rejection.js';
import { END, tarEntry } from './support/tar-writer.js';

describe('Unpacking a tar archive', () => {
  const folder = temporaryFolder();
  const wanted = () => new Map([['set/a.bin', { path: join(folder(), 'a'), maxBytes: 2000 }], ['set/b.txt', { path: join(folder(), 'b'), maxBytes: 10 }]]);

  /** In pieces of odd sizes, as a network or gzip delivers them. */
  async function* pieces(bytes: Uint8Array, size = 333): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  }
  const unpack = (bytes: Uint8Array, size?: number) => unpackTar(pieces(bytes, size), wanted(), 'set.tar');

  const random = randomStream(10);
  const a = Uint8Array.from({ length: 1500 }, () => Math.floor(random() * 256));
  const good = Buffer.concat([tarEntry('set/', '', '5'), tarEntry('set/a.bin', a), tarEntry('set/readme.html', 'skip me'), tarEntry('set/b.txt', 'hello'), END]);

  for (const size of [1, 333, 512, 100_000]) {
    it(`takes the files it wants and nothing else, in pieces of ${size} bytes`, async () => {
      await unpack(good, size);
      expect(await readdir(folder())).to.deep.equal(['a', 'b']);
      expect(Buffer.compare(await readFile(join(folder(), 'a')), a)).to.equal(0);
      expect(await readFile(join(folder(), 'b'), 'utf8')).to.equal('hello');
    });
  }

  for (const format of ['ustar', 'gnu', 'pax', 'v7']) {
    it(`reads what tar writes in the ${format} format`, async function () {
      if (process.platform === 'win32') this.skip();
      await mkdir(join(folder(), 'set'));
      await writeFile(join(folder(), 'set', 'a.bin'), a);
      await writeFile(join(folder(), 'set', 'b.txt'), 'hello');
      const archive = execFileSync('tar', ['-C', folder(), `--format=${format}`, '-cf', '-', 'set']);
      await unpack(archive);
      expect(Buffer.compare(await readFile(join(folder(), 'a')), a)).to.equal(0);
    });
  }

  it('never writes to a place that the archive names', async () => {
    const hostile = Buffer.concat([
      tarEntry('../escaped', 'x'), tarEntry('/tmp/escaped', 'x'), tarEntry('set/../../escaped', 'x'),
      tarEntry('set/link', '', '2', '/etc/passwd'), tarEntry('set/hard', '', '1', '/etc/passwd'), tarEntry('set/device', '', '3'), good,
    ]);
    await unpack(hostile);
    expect(await readdir(folder())).to.deep.equal(['a', 'b']);
  });

  const refused: [what: string, archive: () => Uint8Array, said: string][] = [
    ['a link in the place of a file', () => Buffer.concat([tarEntry('set/a.bin', '', '2', '/etc/passwd'), END]), 'set/a.bin in it is no regular file'],
    ['a folder in the place of a file', () => Buffer.concat([tarEntry('set/a.bin', '', '5'), END]), 'set/a.bin in it is no regular file'],
    ['a file that is larger than expected', () => Buffer.concat([tarEntry('set/b.txt', 'more than ten'), END]), 'set/b.txt in it holds 13 bytes, more than the 10 expected'],
    ['a file that is there twice', () => Buffer.concat([tarEntry('set/b.txt', 'one'), tarEntry('set/b.txt', 'two'), END]), 'it has set/b.txt twice'],
    ['an archive that lacks a file', () => Buffer.concat([tarEntry('set/b.txt', 'hello'), END]), 'set/a.bin is missing in it'],
    ['an archive that ends in a header', () => good.subarray(0, 700), 'it is truncated: after 700 unpacked bytes there should be 324 more'],
    ['an archive that ends in a file', () => good.subarray(0, 512 + 512 + 1000), 'it is truncated: after 2,024 unpacked bytes there should be 500 more'],
    ['nothing at all', () => new Uint8Array(0), 'it is truncated: after 0 unpacked bytes'],
    ['a header with a flipped bit', () => { const bytes = Buffer.from(good); bytes[512 + 3] ^= 1; return bytes; }, 'wrong header checksum'],
    ['a size that is no number', () => Buffer.concat([tarEntry('set/a.bin', 'x', '0', '', 'zzzzzzzzzzz'), END]), 'the size of set/a.bin in it cannot be read'],
    ['a size below zero', () => Buffer.concat([tarEntry('set/a.bin', 'x', '0', '', '-0000000001'), END]), 'the size of set/a.bin in it cannot be read'],
    ['what is no tar', () => Buffer.alloc(2048, 'no tar '), 'this is no tar archive'],
  ];
  for (const [what, archive, said] of refused) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(unpack(archive()));
      expect(error).to.be.instanceOf(DataError);
      expect(error.message).to.include('set.tar: ').and.include(said);
    });
  }

  it('never writes over a file', async () => {
    await writeFile(join(folder(), 'a'), 'mine');
    await rejection(unpack(good));
    expect(await readFile(join(folder(), 'a'), 'utf8')).to.equal('mine');
  });
});
