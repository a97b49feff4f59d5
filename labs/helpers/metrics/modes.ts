/** Modes that the samples have and those they miss, by how often each class was seen. */

/**
 * How many of the data's classes the samples have: a class counts when its share of the samples is at least `part` of its
 * share of the data. Classes that the data lack do not count.
 * @param counts of the samples' classes @param real of the data's classes
 */
export function modeCount(counts: readonly number[], real: readonly number[], part = 0.1): number {
  const shares = sharesOf(counts), wanted = sharesOf(real);
  return wanted.filter((share, k) => share > 0 && shares[k] > 0 && shares[k] >= part * share).length;
}

/** Total variation distance ½ Σ |p − q| between the shares of the classes: 0 when equal, 1 when no class is in both. */
export function classDistance(counts: readonly number[], real: readonly number[]): number {
  const p = sharesOf(counts), q = sharesOf(real);
  return p.reduce((sum, share, k) => sum + Math.abs(share - q[k]), 0) / 2;
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  if (!(total > 0)) throw new RangeError('Class shares need at least one picture.');
  return counts.map((count) => count / total);
}
