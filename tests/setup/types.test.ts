/** The whole project, solutions, tests and the interface's bundle included, under TypeScript's strict checks. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

describe('types', function () {
  this.timeout(300_000);

  it('the project type-checks', () => {
    const { stdout, status } = spawnSync('npm', ['run', '--silent', 'typecheck'], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
    expect(stdout).to.equal('');
    expect(status).to.equal(0);
  });
});
