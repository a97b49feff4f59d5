/**
 * Pictures side by side as one PNG, each pixel enlarged to a crisp square. Gaps, captions and title
 * have a transparent ground and a colour that reads on light and dark pages.
 */
import { fontFamily } from '../html.js';
import { jupyterDisplay, type Displayable } from '../jupyter-display.js';
import { say } from '../language.js';
import { formatCount, formatNumber } from '../numbers.js';
import { ink } from '../palette.js';
import type { MimeBundle } from '../sink.js';
import { pixelsOf } from '../text-width.js';
import { statisticsOf } from '../formats/tensor-facts.js';
import { toBase64 } from '../formats/image-bytes.js';
import { loadCanvas } from './canvas-module.js';
import { toImageBatch, type ImageBatch, type ImageSource, type Measures } from './images.js';

export interface ImageGridOptions extends Measures {
  /** Pictures in a row. Default: one row up to ten pictures, about a square from there. A list of equal batches has a row for each. */
  columns?: number;
  /** Screen pixels for each pixel. Default: so that a picture is about 100 pixels wide and the grid fits a page. */
  scale?: number;
  /** The values shown as black and as white; values beyond are clamped. Default: the one of [0, 1], [−1, 1], [0, 255] that holds all values, otherwise their own extremes. */
  range?: readonly [low: number, high: number];
  /** Screen pixels between pictures. Default 4. */
  gap?: number;
  /** A line under each picture. */
  captions?: readonly (string | number)[];
  /** A word before each row: `real`, `translated`, `back again`. */
  rowLabels?: readonly string[];
  title?: string;
}

/** A grid of pictures: shown when it is a cell's last value or given to `show`. */
export interface ImageGrid extends Displayable {
  /** The picture as a PNG file. Throws where the canvas package cannot be loaded. */
  png(): Buffer;
  /** The grid in words. */
  readonly text: string;
}

const mostPixels = 12_000_000;
const pageWidth = 880;

/**
 * A grid of pictures. The values are read now; later changes of a variable do not show.
 * Throws a RangeError or TypeError where `source` holds no pictures, and for options out of range.
 */
export function imageGrid(source: ImageSource, options: ImageGridOptions = {}): ImageGrid {
  const batch = copied(toImageBatch(source, options));
  const layout = layOut(batch, options, source);
  const range = checkedRange(options.range) ?? detectRange(batch.values);
  const text = describe(batch, layout, range, options);
  let encoded: Buffer | undefined;
  const png = () => (encoded ??= draw(batch, layout, range, options));
  return {
    text,
    png,
    [jupyterDisplay](): MimeBundle {
      try {
        return { 'image/png': toBase64(png()), 'text/plain': text };
      } catch (error) {
        const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
        return { 'text/plain': `${text}\n${say('noCanvas', { reason })}` };
      }
    },
  };
}

const copied = (batch: ImageBatch): ImageBatch => ({ ...batch, values: Float32Array.from(batch.values) });

/** The values shown as black and white where the caller names none. */
export function detectRange(values: ArrayLike<number>): [low: number, high: number] {
  const { min, max } = statisticsOf(values);
  if (!(min <= max)) return [0, 1];
  // Bicubic resizing and float arithmetic overshoot a little.
  const slack = 0.02;
  if (min >= -slack && max <= 1 + slack) return [0, 1];
  if (min >= -1 - slack && max <= 1 + slack) return [-1, 1];
  if (min >= 0 && max <= 255) return [0, 255];
  return [min, max];
}

function checkedRange(range: ImageGridOptions['range']): readonly [number, number] | undefined {
  if (range !== undefined && !(range[0] < range[1])) throw new RangeError(`range is [low, high] with low < high, not [${range.join(', ')}].`);
  return range;
}

interface Layout {
  columns: number;
  rows: number;
  /** Pictures drawn; fewer than there are where they would make too large a file. */
  shown: number;
  scale: number;
  gap: number;
  cell: { width: number; height: number };
  titleHeight: number;
  /** Room for the row labels, left of the pictures. */
  labelWidth: number;
  captionHeight: number;
}

