/** A surface as a still picture: its patches drawn from the back to the front. */
import { escapeHtml } from '../html.js';
import { formatNumber } from '../numbers.js';
import { gridLine, ramp } from '../palette.js';
import type { Figure, Trace } from './figure.js';
import { titleOf } from './plotly-settings.js';
import { extent } from './scale.js';

type Point = readonly [x: number, y: number, z: number];

/** Patches along each axis; more would only make a larger file. */
const mostPatches = 30;

/** The viewer stands at low x, low y and above, as the interactive figure starts. */
const turn = Math.PI * 0.26;
const tilt = Math.PI * 0.16;

/** The markup inside an SVG of `width` × `height`, below `top`. */
export function drawSurface(figure: Figure, trace: Trace, width: number, height: number, top: number): string {
  const z = Array.from(trace.z ?? [], (row) => Array.from(row, (value) => value ?? NaN));
  const rows = thinned(z.length);
  const columns = thinned(z[0]?.length ?? 0);
  const [zLow, zHigh] = extent(z.flat());
  const coordinates = (values: Trace['x'], count: number) => Array.from({ length: count }, (_, i) => (typeof values?.[i] === 'number' ? (values[i] as number) : i));
  const [xs, ys] = [coordinates(trace.x, z[0]?.length ?? 0), coordinates(trace.y as Trace['x'], z.length)];
  const [xExtent, yExtent] = [extent(xs), extent(ys)];
  const unit = (value: number, [from, to]: readonly [number, number]) => (value - from) / (to - from) - 0.5;
  const corner = (j: number, i: number): Point => [unit(xs[i]!, xExtent), unit(ys[j]!, yExtent), unit(z[j]![i]!, [zLow, zHigh]) * 0.7];
  const size = Math.min((width - 220) / 1.42, (height - top - 44) / 1.32);
  const project = ([x, y, h]: Point) => {
    const [across, depth] = [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
    return { left: width / 2 + across * size, top: top + (height - top) * 0.48 - (h * Math.cos(tilt) + depth * Math.sin(tilt)) * size, depth };
  };
  const place = (point: Point) => { const { left, top } = project(point); return `${left.toFixed(1)},${top.toFixed(1)}`; };

  const patches: { depth: number; markup: string }[] = [];
  for (let r = 0; r + 1 < rows.length; r++) {
    for (let c = 0; c + 1 < columns.length; c++) {
      const corners = [corner(rows[r]!, columns[c]!), corner(rows[r]!, columns[c + 1]!), corner(rows[r + 1]!, columns[c + 1]!), corner(rows[r + 1]!, columns[c]!)];
      if (!corners.every(([, , h]) => Number.isFinite(h))) continue;
      const mean = corners.reduce((sum, [, , h]) => sum + h, 0) / 4;
      const color = rampColor(mean / 0.7 + 0.5);
      patches.push({ depth: Math.max(...corners.map((each) => project(each).depth)), markup: `<polygon points="${corners.map(place).join(' ')}" fill="${color}" stroke="${color}"/>` });
    }
  }
  patches.sort((a, b) => b.depth - a.depth);

  const floor = -0.35;
  const box = [[-0.5, -0.5, floor], [0.5, -0.5, floor], [0.5, 0.5, floor], [-0.5, 0.5, floor]] as const;
  const label = (point: Point, text: string, anchor: 'start' | 'middle' | 'end', dx: number, dy: number) => {
    const { left, top } = project(point);
    return `<text x="${(left + dx).toFixed(1)}" y="${(top + dy).toFixed(1)}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
  };
  const scene = (figure.layout['scene'] ?? {}) as Record<string, unknown>;
  const [xTitle, yTitle, zTitle] = ['xaxis', 'yaxis', 'zaxis'].map((axis, i) => titleOf(scene[axis]) || 'xyz'[i]!) as [string, string, string];
  const edges = [[-0.5, 0.5], [0.5, 0.5], [0.5, -0.5]].map(([x, y]) => `M${place([x!, y!, floor])}L${place([x!, y!, 0.35])}`).join('');
  return `<polygon points="${box.map(place).join(' ')}" fill="none" stroke="${gridLine}"/><path d="${edges}" stroke="${gridLine}"/>` +
    `<g stroke-width=".7" stroke-linejoin="round">${patches.map(({ markup }) => markup).join('')}</g>` +
    label([-0.45, -0.5, floor], formatNumber(xExtent[0]), 'start', 4, 16) + label([0.5, -0.5, floor], formatNumber(xExtent[1]), 'start', 2, 16) +
    label([0, -0.5, floor], xTitle, 'start', 14, 22) +
    label([-0.5, -0.45, floor], formatNumber(yExtent[0]), 'end', -4, 16) + label([-0.5, 0.5, floor], formatNumber(yExtent[1]), 'end', -2, 16) +
    label([-0.5, 0, floor], yTitle, 'end', -14, 22) +
    colorBar(width - 70, top + 30, height - top - 80, zLow, zHigh, zTitle);
}

function colorBar(x: number, y: number, height: number, low: number, high: number, title: string): string {
  const stops = ramp.map(([stop, color]) => `<stop offset="${stop}" stop-color="${color}"/>`).join('');
  return `<linearGradient id="ramp" x1="0" y1="1" x2="0" y2="0">${stops}</linearGradient><rect x="${x}" y="${y}" width="12" height="${height}" rx="3" fill="url(#ramp)"/>` +
    `<text x="${x + 6}" y="${y - 8}" text-anchor="middle">${escapeHtml(title)}</text>` +
    `<text x="${x + 18}" y="${y + 9}">${formatNumber(high)}</text><text x="${x + 18}" y="${y + height}">${formatNumber(low)}</text>`;
}

/** Indices from 0 to `count` − 1, both included, at most `mostPatches` + 1. */
function thinned(count: number): number[] {
  const steps = Math.min(count - 1, mostPatches);
  return count < 2 ? [] : Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (count - 1)) / steps));
}

/** The colour of a place in [0, 1] of the ramp, between the colours of its neighbours. */
function rampColor(place: number): string {
  const at = Math.min(1, Math.max(0, place));
  const next = Math.max(1, ramp.findIndex(([stop]) => stop >= at));
  const [[from, a], [to, b]] = [ramp[next - 1]!, ramp[next]!];
  const part = (at - from) / (to - from);
  const channel = (color: string, i: number) => parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `#${[0, 1, 2].map((i) => Math.round(channel(a, i) * (1 - part) + channel(b, i) * part).toString(16).padStart(2, '0')).join('')}`;
}
