/**
 * Takes files out of a tar stream (POSIX ustar): only those asked for, only as regular files of the
 * expected size, to paths that the caller chose. Nothing in the archive names a place on this disk.
 */
import { open } from 'node:fs/promises';
import { DataError } from './data-error.js';
import { grouped } from './wording.js';

const BLOCK = 512;

export interface WantedFile {
  /** Where it goes. It must not exist yet. */
  readonly path: string;
  /** How large it may be. */
  readonly maxBytes: number;
}

/**
 * @param chunks the unpacked archive
 * @param wanted by the name in the archive
 * @param archive the name for error messages
 * @throws DataError when the archive is no tar, is truncated, or lacks a wanted file or has it twice
 */
export async function unpackTar(chunks: AsyncIterable<Uint8Array>, wanted: ReadonlyMap<string, WantedFile>, archive: string): Promise<void> {
  const reader = new ByteReader(chunks, archive);
  const missing = new Set(wanted.keys());
  for (let block = await reader.take(BLOCK); !isEnd(block); block = await reader.take(BLOCK)) {
    const entry = decodeHeader(block, archive);
    const padding = (BLOCK - (entry.bytes % BLOCK)) % BLOCK;
    const target = wanted.get(entry.name);
    if (target !== undefined) {
      if (!missing.delete(entry.name)) throw new DataError(archive, `it has ${entry.name} twice`);
      if (!entry.isFile) throw new DataError(archive, `${entry.name} in it is no regular file`);
      if (entry.bytes > target.maxBytes) throw new DataError(archive, `${entry.name} in it holds ${grouped(entry.bytes)} bytes, more than the ${grouped(target.maxBytes)} expected`);
      const file = await open(target.path, 'wx');
      try {
        for await (const piece of reader.pieces(entry.bytes)) await file.writeFile(piece);
      } finally {
        await file.close();
      }
    } else {
      for await (const piece of reader.pieces(entry.bytes)) void piece;
    }
    await reader.take(padding);
    if (missing.size === 0) return;
  }
  throw new DataError(archive, `${[...missing].join(', ')} is missing in it`);
}

const isEnd = (block: Buffer) => block.every((byte) => byte === 0);

interface Entry {
  readonly name: string;
  readonly bytes: number;
  readonly isFile: boolean;
}

function decodeHeader(block: Buffer, archive: string): Entry {
  const text = (start: number, end: number) => block.toString('latin1', start, end).replace(/\0.*$/s, '');
  const octal = (start: number, end: number) => {
    const digits = text(start, end).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN;
  };
  // The checksum field itself counts as eight spaces.
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  if (octal(148, 156) !== sum) throw new DataError(archive, 'this is no tar archive, or it is damaged (wrong header checksum)');
  const bytes = octal(124, 136);
  if (Number.isNaN(bytes)) throw new DataError(archive, `the size of ${text(0, 100)} in it cannot be read`);
  const prefix = text(257, 262) === 'ustar' ? text(345, 500) : '';
  const type = text(156, 157);
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, bytes, isFile: type === '0' || type === '' };
}

/** Exactly as many bytes as asked for, out of chunks of any size. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>, private readonly archive: string) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async take(bytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.pieces(bytes)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async* pieces(bytes: number): AsyncGenerator<Uint8Array> {
    for (let left = bytes; left > 0;) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done) throw new DataError(this.archive, `it is truncated: after ${grouped(this.#position)} unpacked bytes there should be ${grouped(left)} more`);
        this.#rest = value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      this.#position += piece.length;
      left -= piece.length;
      yield piece;
    }
  }
}
