/** Names of strangers as names of files. */
import { createHash } from 'node:crypto';

/**
 * A name for a file or folder: whatever `text` is, it stays where it is put, on every system, and no two
 * texts get the same name. @param marked with the text's hash, also where that is not needed.
 */
export function safeName(text: string, marked = false): string {
  const plain = text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} _.,()-]/gu, '_').replace(/^\.+|[. ]+$/g, '_').slice(0, 80);
  const isSafe = plain !== '' && plain === text && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain);
  return isSafe && !marked ? plain : `${plain}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}
