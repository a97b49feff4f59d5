/**
 * The judge of attributes: a classifier of real pictures whose classes are all combinations of a few yes-or-no attributes,
 * asked for one attribute at a time. It never takes part in the training of a GAN, and its accuracy belongs beside what it says.
 */
import type * as tf from '@tensorflow/tfjs';
import { attributesOfLabel, faceAttributes, type FaceAttribute } from '../../../datasets/faces.js';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { firstImages } from '../batches.js';
import { trainClassifier, type ClassifierOptions, type PictureClassifier } from '../metrics/classifier.js';

/** The probability of each attribute, by its name. */
export type AttributeProbabilities<Attribute extends string = FaceAttribute> = Readonly<Record<Attribute, number>>;

export interface AttributeJudge<Attribute extends string = FaceAttribute> {
  /** Share of right answers about each attribute, on pictures it was not trained on. */
  readonly accuracy: Readonly<Record<Attribute, number>>;
  /** Of all combinations: its features are the space in which sets of pictures are compared. */
  readonly classifier: PictureClassifier;
  /** What it says of each picture of [N, H, W, C] in [−1, 1]. */
  look(pictures: tf.Tensor4D): Promise<AttributeProbabilities<Attribute>[]>;
}

/** Trains a judge of drawn faces on `train`, by 150 batches unless told otherwise, and measures it on `test`. */
export async function trainFaceJudge(train: ImageDataset, test: ImageDataset, { steps = 150, ...options }: ClassifierOptions = {}): Promise<AttributeJudge> {
  const classifier = await trainClassifier(train, test, { steps, ...options });
  const look: AttributeJudge['look'] = async (pictures) => (await classifier.judge(pictures)).probabilities.map(faceProbabilities);
  const unseen = firstImages(test, test.count);
  const seen = await look(unseen);
  unseen.dispose();
  return { classifier, look, accuracy: perAttribute((attribute) => seen.filter((has, i) => has[attribute] > 0.5 === attributesOfLabel(test.labels[i]!)[attribute]).length / test.count) };
}

/** From the probabilities of the eight labels to those of the attributes: the sum over the labels that have it. */
export function faceProbabilities(ofLabels: ArrayLike<number>): AttributeProbabilities {
  return perAttribute((attribute) => Array.from(ofLabels).reduce((sum, probability, label) => sum + (attributesOfLabel(label)[attribute] ? probability : 0), 0));
}

const perAttribute = <T>(of: (attribute: FaceAttribute) => T): Record<FaceAttribute, T> =>
  Object.fromEntries(faceAttributes.map((attribute) => [attribute, of(attribute)])) as Record<FaceAttribute, T>;
