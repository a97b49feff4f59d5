/** Finds what is to be graded: which student handed in which notebook for which lab. Reads files, runs nothing. */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { parseNotebook, type CodeCell, type Notebook } from '../kernel-extensions/kernel/client/notebook.js';
import { say, type Language, type Text } from '../tests/checks/language.js';
import { isLab, labs, type Lab } from '../tests/checks/registry.js';
import { handoutOf, type HandedOut } from './handout.js';

export interface Submission {
  student: string;
  /** Path of the notebook. */
  path: string;
  /** When the file was last changed. */
  modified: Date;
  /** SHA-256 of the file's bytes; empty when it cannot be read. */
  hash: string;
  content: Content | Unreadable;
}

export interface Content {
  lab: Lab;
  language: Language;
  /** The cells to run, in order. */
  cells: { code: string; /** Place among all cells, from 1. */ position: number }[];
  /** What was not as it was handed out. */
  warnings: Text[];
}

/** A notebook that cannot be graded, and why; `lab`: which it may have been, as its name says. */
export interface Unreadable {
  problem: Text;
  lab?: Lab;
}

/** A student's notebook is some hundred kilobytes; with saved outputs, some megabytes. */
export const maximumBytes = 50_000_000;

/** The labs have two dozen. */
const maximumCells = 1000;

/**
 * The submissions at `paths`, sorted by student and notebook. A notebook is a submission of a student named
 * like the file; a folder with notebooks is that of a student named like the folder; a folder of
 * folders is a class.
 * @throws Error when a path does not exist or holds no notebook.
 */
export async function findSubmissions(paths: readonly string[]): Promise<Submission[]> {
  const found: Submission[] = [];
  for (const path of paths) {
    const absolute = resolve(path);
    const about = await stat(absolute).catch(() => { throw new Error(`there is no file or folder ${path}`); });
    if (about.isFile() && isArchive(absolute)) throw new Error(`${path} is an archive: take the notebooks out of it with minimax collect`);
    const here = about.isDirectory() ? await submissionsIn(absolute) : [await readSubmission(basename(absolute, '.ipynb'), absolute)];
    if (!here.length) throw new Error(`there is no notebook (.ipynb) in ${path}`);
    found.push(...here);
  }
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return found.sort((a, b) => order(a.student, b.student) || order(a.path, b.path));
}

async function submissionsIn(folder: string): Promise<Submission[]> {
  const own = await readAll(basename(folder), await notebooksIn(folder));
  if (own.length) return own;
  const found: Submission[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !entry.name.startsWith('.')) found.push(...await readAll(entry.name, await handedIn(join(folder, entry.name))));
  }
  return found;
}

/** One after the other: a class may have more notebooks than a process may open files. */
async function readAll(student: string, paths: readonly string[]): Promise<Submission[]> {
  const read: Submission[] = [];
  for (const path of paths) read.push(await readSubmission(student, path));
  return read;
}

async function notebooksIn(folder: string): Promise<string[]> {
  return (await filesIn(folder)).filter((path) => extname(path) === '.ipynb');
}

/** Where a student has no notebook, archives stand in for it: nobody's work is passed over in silence. */
async function handedIn(folder: string): Promise<string[]> {
  const notebooks = await notebooksIn(folder);
  return notebooks.length > 0 ? notebooks : (await filesIn(folder)).filter(isArchive);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory()).map((entry) => join(folder, entry.name));
}

const isArchive = (name: string): boolean => extname(name).toLowerCase() === '.zip';

async function readSubmission(student: string, path: string): Promise<Submission> {
  const about = await lstat(path);
  const submission = { student, path, modified: about.mtime, hash: '' };
  // A link could name any file of the grader's machine.
  if (!about.isFile()) return { ...submission, content: unreadable(path, say('is not a regular file', '不是一般的檔案')) };
  if (isArchive(path)) return { ...submission, content: unreadable(path, say('is an archive: minimax collect takes notebooks out of archives', '是壓縮檔：請用 minimax collect 取出其中的筆記本')) };
  if (about.size > maximumBytes) return { ...submission, content: unreadable(path, say(`has ${about.size} bytes; more than ${maximumBytes} are not read`, `有 ${about.size} 個位元組；超過 ${maximumBytes} 的檔案不會讀取`)) };
  const bytes = await readFile(path);
  return { ...submission, hash: createHash('sha256').update(bytes).digest('hex'), content: readContent(bytes.toString('utf8'), basename(path)) };
}

/** What a notebook's text asks to be run, or why it cannot be graded. */
export function readContent(text: string, name: string): Content | Unreadable {
  let notebook: Notebook;
  try {
    notebook = parseNotebook(text, name);
  } catch (error) {
    const { message } = error as Error;
    return { problem: say(message, `無法讀取這本筆記本：${message}`), lab: labIn(name) };
  }
  const { minimax, kernelspec } = notebook.metadata as { minimax?: Partial<Record<'lab' | 'language', unknown>>; kernelspec?: { language?: unknown } };
  // The metadata may have been lost on the way through another editor; the file's name may have been kept.
  const lab = [minimax?.lab, labIn(name)].find((candidate) => typeof candidate === 'string' && isLab(candidate));
  if (!lab) return unreadable(name, say(`is not a notebook of this course: its metadata name none of ${labs.join(', ')}`, `不是這門課的筆記本：它的 metadata 沒有指明 ${labs.join('、')} 其中之一`));
  if (typeof kernelspec?.language === 'string' && !/^(type|java)script$/i.test(kernelspec.language)) return unreadable(name, say(`is a notebook for ${kernelspec.language.slice(0, 40)}; the labs are written in TypeScript`, `是 ${kernelspec.language.slice(0, 40)} 的筆記本；實驗要用 TypeScript 撰寫`));
  const language = minimax?.language === 'zh-TW' ? 'zh-TW' : 'en';
  const handout = handoutOf(lab as Lab, language);
  const warnings = handout.differences(notebook.cells);
  const cells = notebook.cells.map((cell, index) => ({ cell, position: index + 1 }))
    .filter((entry): entry is { cell: CodeCell; position: number } => entry.cell.cell_type === 'code' && isRun(entry.cell, handout.cell(entry.cell)))
    .map(({ cell, position }) => ({ code: cell.source, position }));
  if (cells.length > maximumCells) warnings.push(say(`Of ${cells.length} code cells, only the first ${maximumCells} are run.`, `${cells.length} 個程式儲存格中，只執行前 ${maximumCells} 個。`));
  return { lab: lab as Lab, language, cells: cells.slice(0, maximumCells), warnings };
}

function labIn(name: string): Lab | undefined {
  return labs.find((candidate) => name.includes(candidate));
}

/** @param what completes a sentence that begins with the file's name. */
function unreadable(path: string, { en, 'zh-TW': zh }: Text): Unreadable {
  const name = basename(path);
  return { problem: say(`${name} ${en}`, `${name} ${zh}`), lab: labIn(name) };
}

/** Neither the cells that run checks, nor those that train or draw at length, define anything that is graded. What a cell is, the handout says where it knows the cell. */
function isRun({ source, metadata }: CodeCell, handedOut: HandedOut | undefined): boolean {
  const { nbgrader, tags } = (handedOut?.metadata ?? metadata) as { nbgrader?: { grade?: unknown; solution?: unknown }; tags?: unknown };
  const isCheck = (nbgrader?.grade === true && nbgrader.solution !== true) || /^\s*await\s+lab\s*\.\s*check\s*\(/.test(source);
  const isSkipped = Array.isArray(tags) && tags.includes('skip-in-grading');
  return source.trim() !== '' && !isCheck && !isSkipped;
}
