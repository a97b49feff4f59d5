/**
 * A small classifier of digits, the judge of generated ones: how sure is it of what it sees, and
 * does it see every digit? It never takes part in the training of a GAN.
 */
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../datasets/image-dataset.js';
import { imagesAt } from './batches.js';
import { RandomSource } from './random.js';

export interface DigitClassifier {
  /** Pictures [N, 28, 28, 1] in [−1, 1] → class probabilities [N, 10]. */
  probabilities(pictures: tf.Tensor4D): tf.Tensor2D;
  /** Share of right answers on pictures it was not trained on. */
  accuracy: number;
  /** Mean probability of its first answer on those pictures: what real digits get. */
  confidence: number;
}

/** Trains the classifier on `train` and measures it on `test`: about 98 % after three passes of 9,000 digits. */
export async function trainDigitClassifier(train: ImageDataset, test: ImageDataset, { epochs = 3, seed = 1 } = {}): Promise<DigitClassifier> {
  const { conv2d, dense, dropout, flatten } = tf.layers;
  const weights = (layer: number) => tf.initializers.glorotUniform({ seed: seed * 100 + layer });
  const model = tf.sequential({
    layers: [
      conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 5, strides: 2, padding: 'same', activation: 'relu', kernelInitializer: weights(1) }), // [N, 14, 14, 32]
      conv2d({ filters: 64, kernelSize: 5, strides: 2, padding: 'same', activation: 'relu', kernelInitializer: weights(2) }), // [N, 7, 7, 64]
      flatten(),
      dense({ units: 128, activation: 'relu', kernelInitializer: weights(3) }),
      dropout({ rate: 0.3, seed }),
      dense({ units: 10, kernelInitializer: weights(4) }), // [N, 10], logits
    ],
  });
  const optimizer = tf.train.adam(0.001);
  const random = new RandomSource(seed);
  const steps = Math.floor((epochs * train.count) / 64);
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      const indices = Array.from({ length: 64 }, () => random.integer(train.count));
      const truth = tf.oneHot(indices.map((i) => train.labels[i]), 10);
      optimizer.minimize(() => tf.losses.softmaxCrossEntropy(truth, model.apply(imagesAt(train, indices), { training: true }) as tf.Tensor2D) as tf.Scalar);
    });
  }
  const probabilities = (pictures: tf.Tensor4D) => tf.tidy(() => tf.softmax(model.predict(pictures) as tf.Tensor2D));
  const onTest = tf.tidy(() => probabilities(imagesAt(test, Array.from({ length: test.count }, (_, i) => i))).arraySync());
  const right = onTest.filter((row, i) => row.indexOf(Math.max(...row)) === test.labels[i]).length;
  return { probabilities, accuracy: right / test.count, confidence: mean(onTest.map((row) => Math.max(...row))) };
}

export interface DigitScores {
  /** Mean probability of the classifier's first answer: how digit-like each picture is. */
  confidence: number;
  /** How often each digit was the first answer, `[10]`. */
  counts: number[];
  /** Entropy of the mean class distribution as a part of ln 10: 1 when all digits are equally common. */
  balance: number;
}

/** Judges pictures [N, 28, 28, 1] in [−1, 1]. */
export function scoreDigits(classifier: DigitClassifier, pictures: tf.Tensor4D): DigitScores {
  const rows = tf.tidy(() => classifier.probabilities(pictures).arraySync());
  const counts = Array.from({ length: 10 }, (_, digit) => rows.filter((row) => row.indexOf(Math.max(...row)) === digit).length);
  const meanDistribution = counts.map((_, digit) => mean(rows.map((row) => row[digit])));
  // H(p) = −Σ p ln p
  const entropy = -meanDistribution.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
  return { confidence: mean(rows.map((row) => Math.max(...row))), counts, balance: entropy / Math.log(10) };
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
