/**
 * All that decides how a training goes on: both networks, what both optimizers remember, the running average,
 * the random state. A training that is put back to a snapshot makes the very bits that it would have made.
 */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../gan.js';
import { iterationsOf, optimizerVariables, restoreOptimizer } from './optimizer-state.js';

export interface Snapshot {
  /** Rounds so far. */
  step: number;
  /** Seconds spent in rounds so far. */
  seconds: number;
  /** State of the source of batches and noise. */
  random: number;
  /** Updates that each optimizer has made. */
  iterations: Record<Player, number>;
  /** Variables by name: `generator/00.kernel`, `discriminatorOptimizer/accBeta1`, … */
  tensors: ReadonlyMap<string, tf.Tensor>;
  /** The averaged weights of the generator, in its order. */
  average: readonly Float32Array[];
}

export type Player = 'generator' | 'discriminator';
export const players = ['generator', 'discriminator'] as const;

/** The weights of both networks by name, batch-norm statistics included. */
export function networkVariables(gan: Gan): Map<string, tf.Variable> {
  return new Map(players.flatMap((player) => gan[player].weights.map((weight, i) => [`${player}/${String(i).padStart(2, '0')}.${weight.originalName.split('/').at(-1)}`, weight.read() as tf.Variable] as const)));
}

/** What TensorFlow.js holds of a training, copied. The copies share memory with the originals until an update writes to those. */
export function copyTensors(gan: Gan): Map<string, tf.Tensor> {
  const copies = new Map<string, tf.Tensor>();
  for (const [name, variable] of networkVariables(gan)) copies.set(name, variable.clone());
  for (const player of players) {
    for (const [name, variable] of optimizerVariables(gan[`${player}Optimizer`])) copies.set(`${player}Optimizer/${name}`, variable.clone());
  }
  return copies;
}

export const iterationsIn = (gan: Gan): Record<Player, number> => ({ generator: iterationsOf(gan.generatorOptimizer), discriminator: iterationsOf(gan.discriminatorOptimizer) });

/** Puts networks and, where the snapshot has something of them, optimizers back. */
export function putBack(gan: Gan, { tensors, iterations }: Pick<Snapshot, 'tensors' | 'iterations'>): void {
  for (const [name, variable] of networkVariables(gan)) variable.assign(tensors.get(name)!);
  for (const player of players) {
    const prefix = `${player}Optimizer/`;
    const own = new Map([...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, tensor]) => [name.slice(prefix.length), tensor]));
    if (own.size > 0) restoreOptimizer(gan[`${player}Optimizer`], own, iterations[player]);
  }
}
