/**
 * tfjs-core's own test suite: `simd` must pass what `cpu`, the reference, passes.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { bundleSuite } from './bundle.js';
import type { SuiteResult } from './runner.js';

const runner = join(dirname(fileURLToPath(import.meta.url)), 'runner.js');

interface Options { threads?: number; corrected?: boolean }

async function runSuite(backend: 'cpu' | 'simd', { threads, corrected }: Options = {}): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'tfjs-core-suite-'));
  try {
    const bundle = join(folder, 'suite.cjs');
    const result = join(folder, 'result.json');
    await bundleSuite(backend, bundle, corrected);
    await promisify(execFile)(process.execPath, [runner, bundle, result], {
      env: { ...process.env, ...(threads === undefined ? {} : { MINIMAX_SUITE_THREADS: String(threads) }) },
      maxBuffer: 1 << 26,
    });
    return JSON.parse(await readFile(result, 'utf8')) as SuiteResult;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Specs of tfjs-core's engine that switch between two `cpu` backends: they run for `cpu` alone. */
const forCpuAlone = /^Switching cpu backends/;

/** Specs that expect what is not the slope of the operation (see gradients/operations.test.ts), or that there is none. */
const notDerivatives = [
  'avgPool gradient x=[3,3,1] f=[3,3] s=1 p=explicit',
  'depthwiseConv2d gradients throws error on dilations > 1',
  'gradients errors if relevant ops are missing grads',
  'mirrorPad grad',
  'mirrorPad gradient with clones',
];

/** Names without the backend that tfjs-core writes into them. */
const ofAnyBackend = (names: string[]) => names.map((name) => name.replace(/ (cpu|simd) \{\}/g, '')).sort();

describe("tfjs-core's own suite", function () {
  this.timeout(300_000);
  let reference: SuiteResult;

  before(async () => { reference = await runSuite('cpu'); });

  it('is whole, and `cpu` passes it', () => {
    expect(reference.failed).to.deep.equal([]);
    expect(reference.pending.length).to.equal(5);
    expect(reference.passed.length).to.equal(4227);
  });

  for (const threads of [1, 2, 4]) {
    it(`\`simd\` passes the same specs on ${threads} thread${threads > 1 ? 's' : ''}`, async () => {
      const { passed, pending, failed } = await runSuite('simd', { threads });
      expect(failed).to.deep.equal([]);
      expect(ofAnyBackend(pending)).to.deep.equal(ofAnyBackend(reference.pending));
      const expected = ofAnyBackend(reference.passed).filter((name) => !forCpuAlone.test(name));
      expect(ofAnyBackend(passed)).to.deep.equal(expected);
      expect(passed.length).to.equal(4225);
    });
  }

  it('has five specs that the corrected gradients fail, since they ask for wrong derivatives or for none, and no others @full', async () => {
    const { failed } = await runSuite('simd', { corrected: true });
    expect(ofAnyBackend(failed.map(({ name }) => name))).to.deep.equal(notDerivatives);
  });
});
