/**
 * Written by `npm run bench:gan-loss -- --rounds 300 --seeds 3`: what became of the autoencoder of Lab08 with a GanLoss of each
 * weight, for each seed.
 */
export interface GanLossRun {
  /** Mean square error of the reconstructions. */
  error: number;
  /** Fréchet distance of the reconstructions from other real digits. */
  frechet: number;
  /** Mean difference of neighbouring pixels. */
  sharpness: number;
}

export const measured: {
  rounds: number;
  pictures: number;
  /** What the real digits get that were reconstructed. */
  real: GanLossRun;
  runs: { weight: number; seeds: GanLossRun[] }[];
} = {
  rounds: 300, pictures: 500,
  real: { error: 0, frechet: 0.176, sharpness: 0.138 },
  runs: [
    { weight: 0, seeds: [{ error: 0.07, frechet: 2.327, sharpness: 0.114 }, { error: 0.068, frechet: 2.57, sharpness: 0.113 }, { error: 0.073, frechet: 2.297, sharpness: 0.116 }] },
    { weight: 0.001, seeds: [{ error: 0.073, frechet: 1.2, sharpness: 0.122 }, { error: 0.071, frechet: 1.278, sharpness: 0.123 }, { error: 0.075, frechet: 1.427, sharpness: 0.119 }] },
    { weight: 0.003, seeds: [{ error: 0.088, frechet: 0.613, sharpness: 0.131 }, { error: 0.08, frechet: 0.847, sharpness: 0.125 }, { error: 0.088, frechet: 0.627, sharpness: 0.13 }] },
    { weight: 0.01, seeds: [{ error: 0.096, frechet: 0.68, sharpness: 0.132 }, { error: 0.093, frechet: 0.604, sharpness: 0.137 }, { error: 0.101, frechet: 0.63, sharpness: 0.139 }] },
    { weight: 0.1, seeds: [{ error: 0.444, frechet: 91.152, sharpness: 0 }, { error: 0.445, frechet: 82.756, sharpness: 0.005 }, { error: 0.773, frechet: 258.332, sharpness: 0.622 }] },
  ],
};
