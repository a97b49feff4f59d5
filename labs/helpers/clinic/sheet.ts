/** A recording as its reader sees it: all vital signs on one sheet, or one of them as a chart to zoom into. */
import { escapeHtml, getLanguage, imageGrid, jupyterDisplay, lineChart, type Chart, type Displayable, type MimeBundle } from '../../../kernel-extensions/display/index.js';
import { ink, seriesColor } from '../../../kernel-extensions/display/palette.js';
import { inLanguage } from '../in-language.js';
import { panelNames, panelOf, type Curve, type Panel, type PanelName } from './curves.js';
import { numberOf } from './cause.js';
import type { Recording } from './vital-signs.js';

/** One vital sign, large. @throws RangeError for an unknown name */
export function chartOf(recording: Recording, name: PanelName): Chart {
  if (!panelNames.includes(name)) throw new RangeError(inLanguage(`There is no vital sign "${name}": ${panelNames.join(', ')}.`, `沒有叫「${name}」的生命徵象：${panelNames.join('、')}。`));
  const { title, curves, xTitle, log, points } = panelOf(recording, name);
  const drawn = curves.map(({ name: label, x, y }) => [label, visible({ name: label, x, y }, log)] as const).filter(([, { x }]) => x.length > 0);
  return lineChart(Object.fromEntries(drawn), { title, xTitle, logY: log ?? false, mode: points ? 'markers' : 'lines' });
}

/** All vital signs, small, with the last pictures. */
export function vitalSigns(recording: Recording, title = ''): Displayable {
  const panels = panelNames.map((name) => panelOf(recording, name));
  return {
    [jupyterDisplay](): MimeBundle {
      const heading = title === '' ? '' : `<h4 style="margin:4px 0">${escapeHtml(title)}</h4>`;
      const figures = panels.map((panel) => `<figure style="margin:0"><figcaption style="font-size:13px">${escapeHtml(panel.title)}<br>${legend(panel)}</figcaption>${draw(panel)}</figure>`).join('');
      return {
        'text/html': `<div lang="${getLanguage()}">${heading}<div style="display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:10px 18px">${figures}</div>${pictures(recording)}</div>`,
        'text/plain': [title, ...panels.map(inWords), ...(recording.stopped === undefined ? [] : [recording.stopped])].filter(Boolean).join('\n'),
      };
    },
  };
}

const width = 270, height = 150, frame = { left: 46, right: width - 6, top: 6, bottom: height - 20 };

/** The points that can be drawn. */
function visible({ name, x, y }: Curve, log = false): Curve {
  const places = y.flatMap((value, i) => (Number.isFinite(value) && (!log || value > 0) ? [i] : []));
  return { name, x: places.map((i) => x[i]!), y: places.map((i) => y[i]!) };
}

const legend = ({ curves }: Panel): string => `<span style="font-size:11px">${curves.map(({ name }, i) => `<span style="color:${seriesColor(i)}">■</span> ${escapeHtml(name)}`).join(' &nbsp;')}</span>`;

function draw({ title, curves, log, points }: Panel): string {
  const shown = curves.map((curve) => visible(curve, log));
  const [xs, ys] = [shown.flatMap(({ x }) => x), shown.flatMap(({ y }) => (log ? y.map(Math.log10) : y))];
  const [xScale, yScale] = [scale(xs, frame.left, frame.right), scale(ys, frame.bottom, frame.top)];
  const at = ({ x, y }: Curve, i: number): string => `${xScale.place(x[i]!).toFixed(1)} ${yScale.place(log ? Math.log10(y[i]!) : y[i]!).toFixed(1)}`;
  const marks = shown.map((curve, c) => {
    const color = seriesColor(c), places = curve.x.map((_, i) => at(curve, i));
    if (places.length === 0) return '';
    // A line of no length with round ends is a dot.
    return points ? `<path d="${places.map((place) => `M${place}h0`).join('')}" stroke="${color}" stroke-width="3" stroke-linecap="round" opacity=".6"/>` : `<path d="M${places.join('L')}" stroke="${color}" stroke-width="1.6" fill="none"/>`;
  }).join('');
  const label = (value: number, y: number): string => `<text x="${frame.left - 4}" y="${y}" text-anchor="end">${numberOf(log ? 10 ** value : value)}</text>`;
  return `<svg viewBox="0 0 ${width} ${height}" style="width:100%;max-width:340px" role="img" aria-label="${escapeHtml(title)}" font-size="10" fill="${ink}"><path d="M${frame.left} ${frame.top}V${frame.bottom}H${frame.right}" fill="none" stroke="${ink}" opacity=".5"/>` +
    `${xs.length === 0 ? '' : `${label(yScale.high, frame.top + 8)}${label(yScale.low, frame.bottom)}<text x="${frame.left}" y="${height - 6}">${numberOf(xScale.low)}</text><text x="${frame.right}" y="${height - 6}" text-anchor="end">${numberOf(xScale.high)}</text>`}${marks}</svg>`;
}

/** From the least to the greatest value onto the screen; a constant lies in the middle. */
function scale(values: readonly number[], from: number, to: number): { low: number; high: number; place: (value: number) => number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return { low, high, place: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

/** Real pictures as D saw them, made ones below, on one scale of grey. */
function pictures({ real, made }: Recording): string {
  const rows = [real && { ...real, label: inLanguage('real', '真') }, made && { ...made, label: inLanguage('made', '生成') }].filter((row) => row !== undefined);
  if (rows.length === 0) return '';
  const values = rows.flatMap((row) => Array.from(row.values)).filter(Number.isFinite);
  const range = [values.reduce((a, b) => Math.min(a, b), -1), values.reduce((a, b) => Math.max(a, b), 1)] as const;
  try {
    return rows.map(({ label, shape, values: all }) => {
      const [count, height, width, channels] = shape;
      const png = imageGrid({ images: all.slice(0, (Math.min(10, count) * all.length) / count), height, width, channels }, { columns: 10, scale: 2, range }).png();
      return `<figure style="display:inline-block;margin:8px 16px 0 0"><figcaption style="font-size:13px">${escapeHtml(label)}</figcaption><img alt="${escapeHtml(label)}" src="data:image/png;base64,${png.toString('base64')}"></figure>`;
    }).join('');
  } catch {
    // Without the canvas package there are no pictures.
    return '';
  }
}

const inWords = ({ title, curves }: Panel): string => `${title}: ${curves.map(({ name, y }) => `${name} ${numberOf(y.find(Number.isFinite) ?? NaN)} → ${numberOf(y.findLast(Number.isFinite) ?? NaN)}`).join(', ')}`;
