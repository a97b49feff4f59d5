/** Reads zip archives that come from strangers: what an entry claims about itself is checked before and while it is read. */
import { openPromise, fromBufferPromise, type Entry, type ZipFile } from 'yauzl';

/** A regular file in an archive. */
export interface ArchivedFile {
  /** Its folders and its name: no empty parts, no `.` or `..`. */
  path: string[];
  modified: Date;
  /** Bytes, as the archive claims; reading ends with an error when there are more. */
  size: number;
  read(): Promise<Buffer>;
}

/** Calls `refuse` for entries that cannot be had, with half a sentence that says why. */
type Refuse = (path: string, why: string) => void;

const linkType = 0o120000, typeMask = 0o170000, unix = 3;

/** The files of an archive on the disk or in memory, one after the other. @throws Error when it is no archive or is damaged. */
export async function* filesInArchive(archive: string | Buffer, refuse: Refuse): AsyncGenerator<ArchivedFile> {
  // Names are decoded here: yauzl would give up the whole archive for one that it does not like.
  const options = { decodeStrings: false, lazyEntries: true };
  const zip = typeof archive === 'string' ? await openPromise(archive, options) : await fromBufferPromise(archive, options);
  try {
    for await (const entry of zip.eachEntry()) {
      const name = decodeName(entry.fileNameRaw);
      if (name.endsWith('/')) continue;
      const path = name.split('/');
      const why = whyRefused(entry, path);
      if (why) refuse(name, why);
      else yield { path, modified: entry.getLastModDate(), size: entry.uncompressedSize, read: () => readEntry(zip, entry) };
    }
  } finally {
    zip.close();
  }
}

/** UTF-8 where the bytes are, whatever the archive claims: macOS writes it without saying so. Else the character set of MS-DOS, of which letters beyond ASCII are left open. */
function decodeName(bytes: Buffer): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    name = bytes.toString('latin1').replace(/[\x80-\xff]/g, '_');
  }
  return name.replaceAll('\\', '/').normalize('NFC');
}

function whyRefused(entry: Entry, path: readonly string[]): string | undefined {
  if (path.some((part) => part === '' || part === '.' || part === '..') || /^[a-z]:/i.test(path[0])) return 'its name leads out of the archive';
  if (entry.versionMadeBy >> 8 === unix && ((entry.externalFileAttributes >>> 16) & typeMask) === linkType) return 'it is a link';
  if (entry.isEncrypted()) return 'it is encrypted';
  if (!entry.canDecodeFileData()) return 'it is packed by an unknown method';
  return undefined;
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  // yauzl ends the stream with an error as soon as it yields more bytes than the entry claims.
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
