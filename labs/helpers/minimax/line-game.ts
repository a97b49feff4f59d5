/** The game on the line: distances by the cumulative distributions. */
import { cumulative, densityOfSamples, quantile, stepOf, type Density, type Grid } from './density.js';
import { wasserstein } from './divergence.js';
import { Game, type GameSettings, type Space } from './game.js';

export const lineSettings: GameSettings = {
  grid: { from: -5, to: 5, count: 201 }, points: 200, bandwidth: 0.2, batch: 64, width: 16, discriminatorRate: 0.01, generatorRate: 0.05, seed: 1,
};

const line = (grid: Grid): Space<Density> => ({
  dimensions: 1,
  places: Float64Array.from({ length: grid.count }, (_, i) => grid.from + i * stepOf(grid)),
  sampler(density) {
    const sums = cumulative(density);
    return (uniform) => [quantile(density, uniform(), sums)];
  },
  spread(density, count) {
    const sums = cumulative(density);
    return Float64Array.from({ length: count }, (_, i) => quantile(density, (i + 0.5) / count, sums));
  },
  densityOfPoints: (points, bandwidth) => densityOfSamples(points, bandwidth, grid),
  wasserstein,
});

export class LineGame extends Game<Density> {
  constructor(real: Density, start: Density, changes: Partial<GameSettings> = {}) {
    const settings = { ...lineSettings, ...changes };
    super(line(settings.grid), settings, real, start);
  }
}
