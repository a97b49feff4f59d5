/**
 * IDX, the file format of MNIST (Y. LeCun, C. Cortes, C. Burges, "The MNIST database"):
 *
 *   0 0 type rank · one 32-bit big-endian size per dimension · the values, row-major
 *
 * Only unsigned bytes (type 0x08), which is all that image sets use. Files and gzip are data-files.ts's business.
 */
import { DataError } from './data-error.js';
import { firstBytes } from './data-files.js';
import { grouped } from './wording.js';

export interface IdxArray {
  readonly shape: readonly number[];
  /** Row-major values, as many as the product of `shape`. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * @param rank 3 for images `[count, height, width]`, 1 for labels `[count]`
 * @param file the name for error messages
 * @throws DataError on a wrong magic number, too few bytes, or bytes left over
 */
export function decodeIdx(bytes: Uint8Array, rank: number, file: string): IdxArray {
  const header = 4 + 4 * rank;
  const magic = [0, 0, UNSIGNED_BYTE, rank];
  if (magic.some((byte, index) => bytes[index] !== byte)) {
    const expected = magic.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new DataError(file, `this is no IDX file of ${rank === 1 ? 'labels' : 'images'}: it should begin with ${expected}, it begins with ${firstBytes(bytes)}`);
  }
  if (bytes.length < header) {
    throw new DataError(file, `it is truncated inside its header: ${grouped(header)} bytes are expected, ${grouped(bytes.length)} are there`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = header + shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) {
    const how = bytes.length < expected ? 'it is truncated' : 'there are bytes left over at its end';
    throw new DataError(file, `${how}: a header of ${shape.map(grouped).join(' × ')} promises ${grouped(expected)} bytes, ${grouped(bytes.length)} are there`);
  }
  return { shape, values: bytes.subarray(header) };
}

/** The inverse of decodeIdx. @throws RangeError when shape and values disagree */
export function encodeIdx({ shape, values }: IdxArray): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (values.length !== size) throw new RangeError(`a shape of ${shape.join(' × ')} takes ${size} values, not ${values.length}`);
  const bytes = new Uint8Array(4 + 4 * shape.length + size);
  bytes.set([0, 0, UNSIGNED_BYTE, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((length, axis) => view.setUint32(4 + 4 * axis, length));
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}
