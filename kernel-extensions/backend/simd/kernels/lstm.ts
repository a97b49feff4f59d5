/** This backend's own kernels of an LSTM cell's gates: see assembly/lstm.ts, and ../lstm.ts for who asks for them. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { Kernel, Kernels } from './kernel.js';

/** Elements that are worth a thread's while. */
const GRAIN = 512;

/** Inputs z [B, 4·units] and c [B, units]; outputs h and the next c. */
const gates: Kernel = ({ inputs, attrs, backend }) => {
  const { z, c } = inputs as { z: TensorInfo; c: TensorInfo };
  const [batch, units] = c.shape;
  const [h, next] = [c.shape, c.shape].map((shape) => backend.allocate(shape, 'float32'));
  backend.run('lstmGates', [...[z, c, h, next].map((tensor) => backend.address(tensor)), units, Number(attrs.hard)], batch, Math.ceil(GRAIN / units));
  return [h, next];
};

/** Inputs z, c, the next c and the gradients of h and of the next c; outputs the gradients of z and c. */
const gatesGradient: Kernel = ({ inputs, attrs, backend }) => {
  const { z, c, next, dh, dnext } = inputs as Record<'z' | 'c' | 'next' | 'dh' | 'dnext', TensorInfo>;
  const [batch, units] = c.shape;
  const [dz, dc] = [z.shape, c.shape].map((shape) => backend.allocate(shape, 'float32'));
  backend.run(
    'lstmGatesGradient', [...[z, c, next, dh, dnext, dz, dc].map((tensor) => backend.address(tensor)), units, Number(attrs.hard)],
    batch, Math.ceil(GRAIN / units),
  );
  return [dz, dc];
};

export const lstmKernels: Kernels = { LstmGates: gates, LstmGatesGrad: gatesGradient };
