/** A batch that is killed goes on where it was: nothing is lost, nothing is graded twice. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Result } from '../../grader/index.js';
import { isolationHere } from './isolation-here.js';
import { lab04 } from './submissions.js';

const cli = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));

describe('minimax grade, killed and started again', function () {
  this.timeout(0);
  let folder: string;
  let journal: string;
  const lines = (): string[] => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').filter(Boolean) : []);
  const command = (): string[] => [cli, 'grade', join(folder, 'class'), '--out', join(folder, 'out'), '--isolation', isolationHere()];

  const fail = async (...args: string[]): Promise<string> => promisify(execFile)(process.execPath, [cli, 'grade', ...args]).then(() => '', (error: { stderr: string }) => error.stderr);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-resume-'));
    journal = join(folder, 'out', 'journal.jsonl');
    for (const student of ['ada', 'bob', 'cyd']) {
      mkdirSync(join(folder, 'class', student), { recursive: true });
      writeFileSync(join(folder, 'class', student, 'lab04-cyclegan.ipynb'), lab04(student === 'bob' ? { bodies: { identityLoss: 'return tf.scalar(0);' } } : {}));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('goes on after kill -9 and a line that was cut off', async () => {
    const batch = spawn(process.execPath, command(), { stdio: 'ignore' }), ended = once(batch, 'exit');
    while (lines().length === 0 && batch.exitCode === null) await sleep(50);
    batch.kill('SIGKILL');
    await ended;
    const before = lines();
    expect(before).to.have.length.within(1, 2);
    appendFileSync(journal, '{"key":"cut o');

    const { stdout } = await promisify(execFile)(process.execPath, command());
    expect(stdout.match(/graded before/g)).to.have.length(before.length);
    const { results } = JSON.parse(readFileSync(join(folder, 'out', 'results.json'), 'utf8')) as { results: Result[] };
    expect(results.map(({ student, score }) => [student, score])).to.deep.equal([['ada', 12], ['bob', 11], ['cyd', 12]]);
    const keys = lines().filter((line) => !line.startsWith('{"key":"cut')).map((line) => (JSON.parse(line) as { key: string }).key);
    expect(new Set(keys)).to.have.property('size', 3);
    expect(keys).to.have.length(3);
    expect(lines().slice(0, before.length)).to.deep.equal(before);
  });

  it('grades nothing again when nothing has changed', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, command());
    expect(stdout.match(/graded before/g)).to.have.length(3);
  });

  it('grades a notebook again when it has changed', async () => {
    writeFileSync(join(folder, 'class', 'bob', 'lab04-cyclegan.ipynb'), lab04());
    const { stdout } = await promisify(execFile)(process.execPath, command());
    expect(stdout.match(/graded before/g)).to.have.length(2);
    expect(stdout).to.match(/bob {2}lab04-cyclegan {2}12 \/ 12/);
  });

  it('grades one task again and keeps the others', async () => {
    const before = lines().length;
    const { stdout } = await promisify(execFile)(process.execPath, [...command(), '--regrade', 'cycle-loss']);
    expect(stdout).to.not.match(/graded before/);
    const added = lines().slice(before).map((line) => JSON.parse(line) as { result: Result });
    expect(added.map(({ result }) => [result.score, result.tasks.length])).to.deep.equal([[12, 5], [12, 5], [12, 5]]);
    expect(await fail(join(folder, 'class'), '--out', folder, '--regrade', 'nothing')).to.match(/no task "nothing"; there are .*transposed-size/);
  });

  it('says what is wrong with its arguments', async () => {
    expect(await fail(join(folder, 'nowhere'), '--out', folder)).to.match(/there is no file or folder .*nowhere/);
    mkdirSync(join(folder, 'empty'));
    expect(await fail(join(folder, 'empty'), '--out', folder)).to.match(/there is no notebook/);
    expect(await fail(folder, '--out', folder, '--formats', 'pdf')).to.match(/no format "pdf"/);
  });
});
