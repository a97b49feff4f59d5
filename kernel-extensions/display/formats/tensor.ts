/** A tensor: its shape, statistics and first values; as a picture too where the shape is that of pictures. */
import { escapeHtml, htmlBlock } from '../html.js';
import { seriesColor } from '../palette.js';
import { imageGrid } from '../pictures/image-grid.js';
import type { MimeBundle } from '../sink.js';
import { toBase64 } from './image-bytes.js';
import { describeTensor, readValues, statisticsOf, statisticsText, valuesText, type TensorLike } from './tensor-facts.js';

/** Reads the values once; a tensor that cannot be read is shown by its shape and the reason. */
export function formatTensor(tensor: TensorLike): MimeBundle {
  const title = describeTensor(tensor)!;
  const read = readValues(tensor);
  if ('reason' in read) return { 'text/plain': tensor.isDisposed ? title : `${title} (${read.reason})` };
  const { values } = read;
  const numeric = values.length > 0 && typeof values[0] === 'number';
  const statistics = numeric && values.length > 1 ? statisticsText(statisticsOf(values as ArrayLike<number>), values.length) : '';
  const listing = valuesText(values, tensor);
  const text = [title, statistics, listing].filter(Boolean).join('\n');
  if (numeric && looksLikePictures(tensor.shape)) return picture(tensor, values as ArrayLike<number>, title, statistics, text);
  if (!numeric || values.length < 2) return { 'text/plain': text };
  const html = `<div><strong>${escapeHtml(title)}</strong></div><div style="opacity:.8">${escapeHtml(statistics)}</div>` +
    `<div style="display:flex;gap:16px;align-items:center">${sparkHistogram(values as ArrayLike<number>)}` +
    `<code style="white-space:pre;font-size:12px;background:none">${escapeHtml(listing)}</code></div>`;
  return { 'text/html': htmlBlock(html), 'text/plain': text };
}

const mostPictures = 64;

/** `[H, W, 1|3]` and `[N, H, W, 1|3]` of a size that people look at. */
function looksLikePictures(shape: readonly number[]): boolean {
  const [height, width, channels] = shape.slice(-3);
  const side = (size: number | undefined) => size !== undefined && size >= 6 && size <= 1024;
  return (shape.length === 3 || (shape.length === 4 && shape[0]! > 0)) && side(height) && side(width) && (channels === 1 || channels === 3);
}

function picture(tensor: TensorLike, values: ArrayLike<number>, title: string, statistics: string, text: string): MimeBundle {
  const [height, width, channels] = tensor.shape.slice(-3) as [number, number, number];
  const images = Array.prototype.slice.call(values, 0, mostPictures * height * width * channels) as number[];
  const grid = imageGrid({ images, height, width, channels });
  try {
    const png = toBase64(grid.png());
    const html = `<div><strong>${escapeHtml(title)}</strong></div><div style="opacity:.8">${escapeHtml(statistics)}</div>` +
      `<div style="opacity:.8">${escapeHtml(grid.text)}</div><img alt="${escapeHtml(grid.text)}" src="data:image/png;base64,${png}">`;
    return { 'text/html': htmlBlock(html), 'image/png': png, 'text/plain': text };
  } catch {
    return { 'text/plain': text };
  }
}

/** The distribution of the values at a glance. */
function sparkHistogram(values: ArrayLike<number>): string {
  const { min, max } = statisticsOf(values);
  if (!(min < max) || values.length < 8) return '';
  const bins = 24;
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < Math.min(values.length, 1 << 20); i++) {
    const bin = Math.floor(((values[i]! - min) / (max - min)) * bins);
    if (bin >= 0) counts[Math.min(bin, bins - 1)]!++;
  }
  const highest = Math.max(...counts);
  const bars = counts.map((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, Math.round((count / highest) * 32));
    return `<rect x="${i * 4}" y="${34 - height}" width="3" height="${height}"/>`;
  }).join('');
  return `<svg width="${bins * 4}" height="34" role="img" aria-label="histogram" style="flex:none" fill="${seriesColor(0)}">${bars}</svg>`;
}
