/** AdamUpdate, this backend's own kernel: one step on variables, in place. ../adam.ts makes tf.train.adam use it. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import type { Kernel, Kernels } from './kernel.js';

/** Elements that are worth a thread's while. */
const GRAIN = 16_384;

export interface AdamAttributes {
  beta1: number;
  beta2: number;
  /** 1 − β1^t and 1 − β2^t. */
  correction1: number;
  correction2: number;
  learningRate: number;
  epsilon: number;
}

/**
 * Inputs value0, m0, v0, gradient0, value1 and so on, float32, the four with one number of one shape. Writes
 * the next value, m and v over the old ones: no other tensor may share their data. No outputs.
 */
const adamUpdate: Kernel = ({ inputs, attrs, backend }) => {
  const { beta1, beta2, correction1, correction2, learningRate, epsilon } = attrs as unknown as AdamAttributes;
  const count = Object.keys(inputs).length / 4;
  for (let i = 0; i < count; i++) {
    const tensors = [`value${i}`, `m${i}`, `v${i}`, `gradient${i}`].map((name) => inputs[name] as TensorInfo);
    const [value, m, v, gradient] = tensors.map((tensor) => backend.address(tensor));
    backend.run('adam', [value, m, v, gradient, beta1, beta2, correction1, correction2, learningRate, epsilon], util.sizeFromShape(tensors[0].shape), GRAIN);
  }
  return [];
};

export const adamKernels: Kernels = { AdamUpdate: adamUpdate };
