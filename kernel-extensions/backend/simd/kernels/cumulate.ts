/** Cumsum and Cumprod: running sums and products along one axis. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import type { Kernel, Kernels } from './kernel.js';

/** Elements that are worth a thread's while. */
const GRAIN = 8_192;

function cumulation(name: 'Cumsum' | 'Cumprod'): Kernel {
  return ({ inputs, attrs, backend }) => {
    const x = inputs.x as TensorInfo;
    const { axis, exclusive, reverse } = attrs as { axis: number; exclusive: boolean; reverse: boolean };
    if (x.dtype !== 'float32' || x.shape.length === 0) return undefined;
    const [along] = util.parseAxisParam(axis, x.shape);
    const n = x.shape[along];
    const inner = util.sizeFromShape(x.shape.slice(along + 1));
    const out = backend.allocate(x.shape, 'float32');
    const lines = n === 0 ? 0 : util.sizeFromShape(x.shape) / n;
    backend.run(name, [backend.address(x), backend.address(out), n, inner, Number(exclusive), Number(reverse)], lines, Math.ceil(GRAIN / n));
    return out;
  };
}

export const cumulateKernels: Kernels = { Cumsum: cumulation('Cumsum'), Cumprod: cumulation('Cumprod') };
