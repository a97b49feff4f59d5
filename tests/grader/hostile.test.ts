/** Hostile and broken submissions: each gets what it deserves, and none disturbs another. */
import { expect } from 'chai';
import type { Result } from '../../grader/index.js';
import { folderOf, hostiles, type Hostile } from './hostile.js';
import { gradeHostiles, wordsOf } from './hostile-outcome.js';
import { isolationHere } from './isolation-here.js';

describe('Hostile submissions @full', function () {
  this.timeout(0);
  const list = isolationHere() === 'none' ? hostiles.filter(({ needsSandbox }) => !needsSandbox) : hostiles;
  let results: Map<Hostile, Result>;

  before(async () => {
    process.env.MINIMAX_COURSE_SECRET = 'course-secret-of-the-tests';
    results = await gradeHostiles(list, isolationHere());
  });
  after(() => { delete process.env.MINIMAX_COURSE_SECRET; });

  for (const entry of list) {
    it(`${folderOf(entry)}: ${entry.score} points${entry.says ? `, says ${entry.says.source}` : ''}`, () => {
      const result = results.get(entry)!;
      const words = wordsOf(result);
      expect(result.score, words).to.equal(entry.score);
      if (entry.says) expect(words).to.match(entry.says);
      expect(words).to.not.match(/node:internal|\/dist\/|course-secret/);
      expect(result.isUngraded).to.equal(undefined);
      expect(result.tasks.flatMap(({ checks }) => checks.map(({ status }) => status))).to.not.include('error');
    });
  }
});
