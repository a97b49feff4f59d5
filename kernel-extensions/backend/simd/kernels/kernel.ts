/** What a kernel of this backend is: a tfjs kernel function whose backend is the SimdBackend. */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';

export interface KernelCall {
  inputs: NamedTensorInfoMap;
  attrs: NamedAttrMap;
  backend: SimdBackend;
}

/** Returns undefined where it does not handle the case (a dtype, a rank): tfjs's kernel then runs. */
export type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[] | undefined;

/** Kernels by tfjs's name for them ("BatchMatMul"). */
export type Kernels = Readonly<Record<string, Kernel>>;
