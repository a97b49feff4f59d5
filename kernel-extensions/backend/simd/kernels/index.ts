/** All kernels of the backend: a group a file. */
import type { Kernels } from './kernel.js';
import { convolutionKernels } from './convolution.js';
import { elementwiseKernels } from './elementwise.js';
import { matMulKernels } from './matmul.js';

export const allKernels: Kernels = {
  ...convolutionKernels,
  ...elementwiseKernels,
  ...matMulKernels,
};
