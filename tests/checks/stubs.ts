/**
 * Stand-in networks with known outputs. They are described by data, so a check can hand one to a
 * student's function in another process: both sides build the function from the description.
 */
import * as tf from '@tensorflow/tfjs';

/** `x ↦ scale · x + offset`; as a `critic`, of the mean over each 2 × 2 patch and all channels. */
export interface StubDescription {
  kind: 'translator' | 'critic';
  scale: number;
  offset: number;
}

export type Stub = (x: tf.Tensor4D) => tf.Tensor4D;

const descriptions = new WeakMap<object, StubDescription>();

/**
 * A network `[N, H, W, C] → [N, H, W, C]` (translator) or `[N, H, W, C] → [N, H/2, W/2, 1]` (critic).
 * Gradients flow through it.
 */
export function stub(description: StubDescription): Stub {
  const { kind, scale, offset } = description;
  const network: Stub = (x) => {
    const scores = kind === 'critic' ? tf.avgPool(tf.mean(x, 3, true) as tf.Tensor4D, 2, 2, 'same') : x;
    return tf.add(tf.mul(scores, scale), offset) as tf.Tensor4D;
  };
  descriptions.set(network, { kind, scale, offset });
  return network;
}

/** The description behind a function made by `stub`, or undefined for any other value. */
export function stubDescription(value: unknown): StubDescription | undefined {
  return typeof value === 'function' ? descriptions.get(value) : undefined;
}
