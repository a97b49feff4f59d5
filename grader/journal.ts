/**
 * What has been graded, safe against a kill at any moment: one JSON object a line, appended and
 * brought to the disk before the batch goes on. A line that was cut off by a kill is left out.
 */
import { open, readFile, type FileHandle } from 'node:fs/promises';
import type { Result } from './result.js';

interface Entry {
  key: string;
  result: Result;
}

export class Journal {
  private constructor(private readonly file: FileHandle, private readonly known: Map<string, Result>) {}

  /** Opens the journal at `path`, making it when there is none. */
  static async open(path: string): Promise<Journal> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const known = new Map<string, Result>();
    for (const line of text.split('\n')) {
      const entry = parse(line);
      if (entry) known.set(entry.key, entry.result);
    }
    const file = await open(path, 'a');
    // After a line that was cut off, the next one starts afresh.
    if (text !== '' && !text.endsWith('\n')) await file.write('\n');
    return new Journal(file, known);
  }

  get(key: string): Result | undefined {
    return this.known.get(key);
  }

  /** Resolves when the result is on the disk. */
  async add(key: string, result: Result): Promise<void> {
    await this.file.write(`${JSON.stringify({ key, result } satisfies Entry)}\n`);
    await this.file.datasync();
    this.known.set(key, result);
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
