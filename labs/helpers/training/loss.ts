/** The number in what a move or a round returned as its loss, and what to say where there is none. */
import * as tf from '@tensorflow/tfjs';
import { inLanguage } from '../in-language.js';

/**
 * The number in a tensor, which is disposed of.
 * @param demand what should have been returned, in the notebook's language: the first half of the sentence that is thrown
 * @throws TypeError for anything but a tensor with one number
 */
export async function numberIn(loss: unknown, demand: string): Promise<number> {
  if (!(loss instanceof tf.Tensor) || loss.size !== 1) {
    const isTensor = loss instanceof tf.Tensor;
    throw new TypeError(demand + inLanguage(
      `; it returned ${isTensor ? `a tensor of shape [${loss.shape}]` : String(loss)}.`,
      `；它回傳的是${isTensor ? `形狀 [${loss.shape}] 的張量` : ` ${String(loss)}`}。`,
    ));
  }
  const [value] = await loss.data();
  loss.dispose();
  return value!;
}

/** @throws Error naming the loss where it is no number any more */
export function requireFinite(value: number, name: string, round: number): number {
  if (Number.isFinite(value)) return value;
  throw new Error(inLanguage(
    `The loss of ${name} is ${value} in round ${round}: the training cannot go on. A smaller learning rate, or a loss that works on logits, usually helps. Make new networks to start over.`,
    `${name} 的損失在第 ${round} 回合是 ${value}，訓練無法繼續。通常較小的學習率，或直接用 logit 計算的損失會有幫助。請建立新的網路重新開始。`,
  ));
}
