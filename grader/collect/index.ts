/**
 * Collects a class: takes the notebooks out of what a learning platform lets an instructor download,
 * archives and folders, and puts them where `minimax grade` looks, one folder a student. The times
 * at which the files were changed are kept, since lateness depends on them. Nothing is run.
 */
import { lstat, mkdir, readdir, readFile, utimes } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { writeFileAtomically } from '../../kernel-extensions/kernel/client/atomic-write.js';
import { safeName } from '../safe-name.js';
import { maximumBytes } from '../submission.js';
import { filesInArchive, type ArchivedFile } from './archive.js';
import { commonFolders, studentOf } from './students.js';

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

/** Bytes of an archive inside of another, and bytes and notebooks of one student: a bomb is not unpacked. */
export const defaultLimits = { archive: 200_000_000, student: 500_000_000, files: 200 };

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
  private readonly seen = new Set<string>();
  /** Bytes and number of notebooks of each student. */
  private readonly taken = new Map<string, { bytes: number; files: number }>();
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
    for await (const file of files((path, why) => this.refuse(join(basename(source), path), why))) {
      const path = file.path.slice(Math.min(outer, file.path.length - 1));
      if (isHidden(path)) continue;
      const student = studentOf(path, name);
      this.seen.add(student);
      if (isNotebook(path)) await this.notebook(student, file, join(basename(source), ...file.path));
      else if (isArchive(path)) await this.archive(student, file, join(basename(source), ...file.path));
    }
  }

  finish(): Collected {
    return { ...this.collected, students: this.taken.size, without: [...this.seen].filter((student) => !this.taken.has(student)).sort() };
  }

  /** How to list what a source holds; it is listed twice, first to see how it is laid out. */
  private async filesOf(source: string): Promise<(refuse: (path: string, why: string) => void) => AsyncIterable<ArchivedFile>> {
    const about = await lstat(source).catch(() => { throw new Error(`there is no file or folder ${source}`); });
    if (about.isDirectory()) return (refuse) => filesInFolder(source, refuse);
    if (!isArchive([source])) throw new Error(`${basename(source)} is neither a folder nor a .zip archive`);
    return (refuse) => namingIt(basename(source), filesInArchive(source, refuse));
  }

  /** One student's own archive. Those inside of it are not opened. */
  private async archive(student: string, file: ArchivedFile, name: string): Promise<void> {
    if (file.size > this.limits.archive) return this.refuse(name, `it has ${file.size} bytes; more than ${this.limits.archive} are not opened`);
    try {
      for await (const inner of filesInArchive(await file.read(), (path, why) => this.refuse(`${name}/${path}`, why))) {
        if (isHidden(inner.path)) continue;
        if (isNotebook(inner.path)) await this.notebook(student, inner, `${name}/${inner.path.join('/')}`);
        else if (isArchive(inner.path)) this.refuse(`${name}/${inner.path.join('/')}`, 'it is an archive inside of an archive of a student');
      }
    } catch (error) {
      this.refuse(name, `it cannot be unpacked (${(error as Error).message})`);
    }
  }

  private async notebook(student: string, file: ArchivedFile, name: string): Promise<void> {
    const { limits } = this, taken = this.taken.get(student) ?? { bytes: 0, files: 0 };
    if (file.size > maximumBytes) return this.refuse(name, `it has ${file.size} bytes; more than ${maximumBytes} are not read`);
    if (taken.bytes + file.size > limits.student || taken.files >= limits.files) return this.refuse(name, `${student} has handed in more than ${limits.files} notebooks or ${limits.student} bytes`);
    let bytes: Buffer;
    try {
      bytes = await file.read();
    } catch (error) {
      return this.refuse(name, `it cannot be unpacked (${(error as Error).message})`);
    }
    this.taken.set(student, { bytes: taken.bytes + bytes.length, files: taken.files + 1 });
    await this.write(this.placeFor(student, file.path.at(-1)!), bytes, file.modified);
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

  private refuse(path: string, why: string): void {
    this.collected.refused.push({ path: path.split(sep).join('/'), why });
  }
}

async function* filesInFolder(folder: string, refuse: (path: string, why: string) => void): AsyncGenerator<ArchivedFile> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name), path = relative(folder, file).split(sep);
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

const hasExtension = (path: readonly string[], extension: string): boolean => path.at(-1)!.toLowerCase().endsWith(extension);
const isNotebook = (path: readonly string[]): boolean => hasExtension(path, '.ipynb');
const isArchive = (path: readonly string[]): boolean => hasExtension(path, '.zip');
/** What systems and editors leave beside files. */
const isHidden = (path: readonly string[]): boolean => path.some((part) => part.startsWith('.') || part === '__MACOSX');
const isWanted = (path: readonly string[]): boolean => !isHidden(path) && (isNotebook(path) || isArchive(path));
