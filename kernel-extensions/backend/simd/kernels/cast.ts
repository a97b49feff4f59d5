/**
 * Cast between the numeric types. `cpu` relabels a bool or an int32 tensor as float32 and leaves its
 * bytes as they are; in this backend the type of a tensor is the type of its bytes.
 */
import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { Kernel, Kernels } from './kernel.js';
import { valuesOf } from './values.js';

const cast: Kernel = ({ inputs, attrs, backend }) => {
  const x = inputs.x as TensorInfo;
  const dtype = attrs.dtype as DataType;
  if (!isNumeric(x.dtype) || !isNumeric(dtype)) return undefined;
  if (x.dtype === dtype) {
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype };
  }
  const out = backend.allocate(x.shape, dtype);
  const [from, to] = [valuesOf(backend, x), valuesOf(backend, out)];
  if (dtype === 'bool') for (let i = 0; i < from.length; i++) to[i] = from[i] === 0 ? 0 : 1;
  else to.set(from);
  return out;
};

const isNumeric = (dtype: DataType) => dtype === 'float32' || dtype === 'int32' || dtype === 'bool';

export const castKernels: Kernels = { Cast: cast };
