/**
 * The labs in a folder as a course: which there are, how far the student has come, starting over.
 * What the student has done is read from the saved notebooks alone; nothing else is kept about it.
 */
import { readdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readNotebook, writeFileAtomically, type Notebook } from '../../kernel-extensions/kernel/client/index.js';
import type { Course, Lesson, Task } from '../../kernel-extensions/notebook-app/server/course.js';
import { verdictType } from '../../tests/checks/card.js';
import { languages, type Language } from '../../labs/authoring/percent.js';
import { measureMachine } from './machine.js';
import { originalOf } from './originals.js';

interface LabMetadata {
  lab: string;
  language: Language;
  title?: string;
  goal?: string;
  minutes?: number;
}

export class FolderCourse implements Course {
  #machine: ReturnType<typeof measureMachine> | undefined;

  /** `folder` holds one folder a language. */
  constructor(private readonly folder: string) {}

  async lessons(language: Language): Promise<Lesson[]> {
    const names = await readdir(join(this.folder, language)).catch(() => []);
    const lessons = await Promise.all(names.filter((name) => name.endsWith('.ipynb')).sort().map((name) => this.#lesson(language, name)));
    return lessons.filter((lesson) => lesson !== undefined);
  }

  async startOver(path: string): Promise<string> {
    const language = languages.find((known) => path.startsWith(`${known}/`));
    const lesson = language && (await this.lessons(language)).find((known) => known.path === path);
    if (!lesson) throw new Error(`${path} is not a notebook of the course.`);
    const lab = basename(path, '.ipynb');
    const original = originalOf(lab, language);
    const file = join(this.folder, path);
    const kept = await freeName(join(this.folder, language), lab);
    await rename(file, join(this.folder, language, kept));
    try {
      await writeFileAtomically(file, original);
    } catch (error) {
      await rename(join(this.folder, language, kept), file);
      throw error;
    }
    return `${language}/${kept}`;
  }

  machine(): ReturnType<typeof measureMachine> {
    return (this.#machine ??= measureMachine());
  }

  /** Undefined for a notebook that is no lab, or a kept copy of one. */
  async #lesson(language: Language, name: string): Promise<Lesson | undefined> {
    const file = join(this.folder, language, name);
    let notebook: Notebook;
    try {
      notebook = await readNotebook(file);
    } catch (error) {
      // A damaged lab is listed, so that it can be started over.
      return isLabName(name) ? { path: `${language}/${name}`, title: basename(name, '.ipynb'), tasks: [], isStarted: true, problem: (error as Error).message } : undefined;
    }
    const lab = notebook.metadata.minimax as LabMetadata | undefined;
    if (lab?.lab !== basename(name, '.ipynb')) return undefined;
    const { title = lab.lab, goal, minutes } = lab;
    return { path: `${language}/${name}`, title, goal, minutes, tasks: tasksOf(notebook), isStarted: notebook.cells.some((cell) => cell.cell_type === 'code' && cell.outputs.length > 0) };
  }
}

/** Kept copies have a blank in their names. */
const isLabName = (name: string) => /^lab\d+-[\w-]+\.ipynb$/.test(name);

interface Grading { nbgrader?: { grade?: boolean; grade_id?: string } }

/** The tasks in the order of their checks, with the answer of each check as the notebook shows it. */
function tasksOf(notebook: Notebook): Task[] {
  return notebook.cells.flatMap((cell): Task[] => {
    const { nbgrader } = cell.metadata as Grading;
    if (cell.cell_type !== 'code' || !nbgrader?.grade || !nbgrader.grade_id?.startsWith('check-')) return [];
    const id = nbgrader.grade_id.slice('check-'.length);
    const verdicts = cell.outputs.flatMap((output) => ('data' in output ? (output.data as Record<string, unknown>)[verdictType] ?? [] : [])) as { task?: string; passed?: boolean }[];
    const verdict = verdicts.filter(({ task }) => task === id).at(-1);
    return [{ id, state: verdict === undefined ? 'open' : verdict.passed === true ? 'passed' : 'failed' }];
  });
}

/** `lab01-generator (kept 2026-03-01).ipynb`, with a number where that is taken. */
async function freeName(folder: string, lab: string): Promise<string> {
  const day = new Date().toLocaleDateString('sv-SE');
  for (let count = 1; ; count++) {
    const name = `${lab} (kept ${day}${count > 1 ? `, ${count}` : ''}).ipynb`;
    if (!(await stat(join(folder, name)).then(() => true, () => false))) return name;
  }
}
