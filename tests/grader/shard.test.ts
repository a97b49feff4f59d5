/** A class graded in parts has the gradebook of a class graded at once. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Result } from '../../grader/index.js';
import { inShard, parseShard } from '../../grader/shard.js';
import type { Submission } from '../../grader/submission.js';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));

describe('Parts of a class', function () {
  this.timeout(0);
  const names = Array.from({ length: 100 }, (_, i) => `student ${i}`);
  const submissions = names.map((student) => ({ student }) as Submission);

  it('are disjoint, about equal, and together the class', () => {
    const parts = [1, 2, 3, 4].map((number) => inShard(submissions, { number, of: 4 }).map(({ student }) => student));
    expect(parts.flat().sort()).to.deep.equal([...names].sort());
    for (const part of parts) expect(part).to.have.length.within(10, 40);
  });

  it('are named like 2/8', () => {
    expect(parseShard('2/8')).to.deep.equal({ number: 2, of: 8 });
    for (const wrong of ['0/2', '3/2', '1/0', '1', 'a/b', '-1/2']) expect(() => parseShard(wrong)).to.throw(/names no part/);
  });

  it('are graded into one folder or many, and merged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'minimax-shard-'));
    try {
      // Notebooks that need no sandbox: what is tested is who is in which report.
      for (const name of names.slice(0, 12)) {
        mkdirSync(join(folder, 'class', name), { recursive: true });
        writeFileSync(join(folder, 'class', name, 'lab04-cyclegan.ipynb'), '{');
      }
      const grade = (shard: string, out: string) => run(process.execPath, [cli, 'grade', join(folder, 'class'), '--out', join(folder, out), '--shard', shard, '--isolation', 'none']);
      const { stdout } = await grade('1/3', 'a');
      expect(stdout).to.include('minimax merge');
      await Promise.all([grade('2/3', 'a'), grade('3/3', 'b')]);
      await run(process.execPath, [cli, 'merge', join(folder, 'a'), join(folder, 'b'), '--out', join(folder, 'all')]);
      const { results } = JSON.parse(readFileSync(join(folder, 'all', 'results.json'), 'utf8')) as { results: Result[] };
      expect(results.map(({ student }) => student)).to.deep.equal(names.slice(0, 12).sort());
      const error = await run(process.execPath, [cli, 'merge', folder, '--out', join(folder, 'all')]).catch((failure: { stderr: string }) => failure.stderr);
      expect(error).to.match(/nothing has been graded in/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
