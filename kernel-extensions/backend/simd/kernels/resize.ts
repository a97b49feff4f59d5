/** ResizeNearestNeighbor and its gradient, which upsampling layers run; see assembly/resize.ts. */
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

/** Puts the tables into the work space, one after the other. */
function writeTables(backend: SimdBackend, rows: Int32Array, columns: Int32Array): [number, number] {
  const address = backend.workspace(4 * (rows.length + columns.length));
  const view = backend.view(address, rows.length + columns.length, 'int32');
  view.set(rows);
  view.set(columns, rows.length);
  return [address, address + 4 * rows.length];
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

export const resizeKernels: Kernels = { ResizeNearestNeighbor: resizeNearest, ResizeNearestNeighborGrad: resizeNearestGrad };
