/**
 * Makes the layer `tf.layers.batchNormalization` train with this backend's own kernels: tfjs composes
 * its training of moments and a fused inference kernel, some thirty passes over the activations with
 * the gradient. Other backends, other axes than the last one and inference keep tfjs's code.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { gradsOf, zeros } from '../gradients/shared.js';

/** The fields of tfjs-layers 4.22's BatchNormalization, which its types keep private. */
interface BatchNormalizationLayer {
  axis: number;
  momentum: number;
  epsilon: number;
  gamma?: Weight;
  beta?: Weight;
  movingMean: Weight;
  movingVariance: Weight;
  call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor | Tensor[];
}
interface Weight { read(): Tensor; write(value: Tensor): void }

/**
 * Normalises with the statistics of the batch. The gradient flows to x, gamma and beta; the returned
 * mean and variance are for moving averages and carry none.
 *
 * @param x float32 [..., C]
 * @param gamma float32 [C]
 * @param beta float32 [C]
 */
function batchNormTraining(x: Tensor, gamma: Tensor1D, beta: Tensor1D, epsilon: number): [y: Tensor, mean: Tensor1D, variance: Tensor1D] {
  return tf.engine().runKernel('BatchNormTraining', { x, gamma, beta }, { epsilon }) as unknown as [Tensor, Tensor1D, Tensor1D];
}

/** The same of tfjs's own operations, every one of them differentiable as often as one likes. */
function composed(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const { mean, variance } = tf.moments(x, axes);
  return x.sub(mean).mul(gamma.mul(tf.rsqrt(variance.add(epsilon)))).add(beta);
}

/** Registers the gradient and puts the kernels under the layer while the current backend is `backendName`. */
export function installBatchNormalization(backendName: string): void {
  tf.registerGradient({
    kernelName: 'BatchNormTraining', inputsToSave: ['x', 'gamma'], outputsToSave: [false, true, true],
    gradFunc: (dys, [x, gamma, mean, variance], { epsilon }) => {
      const [dy] = dys as Tensor[];
      const gradients = tf.engine().runKernel('BatchNormTrainingGrad', { dy, x, mean, variance, gamma }, { epsilon }) as Tensor[];
      return { x: () => gradients[0], gamma: () => gradients[1], beta: () => gradients[2] };
    },
  });
  // Its own gradient is that of the composed gradient, whose statistics are functions of x.
  tf.registerGradient({
    kernelName: 'BatchNormTrainingGrad', inputsToSave: ['dy', 'x', 'gamma', 'mean', 'variance'],
    gradFunc: (weights, [dy, x, gamma, mean, variance], { epsilon }) => {
      const weighted = (...[dyIn, xIn, gammaIn]: Tensor[]) => {
        const gradients = tf.grads((...inputs) => composed(inputs[0], inputs[1], inputs[2], epsilon as number))([xIn, gammaIn, tf.zerosLike(gammaIn)], dyIn);
        return tf.addN(gradients.map((gradient, index) => gradient.mul((weights as Tensor[])[index]).sum()));
      };
      const [ofDy, ofX, ofGamma] = gradsOf(weighted, [dy, x, gamma], tf.scalar(1));
      return { dy: () => ofDy, x: () => ofX, gamma: () => ofGamma, mean: () => zeros(mean), variance: () => zeros(variance) };
    },
  });

  const prototype = Object.getPrototypeOf(tf.layers.batchNormalization()) as BatchNormalizationLayer;
  const inherited = prototype.call;
  prototype.call = function (inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const overLastAxis = this.axis === -1 || this.axis === x.rank - 1;
    if (tf.getBackend() !== backendName || !kwargs.training || !overLastAxis || x.dtype !== 'float32' || x.size === 0) {
      return inherited.call(this, inputs, kwargs);
    }
    return tf.tidy(() => {
      const channels = x.shape.at(-1)!;
      const gamma = (this.gamma?.read() ?? tf.ones([channels])) as Tensor1D;
      const beta = (this.beta?.read() ?? tf.zeros([channels])) as Tensor1D;
      const [y, mean, variance] = batchNormTraining(x, gamma, beta, this.epsilon);
      move(this.movingMean, mean, this.momentum);
      move(this.movingVariance, variance, this.momentum);
      return y;
    });
  };
}

/** average ← momentum · average + (1 − momentum) · value */
function move(average: Weight, value: Tensor, momentum: number): void {
  const old = average.read();
  average.write(old.sub(old.sub(value).mul(1 - momentum)));
}
