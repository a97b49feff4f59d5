/** `minimax start --jupyter` with Debian's Jupyter Notebook; skipped where it is not installed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelManager, KernelMessage, KernelSpecManager } from '@jupyterlab/services';
import { expect } from 'chai';
import { clientSettings } from '../notebook-app/support/server.js';
import { minimax } from './minimax.js';

const program = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));

describe('minimax start --jupyter', function () {
  this.timeout(90_000);
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'minimax-jupyter-test-')); });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('says what to do where there is no Jupyter', () => {
    const { status, stderr } = minimax(['start', '--jupyter', '--dir', folder], { PATH: folder });
    expect(status).to.equal(1);
    expect(stderr).to.match(/^minimax: No Jupyter is installed on this computer.*pip install jupyterlab\n$/);
  });

  it('runs the notebooks of the folder in the real Jupyter, with this kernel, and leaves nothing behind', async function () {
    if (!existsSync('/usr/bin/jupyter-notebook')) this.skip();
    const [notebooks, temporary, config] = ['notebooks', 'tmp', 'config'].map((name) => join(folder, name));
    for (const path of [notebooks, temporary, config]) await mkdir(path);
    await writeFile(join(notebooks, 'mine.txt'), 'mine');
    await writeFile(join(config, 'jupyter_notebook_config.json'), JSON.stringify({ NotebookApp: { allow_root: true } }));
    child = spawn(process.execPath, [program, 'start', '--jupyter', '--no-open', '--dir', notebooks], {
      env: { ...process.env, PATH: '/usr/bin:/bin', TMPDIR: temporary, JUPYTER_CONFIG_DIR: config, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const [, port, token] = await new Promise<RegExpExecArray>((resolve, reject) => {
      for (const stream of [child!.stdout!, child!.stderr!]) {
        stream.on('data', (text) => {
          output += text;
          const address = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)\/(?:tree)?\?token=(\w+)/.exec(output);
          if (address) resolve(address);
        });
      }
      child!.once('exit', () => reject(new Error(output)));
    });
    const serverSettings = clientSettings({ url: `http://127.0.0.1:${port}/`, token });
    const specs = new KernelSpecManager({ serverSettings });
    await specs.ready;
    expect(specs.specs?.kernelspecs.minimax?.display_name).to.equal('TypeScript (Minimax Labs)');
    const kernels = new KernelManager({ serverSettings });
    const kernel = await kernels.startNew({ name: 'minimax' });
    const shown: string[] = [];
    const future = kernel.requestExecute({ code: `import { readdirSync } from 'node:fs';\nconst twice = (x: number): number => 2 * x;\nconsole.log(twice(21), readdirSync('.'))` });
    future.onIOPub = (message) => { if (KernelMessage.isStreamMsg(message)) shown.push(message.content.text); };
    expect((await future.done).content.status).to.equal('ok');
    expect(shown.join('')).to.equal("42 [ 'mine.txt' ]\n");
    await kernel.shutdown();
    kernels.dispose();
    specs.dispose();
    child.kill('SIGTERM');
    await once(child, 'exit');
    child = undefined;
    expect((await readdir(temporary)).filter((name) => name.startsWith('minimax-jupyter-'))).to.deep.equal([]);
  });
});
