/**
 * Joins small writes to stdout and stderr into few messages and loses none of them: a cell may
 * print a million lines. Text waits at most `interval` milliseconds, and leaves early when it
 * reaches `limit` characters or when a write goes to another stream.
 */
export type StreamName = 'stdout' | 'stderr';

export class StreamCoalescer<Source> {
  #source: Source | undefined;
  #name: StreamName = 'stdout';
  #parts: string[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly publish: (source: Source, name: StreamName, text: string) => void,
    private readonly interval = 20,
    private readonly limit = 1 << 18,
  ) {}

  write(source: Source, name: StreamName, text: string): void {
    if (text === '') return;
    if (source !== this.#source || name !== this.#name || this.#length + text.length > this.limit) this.flush();
    this.#source = source;
    this.#name = name;
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length >= this.limit) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.interval);
  }

  /** Publishes what waits. Called before any other message, so that outputs keep their order. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#length === 0) return;
    const text = this.#parts.join('');
    const source = this.#source as Source;
    this.#parts = [];
    this.#length = 0;
    for (let start = 0; start < text.length; ) {
      const end = splitBefore(text, start + this.limit);
      this.publish(source, this.#name, text.slice(start, end));
      start = end;
    }
  }
}

/** The largest place up to `end` that does not tear a surrogate pair. */
function splitBefore(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const unit = text.charCodeAt(end);
  return unit >= 0xdc00 && unit <= 0xdfff ? end - 1 : end;
}
