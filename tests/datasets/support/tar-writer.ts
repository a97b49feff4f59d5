/** Tar archives written by hand, the wrong ones included. */

/** One entry: header, content, padding. `sizeField` writes another size than the true one. */
export function tarEntry(name: string, content: Uint8Array | string, type = '0', link = '', sizeField?: string): Buffer {
  const bytes = Buffer.from(content as string);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(sizeField ?? bytes.length.toString(8).padStart(11, '0'), 124);
  header.write('00000000000\0', 136);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\x0000', 257);
  header.fill(' ', 148, 156);
  header.write(header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0') + '\0 ', 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** The two empty blocks at the end of an archive. */
export const END = Buffer.alloc(1024);
