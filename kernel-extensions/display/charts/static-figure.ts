/**
 * A figure as a still picture (SVG) and in words, for front ends without plotly, saved pages and
 * screen readers. Draws lines, points, bars, heat maps and surfaces; nothing of plotly is loaded.
 */
import { escapeHtml, fontFamily } from '../html.js';
import { say } from '../language.js';
import { formatCount, formatNumber } from '../numbers.js';
import { gridLine, ink } from '../palette.js';
import type { Figure, Trace } from './figure.js';
import { colorOf, member, numberOr, plainText, titleOf } from './plotly-settings.js';
import { extent, linearScale, logScale, type Scale } from './scale.js';
import { drawSurface } from './static-surface.js';
import { pixelsOf } from '../text-width.js';

const width = 760;

interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

type Kind = 'line' | 'bar' | 'surface' | undefined;

function kindOf({ type = 'scatter' }: Trace): Kind {
  if (type === 'scatter' || type === 'scattergl') return 'line';
  return type === 'bar' || type === 'surface' ? type : undefined;
}

/** The picture as stand-alone SVG, or undefined for a figure of other kinds than those above. */
export function drawFigure(figure: Figure): string | undefined {
  const traces = figure.data.filter((trace) => trace['visible'] !== 'legendonly' && trace['visible'] !== false);
  const kinds = new Set(traces.map(kindOf));
  if (kinds.has(undefined) || (kinds.has('surface') && traces.length > 1)) return undefined;
  const height = numberOr(figure.layout['height'], 360);
  const title = titleOf(figure.layout);
  const body = kinds.has('surface') ? drawSurface(figure, traces[0]!, width, height, title === '' ? 8 : 36) : drawPlane(figure, traces, height, title !== '');
  const heading = title === '' ? '' : `<text x="14" y="24" font-size="16" font-weight="600">${escapeHtml(title)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `font-family="${escapeHtml(fontFamily)}" font-size="12" fill="${ink}"><title>${escapeHtml(figureText(figure))}</title>${heading}${body}</svg>`;
}

function drawPlane(figure: Figure, traces: readonly Trace[], height: number, hasTitle: boolean): string {
  const { layout } = figure;
  const legend = figure.layout['showlegend'] === false ? '' : drawLegend(figure.data, hasTitle ? 46 : 18);
  const left = Math.max(64, ...namedTicks(layout['yaxis']).map(({ label }) => 14 + pixelsOf(label)));
  const frame: Frame = { left, right: width - 16, top: (hasTitle ? 36 : 12) + (legend === '' ? 0 : 22), bottom: height - 46 };
  const xs = traces.map((trace, i) => xValues(trace, traces[i]!.y?.length ?? 0));
  const names = categories(traces);
  const bars = traces.filter((trace) => kindOf(trace) === 'bar');
  const halfBar = bars.length === 0 ? 0 : barWidth(bars[0]!, xs[traces.indexOf(bars[0]!)]!) / 2;
  const xExtent = extent(xs.flat());
  const x = axisScale(layout['xaxis'], halfBar > 0 ? [xExtent[0] - halfBar, xExtent[1] + halfBar] : xExtent, [frame.left, frame.right], 8);
  if (names !== undefined) x.ticks = names.map((label, i) => ({ at: x.place(i), label })).slice(0, 40);
  const isLogY = axisType(layout['yaxis']) === 'log';
  const ys = traces.flatMap(yValues).filter((value) => !isLogY || value > 0);
  const [low, high] = extent(bars.length > 0 ? [0, ...ys] : ys);
  const room = isLogY ? 0 : (high - low) * 0.04;
  const y = axisScale(layout['yaxis'], [bars.length > 0 && low === 0 ? 0 : low - room, high + room], [frame.bottom, frame.top], 5);
  for (const [axis, scale] of [[layout['xaxis'], x], [layout['yaxis'], y]] as const) {
    const named = namedTicks(axis);
    if (named.length > 0) scale.ticks = named.map(({ value, label }) => ({ at: scale.place(value), label }));
  }
  const marks = traces.map((trace, i) => {
    const color = colorOf(trace, figure.data.indexOf(trace));
    return kindOf(trace) === 'bar' ? drawBars(trace, xs[i]!, x, y, frame, color) : drawLine(trace, xs[i]!, x, y, color);
  }).join('');
  const clip = `<clipPath id="frame"><rect x="${frame.left}" y="${frame.top}" width="${frame.right - frame.left}" height="${frame.bottom - frame.top}"/></clipPath>`;
  return `${clip}${legend}${drawAxes(layout, x, y, frame)}<g clip-path="url(#frame)">${marks}</g>`;
}

function drawAxes(layout: Figure['layout'], x: Scale, y: Scale, frame: Frame): string {
  const inside = (at: number, from: number, to: number) => at >= Math.min(from, to) - 0.5 && at <= Math.max(from, to) + 0.5;
  const vertical = x.ticks.filter(({ at }) => inside(at, frame.left, frame.right)).map(({ at, label }) =>
    `<path d="M${round(at)} ${frame.top}V${frame.bottom}" stroke="${gridLine}"/><text x="${round(at)}" y="${frame.bottom + 17}" text-anchor="middle">${escapeHtml(label)}</text>`);
  const horizontal = y.ticks.filter(({ at }) => inside(at, frame.top, frame.bottom)).map(({ at, label }) =>
    `<path d="M${frame.left} ${round(at)}H${frame.right}" stroke="${gridLine}"/><text x="${frame.left - 7}" y="${round(at + 4)}" text-anchor="end">${escapeHtml(label)}</text>`);
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  const [xTitle, yTitle] = [titleOf(layout['xaxis']), titleOf(layout['yaxis'])];
  return vertical.join('') + horizontal.join('') +
    (xTitle === '' ? '' : `<text x="${middle.x}" y="${frame.bottom + 37}" text-anchor="middle" font-size="13">${escapeHtml(xTitle)}</text>`) +
    (yTitle === '' ? '' : `<text transform="translate(17 ${middle.y}) rotate(-90)" text-anchor="middle" font-size="13">${escapeHtml(yTitle)}</text>`);
}

function drawLegend(traces: readonly Trace[], y: number): string {
  let at = 64;
  return traces.map((trace, i) => {
    const name = plainText(trace.name ?? '');
    if (name === '' || trace['showlegend'] === false) return '';
    const entry = `<rect x="${at}" y="${y - 5}" width="18" height="4" rx="2" fill="${colorOf(trace, i)}"/><text x="${at + 24}" y="${y + 1}" font-size="13">${escapeHtml(name)}</text>`;
    at += 46 + pixelsOf(name);
    return entry;
  }).join('');
}

function drawLine(trace: Trace, xs: readonly number[], x: Scale, y: Scale, color: string): string {
  const mode = trace.mode ?? 'lines';
  const line = member(trace, 'line');
  const marker = member(trace, 'marker');
  const ys = yValues(trace);
  const places = xs.map((value, i) => [x.place(value), y.place(ys[i] ?? NaN)] as const);
  const known = ([px, py]: readonly [number, number]) => Number.isFinite(px) && Number.isFinite(py);
  const opacity = numberOr(trace['opacity'], 1);
  let drawing = '';
  if (mode.includes('lines')) {
    let path = '';
    let pen = 'M';
    for (const place of places) {
      if (known(place)) {
        path += `${pen}${round(place[0])} ${round(place[1])}`;
        pen = 'L';
      } else pen = 'M';
    }
    const dash = line['dash'] === 'dash' ? ' stroke-dasharray="7 5"' : line['dash'] === 'dot' ? ' stroke-dasharray="2 4"' : '';
    drawing += `<path d="${path}" fill="none" stroke="${color}" stroke-width="${numberOr(line['width'], 2)}" stroke-linejoin="round" stroke-opacity="${opacity}"${dash}/>`;
  }
  if (mode.includes('markers')) {
    const radius = numberOr(marker['size'], 6) / 2;
    drawing += `<g fill="${color}" fill-opacity="${opacity * numberOr(marker['opacity'], 1)}">` +
      places.filter(known).map(([px, py]) => `<circle cx="${round(px)}" cy="${round(py)}" r="${radius}"/>`).join('') + '</g>';
  }
  return drawing;
}

function drawBars(trace: Trace, xs: readonly number[], x: Scale, y: Scale, frame: Frame, color: string): string {
  const half = barWidth(trace, xs) / 2;
  const base = Number.isFinite(y.place(0)) ? y.place(0) : frame.bottom;
  return `<g fill="${color}" fill-opacity="${numberOr(member(trace, 'marker')['opacity'], 0.9)}">` + yValues(trace).map((value, i) => {
    const [left, right, top] = [x.place(xs[i]! - half), x.place(xs[i]! + half), y.place(value)];
    if (!Number.isFinite(top) || !Number.isFinite(left)) return '';
    return `<rect x="${round(left + 0.5)}" y="${round(Math.min(top, base))}" width="${round(Math.max(0.5, right - left - 1))}" height="${round(Math.abs(base - top))}"/>`;
  }).join('') + '</g>';
}

/** The figure in words: its title, and for each series how many points, the last, the least and the greatest. */
export function figureText(figure: Figure): string {
  const title = titleOf(figure.layout) || say('figure');
  const lines = figure.data.slice(0, 20).map((trace, i) => {
    const name = plainText(trace.name ?? '') || `${trace.type ?? 'scatter'} ${i + 1}`;
    const heights = trace.z === undefined ? yValues(trace) : Array.from(trace.z).flatMap((row) => Array.from(row, (value) => value ?? NaN));
    const values = heights.filter(Number.isFinite);
    const counted = say('points', { count: formatCount(heights.length) });
    if (values.length === 0) return `${name}: ${counted}`;
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const last = kindOf(trace) === 'line' ? [`${say('last')} ${formatNumber(values.at(-1)!)}`] : [];
    return `${name}: ${[counted, ...last, `${say('min')} ${formatNumber(low)}`, `${say('max')} ${formatNumber(high)}`].join(', ')}`;
  });
  return [title, ...lines].join('\n');
}

// Places along the axes.

/** The ticks that an axis names itself, by `tickvals` and `ticktext`. */
function namedTicks(axis: unknown): { value: number; label: string }[] {
  const { tickvals, ticktext } = (axis ?? {}) as { tickvals?: unknown; ticktext?: unknown };
  if (!Array.isArray(tickvals) || !Array.isArray(ticktext)) return [];
  return tickvals.flatMap((value: unknown, i) => (typeof value === 'number' && typeof ticktext[i] === 'string' ? [{ value, label: plainText(ticktext[i]) }] : []));
}

const axisType = (axis: unknown) => (axis as { type?: unknown } | undefined)?.type;

function axisScale(axis: unknown, found: readonly [number, number], places: readonly [number, number], wanted: number): Scale {
  const range = (axis as { range?: unknown } | undefined)?.range;
  const isLog = axisType(axis) === 'log';
  const given = Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] !== range[1] ? (range as [number, number]) : undefined;
  if (!isLog) return linearScale(given ?? found, places, wanted);
  return logScale(given ? [10 ** given[0], 10 ** given[1]] : [Math.max(found[0], 1e-300), found[1]], places, wanted);
}

const yValues = (trace: Trace): number[] => Array.from(trace.y ?? [], (value) => (typeof value === 'number' ? value : NaN));

/** Names along the horizontal axis, where a trace has strings for x. */
function categories(traces: readonly Trace[]): string[] | undefined {
  const names = traces.flatMap((trace) => Array.from(trace.x ?? []));
  return names.some((name) => typeof name === 'string') ? [...new Set(names.map(String))] : undefined;
}

function xValues(trace: Trace, count: number): number[] {
  if (trace.x === undefined) return Array.from({ length: count }, (_, i) => i);
  const names = categories([trace]);
  return Array.from(trace.x, (value) => (names ? names.indexOf(String(value)) : typeof value === 'number' ? value : NaN));
}

function barWidth(trace: Trace, xs: readonly number[]): number {
  if (typeof trace['width'] === 'number') return trace['width'];
  const gaps = xs.slice(1).map((value, i) => Math.abs(value - xs[i]!)).filter((gap) => gap > 0);
  return 0.8 * (gaps.length === 0 ? 1 : Math.min(...gaps));
}

const round = (value: number) => Math.round(value * 10) / 10;
