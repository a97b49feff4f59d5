/** A class is graded as a whole: what each submission gets, and what its student reads. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { gradeAll, type Result } from '../../grader/index.js';
import type { GradedTask } from '../../grader/result.js';
import { isolationHere } from './isolation-here.js';
import { writeClass } from './submissions.js';

const full = 12;

describe('A graded class', function () {
  this.timeout(0);
  let folder: string;
  let results: Result[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-class-'));
    writeClass(join(folder, 'class'));
    process.env.MINIMAX_COURSE_SECRET = 'course-secret-of-the-tests';
    ({ results } = await gradeAll([join(folder, 'class')], {
      out: join(folder, 'out'), jobs: 2, formats: ['json', 'csv'], isolation: isolationHere(), limits: { call: 15_000, cell: 20_000 },
    }));
  });
  after(() => {
    delete process.env.MINIMAX_COURSE_SECRET;
    rmSync(folder, { recursive: true, force: true });
  });

  const of = (student: string): Result => {
    const result = results.find((candidate) => candidate.student === student);
    if (!result) throw new Error(`${student} was not graded`);
    return result;
  };
  const task = (student: string, name: string): GradedTask => of(student).tasks.find((candidate) => candidate.task === name)!;
  const words = (tasks: readonly GradedTask[]): string => tasks.flatMap(({ checks }) => checks.flatMap(({ message, details }) =>
    [message?.wrong.en, message?.expected?.en, message?.hint?.en, details].filter((part) => part !== undefined))).join(' ');

  /** The task is worth nothing and says why; the last task of the notebook, which is right, keeps its points. */
  function loses(student: string, name: string, says: RegExp): void {
    it(`${student}: ${name} scores 0 and says ${says.source}`, () => {
      expect(task(student, name).score).to.equal(0);
      expect(words([task(student, name)])).to.match(says);
      expect(task(student, 'generator-objective').score).to.equal(5);
    });
  }

  it('the right solution has full marks and no word of blame', () => {
    expect(of('right')).to.deep.include({ score: full, maxScore: full, warnings: [] });
    expect(words(of('right').tasks)).to.equal('');
  });

  it('the course\'s own solution has full marks', () => {
    expect(of('solution')).to.deep.include({ assignment: 'lab03-dcgan', score: 10, maxScore: 10, warnings: [] });
    expect(words(of('solution').tasks)).to.equal('');
  });

  it('an unsolved notebook has none, and says so in both languages', () => {
    expect(of('unsolved')).to.include({ assignment: 'lab02-discriminator', score: 0, maxScore: 13 });
    for (const { checks } of of('unsolved').tasks) {
      for (const { message } of checks) {
        expect(message?.wrong.en).to.match(/is not written yet/);
        expect(message?.wrong['zh-TW']).to.match(/還沒寫好/);
      }
    }
  });

  describe('code that does not come back', () => {
    loses('endings', 'lsgan-discriminator-loss', /ended before answering.*process\.exit\(0\)/);
    loses('endings', 'lsgan-generator-loss', /ended before answering.*killed/);
    loses('endings', 'cycle-loss', /time limit/);
    loses('endings', 'identity-loss', /time limit/);
    loses('wrong answers', 'lsgan-generator-loss', /time limit/);
    if (process.platform === 'linux') loses('hoarder', 'lsgan-generator-loss', /memory limit/);
  });

  describe('values that are not what they should be', () => {
    loses('strange values', 'lsgan-discriminator-loss', /non-finite/);
    loses('strange values', 'lsgan-generator-loss', /not a tensor|cannot be read|has the shape/);
    loses('strange values', 'cycle-loss', /not a tensor/);
    loses('strange values', 'identity-loss', /stopped with an error \(cell \[5\], line 2\): <b>no idea/);
    loses('wrong answers', 'lsgan-discriminator-loss', /factor ½ is missing/);
    loses('wrong answers', 'cycle-loss', /should be/);
    loses('wrong answers', 'identity-loss', /int32/);
  });

  it('answers that fit the public checks alone earn nothing', () => {
    const cycle = task('wrong answers', 'cycle-loss').checks;
    expect(cycle.find(({ visibility, name }) => visibility === 'public' && name.en.startsWith("'l1'"))?.status).to.equal('passed');
    expect(cycle.filter(({ visibility }) => visibility === 'hidden').map(({ status }) => status)).to.deep.equal(['failed', 'failed', 'failed']);
  });

  it('cells that end the process, loop, throw, do not compile, print verdicts or run checks cost nothing', () => {
    expect(of('rude').score).to.equal(full);
    expect(of('rude').warnings.map(({ en }) => en).join('\n')).to.match(/Cell 2 failed while loading.*process\.exit/)
      .and.match(/Cell 3 was stopped at the time limit/)
      .and.match(/Cell 4 stopped with/)
      .and.match(/Cell 5 stopped with ReferenceError: undefinedFunction/);
    expect(of('rude').warnings).to.have.length(4);
  });

  it('forged answers are recognised or change nothing', () => {
    const { score } = task('forger', 'lsgan-discriminator-loss');
    if (score < 2) expect(words(of('forger').tasks)).to.match(/protocol violation/);
    expect(of('forger').score - score).to.equal(full - 2);
  });

  it('patched libraries harm the one who patched them, and no check is called broken for it', () => {
    expect(task('patcher', 'identity-loss').score).to.equal(0);
    for (const { tasks } of results) expect(tasks.flatMap(({ checks }) => checks.map(({ status }) => status))).to.not.include('error');
    expect(of('right').score).to.equal(full);
  });

  it('the sandbox shows neither checks, solutions, other students nor the secret, and has no network', function () {
    if (of('spy').isolation === 'unsandboxed child') this.skip();
    expect(words(of('spy').tasks)).to.equal('');
    expect(of('spy').score).to.equal(full);
  });

  for (const [student, problem] of Object.entries({
    '=cmd()': /not JSON/, 'old format': /format 3/, 'other course': /not a notebook of this course/, link: /not a regular file/,
  })) {
    it(`${student}: 0, with the reason`, () => {
      expect(of(student).score).to.equal(0);
      expect(of(student).problem?.en).to.match(problem);
    });
  }

  it('comes in a fixed order, one entry a notebook', () => {
    const order = results.map(({ student }) => student);
    expect(order).to.deep.equal([...order].sort());
    expect(order).to.not.include('nothing handed in');
  });

  it('never shows a stack trace or a path of the grader', () => {
    for (const result of results) expect(words(result.tasks)).to.not.match(/\.js:\d|node:internal|\/dist\//);
  });

  it('is written as JSON', () => {
    const document = JSON.parse(readFileSync(join(folder, 'out', 'results.json'), 'utf8')) as { schema: number; results: Result[] };
    expect(document.schema).to.equal(1);
    expect(document.results).to.deep.equal(JSON.parse(JSON.stringify(results)));
  });

  it('is written as a gradebook with the columns of nbgrader, safe to open in a spreadsheet', () => {
    const lines = readFileSync(join(folder, 'out', 'gradebook.csv'), 'utf8').split('\r\n');
    expect(lines[0]).to.equal('assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score');
    expect(lines.find((line) => line.includes(',right,'))).to.match(/^lab04-cyclegan,,[^,]+,right,,,,12,0,12,12$/);
    expect(lines.find((line) => line.includes('cmd'))).to.include(",'=cmd(),");
    expect(lines).to.have.length(results.length + 2);
  });
});
