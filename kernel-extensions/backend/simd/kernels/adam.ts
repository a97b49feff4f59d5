/** AdamUpdate, this backend's own kernel: one step on one variable. ../adam.ts makes tf.train.adam use it. */
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

/** Inputs value, m, v, gradient, all float32 of one shape; outputs the next value, m and v. */
const adamUpdate: Kernel = ({ inputs, attrs, backend }) => {
  const { value, m, v, gradient } = inputs as Record<'value' | 'm' | 'v' | 'gradient', TensorInfo>;
  const { beta1, beta2, correction1, correction2, learningRate, epsilon } = attrs as unknown as AdamAttributes;
  const outputs = [value, m, v].map(({ shape }) => backend.allocate(shape, 'float32'));
  const addresses = [value, m, v, gradient, ...outputs].map((tensor) => backend.address(tensor));
  backend.run('adam', [...addresses, beta1, beta2, correction1, correction2, learningRate, epsilon], util.sizeFromShape(value.shape), GRAIN);
  return outputs;
};

export const adamKernels: Kernels = { AdamUpdate: adamUpdate };
