/** Element-wise operations: inputs that are broadcast, powers at 0, and the slope of an activation's slope. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { register, run, sumTo, zeros } from './shared.js';

export function registerElementWise(): void {
  // tfjs does not sum these over the axes that were broadcast.
  const picks = (kernelName: string, ofA: (a: Tensor, b: Tensor) => Tensor) => register(kernelName, ['a', 'b'], (dy, [a, b]) => {
    const fromA = ofA(a, b);
    return {
      a: () => sumTo(dy.mul(fromA.cast('float32')), a.shape),
      b: () => sumTo(dy.mul(fromA.logicalNot().cast('float32')), b.shape),
    };
  });
  picks('Maximum', tf.greaterEqual);
  picks('Minimum', tf.lessEqual);
  register('SquaredDifference', ['a', 'b'], (dy, [a, b]) => {
    const slope = () => dy.mul(a.sub(b)).mul(2);
    return { a: () => sumTo(slope(), a.shape), b: () => sumTo(slope().neg(), b.shape) };
  });

  // b·a^(b−1) is 0·∞ in tfjs where a and b are 0, and log a taken where a ≤ 0 spoils the second derivative.
  register('Pow', ['a', 'b'], (dy, [a, b, y]) => ({
    a: () => sumTo(dy.mul(b.mul(tf.pow(a, tf.where(b.equal(0), tf.onesLike(b), b.sub(1))))), a.shape),
    b: () => sumTo(dy.mul(y).mul(tf.log(tf.where(a.greater(0), a, tf.onesLike(a)))), b.shape),
  }), [true]);

  // elu' is 1, or y + 1 where y < 0.
  register('EluGrad', ['dy', 'y'], (ddx, [dy, y]) => ({
    dy: () => run('EluGrad', { dy: ddx, y }),
    y: () => tf.where(y.less(0), ddx.mul(dy), zeros(y)),
  }));
}
