/** When the grader itself cannot work, no student gets a 0 for it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { gradeBatch } from '../../grader/batch.js';
import { gradeSubmission } from '../../grader/judge/grade.js';
import { gradesOf, noPolicy } from '../../grader/grade-book.js';
import { Journal } from '../../grader/journal.js';
import { toCsv } from '../../grader/reports/csv.js';
import type { Isolation } from '../../grader/sandbox/isolation.js';
import { findSubmissions } from '../../grader/submission.js';
import { lab04 } from './submissions.js';

const failing: Isolation = {
  tier: 'bubblewrap',
  works: () => true,
  prepare: (_folder, program) => ({ file: program[0], args: ['-e', 'console.error("no namespaces today"); process.exit(3)'], cwd: '/', env: {} }),
};

describe('A sandbox that does not start', function () {
  this.timeout(0);

  it('leaves the notebook ungraded, says why, and tries again next time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'minimax-machine-'));
    try {
      mkdirSync(join(folder, 'ada'));
      writeFileSync(join(folder, 'ada', 'lab04-cyclegan.ipynb'), lab04());
      const journal = await Journal.open(folder);
      const results = await gradeBatch(await findSubmissions([join(folder, 'ada')]), {
        grade: (submission) => gradeSubmission(submission, { isolation: failing, secret: 's' }), jobs: 1, journal, circumstances: [],
      });
      await journal.close();
      expect(results).to.have.length(1);
      expect(results[0]).to.include({ isUngraded: true });
      expect(results[0].log).to.match(/could not be started.*no namespaces today/s);
      expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).to.equal('');
      expect(toCsv(gradesOf(results, noPolicy))).to.not.include('ada');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
