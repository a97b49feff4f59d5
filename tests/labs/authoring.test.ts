/**
 * The authoring format: one source becomes a student's and a solved notebook in each language.
 */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLab, labCells, labNames } from '../../labs/authoring/labs.js';
import { serialize, toNotebook } from '../../labs/authoring/notebook.js';
import { languages, localize, parsePercent, withSolutions, withoutSolutions } from '../../labs/authoring/percent.js';
import { readingMinutes } from '../../labs/authoring/reading-time.js';

const root = join(import.meta.dirname, '..', '..', '..');

const source = `/* a header */
// %% [markdown] en
/*
# Title
*/
// %% [markdown] zh-TW
/*
# 標題
*/
// %% task=double
function double(x: number): number {
  // en: Twice as much.
  // zh-TW: 兩倍。
  // BEGIN SOLUTION
  return 2 * x;
  // END SOLUTION
}

// %% check=double points=3
await lab.check('double', { double });
`;

describe('the percent format', () => {
  it('splits a source into cells with their options', () => {
    const cells = parsePercent(source, 'x.ts');
    expect(cells.map(({ kind, language, task, check, points }) => [kind, language ?? task ?? check, points])).to.deep.equal([
      ['markdown', 'en', 0], ['markdown', 'zh-TW', 0], ['code', 'double', 0], ['code', 'double', 3],
    ]);
    expect(cells[0].text).to.equal('# Title');
  });

  it('names file and line of an English text without its twin', () => {
    const broken = source.replace('// %% [markdown] zh-TW\n/*\n# 標題\n*/\n', '');
    expect(() => parsePercent(broken, 'x.ts')).to.throw('x.ts:2: this English text has no zh-TW twin after it');
  });

  it('refuses a zh-TW text that stands alone, an unknown option, an unknown language and code before the first mark', () => {
    expect(() => parsePercent('// %% [markdown] zh-TW\n/*\na\n*/', 'x.ts')).to.throw('x.ts:1: a zh-TW text stands right after');
    expect(() => parsePercent('// %% colour=red\n', 'x.ts')).to.throw('`colour` is none of');
    expect(() => parsePercent('// %% [markdown] fr\n/*\na\n*/', 'x.ts')).to.throw('names its language');
    expect(() => parsePercent('let a = 1;\n// %%\n', 'x.ts')).to.throw('x.ts:1: code before');
  });

  it('keeps the comments of one language', () => {
    const code = parsePercent(source, 'x.ts')[2].text;
    expect(localize(code, 'zh-TW')).to.include('  // 兩倍。').and.not.include('Twice');
    expect(localize(code, 'en')).to.include('  // Twice as much.').and.not.include('兩倍');
    expect(localize(`openLab('a', { language: 'en' })`, 'zh-TW')).to.equal(`openLab('a', { language: 'zh-TW' })`);
  });

  it('gives the student an invitation in place of the solution, and the solved notebook the solution alone', () => {
    const code = parsePercent(source, 'x.ts')[2].text;
    expect(withoutSolutions(code, 'en')).to.match(/\n {2}\/\/ YOUR CODE HERE.*\n {2}return todo\('double'\);\n}$/).and.not.include('2 * x');
    expect(withSolutions(code)).to.match(/\n {2}return 2 \* x;\n}$/).and.not.include('SOLUTION');
  });
});

describe('a built notebook', () => {
  const notebook = toNotebook('x', parsePercent(source, 'x.ts'), 'en', 'student');

  it('holds the text cells of its language only', () => {
    expect(notebook.cells.map((cell) => cell.source.join('').split('\n')[0])).to.deep.equal([
      '# Title', 'function double(x: number): number {', `await lab.check('double', { double });`,
    ]);
  });

  it('carries nbgrader metadata of schema version 3 on task and check', () => {
    expect(notebook.cells[1].metadata.nbgrader).to.deep.equal({ schema_version: 3, task: false, grade_id: 'double', grade: false, solution: true, locked: false });
    expect(notebook.cells[2].metadata.nbgrader).to.deep.equal({ schema_version: 3, task: false, grade_id: 'check-double', grade: true, solution: false, locked: true, points: 3 });
  });

  it('has unique cell ids that nbformat allows', () => {
    const ids = notebook.cells.map((cell) => cell.id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[a-zA-Z0-9-_]{1,64}$/);
  });
});

describe('the labs', () => {
  it('are those of the course', () => {
    expect(labNames()).to.deep.equal(['lab00-minimax', 'lab01-generator', 'lab02-discriminator', 'lab03-dcgan', 'lab04-cyclegan', 'lab05-mnist', 'lab06-cifar-networks', 'lab07-cifar', 'lab08-autoencoder', 'lab09-wasserstein', 'lab10-conditional', 'lab11-evaluation', 'lab12-cyclegan-training', 'lab13-latent-space', 'lab14-tricks', 'lab15-failure-clinic']);
  });

  for (const name of labNames()) {
    for (const language of languages) {
      it(`${name} in ${language}: the committed notebook is what its source builds (run \`npm run labs\`)`, () => {
        expect(readFileSync(join(root, 'labs', language, `${name}.ipynb`), 'utf8')).to.equal(serialize(buildLab(name, language, 'student')));
      });
    }

    it(`${name}: every task has its check right after it`, () => {
      const cells = buildLab(name, 'en', 'student').cells.filter((cell) => cell.metadata.nbgrader);
      for (let i = 0; i < cells.length; i += 2) expect(cells[i + 1].id).to.equal(`check-${cells[i].id}`);
    });

    it(`${name}: no line of a solution is left in the student's notebook`, () => {
      const lab = readFileSync(join(root, 'solutions', `${name}.ts`), 'utf8');
      const solutions = [...lab.matchAll(/BEGIN SOLUTION\n([\s\S]*?)\/\/ END SOLUTION/g)].flatMap((match) => match[1].split('\n'));
      const telling = solutions.map((line) => line.trim()).filter((line) => line.length > 8);
      expect(telling).to.have.length.greaterThan(4);
      for (const language of languages) {
        const student = new Set(buildLab(name, language, 'student').cells.flatMap((cell) => cell.source.map((line) => line.trim())));
        expect(telling.filter((line) => student.has(line))).to.deep.equal([]);
      }
    });
  }

  it('of the first afternoon are read, solved, within the 20 minutes that the notes promise, one and a half of them the machine\'s', () => {
    for (const language of languages) {
      const minutes = ['lab01-generator', 'lab02-discriminator', 'lab03-dcgan'].map((name) => readingMinutes(labCells(name), language));
      expect(minutes.reduce((sum, each) => sum + each), `${language}: ${minutes.map((each) => each.toFixed(1))}`).to.be.within(10, 18.5);
    }
  });

  it('tells each lab\'s title, goal and minutes in both languages', () => {
    for (const name of labNames()) {
      for (const language of languages) {
        const { title, goal, minutes } = buildLab(name, language, 'student').metadata.minimax as Record<string, unknown>;
        expect(title, name).to.match(/^Lab \d\d · /);
        expect(goal, name).to.be.a('string').with.property('length').greaterThan(15);
        expect(goal).not.to.include('**');
        expect(minutes, name).to.be.within(1, 60);
      }
    }
  });
});
