/** What instructors and students get to read, apart from grading itself: points by hand, lateness, pages, formats of other systems. */
import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { gradeOf, noPolicy, parseManualPoints } from '../../grader/grade-book.js';
import { fileName } from '../../grader/reports/index.js';
import { toGradescope } from '../../grader/reports/gradescope.js';
import { toHtml } from '../../grader/reports/html.js';
import { toPrairieLearn } from '../../grader/reports/prairielearn.js';
import { toSimilarity } from '../../grader/reports/similarity.js';
import type { Result } from '../../grader/result.js';
import { readContent, type Submission } from '../../grader/submission.js';
import { buildLab } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';
import { needPython } from '../support/python.js';
import { lab04 } from './submissions.js';

const attack = '<img src=x onerror=alert(1)>"\'&\u202e';
const text = (en: string, zh = `中文 ${en}`) => ({ en, 'zh-TW': zh });

const result: Result = {
  student: attack, assignment: 'lab04-cyclegan', language: 'zh-TW', notebook: '/class/x/a.ipynb', hash: 'h', timestamp: '2030-01-03T12:00:00.000Z',
  score: 3, maxScore: 4, isolation: 'bubblewrap', seconds: 1.4, cpu: { sandbox: 1, grader: 0.1 }, warnings: [{ en: `Cell 1 stopped with Error: ${attack}`, 'zh-TW': `第 1 格 ${attack}` }],
  tasks: [
    { task: 'cycle-loss', score: 2, maxScore: 2, checks: [{ name: text('fine'), points: 1, visibility: 'hidden', status: 'passed' }] },
    { task: 'identity-loss', score: 1, maxScore: 2, checks: [{ name: text('spoilt'), points: 1, visibility: 'hidden', status: 'failed', message: { wrong: text(`it threw ${attack}`) } }] },
  ],
};

describe('Points beside the automatic ones', () => {
  const manual = [{ student: attack, assignment: 'lab04-cyclegan', points: 1.5, comment: 'good prose' }];

  it('take off a share of all points for each day begun, never more than there are', () => {
    const after = (due: string, share: number) => gradeOf(result, { ...noPolicy, due: new Date(due), penaltyPerDay: share });
    expect(after('2030-01-03T12:00:00Z', 0.1)).to.include({ penalty: 0, score: 3 });
    expect(after('2030-01-03T11:59:59Z', 0.1)).to.include({ penalty: 0.4, score: 2.6 });
    expect(after('2030-01-01T00:00:00Z', 0.1)).to.include({ penalty: 1.2, score: 1.8 });
    expect(after('2029-01-01T00:00:00Z', 0.1)).to.include({ penalty: 3, score: 0 });
  });

  it('add what was given by hand', () => {
    expect(gradeOf(result, { ...noPolicy, manual })).to.include({ score: 4.5 });
    expect(gradeOf({ ...result, student: 'another' }, { ...noPolicy, manual })).to.include({ score: 3 });
  });

  it('are read from CSV, whatever the order of its columns', () => {
    const csv = '\ufeffpoints,student_id,comment,assignment\r\n1.5,"a, ""b""","two\nlines",lab04-cyclegan\r\n0,林小明,,lab01-generator\r\n';
    expect(parseManualPoints(csv)).to.deep.equal([
      { student: 'a, "b"', assignment: 'lab04-cyclegan', points: 1.5, comment: 'two\nlines' },
      { student: '林小明', assignment: 'lab01-generator', points: 0, comment: '' },
    ]);
    expect(() => parseManualPoints('student_id,points\na,1')).to.throw(/need the columns/);
    expect(() => parseManualPoints('student_id,assignment,points\na,lab04-cyclegan,many')).to.throw(/line 2 .* "many"/);
  });
});

