/** Select (tf.where) with a condition of the same shape. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import type { Kernel, Kernels } from './kernel.js';
import { sameShape } from './shapes.js';

/** Elements that are worth a thread's while. */
const GRAIN = 32_768;

const select: Kernel = ({ inputs, backend }) => {
  const { condition, t, e } = inputs as Record<'condition' | 't' | 'e', TensorInfo>;
  if (condition.dtype !== 'bool' || t.dtype !== 'float32' || e.dtype !== 'float32' || !sameShape(condition.shape, t.shape)) return undefined;
  const out = backend.allocate(t.shape, 'float32');
  backend.run('select', [condition, t, e, out].map((tensor) => backend.address(tensor)), util.sizeFromShape(t.shape), GRAIN);
  return out;
};

export const selectKernels: Kernels = { Select: select };
