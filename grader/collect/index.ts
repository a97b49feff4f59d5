/**
 * Collects a class: takes the notebooks out of what a learning platform lets an instructor download,
 * archives and folders, and puts them where `minimax grade` looks, one folder a student. The times
 * at which the files were changed are kept, since lateness depends on them. Nothing is run.
 */
import { lstat, mkdir, readdir, readFile, utimes } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { writeFileAtomically } from '../../kernel-extensions/kernel/client/atomic-write.js';
import { readable, safeName } from '../safe-name.js';
import { maximumBytes } from '../submission.js';
import { filesInArchive, type ArchivedFile } from './archive.js';
import { commonFolders, studentOf } from './students.js';

/** Names of strangers stand in here as a terminal may show them. */
export interface Collected {
  /** Paths of the notebooks, by what became of them. */
  added: string[];
  changed: string[];
  same: string[];
  students: number;
  /** Who handed in files, but no notebook that could be taken. */
  without: string[];
  /** What was left out, and why, as half a sentence. */
  refused: { path: string; why: string }[];
}

/**
 * Bytes of an archive inside of another; bytes (unpacked, archives included) and notebooks of one student, and how
 * many of a student's files are named that were left out: a bomb is not unpacked.
 */
export const defaultLimits = { archive: 200_000_000, student: 500_000_000, files: 200, refused: 100 };

/** What one student has handed in so far. */
interface Account { bytes: number; notebooks: number }

/** @throws Error when a source does not exist, is neither a folder nor an archive, or holds no notebook. */
export async function collect(sources: readonly string[], out: string, limits = defaultLimits): Promise<Collected> {
  const collector = new Collector(resolve(out), limits);
  for (const source of sources) await collector.take(resolve(source));
  const { collected } = collector;
  if (collected.added.length + collected.changed.length + collected.same.length === 0) {
    const [first] = collected.refused;
    throw new Error(`there is no notebook (.ipynb) in ${sources.join(', ')}${first ? `; left out: ${first.path} (${first.why})` : ''}`);
  }
  return collector.finish();
}

class Collector {
  readonly collected: Collected = { added: [], changed: [], same: [], students: 0, without: [], refused: [] };
  /** Of everyone who handed in a file. */
  private readonly accounts = new Map<string, Account>();
  /** How many files of each student were left out. */
  private readonly refusals = new Map<string, number>();
  private readonly folders = new Map<string, string>();
  /** Paths written to, as systems see them that do not tell upper from lower case. */
  private readonly written = new Set<string>();

  constructor(private readonly out: string, private readonly limits: typeof defaultLimits) {}

  async take(source: string): Promise<void> {
    const files = await this.filesOf(source);
    const listed: string[][] = [];
    for await (const { path } of files(() => {})) listed.push(path);
    const outer = commonFolders(listed.filter(isWanted));
    const name = basename(source, extname(source));
    const belowOuter = (path: readonly string[]): readonly string[] => path.slice(Math.min(outer, path.length - 1));
    const refuse = (path: string, why: string): void => this.refuse(studentOf(belowOuter(path.split('/')), name), join(basename(source), path), why);
    for await (const file of files(refuse)) {
      const path = belowOuter(file.path);
      if (isHidden(path)) continue;
      const student = studentOf(path, name);
      this.accountOf(student);
      if (isNotebook(path)) await this.notebook(student, file, join(basename(source), ...file.path));
      else if (isArchive(path)) await this.archive(student, file, join(basename(source), ...file.path));
    }
  }

  finish(): Collected {
    const without = [...this.accounts].filter(([, { notebooks }]) => notebooks === 0).map(([student]) => student).sort();
    const unnamed = [...this.refusals].filter(([, count]) => count > this.limits.refused)
      .map(([student, count]) => ({ path: readable(student), why: `${count - this.limits.refused} files more` }));
    return { ...this.collected, students: this.accounts.size - without.length, without: without.map(readable), refused: [...this.collected.refused, ...unnamed] };
  }

  /** How to list what a source holds; it is listed twice, first to see how it is laid out. */
  private async filesOf(source: string): Promise<(refuse: (path: string, why: string) => void) => AsyncIterable<ArchivedFile>> {
    const about = await lstat(source).catch(() => { throw new Error(`there is no file or folder ${source}`); });
    if (about.isDirectory()) return (refuse) => filesInFolder(source, this.out, refuse);
    if (!isArchive([source])) throw new Error(`${basename(source)} is neither a folder nor a .zip archive`);
    return (refuse) => namingIt(basename(source), filesInArchive(source, refuse));
  }

  /**
   * One student's own archive. Those inside of it are not opened. A notebook in it is as old as the archive: the
   * times inside are what the student's machine wrote, or the student.
   */
  private async archive(student: string, file: ArchivedFile, name: string): Promise<void> {
    if (file.size > this.limits.archive) return this.refuse(student, name, `it has ${file.size} bytes; more than ${this.limits.archive} are not opened`);
    if (!this.allows(student, file, name)) return;
    for await (const inner of this.unpacked(student, file, name)) {
      const path = `${name}/${inner.path.join('/')}`;
      if (isHidden(inner.path)) continue;
      if (isNotebook(inner.path)) await this.notebook(student, { ...inner, modified: file.modified }, path);
      else if (isArchive(inner.path)) this.refuse(student, path, 'it is an archive inside of an archive of a student');
    }
  }

