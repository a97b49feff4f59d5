/** When the grader itself cannot work, no student gets a 0 for it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { gradeBatch } from '../../grader/batch.js';
import { gradeAll } from '../../grader/index.js';
import { gradeSubmission } from '../../grader/judge/grade.js';
import { gradesOf, noPolicy } from '../../grader/grade-book.js';
import { Journal } from '../../grader/journal.js';
import { toCsv } from '../../grader/reports/csv.js';
import type { Isolation } from '../../grader/sandbox/isolation.js';
import { otherUser } from '../../grader/sandbox/other-user.js';
import { findSubmissions } from '../../grader/submission.js';
import { playDocker } from './played-docker.js';
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

describe('A sandbox that starts and cannot do its work', function () {
  this.timeout(300_000);

  it('is found out by an empty notebook: the student\'s is left ungraded', async function () {
    if (process.platform === 'win32') this.skip(); // a script cannot stand for docker there
    // It says that it is there, and breaks down at the first question, as where a file is not mounted.
    const docker = playDocker(`{
      console.log(JSON.stringify({ id: 0, kind: 'ran', printed: 0 }));
      process.stdin.on('data', () => process.exit(1));
    }`);
    const folder = mkdtempSync(join(tmpdir(), 'minimax-machine-'));
    try {
      mkdirSync(join(folder, 'ada'));
      writeFileSync(join(folder, 'ada', 'lab04-cyclegan.ipynb'), lab04());
      const { results } = await gradeAll([join(folder, 'ada')], { out: join(folder, 'out'), jobs: 1, formats: [], isolation: 'container' });
      expect(results).to.have.length(1);
      expect(results[0]).to.include({ isUngraded: true });
      const [sentence] = results[0].log!.split('\n'); // what the command prints
      expect(sentence).to.match(/the grader could not be started: .*the process that holds the notebook broke down \(1\)$/);
      expect(docker.told().some((args) => args.join(' ').includes(join(folder, 'ada')))).to.equal(false);
    } finally {
      docker.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('leaves nothing of the student behind where the notebook\'s folder cannot be shown to another user', () => {
    const folder = mkdtempSync(join(tmpdir(), 'minimax-machine-'));
    const names = ['TMPDIR', 'TEMP', 'TMP'] as const, before = names.map((name) => process.env[name]);
    try {
      for (const name of names) process.env[name] = folder;
      expect(() => otherUser.prepare(join(folder, 'missing'), [])).to.throw(/ENOENT|EPERM/);
      expect(readdirSync(folder)).to.deep.equal([]);
    } finally {
      names.forEach((name, index) => {
        if (before[index] === undefined) delete process.env[name];
        else process.env[name] = before[index];
      });
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
