import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { examine, node } from '../../cli/commands/doctor.js';
import type { Diagnosis } from '../../cli/commands/doctor.js';

const root = dirname(createRequire(import.meta.url).resolve('minimax-labs/package.json'));

/** `minimax doctor` in a home folder of its own. */
function doctor(args: string[], env: Record<string, string>, cwd = root): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'cli', 'minimax.mjs'), 'doctor', ...args], { cwd, env: { ...process.env, ...env } },
      (error, stdout) => resolve({ code: error ? Number(error.code) : 0, stdout }));
  });
}

describe('minimax doctor', function () {
  this.timeout(60_000);

  it('answers every question of a fresh installation, with a command for each thing that is not good', async () => {
    const diagnoses = await examine();
    const subjects = diagnoses.map(({ subject }) => subject);
    for (const subject of ['Node.js', 'processor', 'backend simd', 'backend cpu', 'backend tensorflow', 'backend webgpu', 'data mnist', 'data cifar10', 'notebook app']) {
      expect(subjects).to.include(subject);
    }
    for (const { state, says, remedy } of diagnoses) {
      expect(says).not.to.equal('');
      if (state !== 'good') expect(remedy).to.match(/^(npm|minimax|install) /);
    }
  });

  it('starts an installed GPU backend before it calls it usable, and names what mends it', async () => {
    const home = await mkdtemp(join(tmpdir(), 'doctor-'));
    try {
      const install = async (name: string, index: string) => {
        const folder = join(home, 'node_modules', name);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version: '4.22.0', main: 'index.js' }));
        await writeFile(join(folder, 'index.js'), index);
      };
      await install('webgpu', 'exports.globals = {}; exports.create = () => ({ requestAdapter: async () => null });');
      await install('@tensorflow/tfjs-backend-webgpu', '');
      const { stdout } = await doctor(['--json'], { HOME: home, JUPYTER_DATA_DIR: home }, home);
      const webgpu = (JSON.parse(stdout) as Diagnosis[]).find(({ subject }) => subject === 'backend webgpu')!;
      expect(webgpu).to.include({ state: 'optional' });
      expect(webgpu.says).to.match(/no GPU driver was found/);
      expect(webgpu.remedy).to.match(/^install .*driver/);
    } finally {
      await rm(home, { recursive: true });
    }
  });

  it('names the version that is needed where Node.js is too old', () => {
    expect(node('18.20.1')).to.deep.include({ state: 'broken', says: '18.20.1, but 20.19 or later is needed' });
    expect(node('20.18.3').state).to.equal('broken');
    expect(node('20.19.0').state).to.equal('good');
    expect(node('24.1.0').state).to.equal('good');
  });

  it('reports a kernelspec that starts nothing, says how to mend it, and exits with 1', async () => {
    const home = await mkdtemp(join(tmpdir(), 'doctor-'));
    try {
      const env = { JUPYTER_DATA_DIR: home, HOME: home };
      const absent = JSON.parse((await doctor(['--json'], env)).stdout) as Diagnosis[];
      expect(absent.find(({ subject }) => subject === 'Jupyter kernel')).to.include({ state: 'optional', remedy: 'minimax kernel install' });

      await mkdir(join(home, 'kernels', 'minimax'), { recursive: true });
      await writeFile(join(home, 'kernels', 'minimax', 'kernel.json'), JSON.stringify({ argv: ['/nowhere/node', '/nowhere/main.js'] }));
      const { code, stdout } = await doctor([], env);
      expect(code).to.equal(1);
      expect(stdout).to.match(/✘ Jupyter kernel .*\/nowhere\/node does not exist.*\n *→ minimax kernel install/);
    } finally {
      await rm(home, { recursive: true });
    }
  });
});
