/** How values are distributed. Bins are counted here, so that the page gets bars and not values. */
import { isTensor, statisticsOf } from '../formats/tensor-facts.js';
import { say } from '../language.js';
import { seriesColor } from '../palette.js';
import { makeChart, plotlyText, type Chart, type ChartOptions } from './figure.js';
import { toNumbers, type NumberSource } from './numbers-of.js';

export interface HistogramOptions extends ChartOptions {
  /** Default: the square root of the number of values, 10 to 60. */
  bins?: number;
  /** Values outside are left out. Default: from the least to the greatest value. */
  range?: readonly [from: number, to: number];
  /** Bars with a total area of 1, so that sets of different size compare. */
  density?: boolean;
}

/** The counts of `values` in `bins` bins of equal width from `from` to `to`, the last one including `to`. */
export function countBins(values: ArrayLike<number>, bins: number, from: number, to: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= from && value <= to) counts[Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins))]!++;
  }
  return counts;
}

/** A histogram of one set of numbers, or of several named sets over each other. NaN is left out. */
export function histogram(source: NumberSource | Readonly<Record<string, NumberSource>>, { bins, range, density = false, ...options }: HistogramOptions = {}): Chart {
  const named = isTensor(source) || isList(source) ? { [options.xTitle ?? say('value')]: source } : source;
  const sets = Object.entries(named).map(([name, numbers]) => ({ name, values: toNumbers(numbers, `"${name}"`) }));
  const [from, to] = range ?? rangeOf(sets.map(({ values }) => values));
  if (!(from < to)) throw new RangeError(`range is [from, to] with from < to, not [${from}, ${to}].`);
  const most = Math.max(0, ...sets.map(({ values }) => values.length));
  const count = bins ?? Math.max(10, Math.min(60, Math.ceil(Math.sqrt(most))));
  if (!Number.isInteger(count) || count < 1 || count > 10_000) throw new RangeError(`bins must be a whole number from 1 to 10,000, not ${count}.`);
  const width = (to - from) / count;
  const x = Array.from({ length: count }, (_, i) => from + (i + 0.5) * width);
  const data = sets.map(({ name, values }, i) => {
    const counts = countBins(values, count, from, to);
    const total = counts.reduce((sum, each) => sum + each, 0);
    return {
      type: 'bar', name: plotlyText(name), x, y: density && total > 0 ? counts.map((each) => each / (total * width)) : counts, width,
      marker: { color: seriesColor(i), opacity: sets.length > 1 ? 0.6 : 0.9 },
    };
  });
  return makeChart(data, options, { barmode: 'overlay', bargap: 0, showlegend: sets.length > 1 });
}

const isList = (source: object): source is ArrayLike<number> => Array.isArray(source) || ArrayBuffer.isView(source);

function rangeOf(sets: readonly number[][]): [number, number] {
  const statistics = sets.map(statisticsOf).filter(({ min }) => !Number.isNaN(min));
  if (statistics.length === 0) return [0, 1];
  const from = Math.min(...statistics.map(({ min }) => min));
  const to = Math.max(...statistics.map(({ max }) => max));
  return from < to ? [from, to] : [from - 0.5, to + 0.5];
}
