/** Numbers as base64 text, with lengths that are checked before a byte is decoded. */

/** No reply holds a larger tensor: ten times the largest model of the course. */
export const maximumElements = 25_000_000;

/** The number of elements of a shape. Throws a RangeError when it is not a shape of a sensible size. */
export function sizeOf(shape: unknown): number {
  if (!Array.isArray(shape) || shape.length > 6) throw new RangeError('not a tensor shape');
  let size = 1;
  for (const side of shape as unknown[]) {
    if (!Number.isSafeInteger(side) || (side as number) < 0) throw new RangeError('not a tensor shape');
    size *= side as number;
    if (size > maximumElements) throw new RangeError(`a tensor of shape [${shape.join(', ')}] is too large`);
  }
  return size;
}

/** The bytes of float32 `values` as base64. */
export function toBase64(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** Exactly `count` float32 numbers, in memory of their own. Throws a RangeError when `data` holds another number. */
export function fromBase64(data: unknown, count: number): Float32Array {
  const characters = 4 * Math.ceil((count * 4) / 3);
  if (typeof data !== 'string' || data.length !== characters) throw new RangeError('a tensor whose data do not fill its shape');
  const values = new Float32Array(count);
  const written = Buffer.from(values.buffer).write(data, 'base64');
  if (written !== count * 4) throw new RangeError('a tensor whose data do not fill its shape');
  return values;
}
