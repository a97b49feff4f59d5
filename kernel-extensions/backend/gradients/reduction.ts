/** Running sums and products along an axis, and products over axes. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { gradsOf, register } from './shared.js';

interface Running { axis: number; exclusive: boolean; reverse: boolean }

export function registerReduction(): void {
  register<Running>('Cumsum', [], (dy, _, { axis, exclusive, reverse }) => ({ x: () => tf.cumsum(dy, axis, exclusive, !reverse) }));
  register<Running>('Cumprod', ['x'], (dy, [x], attrs) => ({ x: () => gradsOf((value) => cumprod(value, attrs), [x], dy)[0] }));

  const ofProd = tf.getGradient('Prod').gradFunc;
  register<{ axis: number | number[] | null }>('Prod', ['x'], (dy, saved, { axis }) => {
    // tfjs's own, which takes only axes that are counted from the front, in order.
    const axes = tf.util.parseAxisParam(axis as number[], saved[0].shape).sort((a, b) => a - b);
    return ofProd(dy, saved, { axis: axes }) as Record<string, () => Tensor>;
  });
}

/** Each running product as one product, with 1 for the factors that do not belong to it: right for zeros as well, with length² factors. */
function cumprod(x: Tensor, { axis, exclusive, reverse }: Running): Tensor {
  const [along] = tf.util.parseAxisParam(axis, x.shape);
  const order = [...x.shape.keys()].filter((i) => i !== along).concat(along);
  const length = x.shape[along];
  const to = tf.range(0, length).expandDims(1);
  const from = tf.range(0, length).expandDims(0);
  const belongs = reverse ? (exclusive ? from.greater(to) : from.greaterEqual(to)) : (exclusive ? from.less(to) : from.lessEqual(to));
  const factors = x.transpose(order).expandDims(-2).sub(1).mul(belongs.cast('float32')).add(1);
  return factors.prod(-1).transpose(tf.backend_util.getUndoAxesPermutation(order));
}
