/** Which labs have checks, and where: modules are loaded when they are needed. The hidden ones are absent from a student's pack. */
import { existsSync } from 'node:fs';
import type { Check, Visibility } from './check.js';

export const labs = ['lab00-minimax', 'lab01-generator', 'lab02-discriminator', 'lab03-dcgan', 'lab04-cyclegan', 'lab05-mnist', 'lab06-cifar-networks', 'lab07-cifar', 'lab08-autoencoder', 'lab09-wasserstein', 'lab10-conditional', 'lab11-evaluation', 'lab12-cyclegan-training', 'lab13-latent-space', 'lab14-tricks', 'lab15-failure-clinic'] as const;
export type Lab = (typeof labs)[number];

/** What each task of a lab is worth, in the order of the tasks. Tasks for those who go further are checked, and worth nothing. */
export const taskPoints: Readonly<Record<Lab, Readonly<Record<string, number>>>> = {
  'lab00-minimax': { 'cross-entropy': 1, softmax: 1, value: 2, 'best-discriminator': 2, 'jensen-shannon': 2, 'slide-value': 1, 'xy-game': 2, order: 2 },
  'lab01-generator': { 'transposed-size': 1, 'sample-latent': 1, 'up-block': 2, generator: 4, 'transposed-line': 0, 'slide-arithmetic': 0 },
  'lab02-discriminator': { 'conv-size': 1, 'down-block': 2, discriminator: 4, 'discriminator-loss': 3, 'generator-loss': 2, 'saturating-loss': 1, 'pull-ratio': 0, 'own-discriminator': 0 },
  'lab03-dcgan': { assemble: 2, 'discriminator-step': 4, 'generator-step': 4 },
  'lab04-cyclegan': { 'lsgan-discriminator-loss': 2, 'lsgan-generator-loss': 2, 'cycle-loss': 2, 'identity-loss': 1, 'generator-objective': 5 },
  'lab05-mnist': { batches: 2, networks: 3, 'smooth-loss': 2, moves: 4, budget: 1, scores: 2, frechet: 2, choose: 2, compare: 2, slerp: 0, 'slide-diversity': 0 },
  'lab06-cifar-networks': { pictures: 2, 'receptive-field': 2, generator: 4, discriminator: 4, 'first-step': 3, 'blind-spot': 0 },
  'lab07-cifar': { mirrored: 2, shifted: 2, moves: 4, nearest: 3 },
  'lab10-conditional': { 'one-hot': 1, join: 3, 'wrong-labels': 1, 'pair-loss': 2, moves: 4, confusion: 2 },
  'lab11-evaluation': { 'inception-score': 2, cheat: 1, frechet: 4, endless: 2, coverage: 3, copied: 2 },
  'lab09-wasserstein': { 'earth-mover': 1, 'critic-losses': 2, 'slide-smooth': 1, clipping: 2, penalty: 4, 'power-iteration': 2, moves: 4 },
  'lab08-autoencoder': { 'reconstruction-loss': 1, corrupted: 2, 'best-guess': 1, 'fitted-codes': 2, 'combined-loss': 3, moves: 4 },
  'lab12-cyclegan-training': { 'instance-norm': 2, 'patch-window': 2, pool: 2, moves: 4, errors: 2, 'under-noise': 2 },
  'lab13-latent-space': { lerp: 1, slerp: 2, candidates: 2, 'mean-vector': 1, analogy: 3, wilson: 2, direction: 2, 'slide-photos': 0 },
  'lab14-tricks': { 'soft-labels': 2, 'best-answer': 2, sphere: 2, 'fading-noise': 2, paired: 3, believe: 3 },
  'lab15-failure-clinic': { changed: 2, 'fair-game': 2, 'lowest-loss': 1, diversity: 2, 'leak-per-round': 1, mend: 4 },
};

export function isLab(name: string): name is Lab {
  return (labs as readonly string[]).includes(name);
}

/** A lab's checks in the order of its tasks. @throws Error where this copy of the course does not have them. */
export async function loadChecks(lab: Lab, visibility: Visibility): Promise<readonly Check[]> {
  const url = new URL(`./${visibility}/${lab}.js`, import.meta.url);
  if (!existsSync(url)) throw new Error(`this copy of the course has no ${visibility} checks: grade with the instructor's copy`);
  const { checks } = (await import(url.href)) as { checks: readonly Check[] };
  return checks;
}
