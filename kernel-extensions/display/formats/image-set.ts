/** Sets of images with their measures, such as the data sets of `minimax-labs/datasets`: the first pictures and a sentence. */
import { isObject } from '../jupyter-display.js';
import { imageGrid } from '../pictures/image-grid.js';
import type { ImageArray } from '../pictures/images.js';
import type { MimeBundle } from '../sink.js';
import { escapeHtml, htmlBlock } from '../html.js';
import { toBase64 } from './image-bytes.js';

interface ImageSet extends ImageArray {
  readonly images: Uint8Array | Uint8ClampedArray | Float32Array;
  readonly description?: string;
  readonly labels?: ArrayLike<number>;
  readonly classNames?: readonly string[];
}

const mostPictures = 20;

export function isImageSet(value: unknown): value is ImageSet {
  if (!isObject(value)) return false;
  const { images, height, width } = value as Partial<ImageSet>;
  return (images instanceof Uint8Array || images instanceof Uint8ClampedArray || images instanceof Float32Array) &&
    typeof height === 'number' && typeof width === 'number' && images.length >= height * width;
}

/** Throws for measures that do not fit the pixels. */
export function formatImageSet(set: ImageSet): MimeBundle {
  const { height, width, channels = 1, labels, classNames } = set;
  const images = set.images.subarray(0, mostPictures * height * width * channels);
  const captions = labels && Array.from({ length: Math.min(mostPictures, labels.length) }, (_, i) => classNames?.[labels[i]!] ?? labels[i]!);
  const grid = imageGrid({ images, height, width, channels }, { columns: 10, ...(captions ? { captions } : {}), ...(images instanceof Float32Array ? {} : { range: [0, 255] }) });
  const count = set.images.length / (height * width * channels);
  const text = set.description ?? `${count} × ${height} × ${width} × ${channels}`;
  const png = toBase64(grid.png());
  return {
    'text/html': htmlBlock(`<div>${escapeHtml(text)}</div><img alt="${escapeHtml(grid.text)}" src="data:image/png;base64,${png}">`),
    'image/png': png,
    'text/plain': text,
  };
}
