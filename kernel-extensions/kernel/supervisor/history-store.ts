/**
 * The inputs of a user's sessions on disk: a folder with one file a session, named by its number,
 * one JSON line an input. Only its own kernel writes a file, so that kernels side by side do not
 * meet, and a broken line costs one input. What cannot be written is given up with a log line.
 */
import { mkdir, open, readFile, readdir, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

export interface StoredLine {
  line: number;
  input: string;
}

/** How many sessions are kept. */
const mostSessions = 200;
/** How much of one session is kept, in characters. */
const mostOfSession = 2 ** 20;

const fileName = (session: number) => `${session}.jsonl`;

export class HistoryStore {
  #file: FileHandle | undefined;
  #session: number | undefined;
  #written = 0;
  #hasGivenUp = false;
  #writes: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string, private readonly log: (line: string) => void) {}

  /** Never throws: the cell is run, whether its input can be stored or not. */
  add(line: StoredLine): void {
    const text = JSON.stringify(line) + '\n';
    this.#written += text.length;
    if (this.#hasGivenUp || this.#written > mostOfSession) return;
    this.#writes = this.#writes.then(() => this.#append(text)).catch((error: Error) => {
      this.#hasGivenUp = true;
      this.log(`the history of this session is not stored: ${error.message}`);
    });
  }

  /** The number of the running session: the next one while nothing of it is stored. */
  async session(): Promise<number> {
    await this.#writes;
    return this.#session ?? Math.max(0, ...(await this.#sessions())) + 1;
  }

  /** The sessions that are stored, the latest first, without the running one. */
  async others(): Promise<number[]> {
    await this.#writes;
    return (await this.#sessions()).filter((session) => session !== this.#session).sort((a, b) => b - a);
  }

  /** The inputs of a session; none where there is no such session. */
  async read(session: number): Promise<StoredLine[]> {
    const text = await readFile(join(this.folder, fileName(session)), 'utf8').catch(() => '');
    return text.split('\n').flatMap(parseLine);
  }

  async close(): Promise<void> {
    await this.#writes;
    await this.#file?.close().catch(() => {});
  }

  async #append(text: string): Promise<void> {
    if (this.#hasGivenUp) return;
    this.#file ??= await this.#begin();
    await this.#file.appendFile(text);
  }

  /** Takes the next free number: creating a file that is there already fails, also when two kernels try at once. */
  async #begin(): Promise<FileHandle> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const taken = (await this.#sessions()).sort((a, b) => a - b);
    for (const session of taken.slice(0, Math.max(0, taken.length + 1 - mostSessions))) await rm(join(this.folder, fileName(session)), { force: true });
    for (let session = (taken.at(-1) ?? 0) + 1; ; session++) {
      try {
        const file = await open(join(this.folder, fileName(session)), 'ax', 0o600);
        this.#session = session;
        return file;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  async #sessions(): Promise<number[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.flatMap((name) => { const found = /^([1-9]\d*)\.jsonl$/.exec(name); return found ? [Number(found[1])] : []; });
  }
}

function parseLine(text: string): StoredLine[] {
  try {
    const { line, input } = JSON.parse(text) as StoredLine;
    return Number.isInteger(line) && typeof input === 'string' ? [{ line, input }] : [];
  } catch {
    return []; // Written by half, or the empty rest behind the last line.
  }
}
