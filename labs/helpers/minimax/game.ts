/**
 * The game on the line, one move at a time. G is a crowd of points: p_G is the density of points, each
 * blurred a little, and one move of G pushes every point the way its objective rises. So what the
 * theory says of p_data and p_G can be computed exactly at every moment, beside what D has learned.
 */
import { RandomSource } from '../random.js';
import { cumulative, densityOfSamples, quantile, type Density, type Grid } from './density.js';
import { LineDiscriminator, sigmoid } from './discriminator.js';
import { bestValue, gameValue, jensenShannon, optimalDiscriminator, wasserstein } from './divergence.js';

/** G's objective: maximise E log D(G(z)), or minimise E log(1 − D(G(z))). */
export type GeneratorObjective = 'non-saturating' | 'saturating';

export interface GameSettings {
  grid: Grid;
  /** Points of G. */
  points: number;
  /** Standard deviation of the blur that makes points a density. */
  bandwidth: number;
  /** Samples of each kind in one update of D. */
  batch: number;
  /** Hidden units of D, in each of its two layers. */
  width: number;
  discriminatorRate: number;
  /** How far one move of G goes where the slope of its objective is 1. */
  generatorRate: number;
  seed: number;
}

export const defaultSettings: GameSettings = {
  grid: { from: -5, to: 5, count: 201 }, points: 200, bandwidth: 0.2, batch: 64, width: 16, discriminatorRate: 0.01, generatorRate: 0.05, seed: 1,
};

/** What is true, and what D believes. */
export interface Measures {
  /** max_D V(D, G), by quadrature. */
  best: number;
  /** V of the learned D, by quadrature; never above `best`. */
  learned: number;
  jensenShannon: number;
  wasserstein: number;
}

export class LineGame {
  readonly settings: GameSettings;
  readonly discriminator: LineDiscriminator;
  /** Where G's points are. */
  readonly points: Float64Array;
  /** Moves made so far. */
  readonly moves = { discriminator: 0, generator: 0 };
  private readonly random: RandomSource;
  private data!: Density;
  private dataSums!: Float64Array;
  private made: Density | undefined;

  /** p_data, and the density that G's points start from; both on the settings' grid. */
  constructor(real: Density, start: Density, settings: Partial<GameSettings> = {}) {
    this.settings = { ...defaultSettings, ...settings };
    this.random = new RandomSource(this.settings.seed);
    this.discriminator = new LineDiscriminator(this.settings.width, this.random);
    this.points = new Float64Array(this.settings.points);
    this.real = real;
    this.placePoints(start);
  }

  /** p_data. Another one may take its place; D keeps what it has learned. */
  get real(): Density {
    return this.data;
  }

  set real(density: Density) {
    this.data = density;
    this.dataSums = cumulative(density);
  }

  /** Puts G's points where they divide `density` into equal shares. */
  placePoints(density: Density): void {
    const sums = cumulative(density);
    for (let i = 0; i < this.points.length; i++) this.points[i] = quantile(density, (i + 0.5) / this.points.length, sums);
    this.made = undefined;
  }

  /** p_G as it is. */
  get generated(): Density {
    return (this.made ??= densityOfSamples(this.points, this.settings.bandwidth, this.settings.grid));
  }

  /** D(x) of the learned discriminator on the grid. */
  get learned(): Float64Array {
    const { from, step, values } = this.real;
    return values.map((_, i) => sigmoid(this.discriminator.logit(from + i * step)));
  }

  get measures(): Measures {
    const q = this.generated;
    return { best: bestValue(this.real, q), learned: gameValue(this.learned, this.real, q), jensenShannon: jensenShannon(this.real, q), wasserstein: wasserstein(this.real, q) };
  }

  get optimal(): Float64Array {
    return optimalDiscriminator(this.real, this.generated);
  }

  /** The expert learns: one update of D on fresh samples. Returns its loss before the update. */
  moveDiscriminator(): number {
    const { batch, bandwidth, discriminatorRate } = this.settings;
    const real = Float64Array.from({ length: batch }, () => quantile(this.data, this.random.uniform(), this.dataSums));
    const blur = this.random.normal(batch);
    const made = Float64Array.from({ length: batch }, (_, i) => this.points[this.random.integer(this.points.length)]! + bandwidth * blur[i]!);
    this.moves.discriminator++;
    return this.discriminator.update(real, made, discriminatorRate);
  }

  /** The forger learns: every point moves up the slope of G's objective under the D of this moment. */
  moveGenerator(objective: GeneratorObjective = 'non-saturating'): void {
    const { generatorRate, grid } = this.settings;
    for (let i = 0; i < this.points.length; i++) {
      const x = this.points[i]!;
      const probability = sigmoid(this.discriminator.logit(x));
      // d/dx log D = (1 − D) ℓ′   and   −d/dx log(1 − D) = D ℓ′
      const pull = (objective === 'saturating' ? probability : 1 - probability) * this.discriminator.slope(x);
      this.points[i] = Math.min(grid.to, Math.max(grid.from, x + generatorRate * pull));
    }
    this.moves.generator++;
    this.made = undefined;
  }
}
