/** A check that cannot judge is the instructor's error: it costs no student a point. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { gradeSubmission } from '../../grader/judge/grade.js';
import { chooseIsolation } from '../../grader/sandbox/isolation.js';
import { findSubmissions } from '../../grader/submission.js';
import { isolationHere } from './isolation-here.js';
import { lab04 } from './submissions.js';

describe('A broken hidden check', function () {
  this.timeout(0);

  for (const [isBroken, score] of [[true, 11], [false, 7]] as const) {
    it(isBroken ? 'is called an error and costs nothing' : 'is told from a value that no check could judge, which earns nothing', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'minimax-broken-'));
      try {
        // Of an answer that is no object, most of these checks cannot say what is wrong; one that can fails in either case.
        writeFileSync(join(folder, 'lab04-cyclegan.ipynb'), lab04({ bodies: { cycleGanGeneratorLoss: 'return null;' } }));
        const [submission] = await findSubmissions([join(folder, 'lab04-cyclegan.ipynb')]);
        const result = await gradeSubmission(submission, { isolation: chooseIsolation(isolationHere()), secret: 's', isBroken: async () => isBroken });
        const statuses = result.tasks.find(({ task }) => task === 'generator-objective')!.checks.map((check) => check.status);
        expect(statuses.includes('error')).to.equal(isBroken);
        expect(result.score).to.equal(score);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
