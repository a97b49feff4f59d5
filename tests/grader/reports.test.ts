/** Journal and gradebook by themselves. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { gradesOf, noPolicy, unclaimed } from '../../grader/grade-book.js';
import { Journal, readJournals } from '../../grader/journal.js';
import { emptyResult } from '../../grader/judge/grade.js';
import { toCsv } from '../../grader/reports/csv.js';
import type { Result } from '../../grader/result.js';
import { courseSecret } from '../../grader/secret.js';
import { readContent } from '../../grader/submission.js';
import { smallDisk, type SmallDisk } from '../notebook-app/support/small-disk.js';

const result = (changes: Partial<Result> = {}): Result => ({
  student: 'ada', assignment: 'lab01-generator', language: 'en', notebook: '/class/ada/a.ipynb', hash: 'h', timestamp: '2030-01-02T03:04:05.000Z',
  score: 3, maxScore: 8, isolation: 'bubblewrap', seconds: 1, cpu: { sandbox: 0.5, grader: 0.1 }, warnings: [], tasks: [], ...changes,
});

const row = (changes: Partial<Result>): string => toCsv(gradesOf([result(changes)], noPolicy)).split('\r\n')[1];

describe('The gradebook', () => {
  for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
    it(`makes text of ${JSON.stringify(name)}`, () => {
      expect(row({ student: name })).to.match(/^lab01-generator,,[^,]*,"?'/);
    });
  }

  it('quotes commas, quotes and line breaks', () => {
    expect(row({ student: 'a,"b"\nc' })).to.include('"a,""b""\nc"');
  });

  it('keeps Chinese names', () => {
    expect(row({ student: '林小明' })).to.include(',林小明,');
  });

  it('takes the last of several notebooks for one lab', () => {
    const csv = toCsv(gradesOf([result({ score: 1, timestamp: '2030-01-02T00:00:00.000Z' }), result({ score: 2, timestamp: '2030-01-03T00:00:00.000Z' }), result({ score: 5, timestamp: '2030-01-01T00:00:00.000Z' })], noPolicy));
    expect(csv.trim().split('\r\n')).to.have.length(2);
    expect(csv).to.match(/,2,0,2,8\r\n$/);
  });

  it('takes an earlier one that can be read before a later one that cannot', () => {
    const read = { tasks: [{ task: 'generator', score: 2, maxScore: 4, checks: [] }], score: 2, timestamp: '2030-01-02T00:00:00.000Z' }, unread = { score: 0, timestamp: '2030-01-03T00:00:00.000Z' };
    for (const both of [[read, unread], [unread, read]]) expect(gradesOf(both.map(result), noPolicy).map(({ score }) => score)).to.deep.equal([2]);
  });

  it('adds up: raw points, those given by hand among them, less the penalty are the score', () => {
    const policy = { due: new Date('2030-01-01T00:00:00.000Z'), penaltyPerDay: 0.1, manual: [{ student: 'ada', assignment: 'lab01-generator', points: 2.5, comment: '' }] };
    expect(toCsv(gradesOf([result()], policy))).to.match(/,5\.5,1\.6,3\.9,8\r\n$/);
  });

  it('leaves over what was given by hand for what nobody handed in', () => {
    const manual = [['ada', 'lab01-generator'], ['Ada', 'lab01-generator'], ['ada', 'lab1']].map(([student, assignment]) => ({ student, assignment, points: 1, comment: '' }));
    expect(unclaimed({ ...noPolicy, manual }, [result()])).to.deep.equal(manual.slice(1));
  });

  it('has a line for a notebook that cannot be read, under the lab that its name tells', () => {
    const content = readContent('{', 'lab04-cyclegan (2).ipynb');
    const unread = emptyResult({ student: 'ada', path: '/class/ada/lab04-cyclegan (2).ipynb', modified: new Date(0), hash: 'h', content }, 'bubblewrap');
    expect(unread).to.include({ assignment: 'lab04-cyclegan', score: 0, maxScore: 12 });
    expect(toCsv(gradesOf([unread], noPolicy))).to.match(/\nlab04-cyclegan,.*,0,0,0,12\r\n$/);
  });

  it('is a header alone for no results', () => {
    expect(toCsv([])).to.match(/^assignment,.*max_score\r\n$/);
  });
});

describe('The journal', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'minimax-journal-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = (): string => join(folder, 'journal.jsonl');

  it('knows what was added, also after it was opened again', async () => {
    const journal = await Journal.open(folder);
    expect(journal.get('a')).to.equal(undefined);
    await journal.add({ key: 'a', identity: 'a', result: result({ score: 7 }) });
    expect(journal.get('a')?.score).to.equal(7);
    await journal.close();
    const again = await Journal.open(folder);
    expect(again.get('a')?.score).to.equal(7);
    await again.close();
  });

  for (const cut of ['{"key":"b","resu', '{"key":"b","result":', '\u0000\u0000', 'null', '{"result":{}}']) {
    it(`leaves out the damaged line ${JSON.stringify(cut)} and goes on behind it`, async () => {
      const journal = await Journal.open(folder);
      await journal.add({ key: 'a', identity: 'a', result: result() });
      await journal.close();
      appendFileSync(path(), cut);
      const again = await Journal.open(folder);
      expect(again.get('b')).to.equal(undefined);
      await again.add({ key: 'c', identity: 'c', result: result() });
      await again.close();
      const last = await Journal.open(folder);
      expect([last.get('a'), last.get('c')].every((entry) => entry !== undefined)).to.equal(true);
      await last.close();
      expect(readFileSync(path(), 'utf8').split('\n')).to.have.length(4);
    });
  }
});

describe('A disk that is full', () => {
  let disk: SmallDisk | undefined;
  before(async function () {
    const there = await smallDisk(1);
    if (typeof there === 'string') return this.skip();
    disk = there;
  });
  after(() => disk?.remove());

  it('loses no result that was called written, and the lines after it are whole', async () => {
    const { path, fill, makeRoom } = disk!;
    const journal = await Journal.open(path);
    const add = (key: string): Promise<boolean> => journal.add({ key, identity: key, result: result({ log: 'x'.repeat(3000) }) }).then(() => true, () => false);
    expect(await add('first')).to.equal(true);
    await fill();
    const whileFull = await Promise.all(Array.from({ length: 8 }, (_, i) => add(`full ${i}`)));
    expect(whileFull).to.include(false);
    await makeRoom();
    expect(await add('last')).to.equal(true);
    await journal.close();
    const kept = (await readJournals(path)).map(({ key }) => key);
    expect(kept).to.deep.equal(['first', ...whileFull.flatMap((isWritten, i) => (isWritten ? [`full ${i}`] : [])), 'last']);
  });
});

describe('The course\'s secret', () => {
  let folder: string;
  const given = process.env.MINIMAX_COURSE_SECRET;
  beforeEach(() => {
    delete process.env.MINIMAX_COURSE_SECRET;
    folder = mkdtempSync(join(tmpdir(), 'minimax-secret-'));
  });
  afterEach(() => {
    if (given !== undefined) process.env.MINIMAX_COURSE_SECRET = given;
    rmSync(folder, { recursive: true, force: true });
  });

  it('is the same for all who begin at the same moment, and afterwards', async () => {
    const drawn = await Promise.all(Array.from({ length: 20 }, () => courseSecret(folder)));
    expect(new Set([...drawn, await courseSecret(folder)])).to.have.property('size', 1);
    expect(drawn[0]).to.match(/^[0-9a-f]{64}$/);
    expect(readdirSync(folder)).to.deep.equal(['course-secret']);
  });

  it('is no empty file', async () => {
    writeFileSync(join(folder, 'course-secret'), '');
    expect(await courseSecret(folder).catch((error: Error) => error.message)).to.match(/course-secret is too short for a secret: delete it/);
  });
});
