/** All kernels of the backend: a group a file. */
import type { Kernels } from './kernel.js';
import { adamKernels } from './adam.js';
import { batchNormKernels } from './batch-norm.js';
import { binaryKernels } from './binary.js';
import { castKernels } from './cast.js';
import { convolutionKernels } from './convolution.js';
import { fillKernels } from './fill.js';
import { layoutKernels } from './layout.js';
import { matMulKernels } from './matmul.js';
import { reduceKernels } from './reduce.js';
import { unaryKernels } from './unary.js';

export const allKernels: Kernels = {
  ...adamKernels,
  ...batchNormKernels,
  ...binaryKernels,
  ...castKernels,
  ...convolutionKernels,
  ...fillKernels,
  ...layoutKernels,
  ...matMulKernels,
  ...reduceKernels,
  ...unaryKernels,
};
