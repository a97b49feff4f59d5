/**
 * Seeded random numbers: the same seed gives the same data set on every machine.
 */

/**
 * A stream of uniform numbers in [0, 1) from whole-number seeds: a 32-bit counter behind the
 * finaliser of MurmurHash3 (A. Appleby). Good enough to draw pictures, not for cryptography.
 */
export function randomStream(...seeds: readonly number[]): () => number {
  let state = 0;
  for (const seed of seeds) state = mix((state ^ seed) + 0x9e3779b9);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 2 ** 32;
  };
}

function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** The numbers 0 … count − 1 in a random order (Fisher and Yates). */
export function shuffledIndices(count: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
