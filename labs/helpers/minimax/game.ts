/**
 * The game on the line or in the plane, one move at a time. G is a crowd of points: p_G is the density of
 * points, each blurred a little, and one move of G pushes every point the way its objective rises. So what
 * the theory says of p_data and p_G can be computed at every moment, beside what D has learned.
 */
import { RandomSource } from '../random.js';
import type { Grid, Heights } from './density.js';
import { PointDiscriminator } from './discriminator.js';
import { jensenShannon } from './divergence.js';
import { bestScores, objectives, objectiveValue, type Objective } from './objectives.js';

/** G's objective: maximise E log D(G(z)), or minimise E log(1 − D(G(z))); with another objective of D, the like of it. */
export type GeneratorObjective = 'non-saturating' | 'saturating';

export interface GameSettings {
  /** Of the line, or of both sides of the square. */
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

/** What the game asks of the space in which it is played. Points lie one after the other in flat arrays. */
export interface Space<D extends Heights> {
  readonly dimensions: number;
  /** The points of the grid, in the order of a density's values. */
  readonly places: Float64Array;
  /** Draws points of a density from uniform numbers of [0, 1). */
  sampler(density: D): (uniform: () => number) => readonly number[];
  /** As many points that stand for a density. */
  spread(density: D, count: number): Float64Array;
  /** The density of points, each blurred to a normal hill. */
  densityOfPoints(points: Float64Array, bandwidth: number): D;
  wasserstein(p: D, q: D): number;
}

/** The value of the game: of the best D and of the learned one, which is never above it. */
export interface Values {
  /** max_D V(D, G), by quadrature. */
  best: number;
  /** V of the learned D, by quadrature. */
  learned: number;
}

/** What is true, and what D believes. */
export interface Measures extends Values {
  jensenShannon: number;
  wasserstein: number;
}

export class Game<D extends Heights> {
  readonly discriminator: PointDiscriminator;
  /** Where G's points are. */
  readonly points: Float64Array;
  /** Moves made so far. */
  readonly moves = { discriminator: 0, generator: 0 };
  private readonly random: RandomSource;
  private data!: D;
  private sampleData!: (uniform: () => number) => readonly number[];
  private made: D | undefined;
  private scores: Float64Array | undefined;
  /** What D maximises. It may change in the middle of a game; D keeps what it has learned. */
  objective: Objective = objectives.minimax;

  /** p_data, and the density that G's points start from; both on the settings' grid. */
  constructor(private readonly space: Space<D>, readonly settings: GameSettings, real: D, start: D) {
    this.random = new RandomSource(settings.seed);
    this.discriminator = new PointDiscriminator(space.dimensions, settings.width, this.random);
    this.points = new Float64Array(space.dimensions * settings.points);
    this.real = real;
    this.placePoints(start);
  }

  /** p_data. Another one may take its place; D keeps what it has learned. */
  get real(): D {
    return this.data;
  }

  set real(density: D) {
    this.data = density;
    this.sampleData = this.space.sampler(density);
  }

  /** Puts G's points where they divide `density` into equal shares. */
  placePoints(density: D): void {
    this.points.set(this.space.spread(density, this.settings.points));
    this.made = undefined;
  }

  /** p_G as it is. */
  get generated(): D {
    return (this.made ??= this.space.densityOfPoints(this.points, this.settings.bandwidth));
  }

  /** The learned discriminator's scores on the grid. */
  private get learnedScores(): Float64Array {
    const { places } = this.space;
    return (this.scores ??= this.real.values.map((_, i) => this.discriminator.logit(places, i)));
  }

  /** D(x) of the learned discriminator on the grid, as a probability of "real". */
  get learned(): Float64Array {
    return this.learnedScores.map(this.objective.probability);
  }

  /** D*(x) on the grid, as a probability of "real". */
  get optimal(): Float64Array {
    return bestScores(this.objective, this.real, this.generated).map(this.objective.probability);
  }

  get values(): Values {
    const { objective, real, generated } = this;
    return { best: objective.bestValue(objective.divergence(real, generated)), learned: objectiveValue(objective, this.learnedScores, real, generated) };
  }

  get measures(): Measures {
    return { ...this.values, jensenShannon: jensenShannon(this.real, this.generated), wasserstein: this.space.wasserstein(this.real, this.generated) };
  }

  /** The expert learns: one update of D on fresh samples. Returns its loss before the update. */
  moveDiscriminator(): number {
    const { points, random, settings: { batch, bandwidth, discriminatorRate }, space: { dimensions } } = this;
    const uniform = () => random.uniform();
    const real = new Float64Array(batch * dimensions), made = new Float64Array(batch * dimensions);
    for (let i = 0; i < batch; i++) real.set(this.sampleData(uniform), i * dimensions);
    const blur = random.normal(batch * dimensions);
    for (let i = 0; i < batch; i++) {
      const point = random.integer(points.length / dimensions);
      for (let k = 0; k < dimensions; k++) made[i * dimensions + k] = points[point * dimensions + k]! + bandwidth * blur[i * dimensions + k]!;
    }
    this.moves.discriminator++;
    this.scores = undefined;
    return this.discriminator.update(real, made, discriminatorRate, this.objective);
  }

  /** The forger learns: every point moves up the slope of G's objective under the D of this moment. */
  moveGenerator(objective: GeneratorObjective = 'non-saturating'): void {
    const { discriminator, points, settings: { generatorRate, grid }, space: { dimensions } } = this;
    for (let i = 0; i < points.length / dimensions; i++) {
      const score = discriminator.logit(points, i);
      // With the original objective, ∇ log D = (1 − D) ∇ℓ   and   −∇ log(1 − D) = D ∇ℓ
      const share = objective === 'saturating' ? -this.objective.madeSlope(score) : this.objective.generatorSlope(score);
      discriminator.slope(points, i).forEach((slope, k) => {
        const at = i * dimensions + k;
        points[at] = Math.min(grid.to, Math.max(grid.from, points[at]! + generatorRate * share * slope));
      });
    }
    this.moves.generator++;
    this.made = undefined;
  }
}
