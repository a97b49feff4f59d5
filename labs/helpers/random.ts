/**
 * Random numbers whose state is one integer: a training run that stores it goes on, after an
 * interrupt, with exactly the numbers it would have drawn.
 */
export class RandomSource {
  constructor(public state: number) {}

  /** Uniform in [0, 1). The mulberry32 generator. */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Integer in [0, below). */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** `count` values of N(0, 1), by Box and Muller's transform √(−2 ln u₁)·(cos, sin)(2πu₂). */
  normal(count: number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      values[i] = radius * Math.cos(angle);
      if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  }
}
