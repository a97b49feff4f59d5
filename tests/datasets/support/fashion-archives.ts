/**
 * The Fashion-MNIST archives as their authors published them, made from Debian's files: Debian keeps
 * the same compressed data, but leaves the file name out of the gzip header and writes its own date.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FASHION } from './folders.js';

const DEBIAN_HEADER = 10;
/** Seconds since 1970 in the published headers: 31 August 2017. */
const packedAt: Record<string, number> = { train: 0x59a7e9de, t10k: 0x59a7e9f3 };

export async function asPublished(archive: string): Promise<Buffer> {
  const debian = await readFile(join(FASHION, archive));
  const header = Buffer.from([0x1f, 0x8b, 8, 8 /* a name follows */, 0, 0, 0, 0, 0, 3 /* Unix */]);
  header.writeUInt32LE(packedAt[archive.split('-')[0]], 4);
  return Buffer.concat([header, Buffer.from(`${archive.slice(0, -'.gz'.length)}\0`), debian.subarray(DEBIAN_HEADER)]);
}
