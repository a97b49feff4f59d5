// Messages of the child on its stdout, among whatever else is written there. A cell's output, the
// raw output of native code and that of child processes that inherit stdout share one pipe, so
// their order is kept, and a full pipe makes the writer wait: nothing is lost and nothing piles up.
//
// A message is JSON, cut into frames of at most 4 KiB, which the system writes in one piece:
//   mark · flags (1 byte: first frame, last frame) · length of the payload (2 bytes) · payload
// Printed text is what is written most, and has a short form, a message in one frame:
//   mark · flags (text) · length · number (1 byte) · stream (1 byte) · length of the cell's id (1 byte) · id · text
import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Event } from './messages.js';

const mark = Buffer.from('\x00\x1b\x00minimax\x00\x02\x1b\x00\xff\x00', 'latin1');
const headerSize = mark.length + 3;
export const frameSize = 4096;
const payloadSize = frameSize - headerSize;
const firstFrame = 1, lastFrame = 2, textFrame = 4;
const streams = ['stdout', 'stderr'] as const;
/** Cells may replace any global, and wrap any function of Node. */
const { stringify } = JSON;
const { writeSync } = fs;

/** The frame being written; a cell that is stopped in the middle leaves nothing behind in it. */
const frame = Buffer.alloc(frameSize);
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const shortMessage = Math.floor(payloadSize / 3);

/** Write one message; returns when the system has taken it. */
export function writeMessage(fd: number, message: Event): void {
  const text = stringify(message);
  if (text.length <= shortMessage) return writeFrame(fd, frame, headerSize + frame.write(text, headerSize), firstFrame | lastFrame);
  const payload = Buffer.from(text);
  for (let at = 0; at < payload.length; at += payloadSize) {
    const length = payload.copy(frame, headerSize, at, at + payloadSize);
    writeFrame(fd, frame, headerSize + length, (at === 0 ? firstFrame : 0) | (at + length === payload.length ? lastFrame : 0));
  }
}

/**
 * Begin a text frame in `frame` and return where its text goes. A frame with the number of the one
 * before it is taken for its repetition.
 */
export function startTextFrame(frame: Buffer, number: number, cell: string, stream: typeof streams[number]): number {
  frame[headerSize] = number;
  frame[headerSize + 1] = streams.indexOf(stream);
  const idLength = frame.write(cell, headerSize + 3);
  frame[headerSize + 2] = idLength;
  return headerSize + 3 + idLength;
}

/** Write the text frame whose text ends at `end`. */
export const writeTextFrame = (fd: number, frame: Buffer, end: number): void => writeFrame(fd, frame, end, textFrame);

function writeFrame(fd: number, frame: Buffer, end: number, flags: number): void {
  mark.copy(frame);
  frame[mark.length] = flags;
  frame.writeUInt16BE(end - headerSize, mark.length + 1);
  writeAll(fd, frame, end);
}

function writeAll(fd: number, bytes: Buffer, end: number): void {
  for (let at = 0; at < end;) {
    try {
      at += writeSync(fd, bytes, at, end - at);
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
  private latestText = -1;
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
    if (flags & textFrame) return this.text(payload);
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

  private text(payload: Buffer): void {
    const [number, stream, idLength] = payload;
    const start = 3 + idLength;
    if (!(stream in streams && start <= payload.length)) return this.onRaw(payload.toString('utf8'));
    if (number === this.latestText) return;
    this.latestText = number;
    const event = { type: 'stream', name: streams[stream], text: payload.toString('utf8', start) } as const;
    this.onMessage({ type: 'output', cell: payload.toString('utf8', 3, start), event });
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
