/**
 * A discriminator that is shown a picture with its condition and looks at the picture alone: the ablation of a conditional
 * GAN in which nothing but D's eyes change.
 */
import * as tf from '@tensorflow/tfjs';

/** Lets the first `channels` of a picture through and drops the others. */
class Blindfold extends tf.layers.Layer {
  static readonly className = 'Blindfold';

  constructor(private readonly config: { inputShape: number[]; channels: number }) {
    super({ inputShape: config.inputShape });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), this.config.channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const pictures = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.slice(pictures, [0, 0, 0, 0], [-1, -1, -1, this.config.channels]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config };
  }
}
tf.serialization.registerClass(Blindfold);

/**
 * `discriminator`, a model of pictures [N, H, W, C], behind a blindfold: a model of [N, H, W, C + `conditions`] that passes
 * on the first C channels. It shares the weights of the one that it was given.
 */
export function blindfolded(discriminator: tf.LayersModel, conditions: number): tf.LayersModel {
  const [height, width, channels] = (discriminator.inputs[0]!.shape as number[]).slice(1) as [number, number, number];
  return tf.sequential({ name: 'blindfolded', layers: [new Blindfold({ inputShape: [height, width, channels + conditions], channels }), discriminator] });
}
