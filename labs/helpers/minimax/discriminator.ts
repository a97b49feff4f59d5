/**
 * A discriminator of one number: 1 → width → width → 1 with tanh, trained by Adam. Plain JavaScript:
 * at this size a library's calls would cost more than the arithmetic, and it runs in a browser as it is.
 */
import type { RandomSource } from '../random.js';

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

export class LineDiscriminator {
  /** w₁ [W], b₁ [W], w₂ [W, W], b₂ [W], w₃ [W], b₃ [1], one after the other. */
  readonly weights: Float64Array;
  private readonly gradient: Float64Array;
  private readonly momentum: Float64Array;
  private readonly square: Float64Array;
  private updates = 0;
  private readonly hidden1: Float64Array;
  private readonly hidden2: Float64Array;

  constructor(readonly width: number, random: RandomSource) {
    const W = width, count = 4 * W + W * W + 1;
    [this.weights, this.gradient, this.momentum, this.square] = Array.from({ length: 4 }, () => new Float64Array(count)) as [Float64Array, Float64Array, Float64Array, Float64Array];
    [this.hidden1, this.hidden2] = [new Float64Array(W), new Float64Array(W)];
    const draw = random.normal(count);
    // The first layer's bends are spread over the line, the others have variance 1 / inputs.
    for (let i = 0; i < W; i++) {
      this.weights[i] = draw[i]!;
      this.weights[W + i] = 2 * draw[W + i]!;
      for (let j = 0; j < W; j++) this.weights[2 * W + i * W + j] = draw[2 * W + i * W + j]! / Math.sqrt(W);
      this.weights[3 * W + W * W + i] = draw[3 * W + W * W + i]! / Math.sqrt(W);
    }
  }

  /** ℓ(x): log-odds that x is real. */
  logit(x: number): number {
    const { width: W, weights: w, hidden1, hidden2 } = this;
    for (let i = 0; i < W; i++) hidden1[i] = Math.tanh(w[i]! * x + w[W + i]!);
    let logit = w[4 * W + W * W]!;
    for (let i = 0; i < W; i++) {
      let sum = w[2 * W + W * W + i]!;
      for (let j = 0; j < W; j++) sum += w[2 * W + i * W + j]! * hidden1[j]!;
      hidden2[i] = Math.tanh(sum);
      logit += w[3 * W + W * W + i]! * hidden2[i]!;
    }
    return logit;
  }

  /** dℓ/dx at x. */
  slope(x: number): number {
    const { width: W, weights: w, hidden1, hidden2 } = this;
    this.logit(x);
    let slope = 0;
    for (let i = 0; i < W; i++) {
      const outer = w[3 * W + W * W + i]! * (1 - hidden2[i]! ** 2);
      for (let j = 0; j < W; j++) slope += outer * w[2 * W + i * W + j]! * (1 - hidden1[j]! ** 2) * w[j]!;
    }
    return slope;
  }

  /**
   * One step of Adam on L_D = −mean log D(real) − mean log(1 − D(made)); returns L_D before the step.
   */
  update(real: ArrayLike<number>, made: ArrayLike<number>, learningRate: number): number {
    this.gradient.fill(0);
    let loss = 0;
    for (let i = 0; i < real.length; i++) loss += this.accumulate(real[i]!, 1, real.length);
    for (let i = 0; i < made.length; i++) loss += this.accumulate(made[i]!, 0, made.length);
    this.updates++;
    const rate = learningRate * Math.sqrt(1 - beta2 ** this.updates) / (1 - beta1 ** this.updates);
    const { weights, gradient, momentum, square } = this;
    for (let i = 0; i < weights.length; i++) {
      momentum[i] = beta1 * momentum[i]! + (1 - beta1) * gradient[i]!;
      square[i] = beta2 * square[i]! + (1 - beta2) * gradient[i]! ** 2;
      weights[i]! -= rate * momentum[i]! / (Math.sqrt(square[i]!) + epsilon);
    }
    return loss;
  }

  /** Adds the gradient of one sample's cross-entropy, divided by `count`; returns its share of the loss. */
  private accumulate(x: number, label: 0 | 1, count: number): number {
    const { width: W, weights: w, gradient: g, hidden1, hidden2 } = this;
    const logit = this.logit(x);
    // d/dℓ of softplus(ℓ) − label · ℓ
    const error = (sigmoid(logit) - label) / count;
    g[4 * W + W * W]! += error;
    for (let i = 0; i < W; i++) {
      g[3 * W + W * W + i]! += error * hidden2[i]!;
      const outer = error * w[3 * W + W * W + i]! * (1 - hidden2[i]! ** 2);
      g[2 * W + W * W + i]! += outer;
      for (let j = 0; j < W; j++) {
        g[2 * W + i * W + j]! += outer * hidden1[j]!;
        const inner = outer * w[2 * W + i * W + j]! * (1 - hidden1[j]! ** 2);
        g[j]! += inner * x;
        g[W + j]! += inner;
      }
    }
    return (softplus(logit) - label * logit) / count;
  }
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** log(1 + eˣ), safe for every x. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
