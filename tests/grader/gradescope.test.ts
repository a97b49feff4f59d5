/** The autograder for Gradescope, laid out and run as its harness does: the zip unpacked to source/, run_autograder beside it, results.json expected. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { needPython } from '../support/python.js';
import { lab04 } from './submissions.js';

const root = join(import.meta.dirname, '..', '..', '..');

describe('The autograder for Gradescope', function () {
  this.timeout(0);
  let folder: string;
  let autograder: string;

  before(function () {
    if (process.platform !== 'linux') return this.skip();
    needPython(this);
    folder = mkdtempSync(join(tmpdir(), 'minimax-gradescope-'));
    // The harness's own folders can be entered by everybody.
    chmodSync(folder, 0o755);
    autograder = join(folder, 'autograder');
    const package_ = join(folder, 'autograder.zip');
    execFileSync(process.execPath, [join(root, 'cli', 'minimax.mjs'), 'assign', '--gradescope', package_]);
    mkdirSync(join(autograder, 'results'), { recursive: true });
    execFileSync('python3', ['-c', `
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for info in archive.infolist():
        os.chmod(archive.extract(info, sys.argv[2]), info.external_attr >> 16 & 0o777)`, package_, join(autograder, 'source')]);
    copyFileSync(join(autograder, 'source', 'run_autograder'), join(autograder, 'run_autograder'));
    const course = join(autograder, 'source', 'course');
    symlinkSync(join(root, 'node_modules'), join(course, 'node_modules'));
    execFileSync(process.execPath, [join(course, 'cli', 'setup', 'build.mjs'), '--only', 'js']);
  });
  after(() => { if (folder) rmSync(folder, { recursive: true, force: true }); });

  function run(notebook: string | undefined): Record<string, unknown> & { tests?: { name: string; score: number; max_score: number }[] } {
    rmSync(join(autograder, 'submission'), { recursive: true, force: true });
    mkdirSync(join(autograder, 'submission'));
    if (notebook !== undefined) writeFileSync(join(autograder, 'submission', 'my answer.ipynb'), notebook);
    execFileSync(join(autograder, 'run_autograder'), { cwd: autograder, stdio: 'pipe' });
    return JSON.parse(readFileSync(join(autograder, 'results', 'results.json'), 'utf8')) as ReturnType<typeof run>;
  }

  it('has the two scripts at its root, to be executed', () => {
    for (const name of ['setup.sh', 'run_autograder']) {
      expect(statSync(join(autograder, 'source', name)).mode & 0o111).to.not.equal(0);
      execFileSync('bash', ['-n', join(autograder, 'source', name)]);
    }
  });

  it('grades what was handed in', () => {
    const results = run(lab04({ bodies: { identityLoss: 'return tf.scalar(0);' } }));
    expect(results.score).to.equal(11);
    expect(results.tests!.map(({ name, score, max_score }) => [name, score, max_score])).to.deep.include(['cycle-loss', 2, 2]).and.deep.include(['identity-loss', 0, 1]);
  });

  it('says in the results what was wrong with what was handed in', () => {
    expect(run('{')).to.include({ score: 0 }).and.have.property('output').that.matches(/not JSON/);
    expect(run(undefined)).to.include({ score: 0 }).and.have.property('output').that.matches(/there is no notebook/);
  });
});
