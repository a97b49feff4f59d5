/** Fewer points that draw the same line. */

export interface Points {
  x: number[];
  y: number[];
}

/**
 * At most `most` points of a series in x order: of each stretch the first lowest and the first
 * highest point, so that no spike is lost; the first and the last point stay. A stretch with a gap
 * (NaN or infinite y) keeps one such point, so that the line breaks there.
 */
export function decimate({ x, y }: Points, most: number): Points {
  const count = x.length;
  if (count <= most) return { x: [...x], y: [...y] };
  const stretches = Math.max(1, Math.floor((most - 2) / 3));
  const keep: number[] = [0];
  for (let s = 0; s < stretches; s++) {
    const from = 1 + Math.floor((s * (count - 2)) / stretches);
    const to = 1 + Math.floor(((s + 1) * (count - 2)) / stretches);
    let [low, high, gap] = [-1, -1, -1];
    for (let i = from; i < to; i++) {
      const value = y[i]!;
      if (!Number.isFinite(value)) gap = i;
      else {
        if (low < 0 || value < y[low]!) low = i;
        if (high < 0 || value > y[high]!) high = i;
      }
    }
    keep.push(...[...new Set([low, high, gap])].filter((i) => i >= 0).sort((a, b) => a - b));
  }
  keep.push(count - 1);
  return { x: keep.map((i) => x[i]!), y: keep.map((i) => y[i]!) };
}
