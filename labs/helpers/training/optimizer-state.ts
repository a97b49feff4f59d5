/**
 * What an optimizer remembers between updates, to the bit. `Optimizer.getWeights` of TensorFlow.js is not
 * enough: `setWeights` computes Adam's β^t anew as a power, which differs in the last bit from the product
 * that the updates have made.
 */
import * as tf from '@tensorflow/tfjs';

/** How TensorFlow.js 4.22 keeps a slot such as Adam's first moment of one weight. */
interface Slot {
  originalName: string;
  variable: tf.Variable;
}

type Fields = Record<string, unknown> & { iterations_?: number };

const isSlots = (value: unknown): value is Slot[] => Array.isArray(value) && value.every((slot) => (slot as Partial<Slot> | null)?.variable instanceof tf.Variable);

/** The variables of an optimizer by name: `accBeta1`, `accumulatedFirstMoment/0`, … */
export function optimizerVariables(optimizer: tf.Optimizer): Map<string, tf.Variable> {
  const found = new Map<string, tf.Variable>();
  for (const [name, value] of Object.entries(optimizer as unknown as Fields)) {
    if (value instanceof tf.Variable) found.set(name, value);
    else if (isSlots(value)) value.forEach(({ variable }, i) => found.set(`${name}/${i}`, variable));
  }
  return found;
}

/** Updates that the optimizer has made. */
export const iterationsOf = (optimizer: tf.Optimizer): number => (optimizer as unknown as Fields).iterations_ ?? 0;

/** Makes the optimizer remember `values`, as `optimizerVariables` names them, and nothing else. */
export function restoreOptimizer(optimizer: tf.Optimizer, values: ReadonlyMap<string, tf.Tensor>, iterations: number): void {
  const fields = optimizer as unknown as Fields;
  fields.iterations_ = iterations;
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof tf.Variable) value.assign(values.get(name)!);
    else if (isSlots(value)) fields[name] = restoreSlots(value, name, values);
  }
}

function restoreSlots(slots: Slot[], name: string, values: ReadonlyMap<string, tf.Tensor>): Slot[] {
  const restored: Slot[] = [];
  for (let i = 0; values.has(`${name}/${i}`); i++) {
    const value = values.get(`${name}/${i}`)!, slot = slots[i];
    slot?.variable.assign(value);
    restored.push(slot ?? { originalName: `${name}/${i}`, variable: tf.variable(value, false) });
  }
  for (const { variable } of slots.slice(restored.length)) variable.dispose();
  return restored;
}
