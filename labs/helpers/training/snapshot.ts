/**
 * All that decides how a training goes on: its networks, what the optimizers remember, the running averages,
 * the random state, other state. A training that is put back to a snapshot makes the very bits that it would have made.
 */
import * as tf from '@tensorflow/tfjs';
import { iterationsOf, optimizerVariables, restoreOptimizer } from './optimizer-state.js';
import { networkVariables, optimizerPrefix, type Parts, type Resumable } from './parts.js';

export interface Snapshot {
  /** Rounds so far. */
  step: number;
  /** Seconds spent in rounds so far. */
  seconds: number;
  /** State of the source of batches and noise. */
  random: number;
  /** Variables by name: `generator/00.kernel`, `discriminatorOptimizer/accBeta1`, … */
  tensors: ReadonlyMap<string, tf.Tensor>;
  /** The averaged weights of a network, in its order. */
  average: ReadonlyMap<string, readonly Float32Array[]>;
  /** What else than networks the training had. Absent in light copies: optimizers and state are left as they are. */
  memory?: Memory;
}

export interface Memory {
  optimizers: Readonly<Record<string, OptimizerLabel>>;
  state: ReadonlyMap<string, Readonly<Record<string, tf.Tensor>>>;
}

export interface OptimizerLabel {
  /** Its class: Adam, SGD, … */
  kind: string;
  /** Updates that it has made. */
  iterations: number;
}

/** What TensorFlow.js holds of the networks, copied. The copies share memory with the originals until an update writes to those. */
export const copyNetworks = (parts: Parts): Map<string, tf.Tensor> => new Map([...networkVariables(parts)].map(([name, variable]) => [name, variable.clone()]));

/** Networks and optimizers, copied. */
export function copyTensors(parts: Parts): Map<string, tf.Tensor> {
  const copies = copyNetworks(parts);
  for (const [name, optimizer] of Object.entries(parts.optimizers)) {
    for (const [slot, variable] of optimizerVariables(optimizer)) copies.set(`${optimizerPrefix(name)}/${slot}`, variable.clone());
  }
  return copies;
}

export const memoryOf = ({ optimizers, state }: Parts): Memory => ({
  optimizers: Object.fromEntries(Object.entries(optimizers).map(([name, optimizer]) => [name, { kind: optimizer.getClassName(), iterations: iterationsOf(optimizer) }])),
  state: new Map(Object.entries(state).map(([name, each]) => [name, copyState(each)])),
});

const copyState = (state: Resumable): Record<string, tf.Tensor> =>
  tf.tidy(() => Object.fromEntries(Object.entries(state.tensors()).map(([key, tensor]) => [key, tensor.clone()])));

export function putBackNetworks(parts: Parts, tensors: ReadonlyMap<string, tf.Tensor>): void {
  for (const [name, variable] of networkVariables(parts)) variable.assign(tensors.get(name)!);
}

/** Makes optimizers and states remember what those of the same names (and, of optimizers, the same kind) remembered. */
export function putBackMemory({ optimizers, state }: Pick<Parts, 'optimizers' | 'state'>, { tensors, memory }: Snapshot): void {
  if (!memory) return;
  for (const [name, optimizer] of Object.entries(optimizers)) {
    const before = memory.optimizers[name], prefix = `${optimizerPrefix(name)}/`;
    if (before?.kind !== optimizer.getClassName()) continue;
    restoreOptimizer(optimizer, new Map([...tensors].filter(([key]) => key.startsWith(prefix)).map(([key, tensor]) => [key.slice(prefix.length), tensor])), before.iterations);
  }
  for (const [name, each] of Object.entries(state)) {
    const before = memory.state.get(name);
    if (before) each.assign(before);
  }
}

export function disposeSnapshot({ tensors, memory }: Snapshot): void {
  tf.dispose([...tensors.values(), ...(memory ? [...memory.state.values()].flatMap((state) => Object.values(state)) : [])]);
}