describe('Feedback as a page', () => {
  const page = toHtml(gradeOf(result, { due: new Date('2030-01-03T00:00:00Z'), penaltyPerDay: 0.1, manual: [{ student: attack, assignment: 'lab04-cyclegan', points: 1, comment: attack }] }));

  it('is well-formed markup without anything of the student among it', function () {
    needPython(this);
    const tags = execFileSync('python3', ['-c', `
import html.parser, json, sys
class Tags(html.parser.HTMLParser):
    found = []
    def handle_starttag(self, tag, attrs): self.found.append([tag, [name for name, _ in attrs]])
parser = Tags(); parser.feed(sys.stdin.read()); parser.close(); print(json.dumps(parser.found))`], { input: page, encoding: 'utf8' });
    const found = JSON.parse(tags) as [string, string[]][];
    expect(found.map(([tag]) => tag)).to.include('h2').and.not.include('img').and.not.include('script');
    expect(found.flatMap(([, names]) => names)).to.not.include('onerror');
  });

  it('needs no other file, and forbids scripts', () => {
    expect(page).to.not.match(/(src|href)=(?!x)/);
    expect(page).to.include(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('speaks the language of the notebook', () => {
    expect(page).to.include('<html lang="zh-TW">').and.include('中文 spoilt').and.include('遲交：扣 0.4 分').and.not.include('>it threw');
    expect(toHtml(gradeOf({ ...result, language: 'en' }, noPolicy))).to.include('spoilt').and.include('3 of 4 points').and.not.include('中文');
  });

  it('says in that language what happened to cells, and why there are no points', () => {
    const unread = { ...result, tasks: [], score: 0, problem: { en: 'not JSON', 'zh-TW': '不是 JSON' } };
    expect(page).to.include('第 1 格').and.not.include('Cell 1');
    expect(toHtml(gradeOf(unread, noPolicy))).to.include('不是 JSON').and.not.include('not JSON');
    expect(toGradescope(gradeOf(unread, noPolicy))).to.include('不是 JSON').and.include('第 1 格').and.not.include('Cell 1');
    expect(toHtml(gradeOf({ ...unread, assignment: null, notebook: '/class/ada/homework.ipynb' }, noPolicy))).to.include('<h1>評語：homework.ipynb</h1>');
  });

  it('does not give points to tasks that have none, nor call them passed when they failed', () => {
    const extra = { ...result, language: 'en' as const, tasks: [{ task: 'further', score: 0, maxScore: 0, checks: [{ ...result.tasks[1].checks[0], status: 'failed' as const }] }] };
    expect(toHtml(gradeOf(extra, noPolicy))).to.include('<span>gives no points</span>').and.not.include('0 of 0 points');
    expect((JSON.parse(toGradescope(gradeOf(extra, noPolicy))) as { tests: unknown[] }).tests[0]).to.include({ status: 'failed', max_score: 0 });
  });

  it('says how the points come about, and says the same thing about several checks once', () => {
    const failed = { name: text('one'), points: 1, visibility: 'hidden', status: 'failed', message: { wrong: text('no answer') } } as const;
    const repeated = toHtml(gradeOf({ ...result, language: 'en', tasks: [{ ...result.tasks[0], checks: [failed, { ...failed, name: text('two') }] }] }, noPolicy));
    expect(repeated.match(/no answer/g)).to.have.length(1);
    expect(repeated).to.match(/>one<\/li>\n<li class="failed">two<p>no answer/).and.include('The others give the points.').and.not.include('From the checks');
    expect(page).to.include('自動檢查：3 分。');
  });

  it('stays in its folder, whatever the student is called', () => {
    const names = ['ada', '../../etc', '..', 'a/b', 'a\\b', 'CON', 'x\u0000y', '林小明', 'a_b', '.hidden', 'dot.'].map((student) => fileName({ student, assignment: 'lab01-generator' }));
    for (const name of names) expect(name).to.match(/^[^./\\\0][^/\\\0]*\/lab01-generator$/);
    expect(new Set(names.map((name) => name.toLowerCase()))).to.have.property('size', names.length);
    expect(names[0]).to.equal('ada/lab01-generator');
    expect(names[7]).to.equal('林小明/lab01-generator');
  });
});

describe('Results for other systems', () => {
  it('have the fields of Gradescope', () => {
    const document = JSON.parse(toGradescope(gradeOf(result, noPolicy))) as Record<string, unknown> & { tests: Record<string, unknown>[] };
    expect(document).to.include({ score: 3, execution_time: 1, output_format: 'text', visibility: 'visible', stdout_visibility: 'hidden' });
    expect(document.tests.map(({ score, max_score, status, name, number }) => [score, max_score, status, name, number])).to.deep.equal([[2, 2, 'passed', 'cycle-loss', '1'], [1, 2, 'failed', 'identity-loss', '2']]);
    expect(document.tests[1].output).to.include('it threw');
    expect(document.tests[1].output_format).to.equal('text');
  });

  it('have the fields of PrairieLearn, and stay below its megabyte', () => {
    const long = structuredClone(result);
    long.tasks[1].checks = Array.from({ length: 300 }, () => ({ ...long.tasks[1].checks[0], message: { wrong: text('長'.repeat(5000), '長'.repeat(5000)) } }));
    const written = toPrairieLearn(gradeOf(long, noPolicy));
    expect(Buffer.byteLength(written)).to.be.below(1_000_000);
    expect(JSON.parse(written)).to.include({ gradable: true, score: 0.75 });
    expect(JSON.parse(toPrairieLearn(gradeOf({ ...result, tasks: [], score: 0, maxScore: 0, problem: { en: 'not JSON', 'zh-TW': '不是 JSON' } }, noPolicy)))).to.include({ gradable: false, score: 0, message: '不是 JSON' });
  });
});

describe('The similarity report', () => {
  const handed = (student: string, notebook: string): Submission => ({ student, path: `/${student}`, modified: new Date(0), hash: student, content: readContent(notebook, 'lab04-cyclegan.ipynb') });
  const copied = lab04().replaceAll('adversarial', 'first').replaceAll('distance', 'measure').replaceAll(';', ' ;');
  const others = { cycleLoss: `return norm === 'l1' ? tf.losses.absoluteDifference(original, reconstructed) : tf.losses.meanSquaredError(original, reconstructed);`,
    cycleGanGeneratorLoss: 'const list: any[] = []; for (const [network, judge, image] of [[G, DY, x], [F, DX, y]] as any[]) { const out = network(image); list.push(judge(out).sub(tf.onesLike(judge(out))).pow(2).mean()); } return { total: tf.addN(list), adversarial: list[0], cycle: list[1], identity: list[0] };' };

  it('names a copy with other names and other spaces, and leaves alone who wrote it anew or only what was handed out', () => {
    const rows = toSimilarity([handed('ada', lab04()), handed('bob', copied), handed('cyd', lab04({ bodies: others })), handed('dan', serialize(buildLab('lab04-cyclegan', 'en', 'student'))), handed('eve', serialize(buildLab('lab04-cyclegan', 'en', 'student')))], () => '').trim().split('\r\n');
    expect(rows[1]).to.match(/^lab04-cyclegan,ada,bob,(1\.00|0\.[89]\d)$/);
    expect(rows.slice(1).filter((row) => row.includes('cyd'))).to.deep.equal([]);
  });
});
