/**
 * Inputs that look random and repeat exactly: a stream of numbers derived from a key. The public
 * checks use a key that everyone can read, the hidden ones a key that only the grader knows.
 */
import { createHash, createHmac } from 'node:crypto';
import { NdArray } from './values.js';

/** HMAC-SHA256(course secret, submission and task): the key of the inputs of a task's hidden checks, each of which draws from the beginning. */
export function hiddenKey(secret: string, submission: string, task: string): string {
  return createHmac('sha256', secret).update(JSON.stringify([submission, task])).digest('hex');
}

export class Draw {
  private block = Buffer.alloc(0);
  private used = 0;
  private blocks = 0;

  constructor(private readonly key: string) {}

  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number {
    if (this.used === this.block.length) {
      this.block = createHash('sha256').update(`${this.key}/${this.blocks++}`).digest();
      this.used = 0;
    }
    this.used += 4;
    return this.block.readUInt32LE(this.used - 4) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)];
  }

  /** A float32 tensor of uniform values in [low, high). */
  tensor(shape: readonly number[], low = -1, high = 1): NdArray {
    const size = shape.reduce((product, side) => product * side, 1);
    return new NdArray(shape, Float32Array.from({ length: size }, () => low + (high - low) * this.uniform()));
  }
}
