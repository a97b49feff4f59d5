// What cells print, on its way to the pipe. A line is written at once: it is there even if the
// process dies with the next instruction, and stands in its place among what native code writes.
// Only in a burst (many lines within few milliseconds) are lines gathered, and written when they
// fill a frame, when anything else is to be written, or after a few milliseconds. As the main
// thread may be busy by then, the lines lie in shared memory, and the controller's thread writes them.
//
// So a crash in native code loses at most what was printed in the last `heldMs` of a burst.
import { frameSize, startTextFrame, writeMessage, writeTextFrame } from './frames.js';

/** Cells may replace any global. */
const { compareExchange, load, notify, store, wait, waitAsync } = Atomics;
const clock = performance, { now } = performance;

export type StreamName = 'stdout' | 'stderr';

export interface SharedText {
  /** Who is writing, and where the text that is held ends in `frame`: 0 when none is. */
  control: Int32Array;
  frame: Uint8Array;
}

enum Writer { none, main, minder }
const writer = 0, held = 1;

/** More lines than this within `burstMs` are a burst. */
const linesAtOnce = 50;
const burstMs = 10;
/** How long a line may be held. */
const heldMs = 5;
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const bytesPerUnit = 3;
/** Goes out by itself. */
const longText = frameSize / 8;
const longId = 200 / bytesPerUnit;

/** The main thread's half. Code may be stopped at any moment: what counts is what `control` says. */
export class TextOutput {
  readonly shared: SharedText = { control: new Int32Array(new SharedArrayBuffer(8)), frame: new Uint8Array(new SharedArrayBuffer(frameSize)) };
  private readonly frame = bufferOf(this.shared);
  private cell = '';
  private name: StreamName = 'stdout';
  private number = 0;
  private burstStart = 0;
  private lines = 0;

  constructor(private readonly fd: number) {}

  write(cell: string, name: StreamName, text: string): void {
    if (text.length > longText || cell.length > longId || !text.isWellFormed()) {
      this.flush();
      return writeMessage(this.fd, { type: 'output', cell, event: { type: 'stream', name, text } });
    }
    const { control } = this.shared;
    this.take();
    try {
      let end = load(control, held);
      if (end > 0 && (cell !== this.cell || name !== this.name || end + text.length * bytesPerUnit > frameSize)) {
        writeHeld(control, this.frame, this.fd);
        end = 0;
      }
      const isFirst = end === 0;
      if (isFirst) end = this.start(cell, name);
      store(control, held, end + this.frame.write(text, end));
      if (!this.isBurst()) writeHeld(control, this.frame, this.fd);
      else if (isFirst) notify(control, held);
    } finally {
      store(control, writer, Writer.none);
    }
  }

  /** Write what is held. Called before anything else is written. */
  flush(): void {
    const { control } = this.shared;
    if (load(control, held) === 0 && load(control, writer) === Writer.none) return;
    this.take();
    try {
      writeHeld(control, this.frame, this.fd);
    } finally {
      store(control, writer, Writer.none);
    }
  }

  private start(cell: string, name: StreamName): number {
    this.cell = cell;
    this.name = name;
    // A frame that is written a second time has the number of the first, see FrameReader.
    this.number = (this.number + 1) % 256;
    return startTextFrame(this.frame, this.number, cell, name);
  }

  private isBurst(): boolean {
    const time = now.call(clock);
    if (time - this.burstStart > burstMs) {
      this.burstStart = time;
      this.lines = 0;
    }
    return ++this.lines > linesAtOnce;
  }

  /** Wait until the minder has written. If it is `main` that writes, that was code which has been stopped. */
  private take(): void {
    const { control } = this.shared;
    while (compareExchange(control, writer, Writer.none, Writer.main) === Writer.minder) wait(control, writer, Writer.minder, 1);
    store(control, writer, Writer.main);
  }
}

/** The controller's half: writes what the main thread holds for too long. */
export async function mindHeldText(shared: SharedText, fd: number): Promise<never> {
  const { control } = shared;
  const frame = bufferOf(shared);
  for (;;) {
    await waitAsync(control, held, 0).value;
    await new Promise((resolve) => { setTimeout(resolve, heldMs); });
    if (compareExchange(control, writer, Writer.none, Writer.minder) !== Writer.none) continue;
    writeHeld(control, frame, fd);
    store(control, writer, Writer.none);
    notify(control, writer);
  }
}

/** Writes first and forgets then: stopped in between, it writes twice, which the reader notices. */
function writeHeld(control: Int32Array, frame: Buffer, fd: number): void {
  const end = load(control, held);
  if (end === 0) return;
  writeTextFrame(fd, frame, end);
  store(control, held, 0);
}

const bufferOf = ({ frame }: SharedText): Buffer => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
