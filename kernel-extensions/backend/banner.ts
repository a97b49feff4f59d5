/**
 * tfjs greets Node users on stderr when the `cpu` backend holds its first tensor, advising a package
 * that most machines cannot install. The greeting would land in the first cell of every notebook.
 */
import * as tf from '@tensorflow/tfjs';

/** Marks the `cpu` backend as used, so that it does not greet. Other warnings of tfjs are kept. */
export function silenceBanner(): void {
  const cpu = tf.findBackend('cpu') as unknown as { firstUse?: boolean } | null;
  if (cpu?.firstUse) cpu.firstUse = false;
}
