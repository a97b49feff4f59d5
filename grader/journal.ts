/**
 * What has been graded, safe against a kill at any moment: one JSON object a line, appended and
 * brought to the disk before the batch goes on. A line that was cut off by a kill is left out.
 * Parts of a class that are graded into one folder write a journal each and read them all.
 */
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from './result.js';

export interface Entry {
  /** Of the grading, see identity.ts. */
  key: string;
  /** Of the notebook. */
  identity: string;
  result: Result;
}

export class Journal {
  private readonly known = new Map<string, Result>();
  private readonly byIdentity = new Map<string, Result>();
  /** One line after the other: a disk that is nearly full takes the beginning of one. */
  private written: Promise<void> = Promise.resolve();
  private isCut = false;

  private constructor(private readonly file: FileHandle, entries: readonly Entry[]) {
    for (const entry of entries) this.note(entry);
  }

  /** Opens the journal in `folder`, making it when there is none. @param part names that of a part of the class. */
  static async open(folder: string, part?: string): Promise<Journal> {
    const entries = await readJournals(folder);
    const path = join(folder, part === undefined ? 'journal.jsonl' : `journal-${part}.jsonl`);
    const file = await open(path, 'a+');
    // After a line that was cut off, the next one starts afresh.
    const { size } = await file.stat();
    if (size > 0 && (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] !== 10) await file.write('\n');
    return new Journal(file, entries);
  }

  get(key: string): Result | undefined {
    return this.known.get(key);
  }

  /** The last result of a notebook, whatever the checks were. */
  latest(identity: string): Result | undefined {
    return this.byIdentity.get(identity);
  }

  /** Resolves when the result is on the disk. Rejects when it is not, say because the disk is full; the next line starts afresh. */
  async add(entry: Entry): Promise<void> {
    const line = `${JSON.stringify(entry)}\n`;
    await (this.written = this.written.catch(() => {}).then(() => this.write(line)));
    this.note(entry);
  }

  private async write(line: string): Promise<void> {
    const before = this.isCut ? '\n' : '';
    this.isCut = true;
    // `write` would tell of a line that was cut off by a number alone.
    await this.file.appendFile(before + line);
    this.isCut = false;
    await this.file.datasync();
  }

  private note({ key, identity, result }: Entry): void {
    this.known.set(key, result);
    this.byIdentity.set(identity, result);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** All that was graded in a folder, each journal's entries in their order; nothing where there is no such folder. */
export async function readJournals(folder: string): Promise<Entry[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const entries: Entry[] = [];
  for (const name of names.filter((name) => /^journal.*\.jsonl$/.test(name)).sort()) {
    // Line by line: the journal of a hundred thousand is longer than a string may be.
    const file = await open(join(folder, name));
    for await (const line of file.readLines()) {
      const entry = parse(line);
      if (entry) entries.push(entry);
    }
  }
  return entries;
}

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<Entry>;
    return typeof entry.key === 'string' && entry.result ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}
