/** A tensor's elements as JavaScript sees them, for the small vectors that need no WebAssembly. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';

export type Values = Float32Array | Int32Array | Uint8Array;

/** A view of the tensor's bytes in the shared memory: reading and writing it reads and writes the tensor. */
export const valuesOf = (backend: SimdBackend, tensor: TensorInfo): Values => backend.data.get(tensor.dataId).values as Values;
