/** Element-wise operations of two tensors. */
import type { KernelCall, Kernels } from './kernel.js';
import { sameShape } from './shapes.js';

/** Elements that are worth a thread's while. */
const GRAIN = 16_384;

function add({ inputs, backend }: KernelCall) {
  const { a, b } = inputs;
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || !sameShape(a.shape, b.shape)) return undefined;
  const out = backend.allocate(a.shape, 'float32');
  const length = a.shape.reduce((product, size) => product * size, 1);
  backend.run('add', [backend.address(a), backend.address(b), backend.address(out)], length, GRAIN);
  return out;
}

export const elementwiseKernels: Kernels = { Add: add };
