/** Softmax over the last axis. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import type { Kernel, Kernels } from './kernel.js';

/** Elements that are worth a thread's while. */
const GRAIN = 4_096;

const softmax: Kernel = ({ inputs, attrs, backend }) => {
  const logits = inputs.logits as TensorInfo;
  const n = logits.shape.at(-1);
  if (logits.dtype !== 'float32' || !n || attrs.dim !== logits.shape.length - 1) return undefined;
  const out = backend.allocate(logits.shape, 'float32');
  backend.run('softmaxRows', [backend.address(logits), backend.address(out), n], util.sizeFromShape(logits.shape) / n, Math.ceil(GRAIN / n));
  return out;
};

export const softmaxKernels: Kernels = { Softmax: softmax };
