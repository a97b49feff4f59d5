/** The game in the plane: distances by the cheapest assignment of points. */
import { stepOf, type Grid } from './density.js';
import { Game, type GameSettings, type Space } from './game.js';
import { planeDensityOfPoints, planeSampler, spreadOverPlane, type PlaneDensity } from './plane.js';
import { planeTransport, type TransportPlan } from './transport.js';

export const planeSettings: GameSettings = {
  grid: { from: -4, to: 4, count: 49 }, points: 200, bandwidth: 0.25, batch: 64, width: 24, discriminatorRate: 0.01, generatorRate: 0.05, seed: 1,
};

interface Plane extends Space<PlaneDensity> {
  /** How p's mass becomes q's; the latest answer is kept. */
  plan(p: PlaneDensity, q: PlaneDensity): TransportPlan;
}

function plane(grid: Grid): Plane {
  const at = (i: number) => grid.from + i * stepOf(grid);
  let latest: { p: PlaneDensity; q: PlaneDensity; plan: TransportPlan } | undefined;
  const plan = (p: PlaneDensity, q: PlaneDensity) => {
    if (latest?.p !== p || latest.q !== q) latest = { p, q, plan: planeTransport(p, q) };
    return latest.plan;
  };
  return {
    dimensions: 2,
    places: Float64Array.from(Array.from({ length: grid.count ** 2 }, (_, k) => [at(k % grid.count), at(Math.floor(k / grid.count))]).flat()),
    sampler(density) {
      const sample = planeSampler(density);
      return (uniform) => sample(uniform(), uniform());
    },
    spread: spreadOverPlane,
    densityOfPoints: (points, bandwidth) => planeDensityOfPoints(points, bandwidth, grid),
    wasserstein: (p, q) => plan(p, q).distance,
    plan,
  };
}

export class PlaneGame extends Game<PlaneDensity> {
  private readonly plane: Plane;

  constructor(real: PlaneDensity, start: PlaneDensity, changes: Partial<GameSettings> = {}) {
    const settings = { ...planeSettings, ...changes };
    const space = plane(settings.grid);
    super(space, settings, real, start);
    this.plane = space;
  }

  /** The plan whose mean length is W₁. */
  get plan(): TransportPlan {
    return this.plane.plan(this.real, this.generated);
  }
}
