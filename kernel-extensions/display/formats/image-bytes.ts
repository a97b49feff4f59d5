/** Bytes that are an image file, recognised by their first bytes. */
import { formatBytes } from '../numbers.js';
import type { MimeBundle } from '../sink.js';

type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** The MIME type of an image file, or undefined for other bytes. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const startsWith = (signature: string, offset = 0) =>
    bytes.length >= offset + signature.length && [...signature].every((character, i) => bytes[offset + i] === character.charCodeAt(0));
  if (startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (startsWith('GIF87a') || startsWith('GIF89a')) return 'image/gif';
  if (startsWith('RIFF') && startsWith('WEBP', 8)) return 'image/webp';
  return undefined;
}

export function isImageBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && imageTypeOf(value) !== undefined;
}

export function formatImageBytes(bytes: Uint8Array): MimeBundle {
  const type = imageTypeOf(bytes)!;
  return { [type]: toBase64(bytes), 'text/plain': `${type.slice('image/'.length).toUpperCase()}, ${formatBytes(bytes.length)}` };
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
