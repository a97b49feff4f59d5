/**
 * Named arrays as one file in the safetensors format (https://github.com/huggingface/safetensors): the length of a
 * JSON header in eight bytes, the header, the numbers. PyTorch, JAX and others read such files. Knows nothing of trainings.
 */
import { createHash } from 'node:crypto';
import { inLanguage } from '../in-language.js';

export type NumberType = 'F32' | 'F16' | 'I32' | 'U8';

/** An array as it stands in a file. Half-precision numbers are widened when they are read. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  values: Float32Array | Int32Array | Uint8Array;
  /** How it is written. Default: as `values` are, F32, I32 or U8. */
  type?: NumberType;
}

export interface SafetensorsFile {
  arrays: NamedArray[];
  /** Texts by name, as the format has them. */
  metadata: Record<string, string>;
}

/** Why a file cannot be read, in a few words that complete "it …", in the notebook's language. */
export class FormatError extends Error {
  override name = 'FormatError';
  constructor(en: string, zhTW: string) {
    super(inLanguage(en, zhTW));
  }
}

const bytesEach: Record<NumberType, number> = { F32: 4, F16: 2, I32: 4, U8: 1 };
const typeOf = (values: NamedArray['values']): NumberType => (values instanceof Uint8Array ? 'U8' : values instanceof Int32Array ? 'I32' : 'F32');
const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes of a file. A checksum of the numbers is added to the metadata, as `sha256`. */
export function encodeSafetensors({ arrays, metadata }: SafetensorsFile): Uint8Array {
  const parts = arrays.map(({ values, type = typeOf(values) }) => ({ type, bytes: type === 'F16' ? bytesOf(toHalf(values as Float32Array)) : bytesOf(values) }));
  const numbers = Buffer.concat(parts.map(({ bytes }) => bytes));
  const header: Record<string, object> = { __metadata__: { ...metadata, sha256: checksum(numbers) } };
  let at = 0;
  arrays.forEach(({ name, shape }, i) => {
    const { type, bytes } = parts[i]!;
    header[name] = { dtype: type, shape, data_offsets: [at, (at += bytes.length)] };
  });
  const text = JSON.stringify(header);
  // The format pads the header with blanks, so that the numbers begin at a multiple of eight.
  const json = Buffer.from(text + ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, numbers]);
}

/** What is in a file. @throws FormatError for bytes that are not whole or not such a file */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = buffer.length < 8 ? 0 : Number(buffer.readBigUInt64LE());
  if (length < 2 || 8 + length > buffer.length) throw new FormatError('is not a safetensors file, or not all of one', '不是 safetensors 檔案，或不完整');
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(buffer.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
  } catch {
    throw new FormatError('is not a safetensors file: its header cannot be read', '不是 safetensors 檔案：無法讀取標頭');
  }
  const numbers = buffer.subarray(8 + length);
  const { __metadata__: metadata = {}, ...entries } = header as { __metadata__?: Record<string, string> } & Record<string, unknown>;
  if (metadata['sha256'] !== undefined && metadata['sha256'] !== checksum(numbers)) throw new FormatError('is damaged or cut short: its checksum does not fit', '已損壞或不完整：校驗碼不符');
  return { metadata, arrays: Object.entries(entries).map(([name, entry]) => readArray(name, entry, numbers)) };
}

function readArray(name: string, entry: unknown, numbers: Buffer): NamedArray {
  const { dtype, shape, data_offsets: [from, to] = [] } = entry as { dtype?: NumberType; shape?: number[]; data_offsets?: number[] };
  const size = Array.isArray(shape) ? shape.reduce((a, b) => a * b, 1) : NaN;
  if (dtype === undefined || !(dtype in bytesEach) || from === undefined || to === undefined || to > numbers.length || to - from !== size * bytesEach[dtype]) {
    throw new FormatError(`holds an array, ${name}, that cannot be read`, `其中的陣列 ${name} 無法讀取`);
  }
  // A copy: views of 16 and 32 bits have to begin at even places.
  const bytes = Uint8Array.prototype.slice.call(numbers, from, to);
  const values = dtype === 'U8' ? bytes : dtype === 'I32' ? new Int32Array(bytes.buffer) : dtype === 'F32' ? new Float32Array(bytes.buffer) : fromHalf(new Uint16Array(bytes.buffer));
  return { name, shape: shape!, values, type: dtype };
}

const bytesOf = (values: NamedArray['values'] | Uint16Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** IEEE 754 half precision, rounded to the nearest; too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (b, i) => {
    const sign = (b >>> 16) & 0x8000, size = Math.abs(values[i]!);
    if (Number.isNaN(size)) return sign | 0x7e00;
    if (size >= 65520) return sign | 0x7c00;
    // Below 2^-14 the steps are all 2^-24; above, ten bits of each power of two.
    const step = size < 2 ** -14 ? 2 ** -24 : 2 ** (Math.floor(Math.log2(size)) - 10);
    const rounded = roundToEven(size / step) * step;
    if (rounded < 2 ** -14) return sign | Math.round(rounded * 2 ** 24);
    const exponent = Math.floor(Math.log2(rounded));
    return sign | ((exponent + 15) << 10) | (Math.round((rounded / 2 ** exponent - 1) * 1024));
  });
}

function roundToEven(x: number): number {
  const below = Math.floor(x), rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

export function fromHalf(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (h) => {
    const sign = h & 0x8000 ? -1 : 1, exponent = (h >> 10) & 31, fraction = h & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}
