/**
 * What has been graded, safe against a kill at any moment: one JSON object a line, appended and
 * brought to the disk before the batch goes on. A line that was cut off by a kill is left out.
 */
import { open, readFile, type FileHandle } from 'node:fs/promises';
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

  private constructor(private readonly file: FileHandle, entries: readonly Entry[]) {
    for (const entry of entries) this.note(entry);
  }

  /** Opens the journal at `path`, making it when there is none. */
  static async open(path: string): Promise<Journal> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const entries = text.split('\n').map(parse).filter((entry) => entry !== undefined);
    const file = await open(path, 'a');
    // After a line that was cut off, the next one starts afresh.
    if (text !== '' && !text.endsWith('\n')) await file.write('\n');
    return new Journal(file, entries);
  }

  get(key: string): Result | undefined {
    return this.known.get(key);
  }

  /** The last result of a notebook, whatever the checks were. */
  latest(identity: string): Result | undefined {
    return this.byIdentity.get(identity);
  }

  /** Resolves when the result is on the disk. */
  async add(entry: Entry): Promise<void> {
    await this.file.write(`${JSON.stringify(entry)}\n`);
    await this.file.datasync();
    this.note(entry);
  }

  private note({ key, identity, result }: Entry): void {
    this.known.set(key, result);
    this.byIdentity.set(identity, result);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<Entry>;
    return typeof entry.key === 'string' && entry.result ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}
