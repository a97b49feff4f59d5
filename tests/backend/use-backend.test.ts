import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { findPackage } from '../../kernel-extensions/backend/packages.js';
import { restoreUtilFunctions } from '../../kernel-extensions/backend/candidates/tensorflow.js';

const root = dirname(createRequire(import.meta.url).resolve('minimax-labs/package.json'));
const backendModule = pathToFileURL(join(root, 'dist/kernel-extensions/backend/index.js')).href;

interface Outcome { stdout: string; stderr: string }

/** Leaves a test of what happens without a package out where this checkout has it. */
function withoutPackages(test: Mocha.Context, ...names: string[]): void {
  if (names.some((name) => findPackage(name, root))) test.skip();
}
const tensorflowPackages = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];

describe('useBackend', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => { folder = await realpath(await mkdtemp(join(tmpdir(), 'use-backend-'))); });
  afterEach(() => rm(folder, { recursive: true }));

  /** Runs `code` in a fresh process in `folder`, with `useBackend` and `tf` at hand. */
  async function run(code: string, env: Record<string, string> = {}): Promise<Outcome> {
    const tfjs = pathToFileURL(createRequire(import.meta.url).resolve('@tensorflow/tfjs')).href;
    const script = `
      import { inspectBackends, useBackend } from ${JSON.stringify(backendModule)};
      import * as tf from ${JSON.stringify(tfjs)};
      ${code}`;
    return promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, env: { ...process.env, MINIMAX_BACKEND: '', ...env } });
  }

  /** A package under node_modules of `folder`, as npm would leave it. */
  async function install(name: string, files: Record<string, string>): Promise<void> {
    for (const [path, text] of Object.entries({ 'package.json': JSON.stringify({ name, version: '4.22.0', main: 'index.js' }), ...files })) {
      const file = join(folder, 'node_modules', name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }

  /** A stand-in for tfjs-node: it needs the functions that Node 23 removed, registers `tensorflow`, and has a tfjs beside it. */
  const tfjsNode = {
    'lib/napi-v8/tfjs_binding.node': '',
    'index.js': `
      const tf = require('@tensorflow/tfjs');
      const util = require('util');
      if (!util.isNullOrUndefined(null) || !util.isArray([])) throw new Error('util');
      tf.getKernelsForBackend('cpu').forEach((kernel) => tf.registerKernel({ ...kernel, backendName: 'tensorflow' }));
      tf.registerBackend('tensorflow', () => new tf.MathBackendCPU());`,
  };

  it('takes `simd` where nothing else is installed, says so in one line, and prints nothing', async function () {
    withoutPackages(this, ...tensorflowPackages);
    const { stdout, stderr } = await run(`
      const report = await useBackend();
      tf.tensor1d([1, 2]).sum().dataSync();
      console.log(JSON.stringify([report.name, tf.getBackend(), String(report)]));`);
    const [name, current, line] = JSON.parse(stdout) as string[];
    expect([name, current]).to.deep.equal(['simd', 'simd']);
    expect(line).to.match(/^tfjs backend: simd \(.*\)\. Not taken: tensorflow: neither .* is installed\.$/);
    expect(line).not.to.include('\n');
    expect(stderr).to.equal('');
  });

  it('keeps the greeting of tfjs out of stderr on `cpu` as well', async () => {
    const { stderr } = await run("await useBackend('cpu'); tf.tensor1d([1, 2]).sum().dataSync();");
    expect(stderr).to.equal('');
  });

  it('prefers an installed tfjs-node-gpu to tfjs-node, and both to `simd`', async () => {
    await install('@tensorflow/tfjs', { 'index.js': "throw new Error('a second tfjs, which would register its gradients over the corrected ones')" });
    await install('@tensorflow/tfjs-node', tfjsNode);
    const report = 'const { name, reason } = await useBackend(); console.log(JSON.stringify([name, reason, tf.getBackend()]));';
    expect(JSON.parse((await run(report)).stdout)).to.deep.equal(['tensorflow', '@tensorflow/tfjs-node 4.22.0 is installed', 'tensorflow']);
    await install('@tensorflow/tfjs-node-gpu', tfjsNode);
    expect(JSON.parse((await run(report)).stdout)).to.deep.equal(['tensorflow', '@tensorflow/tfjs-node-gpu 4.22.0 is installed', 'tensorflow']);
  });

  it('passes over a tfjs-node whose native library is missing, and names the command that mends it', async function () {
    withoutPackages(this, '@tensorflow/tfjs-node-gpu');
    await install('@tensorflow/tfjs-node', { 'index.js': "throw new Error('no binding')" });
    const { stdout } = await run('console.log(JSON.stringify(await useBackend()));');
    const { name, considered } = JSON.parse(stdout) as { name: string; considered: { name: string; usable: boolean; reason: string; remedy: string }[] };
    expect(name).to.equal('simd');
    expect(considered[0]).to.include({ name: 'tensorflow', usable: false, remedy: 'npm rebuild @tensorflow/tfjs-node' });
    expect(considered[0].reason).to.include('native library is missing');
  });

  it('passes over a tfjs-node that does not load, with the reason in the report', async () => {
    await install('@tensorflow/tfjs-node', { ...tfjsNode, 'index.js': "throw new Error('wrong ELF class')" });
    const { stdout } = await run('const report = await useBackend(); console.log(report.name, String(report));');
    expect(stdout).to.match(/^simd .*does not load on Node .*wrong ELF class/);
  });

  it('throws for a backend asked for by name that cannot be had: why, and the command that mends it', async function () {
    withoutPackages(this, ...tensorflowPackages, 'webgpu');
    const attempt = (name: string) => `await useBackend('${name}').catch((error) => console.log(error.message));`;
    expect((await run(attempt('tensorflow'))).stdout).to.match(/'tensorflow' cannot be used here: .* installed\. To mend it: npm install/);
    expect((await run(attempt('webgpu'))).stdout).to.match(/'webgpu' cannot be used here: .* installed\. To mend it: npm install .*webgpu/);
    expect((await run(attempt('cuda'))).stdout).to.match(/no backend 'cuda'.*Choose one of: auto, tensorflow, simd, cpu, webgpu\./);
  });

  it('lets MINIMAX_BACKEND decide before the argument', async () => {
    const { stdout } = await run("console.log(String(await useBackend('simd')));", { MINIMAX_BACKEND: 'cpu' });
    expect(stdout).to.match(/^tfjs backend: cpu .*MINIMAX_BACKEND/);
    const failed = await run("await useBackend().catch((error) => console.log(error.message));", { MINIMAX_BACKEND: 'gpu' });
    expect(failed.stdout).to.match(/no backend 'gpu' \(MINIMAX_BACKEND asks for it\)/);
  });

  it('keeps the tensors of `simd` when it is chosen again', async () => {
    const { stdout } = await run(`
      await useBackend('simd', { threads: 1 });
      const kept = tf.tensor1d([1, 2, 3]);
      await useBackend('cpu');
      await useBackend('simd', { threads: 2 });
      console.log(kept.sum().dataSync()[0]);`);
    expect(stdout.trim()).to.equal('6');
  });

  it('ends the process although worker threads were started', async () => {
    const { stdout } = await run("await useBackend('simd', { threads: 2 }); const a = tf.ones([512, 512]); console.log(a.matMul(a).sum().dataSync()[0]);");
    expect(stdout.trim()).to.equal(String(512 ** 3));
  });
});

describe('inspectBackends', () => {
  it('finds every backend usable, or says what makes it so', async () => {
    const { inspectBackends } = await import('../../kernel-extensions/backend/index.js');
    const findings = inspectBackends();
    expect(findings.map(({ name }) => name)).to.have.members(['tensorflow', 'webgpu', 'simd', 'cpu']);
    for (const { usable, reason, remedy } of findings) {
      expect(reason).not.to.match(/^$|\.$/);
      if (!usable) expect(remedy).to.match(/^npm /);
    }
  });
});

describe('the shim for tfjs-node on Node 23 and later', () => {
  it('restores the functions of node:util that are missing, and replaces none that are there', () => {
    const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
    const before = util.isNullOrUndefined;
    try {
      delete util.isNullOrUndefined;
      const isArray = util.isArray;
      restoreUtilFunctions();
      const restored = util.isNullOrUndefined as (value: unknown) => boolean;
      expect([null, undefined, 0, ''].map(restored)).to.deep.equal([true, true, false, false]);
      if (isArray) expect(util.isArray).to.equal(isArray);
    } finally {
      if (before) util.isNullOrUndefined = before;
    }
  });
});
