/** A border filled with the picture's mirror image: convolutions then meet no edge that the picture does not have. */
import * as tf from '@tensorflow/tfjs';

export class ReflectionPadding extends tf.layers.Layer {
  static readonly className = 'ReflectionPadding';
  private readonly border: number;

  /** @param args `border`: pixels on each side, fewer than the picture has */
  constructor(args: { border: number }) {
    super(args as object);
    this.border = args.border;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const side = [this.border, this.border] as [number, number];
    return tf.mirrorPad(Array.isArray(inputs) ? inputs[0]! : inputs, [[0, 0], side, side, [0, 0]], 'reflect');
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [count, height, width, channels] = inputShape;
    const grown = (size: number | null | undefined) => (size == null ? null : size + 2 * this.border);
    return [count ?? null, grown(height), grown(width), channels ?? null];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), border: this.border };
  }
}
tf.serialization.registerClass(ReflectionPadding as unknown as tf.serialization.SerializableConstructor<ReflectionPadding>);
