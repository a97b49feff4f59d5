/**
 * Is style kept across classes? Two traits of a grey picture that no label names, and how much of their variety is owed to the
 * noise that pictures of different classes share.
 */
import type * as tf from '@tensorflow/tfjs';

export type Trait = 'slant' | 'ink';

/** A trait of each of `pictures` [N, H, W, 1] in [−1, 1], black being no ink. */
export function traitsOf(pictures: tf.Tensor4D, trait: Trait): number[] {
  const [count, height, width] = pictures.shape, values = pictures.dataSync();
  return Array.from({ length: count }, (_, n) => {
    const ink = (line: number, column: number): number => (values[(n * height + line) * width + column]! + 1) / 2;
    return trait === 'ink' ? meanInk(ink, height, width) : slant(ink, height, width);
  });
}

type Ink = (line: number, column: number) => number;

function meanInk(ink: Ink, height: number, width: number): number {
  let sum = 0;
  for (let line = 0; line < height; line++) for (let column = 0; column < width; column++) sum += ink(line, column);
  return sum / (height * width);
}

/** Columns that the stroke moves to the right for each line upwards: the regression of column on line, weighted by ink. 0 where there is no height. */
function slant(ink: Ink, height: number, width: number): number {
  let [total, x, y, xy, yy] = [0, 0, 0, 0, 0];
  for (let line = 0; line < height; line++) {
    for (let column = 0; column < width; column++) {
      const weight = ink(line, column), up = height - line;
      total += weight;
      x += weight * column;
      y += weight * up;
      xy += weight * column * up;
      yy += weight * up * up;
    }
  }
  const variance = total * yy - y * y;
  return variance > 1e-9 * total * total ? (total * xy - x * y) / variance : 0;
}

/**
 * The share of a trait's variance inside the classes that goes with the noise: 1 where pictures from the same noise differ from
 * their class all alike, about 1 / classes where the noise of one class means nothing in another (analysis of variance with two ways).
 * @param traits of pictures in rows: all of the first class, then all of the second, each row in the same order of noise
 */
export function styleShare(traits: readonly number[], classes: number): number {
  const styles = traits.length / classes;
  if (!Number.isInteger(styles) || styles < 2) throw new RangeError(`${traits.length} pictures are not ${classes} rows of two or more.`);
  const at = (k: number, s: number): number => traits[k * styles + s]!;
  const mean = (count: number, of: (i: number) => number): number => Array.from({ length: count }, (_, i) => of(i)).reduce((a, b) => a + b, 0) / count;
  const classMeans = Array.from({ length: classes }, (_, k) => mean(styles, (s) => at(k, s)));
  const ofStyle = mean(styles, (s) => mean(classes, (k) => at(k, s) - classMeans[k]!) ** 2);
  const ofAll = mean(styles, (s) => mean(classes, (k) => (at(k, s) - classMeans[k]!) ** 2));
  return ofAll === 0 ? 0 : ofStyle / ofAll;
}
