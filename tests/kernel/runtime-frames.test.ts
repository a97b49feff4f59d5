// Messages and raw bytes on one pipe: both come out whole and in order, however the pipe cuts them.
import { expect } from 'chai';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrameReader, startTextFrame, writeMessage, writeTextFrame } from '../../kernel-extensions/kernel/runtime/frames.js';
import type { Event } from '../../kernel-extensions/kernel/runtime/messages.js';

const stream = (text: string): Event => ({ type: 'output', cell: 'c', event: { type: 'stream', name: 'stdout', text } });

describe('frames', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minimax-frames-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What writers leave in a pipe. */
  function written(write: (fd: number) => void): Buffer {
    const path = join(folder, 'pipe');
    const fd = openSync(path, 'w');
    write(fd);
    closeSync(fd);
    return readFileSync(path);
  }

  /** What a reader makes of it when it arrives in pieces of `size` bytes. Raw text in a row is joined. */
  function read(bytes: Buffer, size: number): (Event | string)[] {
    const seen: (Event | string)[] = [];
    const reader = new FrameReader((event) => seen.push(event), (text) => {
      if (typeof seen.at(-1) === 'string') seen.push(String(seen.pop()) + text);
      else seen.push(text);
    });
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    reader.end();
    return seen;
  }

  const sizes = [1, 2, 3, 7, 16, 19, 64, 1000, 4095, 4096, 4097, 65536, 1e7];

  it('of any length survive any cut, with raw text around them', () => {
    const expected = ['raw 生成', stream('a'), stream(''), '\n', stream('é😀"\\\n'.repeat(3000)), stream('x'.repeat(4077)), 'end\x00\x1b'];
    const bytes = written((fd) => { for (const part of expected) if (typeof part === 'string') writeSync(fd, part); else writeMessage(fd, part); });
    for (const size of sizes) expect(read(bytes, size), `pieces of ${size}`).to.eql(expected);
  });

  it('of every length around the size of a frame are whole', () => {
    const expected = Array.from({ length: 200 }, (_, i) => stream('y'.repeat(3900 + i)));
    const bytes = written((fd) => { for (const message of expected) writeMessage(fd, message); });
    expect(read(bytes, 65536)).to.eql(expected);
  });

  it('hold at most 4 KiB, so that the system writes each in one piece', () => {
    const bytes = written((fd) => writeMessage(fd, stream('z'.repeat(100_000))));
    const mark = bytes.subarray(0, 16);
    let longest = 0;
    for (let at = 0; at < bytes.length;) {
      const next = bytes.indexOf(mark, at + 1);
      longest = Math.max(longest, (next < 0 ? bytes.length : next) - at);
      at = next < 0 ? bytes.length : next;
    }
    expect(longest).to.equal(4096);
  });

  it('of a message that was broken off are dropped, and the next message is whole', () => {
    const whole = written((fd) => writeMessage(fd, stream('w'.repeat(10_000))));
    const bytes = Buffer.concat([whole.subarray(0, 4096), written((fd) => writeMessage(fd, stream('next')))]);
    for (const size of sizes) expect(read(bytes, size)).to.eql([stream('next')]);
  });

  it('of text hold the same as messages, and their repetitions are dropped', () => {
    const frame = Buffer.alloc(4096);
    const write = (fd: number, number: number, cell: string, text: string) => {
      const start = startTextFrame(frame, number, cell, 'stderr');
      writeTextFrame(fd, frame, start + frame.write(text, start));
    };
    const bytes = written((fd) => {
      write(fd, 255, 'cell-1', '生成 😀\n');
      write(fd, 255, 'cell-1', '生成 😀\n');
      writeSync(fd, 'raw');
      write(fd, 0, '細', '');
      write(fd, 255, 'cell-1', '生成 😀\n');
    });
    const event = (cell: string, text: string): Event => ({ type: 'output', cell, event: { type: 'stream', name: 'stderr', text } });
    for (const size of sizes) expect(read(bytes, size)).to.eql([event('cell-1', '生成 😀\n'), 'raw', event('細', ''), event('cell-1', '生成 😀\n')]);
  });
});
