/** Lines or points over a common horizontal axis. */
import { isObject } from '../jupyter-display.js';
import { seriesColor } from '../palette.js';
import { decimate } from './decimate.js';
import { makeChart, plotlyText, type Chart, type ChartOptions, type Trace } from './figure.js';
import { toNumbers, type NumberSource } from './numbers-of.js';

/** The values of one series; x counts 0, 1, 2, … where it is left out. */
export type SeriesSource = NumberSource | { x: NumberSource; y: NumberSource };

export interface LineChartOptions extends ChartOptions {
  /** `lines` (the default), `markers` for a scatter plot, or both. */
  mode?: 'lines' | 'markers' | 'lines+markers';
}

/** More points than a screen has columns are thinned out to this many; spikes stay. */
const mostPoints = 3_000;

/**
 * A chart of named series: `lineChart({ 'D loss': dLosses, 'G loss': gLosses })`.
 * Throws a TypeError for series that hold no numbers, a RangeError where x and y differ in length.
 */
export function lineChart(series: Readonly<Record<string, SeriesSource>>, { mode = 'lines', ...options }: LineChartOptions = {}): Chart {
  const data = Object.entries(series).map(([name, source], i) => {
    const y = toNumbers(hasX(source) ? source.y : source, `The series "${name}"`);
    const x = hasX(source) ? toNumbers(source.x, `The x values of the series "${name}"`) : y.map((_, index) => index);
    if (x.length !== y.length) throw new RangeError(`The series "${name}" has ${x.length} x values but ${y.length} y values.`);
    return lineTrace(name, mode === 'lines' ? decimate({ x, y }, mostPoints) : { x, y }, i, mode);
  });
  return makeChart(data, options, mode === 'markers' ? { hovermode: 'closest' } : {});
}

const hasX = (source: SeriesSource): source is { x: NumberSource; y: NumberSource } => isObject(source) && 'x' in source && 'y' in source;

export function lineTrace(name: string, { x, y }: { x: number[]; y: number[] }, index: number, mode: string): Trace {
  const color = seriesColor(index);
  return {
    type: 'scatter', mode, name: plotlyText(name), x, y,
    ...(mode.includes('lines') ? { line: { color, width: 2 } } : {}),
    ...(mode.includes('markers') ? { marker: { color, size: 5, opacity: mode === 'markers' ? 0.7 : 1 } } : {}),
  };
}
