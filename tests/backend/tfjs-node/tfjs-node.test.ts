/**
 * The `tensorflow` backend with the JavaScript of @tensorflow/tfjs-node as npm delivers it. TensorFlow's C library,
 * which its install step downloads, is stood in for by binding.cjs: what is tested is that the package is found, loads
 * on a Node that lacks what it calls, shares one tfjs with the project, and trains through its own kernels.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { findPackage } from '../../../kernel-extensions/backend/packages.js';
import { needPackages, packagesFolder } from '../../support/optional-packages.js';

const NAME = '@tensorflow/tfjs-node';
const root = dirname(createRequire(import.meta.url).resolve('minimax-labs/package.json'));

/** Makes Node what it is from version 23 on, and lets a `.node` file of JavaScript pass for a native addon. */
const preload = `
  const util = require('node:util'), { readFileSync } = require('node:fs');
  delete util.isNullOrUndefined;
  delete util.isArray;
  require.extensions['.node'] = (module, file) => module._compile(readFileSync(file, 'utf8'), file);`;

const program = `
  import { useBackend } from ${JSON.stringify(new URL('../../../kernel-extensions/backend/index.js', import.meta.url).href)};
  import * as tf from ${JSON.stringify(import.meta.resolve('@tensorflow/tfjs'))};
  const [name] = process.argv.slice(-1);
  const gradient = tf.getGradient('AvgPool').gradFunc;
  const report = await useBackend(name);
  const { dense } = tf.layers;
  const glorot = (seed) => tf.initializers.glorotNormal({ seed });
  const model = tf.sequential({ layers: [
    dense({ inputShape: [3], units: 8, activation: 'relu', kernelInitializer: glorot(1) }), dense({ units: 1, kernelInitializer: glorot(2) }),
  ] });
  const x = tf.tensor2d([[1, 2, 3], [-1, 0, 2], [0.5, -2, 1], [2, 1, -1]]), y = tf.tensor2d([[1], [0], [2], [-1]]);
  const optimizer = tf.train.adam(0.05);
  const losses = [];
  for (let step = 0; step < 5; step++) {
    losses.push(optimizer.minimize(() => tf.losses.meanSquaredError(y, model.apply(x, { training: true })), true).dataSync()[0]);
  }
  const { values, indices } = tf.topk(tf.tensor1d([3, 1, 4, 1, 5]), 2);
  console.log(JSON.stringify({
    backend: tf.getBackend(), losses, top: [[...values.dataSync()], [...indices.dataSync()]], reason: report.reason,
    kept: tf.getGradient('AvgPool').gradFunc === gradient,
  }));`;

describe('tfjs-node, with a stand-in for its native library', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(async () => { folder = await realpath(await mkdtemp(join(tmpdir(), 'tfjs-node-'))); });
  afterEach(() => rm(folder, { recursive: true }));

  /** The package and what it depends on in `folder`, the stand-in at the place of its binding. */
  async function install(): Promise<void> {
    const { directory } = findPackage(NAME, packagesFolder)!;
    const [from, to] = [dirname(dirname(directory)), join(folder, 'node_modules')];
    await mkdir(join(to, '@tensorflow'), { recursive: true });
    const others = [...await readdir(from), ...(await readdir(join(from, '@tensorflow'))).map((name) => `@tensorflow/${name}`)];
    for (const name of others) {
      if (name !== '@tensorflow' && name !== NAME && !name.startsWith('.')) await symlink(join(from, name), join(to, name), 'junction');
    }
    await cp(directory, join(to, NAME), { recursive: true });
    const { binary } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as { binary: { napi_versions: number[] } };
    const newest = Math.max(...binary.napi_versions);
    await mkdir(join(to, NAME, 'lib', `napi-v${newest}`), { recursive: true });
    await cp(join(root, 'tests', 'backend', 'tfjs-node', 'binding.cjs'), join(to, NAME, 'lib', `napi-v${newest}`, 'tfjs_binding.node'));
  }

  async function run(backend: string): Promise<{ backend: string; losses: number[]; top: number[][]; reason: string; kept: boolean }> {
    await writeFile(join(folder, 'preload.cjs'), preload);
    const { stdout, stderr } = await promisify(execFile)(process.execPath,
      ['--require', './preload.cjs', '--input-type=module', '-e', program, '--', backend], { cwd: folder, env: { ...process.env, MINIMAX_BACKEND: '' } });
    expect(stderr).to.equal('');
    return JSON.parse(stdout);
  }

  it('loads although Node lacks the functions that it calls, prints nothing, and trains step for step like `cpu` @full', async function () {
    needPackages(this, NAME);
    await install();
    const [actual, wanted] = [await run('auto'), await run('cpu')];
    expect(actual).to.deep.include({ backend: 'tensorflow', top: [[5, 4], [4, 2]], reason: '@tensorflow/tfjs-node 4.22.0 is installed' });
    expect(new Set(wanted.losses).size).to.equal(5);
    actual.losses.forEach((loss, step) => expect(loss).to.be.closeTo(wanted.losses[step], 1e-5));
  });

  it('keeps the corrected gradients, though the package brings a tfjs of its own @full', async function () {
    needPackages(this, NAME);
    await install();
    expect(await run('tensorflow')).to.include({ kept: true });
  });
});
