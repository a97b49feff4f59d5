// Messages of the child on its stdout, among whatever else is written there. A cell's output, the
// raw output of native code and that of child processes that inherit stdout share one pipe, so
// their order is kept, and a full pipe makes the writer wait: nothing is lost and nothing piles up.
//
// A message is JSON, cut into frames of at most 4 KiB, which the system writes in one piece:
//   mark · flags (1 byte: first frame, last frame) · length of the payload (2 bytes) · payload
import { writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Event } from './messages.js';

const mark = Buffer.from('\x00\x1b\x00minimax\x00\x02\x1b\x00\xff\x00', 'latin1');
const headerSize = mark.length + 3;
const frameSize = 4096;
const payloadSize = frameSize - headerSize;
const firstFrame = 1, lastFrame = 2;
/** Cells may replace any global. */
const { stringify } = JSON;

/** The frame being written; a cell that is stopped in the middle leaves nothing behind in it. */
const frame = Buffer.alloc(frameSize);
mark.copy(frame);
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const shortMessage = Math.floor(payloadSize / 3);

/** Write one message; returns when the system has taken it. */
export function writeMessage(fd: number, message: Event): void {
  const text = stringify(message);
  if (text.length <= shortMessage) return writeFrame(fd, frame.write(text, headerSize), firstFrame | lastFrame);
  const payload = Buffer.from(text);
  for (let at = 0; at < payload.length; at += payloadSize) {
    const length = payload.copy(frame, headerSize, at, at + payloadSize);
    writeFrame(fd, length, (at === 0 ? firstFrame : 0) | (at + length === payload.length ? lastFrame : 0));
  }
}

function writeFrame(fd: number, length: number, flags: number): void {
  frame[mark.length] = flags;
  frame.writeUInt16BE(length, mark.length + 1);
  writeAll(fd, frame.subarray(0, headerSize + length));
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The cell has closed it, or the supervisor is gone: nobody can be told, and the supervisor ends this process.
      if (code === 'EBADF' || code === 'EPIPE') return;
      // A process that shares the pipe may have made it non-blocking.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** Splits what arrives on a pipe into messages and raw text, in order. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);
  private parts: Buffer[] = [];
  private readonly decoder = new StringDecoder('utf8');

  constructor(private readonly onMessage: (message: Event) => void, private readonly onRaw: (text: string) => void) {}

  push(chunk: Buffer): void {
    let data = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    while (data.length > 0) {
      const at = data.indexOf(mark);
      if (at < 0) {
        const kept = partialMark(data);
        this.raw(data.subarray(0, data.length - kept));
        data = data.subarray(data.length - kept);
        break;
      }
      if (at > 0) this.raw(data.subarray(0, at));
      data = data.subarray(at);
      if (data.length < headerSize) break;
      const length = data.readUInt16BE(mark.length + 1);
      if (data.length < headerSize + length) break;
      this.frame(data.subarray(headerSize, headerSize + length), data[mark.length]);
      data = data.subarray(headerSize + length);
    }
    this.rest = data;
  }

  /** The pipe has ended. */
  end(): void {
    this.raw(this.rest);
    this.rest = Buffer.alloc(0);
  }

  private frame(payload: Buffer, flags: number): void {
    // A cell stopped in the middle of a message leaves its beginning behind.
    if (flags & firstFrame) this.parts = [];
    this.parts.push(payload);
    if (!(flags & lastFrame)) return;
    const whole = this.parts.length === 1 ? payload : Buffer.concat(this.parts);
    this.parts = [];
    const text = whole.toString('utf8');
    let message: Event;
    try {
      message = JSON.parse(text) as Event;
    } catch {
      return this.onRaw(text); // Code has written the mark itself, or broken JSON.
    }
    this.onMessage(message);
  }

  private raw(bytes: Buffer): void {
    const text = this.decoder.write(bytes);
    if (text !== '') this.onRaw(text);
  }
}

/** How many bytes at the end of `data` may be the beginning of a mark. */
function partialMark(data: Buffer): number {
  for (let length = Math.min(mark.length - 1, data.length); length > 0; length--) {
    if (data.subarray(data.length - length).equals(mark.subarray(0, length))) return length;
  }
  return 0;
}
