/** A file is whole before, during and after a save, whatever happens. */
import { chmod, mkdir, mkdtemp, open, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { removeLeftovers, writeFileAtomically } from '../../../kernel-extensions/kernel/client/index.js';

describe('an atomic save', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'minimax-write-')); });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const failure = (write: Promise<void>): Promise<NodeJS.ErrnoException> =>
    write.then(() => { throw new Error('The save succeeded.'); }, (error: NodeJS.ErrnoException) => error);

  it('never shows a part of the new text to a reader', async () => {
    const path = join(folder, 'a.txt');
    const texts = ['a', 'b'].map((letter) => letter.repeat(1 << 20));
    await writeFileAtomically(path, texts[0]);
    let writing = true;
    const writer = (async () => {
      for (let i = 1; i <= 20; i++) await writeFileAtomically(path, texts[i % 2]);
      writing = false;
    })();
    while (writing) expect(await readFile(path, 'utf8')).to.be.oneOf(texts);
    await writer;
  });

  it('keeps the last of several saves at once, and no temporary file', async () => {
    const path = join(folder, 'a.txt');
    await Promise.all(Array.from({ length: 20 }, (_, i) => writeFileAtomically(path, `save ${i}`)));
    expect(await readFile(path, 'utf8')).to.match(/^save \d+$/);
    expect(await readdir(folder)).to.deep.equal(['a.txt']);
  });

  it('succeeds where the file system has no permissions to change', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'old');
    await chmod(path, 0o666); // more than a umask leaves
    const any = await open(path);
    const handles = Object.getPrototypeOf(any) as typeof any;
    await any.close();
    const { chmod: original } = handles;
    handles.chmod = () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' }));
    try {
      await writeFileAtomically(path, 'new');
    } finally {
      handles.chmod = original;
    }
    expect(await readFile(path, 'utf8')).to.equal('new');
  });

  it('keeps who may read the file', async function () {
    if (process.platform === 'win32') this.skip();
    const path = join(folder, 'private.txt');
    await writeFileAtomically(path, 'old');
    // Also what a umask would take away.
    for (const mode of [0o600, 0o444, 0o666, 0o777]) {
      await chmod(path, mode);
      await writeFileAtomically(path, 'new');
      expect((await stat(path)).mode & 0o777).to.equal(mode);
    }
  });

  it('that was killed leaves a file that is cleared away later, and nothing else is', async () => {
    const names = ['a.txt', '.a.txt.0123456789ab.tmp', '.a.txt.ba9876543210.tmp', '.mine.tmp', 'a.txt.0123456789ab.tmp'];
    for (const name of names) await writeFile(join(folder, name), '');
    for (const name of names.filter((name) => !name.includes('ba98'))) await utimes(join(folder, name), new Date(0), new Date(0));
    await removeLeftovers(folder);
    expect(await readdir(folder)).to.have.members(names.filter((name) => name !== '.a.txt.0123456789ab.tmp'));
  });

  it('names the path that cannot be written', async () => {
    const path = join(folder, 'none', 'a');
    expect(await failure(writeFileAtomically(path, 'x'))).to.include({ code: 'ENOENT' }).with.property('message').that.matches(/^Cannot write .*none.*a: /);
  });

  it('leaves the old file when the new one cannot take its place', async () => {
    await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
    expect((await failure(writeFileAtomically(join(folder, 'taken'), 'x'))).code).to.be.oneOf(['EISDIR', 'ENOTEMPTY', 'EPERM']);
    expect(await readdir(folder)).to.deep.equal(['taken']);
  });
});
