/**
 * Makes the layer `tf.layers.batchNormalization` train with this backend's own kernels: tfjs composes
 * its training of moments and a fused inference kernel, some thirty passes over the activations with
 * the gradient. Other backends, other axes than the last one and inference keep tfjs's code.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';

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

/** A gradient inside a gradient function: without an open tape, tfjs 4.22 would begin a new one in place of that being walked. */
function onOpenTape<T>(compute: () => T): T {
  const { state } = tf.engine();
  state.gradientDepth++;
  try {
    return compute();
  } finally {
    state.gradientDepth--;
  }
}

/** Registers the gradient and puts the kernels under the layer while the current backend is `backendName`. */
export function installBatchNormalization(backendName: string): void {
  tf.registerGradient({
    kernelName: 'BatchNormTraining', inputsToSave: ['x', 'gamma', 'beta'], outputsToSave: [false, true, true],
    gradFunc: (dys, [x, gamma, , mean, variance], { epsilon }) => {
      const [dy] = dys as Tensor[];
      const [dx, dGamma, dBeta] = tf.engine().runKernel('BatchNormTrainingGrad', { dy, x, mean, variance, gamma }, { epsilon }) as Tensor[];
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  });
  // The gradient of the gradient, by way of tfjs's operations. Mean and variance are functions of x there.
  tf.registerGradient({
    kernelName: 'BatchNormTrainingGrad', inputsToSave: ['dy', 'x', 'gamma', 'mean'],
    gradFunc: (weights, [dy, x, gamma, mean], { epsilon }) => {
      const weighted = (dy: Tensor, x: Tensor, gamma: Tensor) => {
        const gradients = tf.grads((x, gamma, beta) => composed(x, gamma, beta, epsilon as number))([x, gamma, tf.zerosLike(gamma)], dy);
        return tf.addN(gradients.map((gradient, i) => gradient.mul((weights as Tensor[])[i]).sum()));
      };
      const [ddy, dx, dGamma] = onOpenTape(() => tf.grads(weighted)([dy, x, gamma]));
      return { dy: () => ddy, x: () => dx, gamma: () => dGamma, mean: () => tf.zerosLike(mean), variance: () => tf.zerosLike(mean) };
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
