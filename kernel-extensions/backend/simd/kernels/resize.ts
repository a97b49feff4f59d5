/** ResizeNearestNeighbor, ResizeBilinear and their gradients, which upsampling layers run; see assembly/resize.ts. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import type { KernelCall, Kernels } from './kernel.js';

/** Floats moved that take about 20 µs. */
const GRAIN = 16_384;

/** For each index of the resized axis, the index of the original one that it shows. */
function nearest(size: number, newSize: number, alignCorners: boolean, halfPixelCenters: boolean): Int32Array {
  const ratio = alignCorners && newSize > 1 ? (size - 1) / (newSize - 1) : size / newSize;
  return Int32Array.from({ length: newSize }, (_, i) => {
    const place = ratio * (halfPixelCenters ? i + 0.5 : i);
    return Math.max(0, Math.min(size - 1, alignCorners ? Math.round(place) : Math.floor(place)));
  });
}

/** For each index of the original axis, and one past it, the first resized one that shows it or a later one. */
const firstShowing = (table: Int32Array, size: number): Int32Array =>
  Int32Array.from({ length: size + 1 }, (_, i) => {
    const first = table.findIndex((shown) => shown >= i);
    return first < 0 ? table.length : first;
  });

/** Between which two indices of the original axis each index of the resized one lies, and how far from the first: three words each. */
function neighbours(size: number, newSize: number, alignCorners: boolean, halfPixelCenters: boolean): Int32Array {
  const ratio = alignCorners && newSize > 1 ? (size - 1) / (newSize - 1) : size / newSize;
  const entries = new Int32Array(3 * newSize);
  const fractions = new Float32Array(entries.buffer);
  for (let i = 0; i < newSize; i++) {
    const place = halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i;
    const low = Math.max(0, Math.min(size - 1, Math.floor(place)));
    entries.set([low, Math.max(0, Math.min(size - 1, Math.ceil(place)))], 3 * i);
    fractions[3 * i + 2] = place - low;
  }
  return entries;
}

/** Puts the tables into the work space, one after the other. */
function writeTables(backend: SimdBackend, ...tables: Int32Array[]): number[] {
  const words = tables.reduce((sum, { length }) => sum + length, 0);
  const address = backend.workspace(4 * words);
  const view = backend.view(address, words, 'int32');
  let at = 0;
  return tables.map((table) => {
    view.set(table, at);
    at += table.length;
    return address + 4 * (at - table.length);
  });
}

function resizeNearest({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const images = inputs.images!;
  if (images.dtype !== 'float32') return undefined;
  const { alignCorners, halfPixelCenters, size } = attrs as { alignCorners: boolean; halfPixelCenters: boolean; size: [number, number] };
  const [batch, height, width, channels] = images.shape;
  const [outHeight, outWidth] = size;
  const tables = writeTables(
    backend, nearest(height, outHeight, alignCorners, halfPixelCenters), nearest(width, outWidth, alignCorners, halfPixelCenters),
  );
  const out = backend.allocate([batch, outHeight, outWidth, channels], 'float32');
  backend.run('resizeNearest', [backend.address(images), ...tables, backend.address(out), height, width, outHeight, outWidth, channels],
    batch * outHeight, Math.ceil(GRAIN / (outWidth * channels)));
  return out;
}

/** tfjs does not tell the gradient about half-pixel centres: like its own kernel, this one takes them to be off. */
function resizeNearestGrad({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { images, dy } = inputs as { images: TensorInfo; dy: TensorInfo };
  if (dy.dtype !== 'float32') return undefined;
  const [batch, height, width, channels] = images.shape;
  const [, outHeight, outWidth] = dy.shape;
  const alignCorners = attrs.alignCorners as boolean;
  const tables = writeTables(
    backend, firstShowing(nearest(height, outHeight, alignCorners, false), height), firstShowing(nearest(width, outWidth, alignCorners, false), width),
  );
  const dx = backend.allocate(images.shape, 'float32');
  backend.run('resizeNearestGradient', [backend.address(dy), ...tables, backend.address(dx), height, width, outHeight, outWidth, channels],
    batch * height, Math.ceil(GRAIN / (outHeight * outWidth * channels / height)));
  return dx;
}

function resizeBilinear({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const images = inputs.images!;
  if (images.dtype !== 'float32') return undefined;
  const { alignCorners, halfPixelCenters, size: [outHeight, outWidth] } = attrs as { alignCorners: boolean; halfPixelCenters: boolean; size: [number, number] };
  const [batch, height, width, channels] = images.shape;
  const tables = writeTables(
    backend, neighbours(height, outHeight, alignCorners, halfPixelCenters), neighbours(width, outWidth, alignCorners, halfPixelCenters),
  );
  const out = backend.allocate([batch, outHeight, outWidth, channels], 'float32');
  backend.run('resizeBilinear', [backend.address(images), ...tables, backend.address(out), height, width, outHeight, outWidth, channels],
    batch * outHeight, Math.ceil(GRAIN / (2 * outWidth * channels)));
  return out;
}

/** Half-pixel centres as above. */
function resizeBilinearGrad({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { images, dy } = inputs as { images: TensorInfo; dy: TensorInfo };
  if (dy.dtype !== 'float32') return undefined;
  const [batch, height, width, channels] = images.shape;
  const [, outHeight, outWidth] = dy.shape;
  const alignCorners = attrs.alignCorners as boolean;
  const [rows, columns] = [neighbours(height, outHeight, alignCorners, false), neighbours(width, outWidth, alignCorners, false)];
  const lower = (entries: Int32Array) => entries.filter((_, word) => word % 3 === 0);
  const tables = writeTables(backend, rows, columns, firstShowing(lower(rows), height), firstShowing(lower(columns), width));
  const dx = backend.allocate(images.shape, 'float32');
  backend.run('resizeBilinearGradient', [backend.address(dy), ...tables, backend.address(dx), height, width, outHeight, outWidth, channels],
    batch * height, Math.ceil(GRAIN / (4 * outHeight * outWidth * channels / height)));
  return dx;
}

export const resizeKernels: Kernels = {
  ResizeNearestNeighbor: resizeNearest,
  ResizeNearestNeighborGrad: resizeNearestGrad,
  ResizeBilinear: resizeBilinear,
  ResizeBilinearGrad: resizeBilinearGrad,
};
