/** Products of matrices and sums of products: factors that are broadcast over a batch, and Einstein sums. */
import * as tf from '@tensorflow/tfjs';
import type { GradConfig, Tensor } from '@tensorflow/tfjs';
import { register, sumTo } from './shared.js';

export function registerProducts(): void {
  register<{ transposeA: boolean; transposeB: boolean }>('BatchMatMul', ['a', 'b'], (dy, [a, b], { transposeA, transposeB }) => ({
    a: () => sumTo(transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB), a.shape),
    b: () => sumTo(transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false), b.shape),
  }));
  const einsum = (dy: Tensor, operands: Tensor[], { equation }: { equation: string }) =>
    operands.map((operand, index) => () => gradientOfEinsum(dy, operand, index, operands, equation));
  tf.registerGradient({ kernelName: 'Einsum', saveAllInputs: true, gradFunc: einsum as unknown as GradConfig['gradFunc'] });
}

/** Contracts dy with the other operand. What only one operand has was summed: the other's is summed first, its own gets dy all along. */
function gradientOfEinsum(dy: Tensor, operand: Tensor, index: number, operands: Tensor[], equation: string): Tensor {
  const [terms, result] = equation.replace(/\s/g, '').split('->');
  const labels = terms.split(',');
  const own = [...labels[index]];
  let gradient = dy;
  let from = result;
  if (operands.length > 1) {
    const all = [...labels[1 - index]];
    const kept = all.filter((label) => result.includes(label) || own.includes(label)).join('');
    const other = operands[1 - index].sum(all.flatMap((label, axis) => (kept.includes(label) ? [] : [axis])));
    from = [...new Set(result + kept)].filter((label) => own.includes(label)).join('');
    gradient = result === '' ? dy.mul(other) : kept === '' ? dy.mul(other) : tf.einsum(`${result},${kept}->${from}`, dy, other);
    if (result === '') from = kept;
  }
  const found = own.filter((label) => from.includes(label));
  const ordered = gradient.transpose(found.map((label) => from.indexOf(label)));
  return ordered.reshape(own.map((label, axis) => (from.includes(label) ? operand.shape[axis] : 1))).add(tf.zeros(operand.shape));
}
