/**
 * The `simd` backend of tfjs: WebAssembly SIMD on all cores, nothing native to install.
 *
 *   registerSimdBackend();
 *   await tf.setBackend('simd');
 */
import * as tf from '@tensorflow/tfjs';
import type { KernelConfig } from '@tensorflow/tfjs';
import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { installFusedAdam } from './adam.js';
import { mendTape } from '../gradients/tape.js';
import { SimdBackend } from './backend.js';
import type { SimdOptions } from './backend.js';
import { installBatchNormalization } from './batch-normalization.js';
import { installFusedProducts } from './fused-products.js';
import { registerGradients } from './gradients.js';
import { allKernels } from './kernels/index.js';
import type { Kernel, KernelCall } from './kernels/kernel.js';
import { installInstanceNormalization } from './instance-normalization.js';
import { installLstm } from './lstm.js';
import { installSavedTensors } from './saved-tensors.js';
import { compileKernels, hasRelaxedSimd, whyUnsupported } from './wasm-module.js';

export { SimdBackend } from './backend.js';
export type { SimdOptions } from './backend.js';
export { OutOfMemoryError } from './allocator.js';

const NAME = 'simd';

/** Whether this machine and installation can run the backend; what is missing, or what will be used. */
export function simdSupport(): { usable: boolean; reason: string; remedy?: string } {
  const missing = whyUnsupported();
  if (missing !== undefined) return { usable: false, ...missing };
  try {
    compileKernels();
  } catch {
    return { usable: false, reason: 'its WebAssembly kernels are not built', remedy: 'npm run build' };
  }
  const cores = availableParallelism();
  const vectors = hasRelaxedSimd() ? 'WebAssembly SIMD with fused multiply-add' : 'WebAssembly SIMD';
  return { usable: true, reason: `${vectors}, ${cores} ${cores === 1 ? 'core' : 'cores'}` };
}

let registeredOptions: SimdOptions = {};

/**
 * Makes the backend known to tfjs as `simd`; `tf.setBackend('simd')` then starts it. Calling it again
 * changes nothing, unless other options are given: they make a new backend, and the tensors of the
 * one before are gone.
 */
export function registerSimdBackend(options: SimdOptions = registeredOptions): void {
  if (tf.findBackendFactory(NAME) === null) registerKernels();
  else if (isDeepStrictEqual(options, registeredOptions)) return;
  else tf.removeBackend(NAME);
  registeredOptions = options;
  tf.registerBackend(NAME, () => new SimdBackend(options), 3);
}

/** Every kernel of `cpu` under this backend's name, ours in front of it where there is one; and those `cpu` has not. */
function registerKernels(): void {
  const ours = new Map(Object.entries(allKernels));
  for (const config of tf.getKernelsForBackend('cpu')) {
    const own = ours.get(config.kernelName);
    ours.delete(config.kernelName);
    tf.registerKernel({ ...config, backendName: NAME, kernelFunc: own ? withFallback(own, config) : config.kernelFunc });
  }
  for (const [kernelName, own] of ours) {
    tf.registerKernel({ kernelName, backendName: NAME, kernelFunc: withRetry(own) as KernelConfig['kernelFunc'] });
  }
  mendTape();
  registerGradients(NAME);
  installBatchNormalization(NAME);
  installInstanceNormalization();
  installLstm(NAME);
  installFusedAdam(NAME);
  installFusedProducts(NAME);
  installSavedTensors(NAME);
}

const withFallback = (own: Kernel, { kernelFunc }: KernelConfig): KernelConfig['kernelFunc'] => {
  const first = withRetry(own);
  return (call) => first(call) ?? kernelFunc(call);
};

/** The kernel as tfjs calls it; where the memory does not suffice, once more without the work space of earlier ones. */
const withRetry = (own: Kernel) => (call: Parameters<KernelConfig['kernelFunc']>[0]) => {
  const { backend } = call as unknown as KernelCall;
  return backend.withRetry(() => own(call as unknown as KernelCall));
};
