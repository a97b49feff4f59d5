/**
 * A public data set in the files of a folder: finds it, reads it, checks every number in it.
 * A folder may hold the whole official set or a part of it in the same format.
 */
import { basename, join, sep } from 'node:path';
import { sha256 } from './checksum.js';
import { RECORD_BYTES, decodeCifarBatch, decodeCifarNames } from './cifar10.js';
import { DataError } from './data-error.js';
import { kindOf, readDataFile } from './data-files.js';
import { decodeIdx } from './idx.js';
import type { Split } from './image-dataset.js';
import { publicDatasets } from './manifest.js';
import type { CifarDataset, DatasetInfo, IdxDataset } from './manifest.js';
import { counted, grouped } from './wording.js';

export interface StoredDataset {
  readonly folder: string;
  /** `[count, height, width, channels]` */
  readonly images: Uint8Array;
  /** `[count]` */
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  /** Do the checksums say that this is the publisher's data, all of it? */
  readonly official: boolean;
}

/** Where the files of a split lie: the manifest's names to paths on this disk. */
export interface FoundFiles {
  readonly folder: string;
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * The data set in the first of these folders that has it, or undefined.
 * @throws DataError when there are files of this set and something is wrong with them
 */
export async function readStoredDataset(info: DatasetInfo, split: Split, folders: readonly string[]): Promise<StoredDataset | undefined> {
  const found = await findFiles(info, split, folders);
  if (found === undefined) return undefined;
  return info.format === 'idx' ? readIdx(info, split, found) : readCifar(info, split, found);
}

/** The files of a split in the first folder that has any of them. Which of them are there is the reader's business. */
export async function findFiles(info: DatasetInfo, split: Split, folders: readonly string[]): Promise<FoundFiles | undefined> {
  const wanted = info.format === 'idx' ? Object.values(info.files[split]) : info.files[split];
  for (const root of folders) {
    for (const folder of [root, ...info.folders.map((name) => join(root, name))]) {
      const paths = new Map<string, string>();
      for (const { name } of wanted) {
        const path = await firstExisting(spellings(name).map((spelling) => join(folder, spelling)));
        if (path !== undefined) paths.set(name, path);
      }
      if (paths.size === 0) continue;
      const found = { folder, paths };
      if (info.format === 'idx' && await belongsToAnother(info, split, found)) continue;
      return found;
    }
  }
  return undefined;
}

/** `train-images-idx3-ubyte`, as other tools name it, and packed. */
const spellings = (name: string) => [name, name.replace('-idx', '.idx'), `${name}.gz`];

async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await kindOf(path) !== undefined) return path;
  return undefined;
}

/**
 * MNIST and Fashion-MNIST have the same file names and sizes: the name of the folder tells them apart,
 * and the labels do.
 * @throws DataError when a folder that is named after this set holds the labels of another
 */
async function belongsToAnother(info: IdxDataset, split: Split, { folder, paths }: FoundFiles): Promise<boolean> {
  const named = (set: DatasetInfo) => set.folders.some((name) => folder.endsWith(join(sep, name)));
  const others = Object.values(publicDatasets).filter((set): set is IdxDataset => set.format === 'idx' && set.name !== info.name);
  if (others.some(named)) return true;
  const path = paths.get(info.files[split].labels.name);
  if (path === undefined) return false;
  const labels = sha256(await readDataFile(path, info.files[split].labels.bytes));
  const owner = others.find((set) => set.files[split].labels.sha256 === labels);
  if (owner !== undefined && named(info)) {
    throw new DataError(path, `these are the labels of ${owner.title}, not of ${info.title}`, `Move the files to a folder named ${owner.name}.`);
  }
  return owner !== undefined;
}

async function readIdx(info: IdxDataset, split: Split, found: FoundFiles): Promise<StoredDataset> {
  const { images, labels } = info.files[split];
  const imagesPath = pathOf(images.name, found, labels.name);
  const labelsPath = pathOf(labels.name, found, images.name);
  const imageBytes = await readDataFile(imagesPath, images.bytes);
  const labelBytes = await readDataFile(labelsPath, labels.bytes);
  const pixels = decodeIdx(imageBytes, 3, imagesPath);
  const classes = decodeIdx(labelBytes, 1, labelsPath);
  const [imageCount, height, width] = pixels.shape;
  if (height !== info.height || width !== info.width) {
    throw new DataError(imagesPath, `its images are ${height} × ${width} pixels, those of ${info.title} are ${info.height} × ${info.width}`);
  }
  if (imageCount === 0) throw new DataError(imagesPath, 'there are no images in it');
  if (imageCount !== classes.shape[0]) {
    throw new DataError(imagesPath, `it holds ${counted(imageCount, 'image')}, but ${labelsPath} holds ${counted(classes.shape[0], 'label')}`, 'Replace both with files of the same set, or delete them and run `minimax data get`.');
  }
  const wrong = classes.values.findIndex((label) => label >= info.classNames.length);
  if (wrong !== -1) {
    throw new DataError(labelsPath, `the label of image ${grouped(wrong)} is ${classes.values[wrong]}, labels go from 0 to ${info.classNames.length - 1}`);
  }
  const official = sha256(imageBytes) === images.sha256 && sha256(labelBytes) === labels.sha256;
  return { folder: found.folder, images: pixels.values, labels: classes.values, classNames: info.classNames, official };
}

function pathOf(name: string, found: FoundFiles, partner: string): string {
  const path = found.paths.get(name);
  if (path === undefined) {
    throw new DataError(join(found.folder, name), `this file is missing (with or without .gz), although ${basename(found.paths.get(partner)!)} is there`, 'Put it there, or delete the others and run `minimax data get`.');
  }
  return path;
}

async function readCifar(info: CifarDataset, split: Split, found: FoundFiles): Promise<StoredDataset> {
  const batches = [];
  let official = found.paths.size === info.files[split].length;
  for (const { name, bytes, sha256: expected } of info.files[split]) {
    const path = found.paths.get(name);
    if (path === undefined) continue;
    const content = await readDataFile(path, bytes);
    official &&= sha256(content) === expected;
    batches.push(decodeCifarBatch(content, path));
  }
  const total = batches.reduce((sum, { labels }) => sum + labels.length, 0);
  const images = new Uint8Array(total * (RECORD_BYTES - 1));
  const labels = new Uint8Array(total);
  let start = 0;
  for (const batch of batches) {
    images.set(batch.images, start * (RECORD_BYTES - 1));
    labels.set(batch.labels, start);
    start += batch.labels.length;
  }
  return { folder: found.folder, images, labels, classNames: await readCifarNames(info, found.folder), official };
}

const NAMES_BYTES = 4096;

async function readCifarNames(info: CifarDataset, folder: string): Promise<readonly string[]> {
  const path = join(folder, info.classNamesFile);
  if (await kindOf(path) === undefined) return info.classNames;
  return decodeCifarNames(Buffer.from(await readDataFile(path, NAMES_BYTES)).toString('utf8'), path);
}
