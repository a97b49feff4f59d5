/** A function of two variables as a surface to turn around: the objective V(D, G), a critic over the plane. */
import { ink, ramp } from '../palette.js';
import { makeChart, plotlyText, type Chart, type ChartOptions } from './figure.js';

export interface SurfaceOptions extends Omit<ChartOptions, 'logY'> {
  zTitle?: string;
  /** For a function: where x and y run. Default [0, 1] each. */
  xRange?: readonly [from: number, to: number];
  yRange?: readonly [from: number, to: number];
  /** For a function: points along each axis. Default 41. */
  steps?: number;
}

/** Heights on a grid: `z[j][i]` belongs to `x[i]` and `y[j]`. */
export interface Heights {
  x: readonly number[];
  y: readonly number[];
  z: readonly ArrayLike<number>[];
}

/** A surface z = f(x, y), or of given heights. Points where f is not finite are left open. */
export function surface(source: ((x: number, y: number) => number) | Heights, { steps = 41, xRange = [0, 1], yRange = [0, 1], zTitle, ...options }: SurfaceOptions = {}): Chart {
  const { x, y, z } = typeof source === 'function' ? sample(source, xRange, yRange, steps) : source;
  if (z.length !== y.length || z.some((row) => row.length !== x.length)) {
    throw new RangeError(`z must have ${y.length} rows (y) of ${x.length} values (x).`);
  }
  const axis = (text: string | undefined) => ({ title: { text: plotlyText(text ?? '') }, gridcolor: ink, zerolinecolor: ink });
  return makeChart(
    [{
      type: 'surface', x: [...x], y: [...y], z: z.map((row) => Array.from(row, (value) => (Number.isFinite(value) ? value : null))),
      colorscale: ramp.map(([stop, color]) => [stop, color]), showscale: true, colorbar: { thickness: 12, len: 0.7 },
    }],
    { height: 460, ...options },
    {
      scene: { xaxis: axis(options.xTitle ?? 'x'), yaxis: axis(options.yTitle ?? 'y'), zaxis: axis(zTitle ?? 'z'), camera: { eye: { x: -1.5, y: -1.6, z: 0.9 } } },
      hovermode: 'closest', margin: { l: 8, r: 0, t: options.title === undefined ? 16 : 48, b: 8 },
    },
  );
}

function sample(f: (x: number, y: number) => number, [x0, x1]: readonly [number, number], [y0, y1]: readonly [number, number], steps: number): Heights {
  if (!Number.isInteger(steps) || steps < 2 || steps > 500) throw new RangeError(`steps must be a whole number from 2 to 500, not ${steps}.`);
  const along = (from: number, to: number) => Array.from({ length: steps }, (_, i) => from + ((to - from) * i) / (steps - 1));
  const [x, y] = [along(x0, x1), along(y0, y1)];
  return { x, y, z: y.map((yj) => x.map((xi) => f(xi, yj))) };
}
