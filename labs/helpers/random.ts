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

/** The numbers 0 … count − 1 in an order that `seed` alone decides, by Fisher and Yates's shuffle. */
export function shuffled(count: number, seed: number): number[] {
  const random = new RandomSource(seed);
  // Neighbouring seeds begin with similar numbers; a few draws part them.
  for (let i = 0; i < 4; i++) random.uniform();
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
