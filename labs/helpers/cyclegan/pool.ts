/**
 * The image pool (Shrivastava et al., arXiv 1612.07828; CycleGAN takes 50): discriminators see made pictures of earlier
 * rounds as well, so that they do not forget a fault as soon as the generator has left it for another.
 */
import * as tf from '@tensorflow/tfjs';
import type { RandomSource } from '../random.js';

/**
 * What D sees in the place of a fresh picture. A pool that is not full keeps the fresh one and shows it. A full one
 * shows, if `coin` is below ½, the one at `place` and keeps the fresh one there; otherwise the fresh one, and keeps nothing.
 * @param coin uniform in [0, 1)
 * @param place a whole number from 0 to `size` − 1
 */
export function throughPool<T>(pool: T[], fresh: T, size: number, coin: number, place: number): T {
  if (pool.length < size) {
    pool.push(fresh);
    return fresh;
  }
  if (coin >= 0.5 || size === 0) return fresh;
  const earlier = pool[place]!;
  pool[place] = fresh;
  return earlier;
}

export type Exchange = typeof throughPool;

/** Made pictures of earlier rounds. */
export class ImagePool {
  /** Each [1, H, W, C]. */
  private pictures: tf.Tensor4D[] = [];

  /** @param exchange what is shown and kept; a student's own, say */
  constructor(private readonly size = 50, private readonly exchange: Exchange = throughPool) {}

  /** As many pictures as `fresh` [N, H, W, C] has, each fresh or of an earlier round. */
  query(fresh: tf.Tensor4D, random: RandomSource): tf.Tensor4D {
    const before = new Set(this.pictures);
    const shown = tf.tidy(() => {
      const asked = tf.split(fresh, fresh.shape[0]).map((picture) => this.exchange(this.pictures, picture, this.size, random.uniform(), random.integer(Math.max(1, this.size))));
      for (const picture of this.pictures) tf.keep(picture);
      return tf.concat(asked) as tf.Tensor as tf.Tensor4D;
    });
    const kept = new Set(this.pictures);
    tf.dispose([...before].filter((picture) => !kept.has(picture)));
    return shown;
  }

  /** The pictures by their places: with these, `assign` makes any pool go on as this one. */
  tensors(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.pictures.map((picture, place) => [String(place).padStart(3, '0'), picture]));
  }

  /** Takes over copies of what `tensors` gave. */
  assign(tensors: Readonly<Record<string, tf.Tensor>>): void {
    const pictures = Object.keys(tensors).sort().map((place) => tf.keep(tensors[place]!.clone() as tf.Tensor4D));
    this.dispose();
    this.pictures = pictures;
  }

  get length(): number {
    return this.pictures.length;
  }

  dispose(): void {
    tf.dispose(this.pictures);
    this.pictures = [];
  }
}
