import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { DataError } from '../../datasets/data-error.js';
import { DownloadError, download } from '../../datasets/download.js';
import type { DownloadOptions, DownloadProgress } from '../../datasets/download.js';
import type { RemoteFile } from '../../datasets/manifest.js';
import { randomStream } from '../../datasets/random.js';
import { answers, breaksAfter, flakyServer, serves, servesWhole, stallsAfter } from './support/flaky-server.js';
import type { Answer } from './support/flaky-server.js';
import { temporaryFolder } from './support/folders.js';
import { rejection } from './support/rejection.js';

const random = randomStream(9);
const content = Uint8Array.from({ length: 300_000 }, () => Math.floor(random() * 256));
const other = content.map((byte) => byte ^ 1);
const sha256 = createHash('sha256').update(content).digest('hex');

describe('A download', () => {
  const folder = temporaryFolder();
  const server = flakyServer();
  const second = flakyServer();

  const file = (...mirrors: string[]): RemoteFile => ({ name: 'set.bin', bytes: content.length, sha256, mirrors: mirrors.length > 0 ? mirrors : [server.url] });
  const get = (options: DownloadOptions = {}, remote = file()) => download(remote, folder(), { pauseMs: 1, ...options });
  const ranges = (of = server) => of.requests.map(({ headers }) => headers.range);

  /** Resolves when a file of so many bytes is there. */
  async function kept(size: number): Promise<void> {
    const largest = async () => Math.max(0, ...await Promise.all((await readdir(folder())).map(async (name) => (await stat(join(folder(), name))).size)));
    while (await largest() < size) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** The file is there, whole, and nothing else is. */
  async function expectComplete(): Promise<void> {
    expect(await readdir(folder())).to.deep.equal(['set.bin']);
    expect(Buffer.compare(await readFile(join(folder(), 'set.bin')), content)).to.equal(0);
  }

  it('gives the file under its name, and nothing else', async () => {
    server.answers = [serves(content)];
    expect(await get()).to.equal(join(folder(), 'set.bin'));
    await expectComplete();
    expect(ranges()).to.deep.equal([undefined]);
  });

  it('says how far it is, from the start to the end', async () => {
    server.answers = [serves(content)];
    const seen: DownloadProgress[] = [];
    await get({ onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).to.deep.equal({ file: 'set.bin', receivedBytes: 0, totalBytes: 300_000, mirror: new URL(server.url).host });
    expect(seen.at(-1)!.receivedBytes).to.equal(300_000);
    expect(seen.map(({ receivedBytes }) => receivedBytes)).to.deep.equal(seen.map(({ receivedBytes }) => receivedBytes).sort((a, b) => a - b));
  });

  describe('goes on where it stopped', () => {
    it('when the connection breaks, again and again', async () => {
      server.answers = [100_000, 50_000, 60_000, 1000].map((bytes) => breaksAfter(bytes, serves(content), kept));
      server.answers.push(serves(content));
      await get();
      await expectComplete();
      expect(ranges()).to.deep.equal([undefined, 'bytes=100000-', 'bytes=150000-', 'bytes=210000-', 'bytes=211000-']);
      expect(server.requests[1].headers['if-range']).to.equal('"1"');
    });

    it('when the server falls silent', async () => {
      server.answers = [stallsAfter(100_000, serves(content)), serves(content)];
      await get({ stallMs: 2000 });
      await expectComplete();
      expect(ranges()[1]).to.equal('bytes=100000-');
    });

    it('from the start where the server knows no ranges', async () => {
      server.answers = [breaksAfter(100_000, servesWhole(content), kept), servesWhole(content)];
      await get();
      await expectComplete();
    });

    it('from the start where the file on the server has changed', async () => {
      server.answers = [breaksAfter(100_000, serves(other, '"old"'), kept), serves(content, '"new"')];
      await get();
      await expectComplete();
      expect(server.requests).to.have.length(2);
    });

    it('from the start where the server ignores If-Range and continues another version', async () => {
      const careless = (etag: string) => serves(content, etag);
      server.answers = [breaksAfter(100_000, serves(other, '"old"'), kept), (request, response) => {
        delete request.headers['if-range'];
        careless('"new"')(request, response);
      }, careless('"new"')];
      await get();
      await expectComplete();
      expect(ranges()).to.deep.equal([undefined, 'bytes=100000-', undefined]);
    });

    it('from the start where the server sends another part than was asked for', async () => {
      server.answers = [breaksAfter(100_000, serves(content), kept), (_, response) => {
        response.writeHead(206, { 'content-range': `bytes 0-${content.length - 1}/${content.length}` }).end(content);
      }, serves(content)];
      await get();
      await expectComplete();
    });

    it('in a later process, after kill -9', async function () {
      server.answers = [stallsAfter(120_000, serves(content)), serves(content)];
      const module = new URL('../../datasets/download.js', import.meta.url).href;
      const child = spawn(process.execPath, ['--input-type=module', '-e',
        `import { download } from ${JSON.stringify(module)};
         await download(${JSON.stringify(file())}, ${JSON.stringify(folder())}, {});`], { stdio: 'inherit' });
      const part = join(folder(), `set.bin.${hostname().replace(/[^\w-]/g, '_')}-${child.pid}-0.part`);
      while (await readFile(part).then(({ length }) => length, () => 0) < 120_000) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await readdir(folder())).to.deep.equal([part.slice(folder().length + 1)]);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      await get();
      await expectComplete();
      expect(ranges()).to.deep.equal([undefined, 'bytes=120000-']);
    });

    it('with what another computer left, once it is long silent', async () => {
      server.answers = [serves(content)];
      const theirs = join(folder(), 'set.bin.elsewhere-1-0.part');
      await writeFile(theirs, content.subarray(0, 70_000));
      await get();
      expect(ranges()).to.deep.equal([undefined]);
      expect(await readdir(folder())).to.deep.equal(['set.bin', 'set.bin.elsewhere-1-0.part']);
      const longAgo = new Date(Date.now() - 3_600_000);
      await utimes(theirs, longAgo, longAgo);
      await get();
      expect(ranges()[1]).to.equal('bytes=70000-');
      await expectComplete();
    });

    it('from the start when what is there turns out wrong', async () => {
      server.answers = [serves(content)];
      await writeFile(join(folder(), `set.bin.${hostname().replace(/[^\w-]/g, '_')}-${process.pid}-0.part`), other.subarray(0, 70_000));
      await get();
      expect(ranges()).to.deep.equal(['bytes=70000-', undefined]);
      await expectComplete();
    });

    it('without the network when everything is there but the name', async () => {
      await writeFile(join(folder(), `set.bin.${hostname().replace(/[^\w-]/g, '_')}-${process.pid}-0.part`), content);
      await get();
      expect(server.requests).to.have.length(0);
      await expectComplete();
    });
  });

  describe('tries again', () => {
    for (const status of [500, 503, 429]) {
      it(`after ${status}`, async () => {
        server.answers = [answers(status), answers(status), serves(content)];
        await get();
        await expectComplete();
      });
    }

    it('but not for ever', async () => {
      server.answers = [answers(500)];
      const error = await rejection(get({ attempts: 4 }));
      expect(error).to.be.instanceOf(DownloadError);
      expect(error.message).to.include('it answered 500 Internal Server Error; given up after 4 attempts');
      expect(server.requests).to.have.length(4);
      expect(await readdir(folder())).to.deep.equal([]);
    });

    it('but not for ever at a server that always gives a little more', async () => {
      server.answers = [breaksAfter(10, serves(content))];
      const error = await rejection(get({ pauseMs: 0 }));
      expect(error.message).to.include('given up after 50 attempts');
    });
  });

  describe('takes the next mirror when the first', () => {
    const bad: [what: string, answer: Answer, said: RegExp][] = [
      ['has no such file', answers(404), /404 Not Found/],
      ['forbids it', answers(403), /403 Forbidden/],
      ['has corrupt bytes', serves(other), /wrong content \(its SHA-256 is [0-9a-f]{64}, expected is /],
      ['offers a web page', (_, response) => void response.writeHead(200, { 'content-type': 'text/html', 'content-length': 6 }).end('<html>'), /it offers 6 bytes of text\/html, expected are 300,000/],
      ['sends more than the file, without saying so', (_, response) => { response.writeHead(200); response.write(content); response.end(content); }, /sent more than the 300,000 bytes/],
      ['announces more than the file', (_, response) => { response.writeHead(200, { 'content-length': content.length + 1 }); response.write(content); }, /it offers 300,001 bytes/],
      ['sends it compressed once more', (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(content)), /in a changed form \(gzip\)/],
      ['leads in a circle', (_, response) => void response.writeHead(302, { location: '/file' }).end(), /redirect count exceeded/],
    ];
    for (const [what, answer, said] of bad) {
      it(what, async () => {
        server.answers = [answer];
        second.answers = [serves(content)];
        await get({}, file(server.url, second.url));
        await expectComplete();

        const error = await rejection(download({ ...file(), name: 'alone.bin' }, folder(), { pauseMs: 1 }));
        expect(error).to.be.instanceOf(DownloadError);
        expect(error.message).to.match(said).and.to.include('alone.bin').and.to.include(new URL(server.url).host);
        await expectComplete();
      });
    }

    it('does not exist or refuses, without pauses', async () => {
      const closed = await closedPort();
      second.answers = [serves(content)];
      await get({ pauseMs: 1e9 }, file('http://no-such-host.invalid/set.bin', closed, second.url));
      await expectComplete();
    });

    it('breaks: the second continues what the first began', async () => {
      server.answers = [breaksAfter(100_000, serves(content), kept), answers(404)];
      second.answers = [serves(content)];
      await get({}, file(server.url, second.url));
      expect(ranges(second)).to.deep.equal(['bytes=100000-']);
      await expectComplete();
    });

    it('gave wrong bytes and broke: the second starts again when the sum is wrong', async () => {
      server.answers = [breaksAfter(100_000, serves(other), kept), answers(404)];
      second.answers = [serves(content)];
      await get({}, file(server.url, second.url));
      expect(ranges(second)).to.deep.equal(['bytes=100000-', undefined]);
      await expectComplete();
    });
  });

  it('that fails everywhere names every mirror with its reason, and what to do', async () => {
    server.answers = [answers(404)];
    second.answers = [serves(other)];
    const error = await rejection(get({}, file(server.url, second.url, 'http://no-such-host.invalid/set.bin')));
    expect(error.message).to.include(`${new URL(server.url).host}: it answered 404 Not Found; ${new URL(second.url).host}: wrong content`);
    expect(error.message).to.match(/no-such-host\.invalid: its name (is unknown here|cannot be looked up)/);
    expect(error.message).to.include(`fetch ${server.url} with a browser and put it into ${folder()}`);
    expect(await readdir(folder())).to.deep.equal([]);
  });

  it('that fails half-way keeps what has arrived and says so', async () => {
    server.answers = [breaksAfter(100_000, serves(content), kept), answers(404)];
    const error = await rejection(get());
    expect(error.message).to.include('The 100,000 bytes that arrived are kept');
    server.answers = [serves(content)];
    await get();
    expect(ranges().at(-1)).to.equal('bytes=100000-');
    await expectComplete();
  });

  it('stops when told to, keeps what has arrived, and goes on the next time', async () => {
    server.answers = [stallsAfter(100_000, serves(content)), serves(content)];
    const stop = new AbortController();
    const reason = new Error('enough');
    const stopped = rejection(get({ signal: stop.signal }));
    await kept(100_000);
    stop.abort(reason);
    expect(await stopped).to.equal(reason);
    expect(await readdir(folder())).to.have.length(1).and.not.include('set.bin');
    await get();
    expect(ranges()[1]).to.equal('bytes=100000-');
    await expectComplete();
    expect(await rejection(get({ signal: stop.signal }))).to.equal(reason);
  });

  it('stops during the pause before another attempt, too', async () => {
    const stop = new AbortController();
    server.answers = [(request, response) => {
      answers(500)(request, response);
      setTimeout(() => stop.abort(new Error('enough')), 100);
    }];
    await rejection(get({ signal: stop.signal, pauseMs: 60_000 }));
    expect(server.requests).to.have.length(1);
  });

  it('replaces a wrong file of that name only when the right one is there', async () => {
    await writeFile(join(folder(), 'set.bin'), 'old');
    server.answers = [answers(404)];
    await rejection(get());
    expect(await readFile(join(folder(), 'set.bin'), 'utf8')).to.equal('old');
    server.answers = [serves(content)];
    await get();
    await expectComplete();
  });

  it('of two processes at once gives the right file to both', async () => {
    server.answers = [serves(content)];
    const module = new URL('../../datasets/download.js', import.meta.url).href;
    const program = `import { download } from ${JSON.stringify(module)}; await download(${JSON.stringify(file())}, ${JSON.stringify(folder())}, {});`;
    const children = [1, 2, 3].map(() => spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' }));
    const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
    expect(codes).to.deep.equal([0, 0, 0]);
    await expectComplete();
  });

  describe('that cannot be kept says why', () => {
    it('because a file is where the folder should be', async () => {
      await writeFile(join(folder(), 'taken'), '');
      const error = await rejection(download(file(), join(folder(), 'taken', 'mnist'), {}));
      expect(error).to.be.instanceOf(DataError).and.not.instanceOf(DownloadError);
      expect(error.message).to.include('a part of this path is a file where a folder is expected');
    });

    it('because the disk fills up: what has arrived is kept', async function () {
      if (process.platform === 'win32') this.skip();
      server.answers = [serves(content)];
      const module = new URL('../../datasets/download.js', import.meta.url).href;
      const program = `import { download } from ${JSON.stringify(module)};
        await download(${JSON.stringify(file())}, ${JSON.stringify(folder())}, {}).catch((error) => console.log(error.name, error.message));`;
      // A limit on the size of files stands in for a full disk: 128 KiB.
      const child = spawn('bash', ['-c', 'ulimit -f 128; exec "$0" --input-type=module -e "$1"', process.execPath, program]);
      let said = '';
      child.stdout.on('data', (chunk) => { said += String(chunk); });
      await new Promise((resolve) => child.once('close', resolve));
      expect(said).to.include(`DataError ${join(folder(), 'set.bin')}: there is no room left on this disk`);
      expect(await readdir(folder())).to.have.length(1).and.not.include('set.bin');
      await get();
      expect(ranges().at(-1)).to.match(/^bytes=[1-9]\d+-$/);
      await expectComplete();
    });

    it('because there is less room than the file needs, before it asks for a byte', async () => {
      const error = await rejection(get({}, { ...file(), bytes: 1e24 }));
      expect(error.message).to.match(/there is no room for it: 1(,000){8} bytes are needed, [\d,]+ are free/);
      expect(server.requests).to.have.length(0);
    });
  });
});

/** An address on this computer where nothing listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/set.bin`;
}
