/**
 * A running average of a network's weights. Adversarial training keeps circling its goal; the
 * average of the last steps lies nearer to it than any one of them and draws steadier samples
 * (Yazıcı et al., arXiv 1806.04498).
 */
import * as tf from '@tensorflow/tfjs';

export class WeightAverage {
  private readonly values: Float32Array[];

  /**
   * @param model whose weights are averaged: all of them, batch-norm statistics included
   * @param decay share of the old average kept at each step, in [0, 1)
   */
  constructor(private readonly model: tf.LayersModel, private readonly decay: number) {
    this.values = model.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
  }

  /**
   * Takes the model's weights in. `step` counts from 1: early averages forget faster, so that the
   * untrained weights leave no trace.
   */
  update(step: number): void {
    const keep = Math.min(this.decay, step / (step + 10));
    this.model.getWeights().forEach((weight, i) => {
      const average = this.values[i];
      const now = weight.dataSync<'float32'>();
      // average ← keep · average + (1 − keep) · weight
      for (let j = 0; j < average.length; j++) average[j] += (1 - keep) * (now[j] - average[j]);
    });
  }

  /** A copy of the averages, in the model's order. */
  weights(): Float32Array[] {
    return this.values.map((values) => values.slice());
  }

  /** Takes averages over that `weights` gave. */
  assign(weights: readonly Float32Array[]): void {
    weights.forEach((values, i) => this.values[i]!.set(values));
  }

  /** Runs `f` while the model holds the averaged weights; then it has its own back, whatever `f` does. */
  during<T>(f: () => T): T {
    const own = this.model.getWeights().map((weight) => weight.clone());
    const averaged = this.model.getWeights().map((weight, i) => tf.tensor(this.values[i], weight.shape));
    try {
      this.model.setWeights(averaged);
      return f();
    } finally {
      this.model.setWeights(own);
      tf.dispose([own, averaged]);
    }
  }
}
