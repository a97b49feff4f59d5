/** What was run, for `history_request`: this session from memory, earlier ones from the store, where there is one. */
import type { HistoryEntry, JsonObject } from '../protocol/messages.js';
import { booleanField, integerField } from './content.js';
import type { HistoryStore } from './history-store.js';

interface Line {
  session: number;
  line: number;
  input: string;
  /** Known of this session only. */
  output: string | null;
}

/** How much of this session is kept, in characters; the oldest lines are forgotten first. */
const memory = 2 ** 24;

export class History {
  #lines: Omit<Line, 'session'>[] = [];
  #size = 0;

  constructor(private readonly store?: HistoryStore, private readonly limit = 10_000) {}

  add(line: number, input: string): void {
    this.#lines.push({ line, input, output: null });
    this.#grow(input.length);
    this.store?.add({ line, input });
  }

  /** The text of a cell's result. */
  setOutput(line: number, output: string): void {
    const entry = this.#lines.findLast((candidate) => candidate.line === line);
    if (!entry) return;
    entry.output = output;
    this.#grow(output.length);
  }

  /** Answers the content of a `history_request`: `tail`, `range` or `search`. */
  async query(content: JsonObject): Promise<HistoryEntry[]> {
    const withOutput = booleanField(content, 'output', false);
    return (await this.#select(content)).map(({ session, line, input, output }) => [session, line, withOutput ? [input, output] : input]);
  }

  close(): Promise<void> {
    return this.store?.close() ?? Promise.resolve();
  }

  #grow(characters: number): void {
    this.#size += characters;
    while (this.#lines.length > this.limit || (this.#size > memory && this.#lines.length > 1)) {
      const { input, output } = this.#lines.shift()!;
      this.#size -= input.length + (output?.length ?? 0);
    }
  }

  async #select(content: JsonObject): Promise<Line[]> {
    const count = integerField(content, 'n');
    switch (content.hist_access_type) {
      case 'tail':
        return lastOf(await this.#latest(count), count);
      case 'range':
        return this.#range(integerField(content, 'session') ?? 0, integerField(content, 'start') ?? 1, integerField(content, 'stop') ?? Infinity);
      case 'search': {
        const pattern = globToRegExp(typeof content.pattern === 'string' ? content.pattern : '*');
        const found = (await this.#latest()).filter(({ input }) => pattern.test(input));
        return lastOf(booleanField(content, 'unique', false) ? [...new Map(found.map((line) => [line.input, line])).values()].sort(inOrder) : found, count);
      }
      default:
        return [];
    }
  }

  /** All lines in order; of those before the latest `count` some may be missing. */
  async #latest(count = Infinity): Promise<Line[]> {
    const sessions = [await this.#own()];
    let known = sessions[0].length;
    for (const session of (await this.store?.others()) ?? []) {
      if (known >= count) break;
      const lines = await this.#stored(session);
      known += lines.length;
      sessions.push(lines);
    }
    return sessions.flat().sort(inOrder);
  }

  /** 0 is the running session, a negative number counts back from it. */
  async #range(session: number, start: number, stop: number): Promise<Line[]> {
    const own = (await this.store?.session()) ?? 1;
    const asked = session <= 0 ? own + session : session;
    const lines = asked === own ? await this.#own() : await this.#stored(asked);
    return lines.filter(({ line }) => line >= start && line < stop);
  }

  async #own(): Promise<Line[]> {
    const session = (await this.store?.session()) ?? 1;
    return this.#lines.map((line) => ({ session, ...line }));
  }

  async #stored(session: number): Promise<Line[]> {
    return ((await this.store?.read(session)) ?? []).map((line) => ({ session, ...line, output: null }));
  }
}

const inOrder = (a: Line, b: Line): number => a.session - b.session || a.line - b.line;

const lastOf = (lines: Line[], count: number | undefined): Line[] => (count === undefined ? lines : count <= 0 ? [] : lines.slice(-count));

/** `*` is any text, `?` any one character; the rest stands for itself. */
function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '[^]*').replace(/\?/g, '[^]');
  return new RegExp(`^${source}$`, 'u');
}
