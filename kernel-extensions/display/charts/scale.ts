/** From values to places on an axis, and the round numbers to write along it. */

export interface Scale {
  /** Screen place of a value; NaN for what has none (zero on a logarithmic axis). */
  place(value: number): number;
  ticks: { at: number; label: string }[];
}

/** `[from, to]` widened where it is empty, so that a constant series has an axis. */
export function extent(values: Iterable<number>): [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  if (from > to) return [0, 1];
  if (from < to) return [from, to];
  const room = Math.abs(from) / 10 || 0.5;
  return [from - room, to + room];
}

/** Steps of 1, 2 or 5 times a power of ten, about `wanted` of them. */
function stepFor(span: number, wanted: number): number {
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
}

export function linearScale([from, to]: readonly [number, number], [start, end]: readonly [number, number], wanted: number): Scale {
  const place = (value: number) => start + ((value - from) / (to - from)) * (end - start);
  const step = stepFor(Math.abs(to - from), wanted);
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const ticks: Scale['ticks'] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) ticks.push({ at: place(k * step), label: tickLabel(k * step, step) });
  return { place, ticks };
}

/** A logarithmic axis over positive values. */
export function logScale([from, to]: readonly [number, number], [start, end]: readonly [number, number], wanted: number): Scale {
  const inner = linearScale([Math.log10(from), Math.log10(to)], [start, end], wanted);
  const place = (value: number) => (value > 0 ? inner.place(Math.log10(value)) : NaN);
  const [first, last] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  const stride = Math.max(1, Math.ceil((last - first + 1) / wanted));
  const ticks: Scale['ticks'] = [];
  for (let power = first; power <= last; power += stride) ticks.push({ at: inner.place(power), label: tickLabel(10 ** power, 10 ** power) });
  if (ticks.length < 2) return { place, ticks: [from, to].map((value) => ({ at: place(value), label: String(Number(value.toPrecision(2))) })) };
  return { place, ticks };
}

/** As many decimals as `step` needs; powers of ten for what is very large or small. */
function tickLabel(value: number, step: number): string {
  if (Math.abs(value) < step / 1e6) return '0';
  const size = Number(Math.abs(value).toPrecision(12));
  if (size >= 1e6 || size < 1e-4) return Number(value.toPrecision(3)).toExponential().replace('e+', 'e').replace(/^-/, '−');
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toFixed(Math.min(decimals, 10)).replace('-', '−');
}
