/**
 * The spectral norm σ(W) of a layer's weights, how much longer W makes a vector at most, and layers that are divided by
 * it wherever they are applied: Miyato et al., arXiv 1802.05957, algorithm 1. A convolution's kernel is taken as the
 * matrix [height · width · in, out], as there; what it does to a whole picture can be a few times as much.
 */
import * as tf from '@tensorflow/tfjs';

/** The vector that power iteration keeps between two calls: a layer's weight, so that copies and checkpoints have it. */
interface Kept { read(): tf.Tensor; write(value: tf.Tensor): unknown }

/** The fields of tfjs-layers 4.22's dense and convolution layers, which its types keep private. */
interface LayerWithKernel {
  kernel: Kept;
  build(inputShape: tf.Shape | tf.Shape[]): void;
  call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor | tf.Tensor[];
  addWeight(name: string, shape: tf.Shape, dtype: 'float32', initializer: unknown, regularizer: undefined, trainable: boolean): Kept;
}

const unit = (vector: tf.Tensor): tf.Tensor => vector.div(vector.norm().add(1e-12));
const numbersOf = (tensor: tf.Tensor): tf.Tensor => tf.tensor(tensor.dataSync(), tensor.shape);
const asMatrix = (kernel: tf.Tensor): tf.Tensor2D => kernel.reshape([-1, kernel.shape.at(-1)!]);

/** The right singular vector of `matrix` [in, out] that belongs to σ, from a first guess `u` [out, 1], after so many rounds of u ← Wᵀ W u, made a unit again. */
export const powerIteration = (matrix: tf.Tensor2D, u: tf.Tensor, rounds: number): tf.Tensor => tf.tidy(() => {
  let vector = unit(u);
  for (let round = 0; round < rounds; round++) vector = unit(tf.matMul(matrix, tf.matMul(matrix, vector as tf.Tensor2D), true));
  return vector;
});

/** σ of a kernel of any rank. The error falls by (σ₂/σ₁)² a round. */
export function spectralNorm(kernel: tf.Tensor, rounds = 100): number {
  return tf.tidy(() => {
    const matrix = asMatrix(kernel), columns = matrix.shape[1];
    const start = tf.cos(tf.range(1, columns + 1)).reshape([columns, 1]);
    return tf.matMul(matrix, powerIteration(matrix, start, rounds) as tf.Tensor2D).norm().dataSync()[0]!;
  });
}

/** The vector of each layer that is divided. */
const divided = new WeakMap<tf.layers.Layer, Kept>();

/** The kernel that a layer computes with: W / σ(W) of one that is divided, W of any other. */
export function appliedKernel(layer: tf.layers.Layer): tf.Tensor {
  const weights = (layer as unknown as LayerWithKernel).kernel.read(), u = divided.get(layer);
  return u ? tf.tidy(() => weights.div(stretchOf(weights, u.read()))) : weights.clone();
}

/** |W u| for a unit vector u. */
const stretchOf = (weights: tf.Tensor, u: tf.Tensor): tf.Tensor => tf.matMul(asMatrix(weights), unit(u) as tf.Tensor2D).norm();

/**
 * The layer, made to compute with W / σ(W). Each call in training takes one more round of power iteration; gradients take σ for |W u| with
 * a constant u. Dense and convolution layers; optimizers and checkpoints see W itself.
 */
export function spectral<L extends tf.layers.Layer>(layer: L): L {
  const inner = layer as unknown as LayerWithKernel;
  const { build, call } = inner;
  let kept: Kept;
  inner.build = function (inputShape) {
    build.call(this, inputShape);
    const columns = this.kernel.read().shape.at(-1)!;
    // tfjs reads a seed of 0 as none.
    kept = this.addWeight('u', [columns, 1], 'float32', tf.initializers.randomNormal({ seed: columns }), undefined, false);
    divided.set(layer, kept);
  };
  inner.call = function (inputs, kwargs) {
    const { kernel } = this;
    return tf.tidy(() => {
      const weights = kernel.read();
      // As numbers, so that no gradient flows through the rounds.
      const u = powerIteration(asMatrix(numbersOf(weights)), numbersOf(kept.read()), kwargs.training ? 1 : 0);
      if (kwargs.training) kept.write(u);
      const norm = stretchOf(weights, u);
      try {
        this.kernel = { read: () => weights.div(norm), write: (value) => kernel.write(value) };
        return call.call(this, inputs, kwargs);
      } finally {
        this.kernel = kernel;
      }
    });
  };
  return layer;
}
