/** Same seed, same step, same losses on every backend that this machine has. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { isWasmInstalled, wasmRemedy } from '../../../bench/wasm.js';
import { inspectBackends } from '../../../kernel-extensions/backend/index.js';

const STEPS = 5;
const worker = fileURLToPath(new URL('worker.js', import.meta.url));

/** Debian's chromium brings a Vulkan driver that needs no GPU, and the Vulkan loader. */
const chromium = '/usr/lib/chromium';
const softwareVulkan = existsSync(`${chromium}/vk_swiftshader_icd.json`)
  ? { LD_LIBRARY_PATH: chromium, VK_DRIVER_FILES: `${chromium}/vk_swiftshader_icd.json` } : {};

async function lossesOf(backend: string, network: 'convolutional' | 'dense'): Promise<number[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [worker, backend, network, String(STEPS)], { env: { ...process.env, ...softwareVulkan } });
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

  for (const name of ['webgpu', 'tensorflow'] as const) {
    it(`are on \`${name}\` those of \`cpu\` @full`, async function () {
      const { usable, reason, remedy } = inspectBackends().find((finding) => finding.name === name)!;
      if (!usable) return skip(this, `${reason}: ${remedy}`);
      expectSame(await lossesOf(name, 'convolutional'), wanted);
    });
  }

  it("are on tfjs's `wasm` those of `cpu`, without convolutions, which it cannot train", async function () {
    if (!isWasmInstalled()) return skip(this, wasmRemedy);
    expectSame(await lossesOf('wasm', 'dense'), await lossesOf('cpu', 'dense'));
  });
});

/** Leaves the test out and says what would let it run. */
function skip(test: Mocha.Context, why: string): void {
  test.test!.title += ` (left out: ${why})`;
  test.skip();
}
