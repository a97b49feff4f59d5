/** A CycleGAN at a glance: pictures, their translations, the hidden truth and what comes back, in rows below each other. */
import * as tf from '@tensorflow/tfjs';
import { firstImages } from '../batches.js';
import type { HiddenPairs } from './measures.js';
import { applyTo, type CycleGanModels } from './model.js';

/** Rows of `count` pictures [8 · count, H, W, C]: x, G(x), the hidden y, F(G(x)); then y, F(y), the hidden x, G(F(y)). */
export function translationRows({ G, F }: Pick<CycleGanModels, 'G' | 'F'>, pairs: HiddenPairs, count = 10): tf.Tensor4D {
  return tf.tidy(() => {
    const x = firstImages(pairs.x, count), y = firstImages(pairs.y, count), madeY = applyTo(G, x), madeX = applyTo(F, y);
    const rows = [x, madeY, y, applyTo(F, madeY), y, madeX, x, applyTo(G, madeX)];
    const channels = Math.max(...rows.map((row) => row.shape[3]));
    return tf.concat(rows.map((row) => (row.shape[3] === channels ? row : row.tile([1, 1, 1, channels]))));
  });
}
