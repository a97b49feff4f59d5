/** Reading the settings of a plotly figure, which may be absent or of another form than expected. */
import { seriesColor } from '../palette.js';
import type { Trace } from './figure.js';

/** The settings below `key`, empty where there are none. */
export function member(holder: unknown, key: string): Record<string, unknown> {
  const value = (holder as Record<string, unknown> | undefined)?.[key];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export const numberOr = (value: unknown, otherwise: number) => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise);

/** The title of a layout or an axis: a string or `{ text }`. */
export function titleOf(holder: unknown): string {
  const title = (holder as { title?: unknown } | undefined)?.title;
  const text = typeof title === 'string' ? title : (title as { text?: unknown } | undefined)?.text;
  return typeof text === 'string' ? plainText(text) : '';
}

/** Plotly's texts hold a little HTML; this is what a reader sees of it. */
export function plainText(text: string): string {
  const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  return text.replace(/<\/?[a-z][^>]*>/gi, ' ').replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!).trim();
}

const safeColor = /^(#[0-9a-f]{3,8}|[a-z]+|(rgb|hsl)a?\([\d.,%\s/]+\))$/i;

/** The colour that a trace asks for, or that of its place in the palette; nothing that could be markup. */
export function colorOf(trace: Trace, index: number): string {
  const color = [member(trace, 'line')['color'], member(trace, 'marker')['color']].find((each) => typeof each === 'string' && safeColor.test(each));
  return (color as string | undefined) ?? seriesColor(index);
}
