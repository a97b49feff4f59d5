/** The labs in a folder as a course: what a student has done is read from the notebooks; starting over loses nothing. */
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FolderCourse } from '../../cli/course/folder-course.js';
import { buildLab, labNames, writeLabs } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';
import { renderReport, runPublicChecks } from '../checks/index.js';

describe('the course in a folder', () => {
  let folder: string;
  let course: FolderCourse;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-course-'));
    writeLabs(folder, 'student');
    course = new FolderCourse(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const path = 'en/lab01-generator.ipynb';
  const lab01 = async () => (await course.lessons('en')).find((lesson) => lesson.path === path)!;
  type SavedCell = { metadata: { nbgrader?: { grade_id: string } }; outputs?: unknown[]; source: string[] };
  function edit(change: (cells: SavedCell[]) => void): void {
    const notebook = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    change(notebook.cells);
    writeFileSync(join(folder, path), JSON.stringify(notebook));
  }

  it('lists the labs in order, untouched ones as not started', async () => {
    for (const language of ['en', 'zh-TW'] as const) {
      const lessons = await course.lessons(language);
      expect(lessons.map((lesson) => lesson.path)).to.deep.equal(labNames().map((name) => `${language}/${name}.ipynb`));
      for (const lesson of lessons) {
        expect(lesson.isStarted).to.equal(false);
        expect(lesson.tasks.length).to.be.greaterThan(2);
        expect(lesson.tasks.every(({ state }) => state === 'open')).to.equal(true);
      }
    }
  });

  it('reads from the outputs of its checks which tasks pass', async () => {
    const right = (input: number, kernel: number, stride: number, padding: string) => input * stride + (padding === 'same' ? 0 : Math.max(kernel - stride, 0));
    for (const [transposedConvSize, state] of [[right, 'passed'], [() => 3, 'failed']] as const) {
      const data = renderReport(await runPublicChecks('lab01-generator', 'transposed-size', { transposedConvSize }, 'en'));
      edit((cells) => { cells.find((cell) => cell.metadata.nbgrader?.grade_id === 'check-transposed-size')!.outputs = [{ output_type: 'display_data', data, metadata: {} }]; });
      const { tasks, isStarted } = await lab01();
      expect(isStarted).to.equal(true);
      expect(tasks.map((task) => task.state)).to.deep.equal([state, ...tasks.slice(1).map(() => 'open')]);
    }
  });

  it('starts a lab over and keeps the old notebook, as often as one likes', async () => {
    const original = serialize(buildLab('lab01-generator', 'en', 'student'));
    const kept: string[] = [];
    for (const mine of ['first', 'second']) {
      edit((cells) => { cells[1].source = [mine]; });
      kept.push(await course.startOver(path));
      expect(readFileSync(join(folder, path), 'utf8')).to.equal(original);
      expect(readFileSync(join(folder, kept.at(-1)!), 'utf8')).to.include(mine);
    }
    expect(new Set(kept).size).to.equal(2);
    expect(await course.lessons('en')).to.have.length(labNames().length); // kept notebooks are no lessons
  });

  it('lists a damaged lab, which can be started over', async () => {
    writeFileSync(join(folder, path), '{"cells": [');
    const { problem, title } = await lab01();
    expect(problem).to.include('lab01-generator.ipynb');
    expect(title).to.equal('lab01-generator');
    const kept = await course.startOver(path);
    expect(readFileSync(join(folder, kept), 'utf8')).to.equal('{"cells": [');
    expect((await lab01()).problem).to.equal(undefined);
  });

  it('touches nothing that is no lab', async () => {
    writeFileSync(join(folder, 'en', 'mine.ipynb'), serialize(buildLab('lab01-generator', 'en', 'student')));
    writeFileSync(join(folder, 'outside.ipynb'), 'outside');
    const before = readdirSync(join(folder, 'en'));
    for (const wrong of ['en/mine.ipynb', 'en/../outside.ipynb', '../en/lab01-generator.ipynb', '/etc/passwd', 'en/lab01-generator', 'fr/lab01-generator.ipynb', 'en\\lab01-generator.ipynb', '']) {
      expect(await course.startOver(wrong).catch((error: Error) => error.message), wrong).to.equal(`${wrong} is not a notebook of the course.`);
    }
    expect(readdirSync(join(folder, 'en'))).to.deep.equal(before);
    expect(readFileSync(join(folder, 'outside.ipynb'), 'utf8')).to.equal('outside');
  });

  it('has no lessons in a folder of other notebooks', async () => {
    rmSync(join(folder, 'en'), { recursive: true });
    mkdirSync(join(folder, 'en'));
    expect(await course.lessons('en')).to.deep.equal([]);
  });

  it('measures how fast this machine trains', async function () {
    this.timeout(120_000);
    const { backend, roundsPerMinute } = await course.machine();
    expect(backend).to.be.oneOf(['simd', 'tensorflow', 'cpu']);
    expect(roundsPerMinute).to.be.greaterThan(0);
    expect(await course.machine()).to.equal(await course.machine());
  });
});
