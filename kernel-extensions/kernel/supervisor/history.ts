/** What was run in this session, for `history_request`. Kept in memory. */
import type { HistoryEntry, JsonObject } from '../protocol/messages.js';
import { booleanField, integerField } from './content.js';

interface Line {
  line: number;
  input: string;
  output: string | null;
}

/** A front end may name the running session 0 or by its number. */
const session = 1;

export class History {
  readonly #lines: Line[] = [];

  constructor(private readonly limit = 10_000) {}

  add(line: number, input: string): void {
    this.#lines.push({ line, input, output: null });
    if (this.#lines.length > this.limit) this.#lines.shift();
  }

  /** The text of a cell's result. */
  setOutput(line: number, output: string): void {
    const entry = this.#lines.findLast((candidate) => candidate.line === line);
    if (entry) entry.output = output;
  }

  /** Answers the content of a `history_request`: `tail`, `range` or `search`. */
  query(content: JsonObject): HistoryEntry[] {
    const withOutput = booleanField(content, 'output', false);
    return this.#select(content).map(({ line, input, output }) => [session, line, withOutput ? [input, output] : input]);
  }

  #select(content: JsonObject): Line[] {
    switch (content.hist_access_type) {
      case 'tail':
        return lastOf(this.#lines, integerField(content, 'n'));
      case 'range': {
        const asked = integerField(content, 'session') ?? 0;
        if (asked !== 0 && asked !== session) return [];
        const start = integerField(content, 'start') ?? 1;
        const stop = integerField(content, 'stop') ?? Infinity;
        return this.#lines.filter(({ line }) => line >= start && line < stop);
      }
      case 'search': {
        const pattern = globToRegExp(typeof content.pattern === 'string' ? content.pattern : '*');
        const found = this.#lines.filter(({ input }) => pattern.test(input));
        const distinct = booleanField(content, 'unique', false)
          ? found.filter(({ input }, index) => !found.slice(index + 1).some((later) => later.input === input))
          : found;
        return lastOf(distinct, integerField(content, 'n'));
      }
      default:
        return [];
    }
  }
}

const lastOf = (lines: Line[], count: number | undefined): Line[] => (count === undefined ? lines : count <= 0 ? [] : lines.slice(-count));

/** `*` is any text, `?` any one character; the rest stands for itself. */
function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '[^]*').replace(/\?/g, '[^]');
  return new RegExp(`^${source}$`, 'u');
}
