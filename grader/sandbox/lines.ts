/** Splits a stream into lines without ever keeping more than one line's allowance in memory. */
export class LineReader {
  private parts: Buffer[] = [];
  private size = 0;

  /** @param onLine gets each line; throws a RangeError out of `push` when a line is longer than `maximum` bytes. */
  constructor(private readonly maximum: number, private readonly onLine: (line: string) => void) {}

  push(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.parts, rest.subarray(0, end)]).toString('utf8');
      this.parts = [];
      this.size = 0;
      rest = rest.subarray(end + 1);
      this.onLine(line);
    }
    this.size += rest.length;
    if (this.size > this.maximum) throw new RangeError(`a line of more than ${this.maximum} bytes`);
    if (rest.length > 0) this.parts.push(rest);
  }
}
