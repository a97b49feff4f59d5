/** Work is never lost, below the interface: a server that is killed, a disk that is full, links and leftovers. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContentsManager } from '@jupyterlab/services';
import { expect } from 'chai';
import { contentsOf, notebookOf, startTestServer } from './support/server.js';
import type { TestServer } from './support/server.js';
import { smallDisk } from './support/small-disk.js';

const minimax = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));
const token = 'a-token-that-only-this-test-knows';

describe('a server that is killed while it saves', function () {
  this.timeout(300_000);

  /** Saves one of two notebooks over the other; kills the server once it writes, a little later each time; the file must be one of the two. */
  async function killedWhileSaving(rounds: number): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'minimax-killed-'));
    const file = join(folder, 'Lab.ipynb');
    const notebooks = ['a', 'b'].map((letter) => ({ type: 'notebook', content: notebookOf(letter.repeat(2_000_000)) }));
    let child: ChildProcess | undefined;
    try {
      const cutOff = async () => (await readdir(folder)).filter((name) => name.endsWith('.tmp'));
      // And until a save was cut off in the middle, or the test runs out of time.
      for (let round = 0; round < rounds || (await cutOff()).length === 0; round++) {
        const target = spawn(process.execPath, [minimax, 'start', '--no-open', '--port', '0', '--dir', folder], { env: { ...process.env, XDG_CONFIG_HOME: folder, MINIMAX_TOKEN: token } });
        child = target;
        const closed = once(target, 'close');
        let output = '';
        const address = await new Promise<string>((resolve, reject) => {
          void closed.then(() => reject(new Error(`The server ended: ${output}`)));
          target.stderr.on('data', (text) => { output += text; });
          target.stdout.on('data', (text) => { const [found] = /http:\/\/\S+\/(?=\?token)/.exec(output += text) ?? []; if (found) resolve(found); });
        });
        const save = async (body: object) => (await fetch(`${address}api/contents/Lab.ipynb`, { method: 'PUT', headers: { Authorization: `token ${token}` }, body: JSON.stringify(body) })).status;
        expect(await save(notebooks[0])).to.be.oneOf([200, 201]);
        let timer: NodeJS.Timeout | undefined;
        const watcher = watch(folder, (_event, name) => { if (name?.endsWith('.tmp')) timer ??= setTimeout(() => target.kill('SIGKILL'), 2 * (round % 15)); });
        let saving = true;
        for (let i = 1; saving; i++) saving = await save(notebooks[i % 2]).then(() => true, () => false);
        watcher.close();
        clearTimeout(timer);
        await closed;
        const { cells: [{ source }] } = JSON.parse(await readFile(file, 'utf8')) as { cells: { source: string[] }[] };
        expect(source.join('')).to.be.oneOf(notebooks.map(({ content }) => (content as { cells: { source: string }[] }).cells[0].source));
        child = undefined;
      }
      // What they left is cleared away an hour later, when the folder is looked at.
      for (const name of await readdir(folder)) await utimes(join(folder, name), new Date(), new Date(Date.now() - 2 * 3_600_000));
      const next = await startTestServer(undefined, undefined, { root: folder });
      await contentsOf(next).get('');
      await next.close();
      expect(await cutOff()).to.deep.equal([]);
    } finally {
      child?.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
  }

  it('leaves the old or the new notebook, whole', () => killedWhileSaving(2));
  it('leaves the old or the new notebook, whole, in fifteen rounds @full', () => killedWhileSaving(15));
});

describe('a save', () => {
  let server: TestServer;
  let contents: ContentsManager;
  beforeEach(async () => {
    server = await startTestServer();
    contents = contentsOf(server);
  });
  afterEach(() => server.close());

  it('keeps links and permissions, also when a checkpoint is restored', async function () {
    if (process.platform === 'win32') this.skip();
    await mkdir(join(server.root, 'real'));
    await server.put('real/a.txt', 'old');
    await chmod(join(server.root, 'real', 'a.txt'), 0o664);
    await symlink(join('real', 'a.txt'), join(server.root, 'a.txt'));
    const { id } = await contents.createCheckpoint('a.txt');
    await contents.save('a.txt', { type: 'file', format: 'text', content: 'new' });
    expect(await readFile(join(server.root, 'real', 'a.txt'), 'utf8')).to.equal('new');
    await contents.restoreCheckpoint('a.txt', id);
    expect(await readFile(join(server.root, 'real', 'a.txt'), 'utf8')).to.equal('old');
    expect((await lstat(join(server.root, 'a.txt'))).isSymbolicLink()).to.equal(true);
    expect((await stat(join(server.root, 'real', 'a.txt'))).mode & 0o777).to.equal(0o664);
  });

  it('succeeds where its trust cannot be noted: the settings folder is a file', async () => {
    await writeFile(server.settingsFolder, '');
    await contents.save('a.ipynb', { type: 'notebook', content: notebookOf('1') as never });
    expect((await contents.get('a.ipynb')).content).to.have.property('cells').with.lengthOf(1);
  });
});

describe('a full disk', function () {
  this.timeout(60_000);

  it('is named, costs nothing that was saved, and once there is room the same save succeeds', async function () {
    const disk = await smallDisk(4);
    if (typeof disk === 'string') {
      console.log(`    skipped: ${disk}`);
      return this.skip();
    }
    const server = await startTestServer(disk.path);
    try {
      const contents = contentsOf(server);
      const save = (letter: string) => contents.save('Lab.ipynb', { type: 'notebook', content: notebookOf(letter.repeat(500_000)) as never });
      await save('a');
      const saved = await readFile(join(server.root, 'Lab.ipynb'));
      await disk.fill();
      const refused = await save('b').then(() => '', ({ message }: Error) => message);
      expect(refused).to.equal('The disk is full. Nothing was changed; make room and save again.');
      expect(await readFile(join(server.root, 'Lab.ipynb'))).to.deep.equal(saved);
      expect(await readdir(server.root)).to.deep.equal(['Lab.ipynb']);
      expect((await contents.get('Lab.ipynb')).type).to.equal('notebook');
      await disk.makeRoom();
      await save('b');
      expect(await readFile(join(server.root, 'Lab.ipynb'), 'utf8')).to.contain('bbb');
    } finally {
      await server.close();
      await disk.remove();
    }
  });
});
