/**
 * Noise whose pictures a judge has looked at: how one learns which z draw what, without a network that goes from pictures
 * back to z. Works for any generator and any judge of attributes.
 */
import type * as tf from '@tensorflow/tfjs';
import type { FaceAttribute } from '../../../datasets/faces.js';
import { inLanguage } from '../in-language.js';
import { RandomSource } from '../random.js';
import type { AttributeJudge, AttributeProbabilities } from './attribute-judge.js';

export interface LabelledNoise<Attribute extends string = FaceAttribute> {
  z: number[];
  /** The probability that the picture of `z` has each attribute. */
  has: AttributeProbabilities<Attribute>;
}

export interface LabelOptions {
  /** Length of z. */
  latentDim: number;
  /** How many z. */
  count: number;
  /** The same z for the same seed. Default 1. */
  seed?: number;
}

/** Pictures drawn and judged together. */
const part = 250;

/** `count` vectors of N(0, 1), each with what the judge says of the picture that `draw` makes of it. */
export async function labelNoise<Attribute extends string>(
  draw: (zs: number[][]) => tf.Tensor4D, judge: Pick<AttributeJudge<Attribute>, 'look'>, { latentDim, count, seed = 1 }: LabelOptions,
): Promise<LabelledNoise<Attribute>[]> {
  const random = new RandomSource(seed);
  const labelled: LabelledNoise<Attribute>[] = [];
  while (labelled.length < count) {
    const zs = Array.from({ length: Math.min(part, count - labelled.length) }, () => Array.from(random.normal(latentDim)));
    const pictures = draw(zs);
    const seen = await judge.look(pictures);
    pictures.dispose();
    labelled.push(...zs.map((z, i) => ({ z, has: seen[i]! })));
  }
  return labelled;
}

/** `count` different ones of `places`, drawn at random. @throws RangeError where there are too few */
export function pickSome(places: readonly number[], count: number, random: RandomSource): number[] {
  if (places.length < count) {
    throw new RangeError(inLanguage(
      `Of the noise that was looked at, ${places.length} have all that is wanted, and ${count} are needed. Look at more of it, or train longer.`,
      `看過的雜訊裡只有 ${places.length} 個符合全部條件，但需要 ${count} 個。請多看一些雜訊，或訓練久一點。`,
    ));
  }
  const left = [...places];
  return Array.from({ length: count }, () => left.splice(random.integer(left.length), 1)[0]!);
}