  /** What can be read of a student's archive. Errors of the caller, such as a full disk, are not caught here. */
  private async *unpacked(student: string, file: ArchivedFile, name: string): AsyncGenerator<ArchivedFile> {
    try {
      yield* filesInArchive(await file.read(), (path, why) => this.refuse(student, `${name}/${path}`, why));
    } catch (error) {
      this.refuse(student, name, cannotBeUnpacked(error));
    }
  }

  private async notebook(student: string, file: ArchivedFile, name: string): Promise<void> {
    if (file.size > maximumBytes) return this.refuse(student, name, `it has ${file.size} bytes; more than ${maximumBytes} are not read`);
    if (!this.allows(student, file, name)) return;
    let bytes: Buffer;
    try {
      bytes = await file.read();
    } catch (error) {
      return this.refuse(student, name, cannotBeUnpacked(error));
    }
    this.accountOf(student).notebooks++;
    await this.write(this.placeFor(student, file.path.at(-1)!), bytes, file.modified);
  }

  /** May this much more be read for the student? Then it is counted, whether or not anything comes of it. */
  private allows(student: string, { size }: ArchivedFile, name: string): boolean {
    const { limits } = this, account = this.accountOf(student);
    if (account.bytes + size > limits.student || account.notebooks >= limits.files) {
      this.refuse(student, name, `${student} has handed in more than ${limits.files} notebooks or ${limits.student} bytes`);
      return false;
    }
    account.bytes += size;
    return true;
  }

  private accountOf(student: string): Account {
    let account = this.accounts.get(student);
    if (!account) this.accounts.set(student, account = { bytes: 0, notebooks: 0 });
    return account;
  }

  private async write(path: string, bytes: Buffer, modified: Date): Promise<void> {
    const before = await readFile(path).catch(() => undefined);
    this.collected[before === undefined ? 'added' : before.equals(bytes) ? 'same' : 'changed'].push(relative(this.out, path));
    await mkdir(join(path, '..'), { recursive: true });
    await writeFileAtomically(path, bytes);
    await utimes(path, modified, modified);
  }

  /** A path that nothing else of this run has. */
  private placeFor(student: string, notebook: string): string {
    const folder = this.folders.get(student) ?? this.freeFolder(student);
    const name = safeName(notebook.slice(0, -extname(notebook).length));
    for (let count = 1; ; count++) {
      const path = join(this.out, folder, `${name}${count > 1 ? ` (${count})` : ''}.ipynb`);
      if (this.written.has(path.toLowerCase())) continue;
      this.written.add(path.toLowerCase());
      return path;
    }
  }

  private freeFolder(student: string): string {
    const isFree = (name: string): boolean => ![...this.folders.values()].some((other) => other.toLowerCase() === name.toLowerCase());
    const folder = [safeName(student), safeName(student, true)].find(isFree)!;
    this.folders.set(student, folder);
    return folder;
  }

  private refuse(student: string, path: string, why: string): void {
    const count = (this.refusals.get(student) ?? 0) + 1;
    this.refusals.set(student, count);
    if (count <= this.limits.refused) this.collected.refused.push({ path: readable(path.split(sep).join('/')), why: readable(why) });
  }
}

/** The files of a folder but those of `out`, which may lie in it: they were collected before. */
async function* filesInFolder(folder: string, out: string, refuse: (path: string, why: string) => void): AsyncGenerator<ArchivedFile> {
  const holdsOut = isInside(out, folder);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name), path = relative(folder, file).split(sep);
    if (holdsOut && isInside(file, out)) continue;
    if (entry.isSymbolicLink()) refuse(path.join('/'), 'it is a link');
    if (!entry.isFile()) continue;
    const { mtime, size } = await lstat(file);
    yield { path, modified: mtime, size, read: () => readFile(file) };
  }
}

async function* namingIt(name: string, files: AsyncIterable<ArchivedFile>): AsyncGenerator<ArchivedFile> {
  try {
    yield* files;
  } catch (error) {
    throw new Error(`${name} cannot be unpacked: ${(error as Error).message}`);
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way.split(sep)[0] !== '..' && !isAbsolute(way);
}

const cannotBeUnpacked = (error: unknown): string => `it cannot be unpacked (${(error as Error).message})`;

const hasExtension = (path: readonly string[], extension: string): boolean => path.at(-1)!.toLowerCase().endsWith(extension);
const isNotebook = (path: readonly string[]): boolean => hasExtension(path, '.ipynb');
const isArchive = (path: readonly string[]): boolean => hasExtension(path, '.zip');
/** What systems and editors leave beside files. */
const isHidden = (path: readonly string[]): boolean => path.some((part) => part.startsWith('.') || part === '__MACOSX');
const isWanted = (path: readonly string[]): boolean => !isHidden(path) && (isNotebook(path) || isArchive(path));
