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

async function runSuite(backend: 'cpu' | 'simd', threads?: number): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'tfjs-core-suite-'));
  try {
    const bundle = join(folder, 'suite.cjs');
    const result = join(folder, 'result.json');
    await bundleSuite(backend, bundle);
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

  for (const threads of [1, 2]) {
    it(`\`simd\` passes the same specs on ${threads} thread${threads > 1 ? 's' : ''}`, async () => {
      const { passed, pending, failed } = await runSuite('simd', threads);
      expect(failed).to.deep.equal([]);
      expect(ofAnyBackend(pending)).to.deep.equal(ofAnyBackend(reference.pending));
      const expected = ofAnyBackend(reference.passed).filter((name) => !forCpuAlone.test(name));
      expect(ofAnyBackend(passed)).to.deep.equal(expected);
      expect(passed.length).to.equal(4225);
    });
  }
});
