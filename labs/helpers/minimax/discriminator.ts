/**
 * A discriminator of points of the line or the plane: inputs → width → width → 1 with tanh, trained by
 * Adam. Plain JavaScript: at this size a library's calls would cost more than the arithmetic, and it
 * runs in a browser as it is. Points lie one after the other in flat arrays, named by their number.
 */
import type { RandomSource } from '../random.js';
import type { Objective } from './objectives.js';

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

export class PointDiscriminator {
  /** w₁ [inputs, W], b₁ [W], w₂ [W, W], b₂ [W], w₃ [W], b₃ [1], one after the other. */
  readonly weights: Float64Array;
  private readonly gradient: Float64Array;
  private readonly momentum: Float64Array;
  private readonly square: Float64Array;
  private updates = 0;
  private readonly hidden1: Float64Array;
  private readonly hidden2: Float64Array;
  /** Where b₁, w₂, b₂, w₃ and b₃ begin. */
  private readonly at: { b1: number; w2: number; b2: number; w3: number; b3: number };

  constructor(readonly inputs: number, readonly width: number, random: RandomSource) {
    const W = width, b1 = inputs * W, w2 = b1 + W, b2 = w2 + W * W, w3 = b2 + W, b3 = w3 + W;
    this.at = { b1, w2, b2, w3, b3 };
    const zeros = () => new Float64Array(b3 + 1);
    [this.weights, this.gradient, this.momentum, this.square] = [zeros(), zeros(), zeros(), zeros()];
    [this.hidden1, this.hidden2] = [new Float64Array(W), new Float64Array(W)];
    const draw = random.normal(b3 + 1);
    // The first layer's bends are spread over the space, the others have variance 1 / inputs.
    for (let k = 0; k < b1; k++) this.weights[k] = draw[k]!;
    for (let k = b1; k < w2; k++) this.weights[k] = 2 * draw[k]!;
    for (let k = w2; k < b2; k++) this.weights[k] = draw[k]! / Math.sqrt(W);
    for (let k = w3; k < b3; k++) this.weights[k] = draw[k]! / Math.sqrt(W);
  }

  /** The score of a point; with the original objective ℓ, the log-odds that it is real. */
  logit(points: ArrayLike<number>, point = 0): number {
    const { width: W, inputs, weights: w, hidden1, hidden2, at: { b1, w2, b2, w3, b3 } } = this;
    for (let i = 0; i < W; i++) {
      let sum = w[b1 + i]!;
      for (let k = 0; k < inputs; k++) sum += w[k * W + i]! * points[point * inputs + k]!;
      hidden1[i] = Math.tanh(sum);
    }
    let logit = w[b3]!;
    for (let i = 0; i < W; i++) {
      let sum = w[b2 + i]!;
      for (let j = 0; j < W; j++) sum += w[w2 + i * W + j]! * hidden1[j]!;
      hidden2[i] = Math.tanh(sum);
      logit += w[w3 + i]! * hidden2[i]!;
    }
    return logit;
  }

  /** ∇ℓ at a point, one number a coordinate. */
  slope(points: ArrayLike<number>, point = 0): number[] {
    const { width: W, inputs, weights: w, hidden1, hidden2, at: { w2, w3 } } = this;
    this.logit(points, point);
    const slope = new Array<number>(inputs).fill(0);
    for (let i = 0; i < W; i++) {
      const outer = w[w3 + i]! * (1 - hidden2[i]! ** 2);
      for (let j = 0; j < W; j++) {
        const inner = outer * w[w2 + i * W + j]! * (1 - hidden1[j]! ** 2);
        for (let k = 0; k < inputs; k++) slope[k]! += inner * w[k * W + j]!;
      }
    }
    return slope;
  }

  /**
   * One step of Adam on L_D = −mean real(v) − mean made(v), with the original objective −mean log D(real) − mean log(1 − D(made));
   * returns L_D before the step.
   */
  update(real: ArrayLike<number>, made: ArrayLike<number>, learningRate: number, objective: Pick<Objective, 'real' | 'made' | 'realSlope' | 'madeSlope'>): number {
    this.gradient.fill(0);
    let loss = 0;
    const [reals, mades] = [real.length / this.inputs, made.length / this.inputs];
    for (let i = 0; i < reals; i++) loss += this.accumulate(real, i, reals, objective.real, objective.realSlope);
    for (let i = 0; i < mades; i++) loss += this.accumulate(made, i, mades, objective.made, objective.madeSlope);
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

  /** Adds the gradient of one sample's loss, what it is worth with the sign turned, divided by `count`; returns its share of the loss. */
  private accumulate(points: ArrayLike<number>, point: number, count: number, worth: (score: number) => number, slope: (score: number) => number): number {
    const { width: W, inputs, weights: w, gradient: g, hidden1, hidden2, at: { b1, w2, b2, w3, b3 } } = this;
    const score = this.logit(points, point);
    const error = -slope(score) / count;
    g[b3]! += error;
    for (let i = 0; i < W; i++) {
      g[w3 + i]! += error * hidden2[i]!;
      const outer = error * w[w3 + i]! * (1 - hidden2[i]! ** 2);
      g[b2 + i]! += outer;
      for (let j = 0; j < W; j++) {
        g[w2 + i * W + j]! += outer * hidden1[j]!;
        const inner = outer * w[w2 + i * W + j]! * (1 - hidden1[j]! ** 2);
        for (let k = 0; k < inputs; k++) g[k * W + j]! += inner * points[point * inputs + k]!;
        g[b1 + j]! += inner;
      }
    }
    return -worth(score) / count;
  }
}
