/** Real Jupyter programs on our kernel; skipped where they are not installed. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installKernelSpec } from '../../../kernel-extensions/kernel/kernelspec/kernelspec.js';
import { jupyterPython } from '../../cli/minimax.js';

const suite = fileURLToPath(new URL('../../../../tests/kernel/jupyter/fixtures/kernel_test.py', import.meta.url));
const root = fileURLToPath(new URL('../../../../', import.meta.url));

describe('with the real Jupyter', function () {
  this.timeout(180_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'minimax test '));
    await installKernelSpec(join(folder, 'jupyter'));
    env = { ...process.env, JUPYTER_PATH: join(folder, 'jupyter'), JUPYTER_RUNTIME_DIR: join(folder, 'runtime') };
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('jupyter_kernel_test passes with every sample filled in, and skips nothing', function () {
    const python = jupyterPython('jupyter_kernel_test');
    if (!python) this.skip(); // python3-jupyter-kernel-test is not installed
    const { stderr, status } = spawnSync(python, ['-W', 'ignore', suite], { encoding: 'utf8', env, cwd: root, timeout: 170_000 });
    expect(stderr.trim().split('\n').at(-1), stderr).to.equal('OK');
    expect(stderr).to.match(/Ran 12 tests/).and.not.to.match(/skipped/);
    expect(status).to.equal(0);
  });

  it('nbconvert --execute keeps the states of widgets, as nbclient understands them', async function () {
    if (!existsSync('/usr/bin/jupyter-nbconvert')) this.skip(); // jupyter-nbconvert is not installed
    const cell = (source: string, index: number) => ({ cell_type: 'code', id: `c${index}`, metadata: {}, source, outputs: [], execution_count: null });
    await writeFile(join(folder, 'widgets.ipynb'), JSON.stringify({
      nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: 'minimax', display_name: 'x', language: 'typescript' } },
      cells: [`import { widgets } from '${new URL('../../../labs/helpers/index.js', import.meta.url).href}'; const slider = widgets.IntSlider({ description: 'z', max: 10 }); slider`, 'slider.value = 7'].map(cell),
    }));
    const { stderr, status } = spawnSync('/usr/bin/jupyter-nbconvert', ['--to', 'notebook', '--execute', '--output', 'widgets-done.ipynb', join(folder, 'widgets.ipynb')], { encoding: 'utf8', env: { ...env, MINIMAX_TYPE_ERRORS: 'off' }, timeout: 170_000 });
    expect(status, stderr).to.equal(0);
    const { cells, metadata } = JSON.parse(await readFile(join(folder, 'widgets-done.ipynb'), 'utf8'));
    const { model_id } = cells[0].outputs[0].data['application/vnd.jupyter.widget-view+json'];
    const saved = metadata.widgets['application/vnd.jupyter.widget-state+json'].state[model_id];
    expect(saved).to.include({ model_name: 'IntSliderModel', model_module: '@jupyter-widgets/controls', model_module_version: '2.0.0' });
    expect(saved.state).to.include({ description: 'z', max: 10, value: 7 });
  });

  it('nbconvert --execute runs a notebook and keeps its outputs', async function () {
    if (!existsSync('/usr/bin/jupyter-nbconvert')) this.skip(); // jupyter-nbconvert is not installed
    const cell = (source: string, index: number) => ({ cell_type: 'code', id: `c${index}`, metadata: {}, source, outputs: [], execution_count: null });
    await writeFile(join(folder, 'tiny.ipynb'), JSON.stringify({
      nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: 'minimax', display_name: 'x', language: 'typescript' } },
      cells: ['const square = (x: number): number => x * x;\nconsole.log("ready")', 'square(12)'].map(cell),
    }));
    const { stderr, status } = spawnSync('/usr/bin/jupyter-nbconvert', ['--to', 'notebook', '--execute', '--output', 'done.ipynb', join(folder, 'tiny.ipynb')], { encoding: 'utf8', env, timeout: 170_000 });
    expect(status, stderr).to.equal(0);
    const { cells, metadata } = JSON.parse(await readFile(join(folder, 'done.ipynb'), 'utf8'));
    expect(cells[0].outputs).to.deep.equal([{ name: 'stdout', output_type: 'stream', text: ['ready\n'] }]);
    expect(cells[1].outputs[0].data['text/plain']).to.deep.equal(['144']);
    expect(metadata.language_info).to.include({ name: 'typescript', file_extension: '.ts' });
  });
});
