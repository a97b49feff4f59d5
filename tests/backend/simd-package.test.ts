/** Someone who wants the backend alone: the package that simd/package.mjs writes, in an empty folder, with the program of its README. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const root = dirname(createRequire(import.meta.url).resolve('minimax-labs/package.json'));
const run = promisify(execFile);

describe('the simd backend as a package of its own', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    // A blank, an umlaut and a percent sign: what breaks where a path is taken for a URL.
    folder = join(await realpath(await mkdtemp(join(tmpdir(), 'simd-package-'))), 'my pröject 100%');
    const modules = join(folder, 'node_modules');
    await mkdir(modules, { recursive: true });
    await symlink(join(root, 'node_modules', '@tensorflow'), join(modules, '@tensorflow'), 'junction');
    await run(process.execPath, [join(root, 'kernel-extensions', 'backend', 'simd', 'package.mjs'), join(modules, 'tfjs-backend-simd')]);
  });
  after(() => rm(dirname(folder), { recursive: true }));

  it("trains the README's model, on several threads, and prints nothing else", async () => {
    const readme = await readFile(join(folder, 'node_modules', 'tfjs-backend-simd', 'README.md'), 'utf8');
    const [, program] = /```js\n([^`]*tfjs-backend-simd[^`]*)```/.exec(readme)!;
    await writeFile(join(folder, 'train.mjs'), program);
    const { stdout, stderr } = await run(process.execPath, ['train.mjs'], { cwd: folder, env: { ...process.env, MINIMAX_THREADS: '2' } });
    expect(stderr).to.equal('');
    const losses = stdout.trim().split('\n').map(Number);
    expect(losses).to.have.length(5);
    losses.forEach((loss, step) => { if (step > 0) expect(loss).to.be.below(losses[step - 1]); });
  });

  it('has types that a strict TypeScript program compiles against', async () => {
    await writeFile(join(folder, 'program.mts'), `
      import { OutOfMemoryError, SimdBackend, correctGradients, registerSimdBackend, simdSupport } from 'tfjs-backend-simd';
      registerSimdBackend({ threads: 2, maxBytes: 2 ** 30, relaxed: false });
      correctGradients();
      export const remedy: string | undefined = simdSupport().remedy;
      export const wanted = (error: unknown): number => (error instanceof OutOfMemoryError ? error.wantedBytes : 0);
      export const used = (backend: SimdBackend): number => backend.usage().bytesInUse;`);
    await symlink(join(root, 'node_modules', '@types'), join(folder, 'node_modules', '@types'), 'junction');
    await run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--strict', '--noEmit', '--skipLibCheck',
      '--target', 'es2022', '--module', 'nodenext', '--types', 'node', 'program.mts'], { cwd: folder });
  });
});
