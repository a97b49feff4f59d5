/**
 * How much neighbouring pixels differ: what blurring takes from pictures. It says nothing of whether the edges are in the
 * right place: noise is the sharpest of all. Compare it with that of real pictures.
 */
import * as tf from '@tensorflow/tfjs';

/** The mean absolute difference of pixels beside and below each other, over pictures [N, H, W, C]. @throws RangeError for pictures of one pixel */
export function sharpness(pictures: tf.Tensor4D): number {
  const [count, height, width, channels] = pictures.shape;
  if (height < 2 || width < 2) throw new RangeError(`Sharpness needs pictures of at least 2×2 pixels, not ${height}×${width}.`);
  return tf.tidy(() => {
    const part = (line: number, column: number): tf.Tensor4D => pictures.slice([0, line, column, 0], [count, height - 1, width - 1, channels]);
    const corner = part(0, 0);
    return part(0, 1).sub(corner).abs().mean().add(part(1, 0).sub(corner).abs().mean()).div(2).dataSync()[0]!;
  });
}
