/** What a batch has found out, without what differs from run to run: how long it took. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Result } from '../../grader/index.js';

/** @param out the folder of the reports. */
export function undisturbed(out: string): Omit<Result, 'seconds' | 'cpu'>[] {
  const { results } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as { results: Result[] };
  expect(results).to.not.have.length(0);
  return results.map(({ seconds: _seconds, cpu: _cpu, ...rest }) => rest);
}
