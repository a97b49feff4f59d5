/** What a training changes, by name: networks, their optimizers, running averages, and whatever else has to go on bit for bit. */
import type * as tf from '@tensorflow/tfjs';
import { inLanguage } from '../in-language.js';

export interface Parts {
  networks: Readonly<Record<string, tf.LayersModel>>;
  optimizers: Readonly<Record<string, tf.Optimizer>>;
  /** Names of the networks of which a running average is kept. */
  averaged: readonly string[];
  state: Readonly<Record<string, Resumable>>;
}

/** Something that a training changes beside its networks, such as CycleGAN's pool of past pictures. */
export interface Resumable {
  /** All that it remembers, by name. What is made for this call is disposed of; what it keeps stays its own. */
  tensors(): Readonly<Record<string, tf.Tensor>>;
  /** Remembers what `tensors` once gave, and nothing else. The tensors given are not its own: it clones what it keeps. */
  assign(tensors: Readonly<Record<string, tf.Tensor>>): void;
}

/** What else a checkpoint's arrays are named after. */
const taken = new Set(['average', 'film', 'losses', 'state']);

/** @throws RangeError where there is no network, or names do not tell the parts apart in a file */
export function requireParts({ networks, optimizers, averaged, state }: Parts): void {
  if (Object.keys(networks).length === 0) throw new RangeError(inLanguage('A training needs a network: `networks: { decoder }`, for instance.', '訓練至少需要一個網路，例如 `networks: { decoder }`。'));
  const optimizerNames = Object.keys(optimizers).map(optimizerPrefix);
  for (const name of [...Object.keys(networks), ...Object.keys(optimizers), ...Object.keys(state)]) {
    if (!/^[\p{L}\p{N}_][\p{L}\p{N}_ -]*$/u.test(name) || taken.has(name) || (name in networks && optimizerNames.includes(name))) {
      throw new RangeError(inLanguage(`Choose another name than ${JSON.stringify(name)}: the checkpoint uses it for something else, or it is no plain name.`, `請換掉 ${JSON.stringify(name)} 這個名稱：檢查點已經用它表示別的東西，或它不是普通的名稱。`));
    }
  }
  for (const name of averaged) {
    if (!Object.hasOwn(networks, name)) throw new RangeError(inLanguage(`\`averaged\` names ${JSON.stringify(name)}; the networks are ${Object.keys(networks).join(', ')}.`, `\`averaged\` 裡的 ${JSON.stringify(name)} 不是網路；網路有 ${Object.keys(networks).join('、')}。`));
  }
}

/** Under which name a checkpoint keeps an optimizer. */
export const optimizerPrefix = (name: string): string => `${name}Optimizer`;

/** The weights of all networks by name, batch-norm statistics included: `generator/00.kernel`, … */
export function networkVariables({ networks }: Pick<Parts, 'networks'>): Map<string, tf.Variable> {
  return new Map(Object.entries(networks).flatMap(([name, network]) => network.weights.map((weight, i) => [`${name}/${String(i).padStart(2, '0')}.${weight.originalName.split('/').at(-1)}`, weight.read() as tf.Variable] as const)));
}
