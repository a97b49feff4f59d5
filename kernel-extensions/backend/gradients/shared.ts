/** What the gradients of this folder are written with. */
import * as tf from '@tensorflow/tfjs';
import type { GradConfig, NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs';

/** One kernel, recorded on the tape like any operation. */
export const run = (kernel: string, inputs: Record<string, Tensor>, attrs: object = {}): Tensor =>
  tf.engine().runKernel(kernel, inputs as NamedTensorMap, attrs as NamedAttrMap) as Tensor;

/**
 * Registers the gradient of a kernel, in the place of tfjs's if it has one.
 *
 * @param inputs names of the inputs that `gradients` gets to see, in this order
 * @param gradients from dy, those inputs and then the outputs of `outputs`, the gradient of each input
 * @param outputs which of the kernel's outputs are kept for it
 */
export function register<Attrs = object>(
  kernelName: string, inputs: string[], gradients: (dy: Tensor, saved: Tensor[], attrs: Attrs) => Record<string, () => Tensor>, outputs: boolean[] = [],
): void {
  tf.registerGradient({ kernelName, inputsToSave: inputs, outputsToSave: outputs, gradFunc: gradients as unknown as GradConfig['gradFunc'] });
}

/** Sums `dy` over the axes that were broadcast, so that it has `shape`. */
export function sumTo(dy: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
  return (axes.length > 0 ? dy.sum(axes) : dy).reshape(shape);
}

export const zeros = ({ shape }: Tensor): Tensor => tf.zeros(shape);

/** tf.grads for use within a gradient: tfjs would take the outer tape for its own, and end it. */
export function gradsOf(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[], dy: Tensor): Tensor[] {
  const { state } = tf.engine();
  const outer = state.activeTape;
  try {
    return tf.grads(f)(inputs, dy);
  } finally {
    state.activeTape = outer;
  }
}
