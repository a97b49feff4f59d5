/** All kernels of the backend: a group a file. */
import type { Kernels } from './kernel.js';
import { binaryKernels } from './binary.js';
import { castKernels } from './cast.js';
import { convolutionKernels } from './convolution.js';
import { matMulKernels } from './matmul.js';
import { reduceKernels } from './reduce.js';
import { unaryKernels } from './unary.js';

export const allKernels: Kernels = {
  ...binaryKernels,
  ...castKernels,
  ...convolutionKernels,
  ...matMulKernels,
  ...reduceKernels,
  ...unaryKernels,
};
