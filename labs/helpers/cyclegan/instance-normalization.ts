/**
 * Instance normalisation (Ulyanov et al., arXiv 1607.08022): each channel of each picture by itself gets mean 0 and
 * variance 1. Unlike batch normalisation it is the same in training and in use, and knows nothing of the other pictures.
 */
import * as tf from '@tensorflow/tfjs';

/** x [N, H, W, C] → the same shape. ε as in PyTorch. */
export function instanceNormalize(x: tf.Tensor4D, epsilon = 1e-5): tf.Tensor4D {
  if (tf.getKernel('InstanceNorm', tf.getBackend()) && x.dtype === 'float32') return tf.engine().runKernel('InstanceNorm', { x }, { epsilon }) as tf.Tensor as tf.Tensor4D;
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(x, [1, 2], true);
    return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)));
  });
}

/** Without scale and centre, as CycleGAN uses it: no weights. */
export class InstanceNormalization extends tf.layers.Layer {
  static readonly className = 'InstanceNormalization';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return instanceNormalize((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }
}
tf.serialization.registerClass(InstanceNormalization as unknown as tf.serialization.SerializableConstructor<InstanceNormalization>);
