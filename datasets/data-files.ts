/**
 * Reading and writing whole data files: bounded, unpacked if they are gzip, and never half-written.
 */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { threadId } from 'node:worker_threads';
import { gunzip } from 'node:zlib';
import { DataError, errorCode, explainFileError } from './data-error.js';
import { grouped } from './wording.js';

const unpack = promisify(gunzip);
const GZIP_OVERHEAD = 1024; // header and checksum, generously: tiny files grow when packed

/**
 * The bytes of a file, unpacked if it is gzip (by its first bytes: browsers unpack a `.gz` and keep the name).
 * @param maxBytes the most the content may hold; a larger file or a gzip bomb is refused before it fills the memory.
 * @throws DataError when the file is missing, empty, no file at all, unreadable, too large or a corrupt gzip.
 */
export async function readDataFile(path: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await readWhole(path, maxBytes + GZIP_OVERHEAD);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) {
    if (bytes.length > maxBytes) throw tooLarge(path, bytes.length, maxBytes);
    return bytes;
  }
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw new DataError(path, `it unpacks to more than the ${grouped(maxBytes)} bytes that this file may hold`);
    if (errorCode(error) === 'Z_BUF_ERROR') throw new DataError(path, `this gzip file is truncated: it ends early, after ${grouped(bytes.length)} bytes`);
    throw new DataError(path, `this gzip file is corrupt (${(error as Error).message})`);
  }
}

async function readWhole(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const info = await stat(path); // before opening: opening a named pipe would wait for its writer
    if (info.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (!info.isFile()) throw new DataError(path, 'this is no regular file');
    if (info.size === 0) throw new DataError(path, 'this file is empty (0 bytes)');
    if (info.size > maxBytes) throw tooLarge(path, info.size, maxBytes);
    return await readFile(path);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

const tooLarge = (path: string, bytes: number, maxBytes: number) =>
  new DataError(path, `it holds ${grouped(bytes)} bytes, more than the ${grouped(maxBytes)} that this file may hold`);

let writes = 0;

/** Write a file so that its name only ever shows the old content or the whole new one. */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}-${threadId}-${++writes}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw explainFileError(error, path);
  }
}

/** The kind of thing at `path`, or undefined where there is nothing. Other failures speak up. */
export async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw explainFileError(error, path);
  }
}

/** The first bytes as a person would want to see them: `3c 21 44 4f ("<!DO"), a web page?` */
export function firstBytes(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 4));
  const text = head.toString('latin1').replace(/[^\x20-\x7e]/g, '·');
  const hex = [...head].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${hex} ("${text}")${text.startsWith('<') ? ', which looks like a web page' : ''}`;
}
