/** A line chart that grows while a cell runs: losses, scores, gradient norms. */
import { randomUUID } from 'node:crypto';
import { jupyterDisplay, type Displayable } from '../jupyter-display.js';
import { formatFigure } from '../formats/figure.js';
import { throttle } from '../live.js';
import { publish } from '../publish.js';
import { decimate, type Points } from './decimate.js';
import { makeChart, type Chart, type ChartOptions } from './figure.js';
import { lineTrace } from './line-chart.js';

export interface LiveChartOptions extends ChartOptions {
  /** Names of series in their order of colours; others are added when their first point comes. */
  series?: readonly string[];
}

/** A chart on the page. As a cell's last value it shows nothing more. */
export interface LiveChart extends Displayable {
  /** Appends a point to each series named, at `x` (default: one more than the last x). Call it as often as you like. */
  add(values: Readonly<Record<string, number>>, x?: number): void;
  /** Shows the latest points now. */
  flush(): void;
  /** The chart as it is now, to show again elsewhere. */
  snapshot(): Chart;
}

/** Points kept of a series; when there are twice as many they are thinned out to this. */
const mostKept = 10_000;
/** Points sent with an update. */
const mostShown = 1_000;

/**
 * Shows an empty chart and returns it. However often `add` is called, the page gets a few updates a
 * second, the last one always; hours of points fit, spikes included.
 */
export function liveChart({ series = [], ...options }: LiveChartOptions = {}): LiveChart {
  const points = new Map<string, Points>(series.map((name) => [name, { x: [], y: [] }]));
  const displayId = randomUUID();
  let lastX = -1;
  const snapshot = () =>
    makeChart([...points].map(([name, each], i) => lineTrace(name, decimate(each, mostShown), i, each.x.length === 1 ? 'lines+markers' : 'lines')), options);
  const put = (type: 'display_data' | 'update_display_data') => publish({ type, data: formatFigure(snapshot()), metadata: {}, displayId });
  const { request, flush } = throttle(() => put('update_display_data'));
  put('display_data');
  return {
    add(values, x = lastX + 1) {
      if (!Number.isFinite(x)) throw new RangeError(`x must be a finite number, not ${x}.`);
      for (const [name, value] of Object.entries(values)) {
        if (typeof value !== 'number') throw new TypeError(`The value of "${name}" must be a number (of a tensor, take .dataSync()[0]), not ${typeof value}.`);
        const own = points.get(name) ?? { x: [], y: [] };
        own.x.push(x);
        own.y.push(value);
        points.set(name, own.x.length < 2 * mostKept ? own : decimate(own, mostKept));
      }
      lastX = x;
      request();
    },
    flush,
    snapshot,
    [jupyterDisplay]: () => ({}),
  };
}