function layOut(batch: ImageBatch, options: ImageGridOptions, source: ImageSource): Layout {
  const gap = wholeNumber('gap', options.gap ?? 4, 0);
  const rowLength = Array.isArray(source) && source.length > 1 && typeof source[0] !== 'number' ? batch.count / source.length : undefined;
  const columns = wholeNumber('columns', options.columns ??
    (rowLength !== undefined && Number.isInteger(rowLength) && rowLength > 1 && rowLength <= 32 ? rowLength
      : batch.count <= 10 ? Math.max(1, batch.count) : Math.min(32, Math.ceil(Math.sqrt(batch.count)))), 1);
  const labelWidth = Math.min(160, Math.max(0, ...(options.rowLabels ?? []).map((label) => 14 + pixelsOf(label))));
  const fitting = Math.floor(((pageWidth - labelWidth) / columns - gap) / batch.width);
  const scale = wholeNumber('scale', options.scale ?? Math.max(1, Math.min(Math.round(100 / batch.width), fitting)), 1);
  const cell = { width: batch.width * scale, height: batch.height * scale };
  const captionHeight = options.captions ? 18 : 0;
  const titleHeight = options.title ? 28 : 0;
  const mostRows = Math.max(1, Math.floor(mostPixels / (columns * (cell.width + gap) * (cell.height + captionHeight + gap))));
  const rows = Math.min(Math.ceil(batch.count / columns), mostRows);
  return { columns, rows, shown: Math.min(batch.count, rows * columns), scale, gap, cell, titleHeight, labelWidth, captionHeight };
}

function wholeNumber(name: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least) throw new RangeError(`${name} must be a whole number from ${least}, not ${value}.`);
  return value;
}

function describe(batch: ImageBatch, { shown }: Layout, [low, high]: readonly [number, number], { title, captions, rowLabels }: ImageGridOptions): string {
  const words = {
    count: formatCount(batch.count), height: batch.height, width: batch.width,
    channels: say(({ 1: 'gray', 3: 'color', 4: 'colorAlpha' } as const)[batch.channels]),
  };
  return [
    title,
    [
      say(batch.count === 1 ? 'picture' : 'pictures', words),
      say('valueRange', { low: formatNumber(low), high: formatNumber(high) }),
      ...(shown < batch.count ? [say('onlyFirst', { shown: formatCount(shown), count: formatCount(batch.count) })] : []),
    ].join(' · '),
    rowLabels?.join(' · '),
    captions?.slice(0, shown).join(' · '),
  ].filter(Boolean).join('\n');
}

function draw(batch: ImageBatch, layout: Layout, range: readonly [number, number], options: ImageGridOptions): Buffer {
  const { columns, rows, shown, gap, cell, titleHeight, labelWidth, captionHeight } = layout;
  const { createCanvas } = loadCanvas();
  const used = Math.min(columns, Math.max(1, shown));
  const canvas = createCanvas(labelWidth + used * cell.width + (used - 1) * gap, titleHeight + Math.max(1, rows * (cell.height + captionHeight) + (rows - 1) * gap));
  const context = canvas.getContext('2d');
  context.fillStyle = ink;
  context.textBaseline = 'middle';
  if (options.title) {
    context.font = `600 15px ${fontFamily}`;
    context.fillText(options.title, 0, titleHeight / 2 - 2, canvas.width);
  }
  context.font = `13px ${fontFamily}`;
  options.rowLabels?.slice(0, rows).forEach((label, row) => {
    context.fillText(label, 0, titleHeight + row * (cell.height + captionHeight + gap) + cell.height / 2, labelWidth - 8);
  });
  context.font = `12px ${fontFamily}`;
  context.textAlign = 'center';
  for (let i = 0; i < shown; i++) {
    const x = labelWidth + (i % columns) * (cell.width + gap);
    const y = titleHeight + Math.floor(i / columns) * (cell.height + captionHeight + gap);
    const pixels = context.createImageData(cell.width, cell.height);
    paint(pixels.data, batch, i, layout.scale, range);
    context.putImageData(pixels, x, y);
    const caption = options.captions?.[i];
    if (caption !== undefined) context.fillText(String(caption), x + cell.width / 2, y + cell.height + captionHeight / 2 + 1, cell.width + gap);
  }
  return canvas.toBuffer('image/png');
}

/** Writes picture `index` as RGBA, each pixel as `scale` × `scale`; NaN is magenta, so that it is seen. */
function paint(rgba: Uint8ClampedArray, batch: ImageBatch, index: number, scale: number, [low, high]: readonly [number, number]): void {
  const { values, height, width, channels } = batch;
  const start = index * height * width * channels;
  const level = 255 / (high - low);
  const rowBytes = width * scale * 4;
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = to;
    for (let x = 0; x < width; x++) {
      const from = start + (y * width + x) * channels;
      const r = (values[from]! - low) * level;
      const g = channels === 1 ? r : (values[from + 1]! - low) * level;
      const b = channels === 1 ? r : (values[from + 2]! - low) * level;
      const a = channels === 4 ? (values[from + 3]! - low) * level : 255;
      const nan = Number.isNaN(r + g + b + a);
      for (let repeat = 0; repeat < scale; repeat++) {
        rgba[to++] = nan ? 255 : r;
        rgba[to++] = nan ? 0 : g;
        rgba[to++] = nan ? 255 : b;
        rgba[to++] = nan ? 255 : a;
      }
    }
    for (let repeat = 1; repeat < scale; repeat++) {
      rgba.copyWithin(to, row, row + rowBytes);
      to += rowBytes;
    }
  }
}
