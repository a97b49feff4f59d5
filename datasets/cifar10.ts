/**
 * The binary version of CIFAR-10 (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009):
 * records of one label and 3 × 32 × 32 pixels, plane by plane: all red, all green, all blue.
 */
import { DataError } from './data-error.js';
import { counted, grouped } from './wording.js';

export const SIDE = 32;
const PLANE = SIDE * SIDE;
export const RECORD_BYTES = 1 + 3 * PLANE;

export interface CifarBatch {
  /** `[count, 32, 32, 3]`, the colours of a pixel side by side. */
  readonly images: Uint8Array;
  /** `[count]`, 0–9. */
  readonly labels: Uint8Array;
}

/** @throws DataError when the bytes are no whole number of records, or a label is not 0–9 */
export function decodeCifarBatch(bytes: Uint8Array, file: string): CifarBatch {
  const records = bytes.length / RECORD_BYTES;
  if (!Number.isInteger(records) || records === 0) {
    throw new DataError(file, `it is no whole number of CIFAR-10 images: ${grouped(bytes.length)} bytes are ${counted(Math.floor(records), 'record')} of ${grouped(RECORD_BYTES)} bytes and ${grouped(bytes.length % RECORD_BYTES)} bytes more`);
  }
  const images = new Uint8Array(records * 3 * PLANE);
  const labels = new Uint8Array(records);
  for (let record = 0; record < records; record++) {
    const start = record * RECORD_BYTES;
    const label = bytes[start];
    if (label > 9) throw new DataError(file, `the label of image ${grouped(record)} is ${label}, labels go from 0 to 9`);
    labels[record] = label;
    let out = record * 3 * PLANE;
    for (let red = start + 1; red < start + 1 + PLANE; red++) {
      images[out++] = bytes[red];
      images[out++] = bytes[red + PLANE];
      images[out++] = bytes[red + 2 * PLANE];
    }
  }
  return { images, labels };
}

/** The inverse of decodeCifarBatch. */
export function encodeCifarBatch({ images, labels }: CifarBatch): Uint8Array {
  const bytes = new Uint8Array(labels.length * RECORD_BYTES);
  labels.forEach((label, record) => {
    const start = record * RECORD_BYTES;
    bytes[start] = label;
    for (let pixel = 0; pixel < PLANE; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        bytes[start + 1 + channel * PLANE + pixel] = images[(record * PLANE + pixel) * 3 + channel];
      }
    }
  });
  return bytes;
}

/** The class names in batches.meta.txt, one a line. @throws DataError unless there are ten */
export function decodeCifarNames(text: string, file: string): string[] {
  const names = text.split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => line.trim());
  if (names.length !== 10) throw new DataError(file, `its class names are ${grouped(names.length)}, CIFAR-10 has 10`);
  return names;
}
