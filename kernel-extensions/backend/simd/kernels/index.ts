/** All kernels of the backend: a group a file. */
import type { Kernels } from './kernel.js';
import { adamKernels } from './adam.js';
import { batchNormKernels } from './batch-norm.js';
import { binaryKernels } from './binary.js';
import { castKernels } from './cast.js';
import { convolutionKernels } from './convolution.js';
import { cumulateKernels } from './cumulate.js';
import { depthwiseKernels } from './depthwise.js';
import { fillKernels } from './fill.js';
import { gatherKernels } from './gather.js';
import { instanceNormKernels } from './instance-norm.js';
import { layoutKernels } from './layout.js';
import { lstmKernels } from './lstm.js';
import { matMulKernels } from './matmul.js';
import { mirrorPadKernels } from './mirror-pad.js';
import { poolingKernels } from './pooling.js';
import { reduceKernels } from './reduce.js';
import { resizeKernels } from './resize.js';
import { selectKernels } from './select.js';
import { softmaxKernels } from './softmax.js';
import { unaryKernels } from './unary.js';

export const allKernels: Kernels = {
  ...adamKernels,
  ...batchNormKernels,
  ...binaryKernels,
  ...castKernels,
  ...convolutionKernels,
  ...cumulateKernels,
  ...depthwiseKernels,
  ...fillKernels,
  ...gatherKernels,
  ...instanceNormKernels,
  ...layoutKernels,
  ...lstmKernels,
  ...matMulKernels,
  ...mirrorPadKernels,
  ...poolingKernels,
  ...reduceKernels,
  ...resizeKernels,
  ...selectKernels,
  ...softmaxKernels,
  ...unaryKernels,
};
