/** The part of plotly's figure format that the charts here use, and the look that they share. */
import { escapeHtml, fontFamily } from '../html.js';
import { jupyterDisplay, type Displayable } from '../jupyter-display.js';
import { formatFigure } from '../formats/figure.js';
import { gridLine, ink, series } from '../palette.js';

export interface Trace {
  type?: string;
  name?: string;
  x?: ArrayLike<number | string | null>;
  y?: ArrayLike<number | null>;
  z?: ArrayLike<ArrayLike<number | null>>;
  mode?: string;
  [setting: string]: unknown;
}

export interface Figure {
  data: Trace[];
  layout: Record<string, unknown>;
  config?: Record<string, unknown>;
}

/** A figure that shows itself: as a cell's last value, or given to `show`. */
export type Chart = Figure & Displayable;

export interface ChartOptions {
  title?: string;
  xTitle?: string;
  yTitle?: string;
  /** Screen pixels. Default 360. */
  height?: number;
  xRange?: readonly [from: number, to: number];
  yRange?: readonly [from: number, to: number];
  /** A logarithmic vertical axis; ranges are given as values, not as exponents. */
  logY?: boolean;
}

export function makeChart(data: Trace[], options: ChartOptions, layout: Record<string, unknown> = {}): Chart {
  return {
    data,
    layout: { ...commonLayout(options), ...layout },
    config: { responsive: true, displaylogo: false },
    [jupyterDisplay]() {
      const { data, layout, config } = this;
      return formatFigure({ data, layout, config });
    },
  };
}

/** Plotly reads a little HTML in its texts; titles here are plain text. */
export function plotlyText(text: string): string {
  return escapeHtml(text);
}

function commonLayout({ title, xTitle, yTitle, height = 360, xRange, yRange, logY }: ChartOptions): Record<string, unknown> {
  const axis = (text: string | undefined, range: readonly number[] | undefined) => ({
    ...(text === undefined ? {} : { title: { text: plotlyText(text), standoff: 8 } }),
    ...(range === undefined ? {} : { range: [...range] }),
    gridcolor: gridLine, zerolinecolor: 'rgba(128,128,128,.45)', linecolor: 'rgba(128,128,128,.45)', automargin: true, exponentformat: 'power',
  });
  return {
    ...(title === undefined ? {} : { title: { text: plotlyText(title), x: 0, xref: 'paper', xanchor: 'left', font: { size: 16 } } }),
    height,
    margin: { l: 56, r: 16, t: title === undefined ? 32 : 64, b: 48 },
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: fontFamily, size: 13, color: ink },
    modebar: { bgcolor: 'rgba(0,0,0,0)', color: 'rgba(128,128,128,.6)', activecolor: ink },
    colorway: [...series],
    legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
    showlegend: true,
    hovermode: 'x unified',
    xaxis: axis(xTitle, xRange),
    yaxis: { ...axis(yTitle, logY ? yRange?.map(Math.log10) : yRange), ...(logY ? { type: 'log' } : {}) },
    // Keeps zoom and hidden series when the figure is updated in place.
    uirevision: 'minimax',
  };
}
