/** Folders for a moment: those of a process that was killed are removed, and no others. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sweepTemporaryFolders, temporaryFolder } from '../../grader/temporary.js';

const names = ['TMPDIR', 'TEMP', 'TMP'] as const;

describe('What a killed grader leaves in the temporary folder', function () {
  this.timeout(60_000);
  const environment = names.map((name) => process.env[name]);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-temporary-'));
    for (const name of names) process.env[name] = folder;
  });
  afterEach(() => {
    names.forEach((name, index) => {
      if (environment[index] === undefined) delete process.env[name];
      else process.env[name] = environment[index];
    });
    rmSync(folder, { recursive: true, force: true });
  });

  /** A folder with a file in it, made by another process that is still running. */
  async function folderOfAnother(): Promise<{ path: string; kill(): Promise<void> }> {
    const code = `const { temporaryFolder } = await import(${JSON.stringify(new URL('../../grader/temporary.js', import.meta.url).href)});
      console.log(temporaryFolder()); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(other.stdout, 'data') as [Buffer];
    const path = line.toString().trim();
    writeFileSync(join(path, 'answer.txt'), 'a student\'s');
    return { path, kill: async () => { other.kill('SIGKILL'); await once(other, 'close'); } };
  }

  it('is removed by the next batch, and not before its process has ended', async () => {
    const { path, kill } = await folderOfAnother();
    const own = temporaryFolder();
    try {
      sweepTemporaryFolders();
      expect(existsSync(join(path, 'answer.txt'))).to.equal(true);
    } finally {
      await kill();
    }
    sweepTemporaryFolders();
    expect(readdirSync(folder).map((name) => join(folder, name))).to.deep.equal([own]);
  });

  it('is told from what only looks like it', async () => {
    const { path, kill } = await folderOfAnother();
    await kill();
    const name = path.slice(folder.length + 1);
    rmSync(path, { recursive: true });
    const valuable = join(folder, 'valuable');
    mkdirSync(valuable);
    writeFileSync(join(valuable, 'thesis.txt'), 'years');
    symlinkSync(valuable, path, 'junction');
    // Of another machine or container that has the same temporary folder; of nobody.
    const others = [name.replace(/-[0-9a-f]{8}-/, '-00000000-'), 'minimax-grade-notes', 'minimax-grade-Ab12Cd'];
    for (const other of others) mkdirSync(join(folder, other));
    sweepTemporaryFolders();
    expect(existsSync(join(valuable, 'thesis.txt'))).to.equal(true);
    expect(lstatSync(path).isSymbolicLink()).to.equal(true);
    expect(readdirSync(folder)).to.include.members(others);
  });
});
