/** `minimax kernel`, and whether a real Jupyter finds what it wrote. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jupyterPython, minimax } from './minimax.js';

describe('minimax kernel', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => { folder = await mkdtemp(join(tmpdir(), 'minimax test ')); });
  after(() => rm(folder, { recursive: true }));

  it('installs, lists and uninstalls for a user', () => {
    const env = { JUPYTER_DATA_DIR: join(folder, 'user'), JUPYTER_PATH: '' };
    expect(minimax(['kernel', 'list', '--user'], env).stdout).to.match(/^The kernel is not installed/);
    expect(minimax(['kernel', 'install'], env).stdout).to.equal(`Installed "TypeScript (Minimax Labs)" in ${join(folder, 'user', 'kernels', 'minimax')}\n`);
    expect(minimax(['kernel', 'list'], env).stdout).to.match(/^.*user\/kernels\/minimax {2}this installation: \/.*main\.js\n/);
    expect(minimax(['kernel', 'uninstall', '--user'], env).status).to.equal(0);
    const again = minimax(['kernel', 'uninstall'], env);
    expect(again.status).to.equal(1);
    expect(again.stderr).to.match(/^minimax: There is no kernelspec in .*user.*\n$/);
  });

  it('refuses two places at once', () => {
    expect(minimax(['kernel', 'install', '--user', '--prefix', folder]).stderr).to.include('exclude each other');
  });

  it('is found by a real Jupyter, by name and with its logo', function () {
    const python = jupyterPython('jupyter_client');
    if (!python) this.skip(); // no Jupyter here
    minimax(['kernel', 'install', '--prefix', folder]);
    const result = spawnSync(python, ['-m', 'jupyter_client.kernelspecapp', 'list', '--json'], {
      encoding: 'utf8', env: { ...process.env, JUPYTER_PATH: join(folder, 'share', 'jupyter') },
    });
    const { kernelspecs } = JSON.parse(result.stdout);
    expect(kernelspecs.minimax.spec).to.include({ display_name: 'TypeScript (Minimax Labs)', language: 'typescript', interrupt_mode: 'message' });
    expect(kernelspecs.minimax.resource_dir).to.equal(join(folder, 'share', 'jupyter', 'kernels', 'minimax'));
  });
});
