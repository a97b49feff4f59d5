/**
 * Batches of images from whatever holds them (tensors, data sets, plain arrays), in one form. Pixel
 * values stay as they are; mapping them to colours is the business of image-grid.ts.
 */
import { isTensor, type TensorLike } from '../formats/tensor-facts.js';
import { formatShape } from '../numbers.js';

export interface ImageBatch {
  /** `[count, height, width, channels]` in row-major order. */
  readonly values: ArrayLike<number>;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1 gray, 3 colour, 4 colour with transparency. */
  readonly channels: 1 | 3 | 4;
}

/** Images with their measures, such as the data sets of `minimax-labs/datasets`. */
export interface ImageArray {
  readonly images: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  /** 1 where left out. */
  readonly channels?: number;
}

/** Only needed for a bare array, which does not know its own measures. */
export interface Measures {
  height?: number;
  width?: number;
  channels?: number;
}

/**
 * - a tensor `[H, W]`, `[H, W, C]`, `[N, H, W]` or `[N, H, W, C]` with C = 1, 3 or 4, on any backend;
 * - an object `{ images, height, width, channels }`, such as a data set;
 * - a flat array of pixels, which is one square picture unless measures are given;
 * - an array of any of these of equal height and width, shown one after the other.
 */
export type ImageSource = TensorLike | ImageArray | Float32Array | Uint8Array | Uint8ClampedArray | Float64Array | readonly number[] | readonly ImageSource[];

/** Throws a RangeError or TypeError that says which shapes are pictures. */
export function toImageBatch(source: ImageSource, measures: Measures = {}): ImageBatch {
  if (isTensor(source)) return fromTensor(source);
  if (isImageArray(source)) return batch(source.images, source.height, source.width, source.channels ?? 1);
  if (isListOfSources(source)) return concatenate(source.map((each) => toImageBatch(each, measures)));
  if (isNumbers(source)) return fromNumbers(source, measures);
  throw new TypeError(`No pictures in ${Object.prototype.toString.call(source)}: expected a tensor, { images, height, width, channels }, an array of pixels, or a list of these.`);
}

function isImageArray(source: unknown): source is ImageArray {
  return typeof source === 'object' && source !== null && 'images' in source && 'height' in source && 'width' in source;
}

const isNumbers = (source: unknown): source is ArrayLike<number> =>
  (ArrayBuffer.isView(source) && !(source instanceof DataView)) || (Array.isArray(source) && typeof source[0] === 'number');

const isListOfSources = (source: unknown): source is readonly ImageSource[] => Array.isArray(source) && source.length > 0 && typeof source[0] !== 'number';

const channelCounts = [1, 3, 4];

function fromTensor(tensor: TensorLike): ImageBatch {
  const { shape } = tensor;
  const [count, height, width, channels] =
    shape.length === 4 ? shape
    : shape.length === 3 && channelCounts.includes(shape[2]!) ? [1, ...shape]
    : shape.length === 3 ? [...shape, 1]
    : shape.length === 2 ? [1, ...shape, 1] : [];
  if (count === undefined || !channelCounts.includes(channels!)) {
    throw new RangeError(`A tensor of shape ${formatShape(shape)} holds no pictures: expected [H, W], [H, W, C], [N, H, W] or [N, H, W, C] with C = 1, 3 or 4.`);
  }
  const values = tensor.dataSync();
  if (typeof values[0] === 'string') throw new TypeError('A tensor of strings holds no pictures.');
  return batch(values as ArrayLike<number>, height!, width!, channels!, count);
}

function fromNumbers(values: ArrayLike<number>, { height, width, channels = 1 }: Measures): ImageBatch {
  if (height === undefined && width === undefined) {
    const side = Math.sqrt(values.length / channels);
    if (!Number.isInteger(side)) {
      throw new RangeError(`${values.length} pixels of ${channels} channel${channels === 1 ? '' : 's'} are no square picture: give height and width.`);
    }
    return batch(values, side, side, channels);
  }
  const h = height ?? width!;
  return batch(values, h, width ?? h, channels);
}

function batch(values: ArrayLike<number>, height: number, width: number, channels: number, count?: number): ImageBatch {
  const size = height * width * channels;
  if (![height, width].every((side) => Number.isInteger(side) && side > 0)) {
    throw new RangeError(`Pictures of ${height} × ${width} pixels cannot be shown: height and width must be whole numbers from 1.`);
  }
  if (!channelCounts.includes(channels)) throw new RangeError(`Pictures with ${channels} channels cannot be shown: expected 1 (gray), 3 (colour) or 4 (colour with transparency).`);
  if (values.length % size !== 0 || (count !== undefined && values.length !== count * size)) {
    throw new RangeError(`${values.length} values do not divide into pictures of ${height} × ${width} × ${channels} = ${size} values.`);
  }
  return { values, count: values.length / size, height, width, channels: channels as 1 | 3 | 4 };
}

function concatenate(batches: readonly ImageBatch[]): ImageBatch {
  const { height, width, channels } = batches[0]!;
  if (batches.some((other) => other.height !== height || other.width !== width || other.channels !== channels)) {
    throw new RangeError(`Pictures of different sizes do not go into one grid: ${batches.map((b) => `${b.height} × ${b.width} × ${b.channels}`).join(', ')}.`);
  }
  const values = new Float32Array(batches.reduce((sum, each) => sum + each.values.length, 0));
  let offset = 0;
  for (const each of batches) {
    values.set(each.values, offset);
    offset += each.values.length;
  }
  return { values, count: batches.reduce((sum, each) => sum + each.count, 0), height, width, channels };
}
