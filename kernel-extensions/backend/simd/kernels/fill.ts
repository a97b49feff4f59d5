/** Tensors of one value: Fill, ZerosLike, OnesLike. */
import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import type { Kernel, Kernels } from './kernel.js';
import { valuesOf } from './values.js';

function filled(backend: SimdBackend, shape: number[], dtype: DataType, value: number): TensorInfo | undefined {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return undefined;
  const out = backend.allocate(shape, dtype);
  valuesOf(backend, out).fill(value);
  return out;
}

const fill: Kernel = ({ attrs, backend }) => {
  const { shape, value, dtype } = attrs as { shape: number[]; value: number | string; dtype?: DataType };
  if (typeof value === 'string') return undefined;
  return filled(backend, shape, dtype ?? 'float32', value);
};

const like = (value: number): Kernel => ({ inputs, backend }) => {
  const x = inputs.x as TensorInfo;
  return filled(backend, x.shape, x.dtype, value);
};

export const fillKernels: Kernels = { Fill: fill, ZerosLike: like(0), OnesLike: like(1) };
