// The hash by which notebook front ends name a cell's source: MurmurHash2 by Austin Appleby (public
// domain), 32 bits, over UTF-8.

const multiplier = 0x5bd1e995;

export function murmur2(text: string, seed: number): number {
  const bytes = Buffer.from(text);
  const wholeWords = bytes.length & ~3;
  let hash = seed ^ bytes.length;
  for (let at = 0; at < wholeWords; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  if (bytes.length > wholeWords) {
    for (let at = bytes.length - 1; at >= wholeWords; at--) hash ^= bytes[at] << (8 * (at - wholeWords));
    hash = Math.imul(hash, multiplier);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, multiplier);
  return (hash ^ (hash >>> 15)) >>> 0;
}
