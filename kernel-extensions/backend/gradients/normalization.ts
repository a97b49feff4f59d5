/** Normalisations: statistics of any shape, and second derivatives of the local response. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { gradsOf, register, sumTo, zeros } from './shared.js';

interface Response { depthRadius: number; bias: number; alpha: number; beta: number }

export function registerNormalization(): void {
  // y = (x − mean) · scale / √(variance + ε) + offset; scale may be missing.
  register<{ varianceEpsilon: number }>('FusedBatchNorm', ['x', 'mean', 'variance', 'scale'], (dy, [x, mean, variance, scale], { varianceEpsilon }) => {
    const inverse = tf.rsqrt(variance.add(varianceEpsilon));
    const scaled = scale ? dy.mul(scale) : dy;
    return {
      x: () => scaled.mul(inverse),
      mean: () => sumTo(scaled.mul(inverse).neg(), mean.shape),
      variance: () => sumTo(scaled.mul(x.sub(mean)).mul(inverse.mul(inverse).mul(inverse)).mul(-0.5), mean.shape),
      scale: () => sumTo(dy.mul(x.sub(mean)).mul(inverse), mean.shape),
      offset: () => sumTo(dy, mean.shape),
    };
  });

  register<Response>('LRNGrad', ['x', 'y', 'dy'], (ddx, [x, y, dy], attrs) => {
    const gradient = (a: Tensor, b: Tensor) => gradsOf((value) => localResponse(value, attrs), [a], b)[0];
    const [ofX, ofDy] = gradsOf(gradient, [x, dy], ddx);
    return { x: () => ofX, y: () => zeros(y), dy: () => ofDy };
  });
}

/** x / (bias + α·Σx²)^β, with the sum over the channels at most depthRadius away: a product with a band matrix. */
function localResponse(x: Tensor, { depthRadius, bias, alpha, beta }: Response): Tensor {
  const channels = x.shape[3]!;
  const near = tf.range(0, channels).expandDims(1).sub(tf.range(0, channels)).abs().lessEqual(depthRadius).cast('float32');
  const sums = tf.matMul(x.square().reshape([-1, channels]), near).reshape(x.shape);
  return x.mul(sums.mul(alpha).add(bias).pow(-beta));
}
