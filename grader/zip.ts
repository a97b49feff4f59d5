/** A zip archive of text and binary files, as other systems take uploads: deflated, names in UTF-8, permissions of Unix. collect/archive.ts reads them. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  /** Relative, with slashes. */
  path: string;
  content: Buffer;
  isExecutable?: boolean;
}

const utf8Names = 0x0800;
const deflated = 8;
const madeByUnix = 3 << 8 | 20;
/** 1 January 1980: the same files give the same bytes. */
const date = 0x21;

/** PKWARE's APPNOTE 6.3, without Zip64: below 4 GiB and 65,535 files. */
export function zip(files: readonly ZipFile[]): Buffer {
  const locals: Buffer[] = [], entries: Buffer[] = [];
  let offset = 0;
  for (const { path, content, isExecutable = false } of files) {
    const name = Buffer.from(path), data = deflateRawSync(content);
    const common = Buffer.alloc(26);
    [20, utf8Names, deflated, 0, date].forEach((value, index) => common.writeUInt16LE(value, index * 2));
    [crc32(content), data.length, content.length].forEach((value, index) => common.writeUInt32LE(value, 10 + index * 4));
    common.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from('PK\x03\x04'), common, name, data);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 'latin1');
    entry.writeUInt16LE(madeByUnix, 4);
    common.copy(entry, 6);
    entry.writeUInt32LE(((isExecutable ? 0o100755 : 0o100644) << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    entries.push(entry, name);
    offset += 4 + common.length + name.length + data.length;
  }
  const directory = Buffer.concat(entries), end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
