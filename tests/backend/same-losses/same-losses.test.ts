/** Same seed, same step, same losses on every backend that this machine has. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { WASM_PACKAGE } from '../../../bench/wasm.js';
import { needPackages, needTensorFlow, needWebGpu, packagesFolder, softwareVulkan } from '../../support/optional-packages.js';

const STEPS = 5;
const worker = fileURLToPath(new URL('worker.js', import.meta.url));

async function lossesOf(backend: string, network: 'convolutional' | 'dense'): Promise<number[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [worker, backend, network, String(STEPS)], { cwd: packagesFolder, env: { ...process.env, ...softwareVulkan } });
  const result = JSON.parse(stdout) as { backend: string; losses: number[] };
  expect(result.backend).to.equal(backend);
  return result.losses;
}

function expectSame(actual: number[], wanted: number[]): void {
  expect(actual.length).to.equal(2 * STEPS);
  actual.forEach((loss, index) => expect(loss).to.be.closeTo(wanted[index], 1e-3));
}

describe('the losses of a GAN, step for step', function () {
  this.timeout(300_000);
  let wanted: number[];

  before(async () => { wanted = await lossesOf('cpu', 'convolutional'); });

  it('change from step to step', () => {
    expect(new Set(wanted.map((loss) => loss.toFixed(3))).size).to.equal(wanted.length);
  });

  it('are on `simd` those of `cpu`', async () => expectSame(await lossesOf('simd', 'convolutional'), wanted));

  it('are on `webgpu` those of `cpu` @full', async function () {
    needWebGpu(this);
    expectSame(await lossesOf('webgpu', 'convolutional'), wanted);
  });

  it('are on `tensorflow` those of `cpu` @full', async function () {
    needTensorFlow(this);
    expectSame(await lossesOf('tensorflow', 'convolutional'), wanted);
  });

  it("are on tfjs's `wasm` those of `cpu`, without convolutions, which it cannot train @full", async function () {
    needPackages(this, WASM_PACKAGE);
    expectSame(await lossesOf('wasm', 'dense'), await lossesOf('cpu', 'dense'));
  });
});
