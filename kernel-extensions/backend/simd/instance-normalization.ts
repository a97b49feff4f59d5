/**
 * Instance normalisation as one kernel, with gradients of first and second order. tfjs has no such
 * operation; composed of its own it takes five passes over the activations and seven back. Whoever
 * wants it runs the kernel `InstanceNorm` where the current backend has one.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { gradsOf, register, run } from '../gradients/shared.js';

interface Attrs { epsilon: number }

/** The same of tfjs's own operations, every one of them differentiable as often as one likes. */
function composed(x: Tensor, epsilon: number): Tensor {
  const { mean, variance } = tf.moments(x, [1, 2], true);
  return x.sub(mean).mul(tf.rsqrt(variance.add(epsilon)));
}

/** Registers the gradients of the kernels `InstanceNorm` and `InstanceNormGrad`, which no other backend has. */
export function installInstanceNormalization(): void {
  register<Attrs>('InstanceNorm', ['x'], (dy, [x], { epsilon }) => ({ x: () => run('InstanceNormGrad', { dy, x }, { epsilon }) }));
  // Linear in dy, and its own adjoint; by x, the gradient of the composed gradient.
  register<Attrs>('InstanceNormGrad', ['dy', 'x'], (w, [dy, x], { epsilon }) => ({
    dy: () => run('InstanceNormGrad', { dy: w, x }, { epsilon }),
    x: () => gradsOf((at) => tf.grad((input) => composed(input, epsilon))(at, dy).mul(w).sum(), [x], tf.scalar(1))[0],
  }));
}
