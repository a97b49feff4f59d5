/** Judges are processes, and processes end for reasons of their own: no submission is blamed for it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { JudgePool } from '../../grader/judge/pool.js';
import { submissionOf, type GradeJob } from '../../grader/queue/messages.js';
import { chooseIsolation } from '../../grader/sandbox/isolation.js';
import { findSubmissions, type Submission } from '../../grader/submission.js';
import { isolationHere } from './isolation-here.js';
import { descendantsOf, isGone } from './processes.js';
import { lab04 } from './submissions.js';

const judges = (): number[] => descendantsOf(process.pid, 'judge.js');

describe('A judge that is killed or halted from outside', function () {
  this.timeout(300_000);
  let folder: string, pool: JudgePool;
  let submission: Submission;

  before(async function () {
    if (process.platform !== 'linux') return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'minimax-pool-'));
    mkdirSync(join(folder, 'ada'));
    writeFileSync(join(folder, 'ada', 'lab04-cyclegan.ipynb'), lab04());
    [submission] = await findSubmissions([join(folder, 'ada')]);
    const isolation = isolationHere();
    pool = new JudgePool({ isolation, secret: 's' }, chooseIsolation(isolation).tier);
  });
  after(() => {
    pool?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('while it has nothing to do is replaced', async () => {
    expect(await pool.grade(submission)).to.include({ score: 12 });
    const [judge] = judges();
    process.kill(judge, 'SIGKILL');
    while (!isGone(judge)) await sleep(20);
    expect(await pool.grade(submission)).to.include({ score: 12 });
  });

  it('by a notebook from a queue before its first task leaves a result that says so', async () => {
    const job = JSON.parse(JSON.stringify({ submission, basis: '' })) as GradeJob;
    const hasty = new JudgePool({ isolation: isolationHere(), secret: 's', limits: { judging: 1 } }, 'bubblewrap');
    try {
      const result = await hasty.grade(submissionOf(job));
      expect(result).to.include({ score: 0, maxScore: 12, timestamp: submission.modified.toISOString() });
      expect(JSON.stringify(result)).to.match(/time limit/);
    } finally {
      hasty.close();
    }
  });

  it('or gets no processor for a while costs no point @full', async () => {
    const waiting = new JudgePool({ isolation: isolationHere(), secret: 's', limits: { judging: 2000 } }, 'bubblewrap');
    const others = judges();
    try {
      await waiting.grade(submission);
      const [judge] = judges().filter((pid) => !others.includes(pid));
      const result = waiting.grade(submission);
      process.kill(judge, 'SIGSTOP');
      await sleep(5000);
      process.kill(judge, 'SIGCONT');
      expect(await result).to.include({ score: 12 });
    } finally {
      waiting.close();
    }
  });

  it('while it judges costs no point', async () => {
    const result = pool.grade(submission);
    await sleep(300);
    process.kill(judges()[0], 'SIGKILL');
    expect(await result).to.include({ score: 12 });
  });
});
