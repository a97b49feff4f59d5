/** Names of strangers, as names of files and to be read. */
import { createHash } from 'node:crypto';

/** File systems take names of 255 bytes, some count characters, and an extension and the marks of a file that is being written are added. */
const maximumCharacters = 80, maximumBytes = 150;

/**
 * A name for a file or folder: whatever `text` is, it stays where it is put, on every system, and no two
 * texts get the same name. @param marked with the text's hash, also where that is not needed.
 */
export function safeName(text: string, marked = false): string {
  const plain = shortened(text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} _.,()'’-]/gu, '_').replace(/^\.+|[. ]+$/g, '_'));
  const isSafe = plain !== '' && plain === text && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain);
  return isSafe && !marked ? plain : `${plain}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

/** Cut between characters, not within one. */
function shortened(text: string): string {
  const start = [...text].slice(0, maximumCharacters).join('');
  return start.slice(0, new TextEncoder().encodeInto(start, new Uint8Array(maximumBytes)).read);
}

/** The name without what moves a terminal's cursor, begins a line or turns the direction of writing. */
export function readable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
