/** The browser side is bundled without a look at its types; here they are checked. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('the sources of the notebook interface', function () {
  this.timeout(120_000);
  it('type-check', () => {
    const { stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'kernel-extensions/notebook-app/ui'], { cwd: root, encoding: 'utf8' });
    expect(stdout).to.equal('');
  });
});
