// `process.stdout`, `process.stderr` and `console` of the child: what a cell writes becomes output
// events of that cell, at once and in order.
import { ChildProcess } from 'node:child_process';
import { Console } from 'node:console';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

type Name = 'stdout' | 'stderr';

/** A long text goes out in pieces, so that no message is huge. */
const pieceSize = 1 << 16;

export function installStreams(publish: (name: Name, text: string) => void): void {
  const stdout = outputStream('stdout', publish), stderr = outputStream('stderr', publish);
  Object.defineProperty(process, 'stdout', { configurable: true, enumerable: true, get: () => stdout });
  Object.defineProperty(process, 'stderr', { configurable: true, enumerable: true, get: () => stderr });
  // Node's own console would also report to the inspector, which keeps the last thousand values alive.
  globalThis.console = new Console({
    stdout, stderr,
    // Both for speed: the streams report no errors, and no line asks the environment anew whether it has colours.
    ignoreErrors: false, colorMode: process.env.FORCE_COLOR === undefined ? false : 'auto',
  });
}

function outputStream(name: Name, publish: (name: Name, text: string) => void): Writable {
  const decoder = new StringDecoder('utf8');
  const send = (chunk: unknown, encoding: unknown) => {
    const text = typeof chunk === 'string' && (encoding === undefined || encoding === 'utf8' || encoding === 'utf-8') ? chunk
      : decoder.write(typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : Buffer.from(chunk as Uint8Array));
    for (let at = 0; at < text.length; at += pieceSize) publish(name, text.slice(at, at + pieceSize));
  };
  const stream = new Writable({ decodeStrings: false, write: (chunk, encoding, done) => { send(chunk, encoding); done(); } });
  // Without the queue of Writable: a cell stopped in the middle of a write must not block later ones.
  stream.write = ((chunk: unknown, encoding?: unknown, done?: unknown) => {
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array.');
    }
    send(chunk, typeof encoding === 'function' ? undefined : encoding);
    if (typeof callback === 'function') process.nextTick(callback as () => void);
    return true;
  }) as Writable['write'];
  stream.end = (() => stream) as Writable['end'];
  stream.destroy = () => stream;
  return Object.assign(stream, { fd: name === 'stdout' ? 1 : 2, isTTY: false, _isStdio: true });
}

/** What a cell writes past these streams, itself or by a program it starts, comes after what it has printed before. */
export function keepOrder(flush: () => void): void {
  const require = createRequire(import.meta.url);
  const before = (owner: object, name: string, isMeant: (...args: unknown[]) => boolean) => {
    const functions = owner as Record<string, (...args: unknown[]) => unknown>;
    const call = functions[name];
    const value = function (this: unknown, ...args: unknown[]) {
      if (isMeant(...args)) flush();
      return call.apply(this, args);
    };
    functions[name] = Object.defineProperties(value, Object.getOwnPropertyDescriptors(call));
  };
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) before(require('node:child_process') as object, name, () => true);
  before(ChildProcess.prototype, 'spawn', () => true);
  for (const name of ['write', 'writeSync']) before(require('node:fs') as object, name, (fd) => fd === 1 || fd === 2);
  syncBuiltinESMExports();
}
