/** Operations that only move elements: the gradient moves them back, and adds up what came from one place. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { register, run, zeros } from './shared.js';

export function registerLayout(): void {
  register<{ axis: number }>('SplitV', [], (dys, _, { axis }) => ({ x: () => tf.concat([dys].flat(), axis) }));
  register<{ axis: number }>('Unpack', [], (dys, _, { axis }) => ({ value: () => tf.stack([dys].flat(), axis) }));
  register<{ reps: number[] }>('Tile', ['x'], (dy, [x], { reps }) => ({
    // dy seen as [reps0, size0, reps1, size1, …] is summed over the reps.
    x: () => dy.reshape(x.shape.flatMap((size, axis) => [reps[axis], size])).sum(x.shape.map((_, axis) => 2 * axis)).reshape(x.shape),
  }));
  register<{ paddings: [number, number][]; mode: 'reflect' | 'symmetric' }>('MirrorPad', ['x'], (dy, [x], { paddings, mode }) => ({
    x: () => paddings.reduce((folded, padding, axis) => foldBorder(folded, axis, x.shape[axis], padding, mode === 'reflect' ? 1 : 0), dy),
  }));
  register<{ blockSize: number; dataFormat: 'NHWC' | 'NCHW' }>('DepthToSpace', ['x'], (dy, [x], { blockSize: block, dataFormat }) => ({
    x: () => {
      const [n, a, b, c] = x.shape;
      return dataFormat === 'NHWC'
        ? dy.reshape([n, a, block, b, block, -1]).transpose([0, 1, 3, 2, 4, 5]).reshape(x.shape)
        : dy.reshape([n, -1, b, block, c, block]).transpose([0, 3, 5, 1, 2, 4]).reshape(x.shape);
    },
  }));
  register('StridedSlice', ['x'], (dy, [x], attrs) => ({
    x: () => {
      const positions = run('StridedSlice', { x: tf.range(0, x.size, 1, 'int32').reshape(x.shape) }, attrs);
      return tf.scatterND(positions.reshape([-1, 1]), dy.reshape([-1]), [x.size]).reshape(x.shape);
    },
  }));
  register('Diag', ['x'], (dy, [x]) => ({ x: () => dy.reshape([x.size, x.size]).mul(tf.eye(x.size)).sum(1).reshape(x.shape) }));

  register<{ axis: number; batchDims: number }>('GatherV2', ['x', 'indices'], (dy, [x, indices], { axis, batchDims }) => ({
    x: () => gradientOfGather(dy, x.shape, indices, tf.util.parseAxisParam(axis, x.shape)[0], batchDims),
    indices: () => zeros(indices),
  }));
  register('GatherNd', ['params', 'indices'], (dy, [params, indices]) => ({
    params: () => tf.scatterND(indices, dy, params.shape),
    indices: () => zeros(indices),
  }));
  register('ScatterNd', ['indices'], (dy, [indices]) => ({ indices: () => zeros(indices), updates: () => tf.gatherND(dy, indices) }));
  register('TensorScatterUpdate', ['indices', 'updates'], (dy, [indices, updates]) => ({
    // Ones are new: on `cpu`, tfjs writes into the tensor that it is given.
    tensor: () => dy.mul(tf.tensorScatterUpdate(tf.ones(dy.shape), indices, zeros(updates))),
    indices: () => zeros(indices),
    updates: () => tf.gatherND(dy, indices),
  }));
  register('TopK', ['x'], (dys, [x, indices]) => ({
    x: () => tf.oneHot(indices.cast('int32'), x.shape[x.rank - 1]).cast('float32').mul((dys as unknown as Tensor[])[0].expandDims(-1)).sum(-2),
  }), [false, true]);
}

/** Adds the border of `dy` along one axis to the `size` elements that it mirrors; `edge` is 1 where the outermost of them are left out. */
function foldBorder(dy: Tensor, axis: number, size: number, [before, after]: [number, number], edge: 0 | 1): Tensor {
  if (before + after === 0) return dy;
  const part = (from: number, length: number) => dy.slice(dy.shape.map((_, i) => (i === axis ? from : 0)), dy.shape.map((all, i) => (i === axis ? length : all)));
  const mirrored = (from: number, length: number, to: number) =>
    part(from, length).reverse(axis).pad(dy.shape.map((_, i) => (i === axis ? [to, size - to - length] : [0, 0])));
  const parts = [part(before, size)];
  if (before > 0) parts.push(mirrored(0, before, edge));
  if (after > 0) parts.push(mirrored(before + size, after, size - edge - after));
  return tf.addN(parts);
}

/** Adds up rows of dy by index. Batches are laid out one behind the other, so that an index says which batch as well. */
function gradientOfGather(dy: Tensor, shape: number[], indices: Tensor, axis: number, batchDims: number): Tensor {
  const product = (sizes: number[]) => sizes.reduce((result, size) => result * size, 1);
  const [batch, outer, size, inner] = [product(shape.slice(0, batchDims)), product(shape.slice(batchDims, axis)), shape[axis], product(shape.slice(axis + 1))];
  const rows = dy.reshape([batch, outer, -1, inner]).transpose([0, 2, 1, 3]);
  const first = tf.range(0, batch, 1, 'int32').mul(tf.scalar(size, 'int32')).reshape([batch, 1]);
  const places = indices.cast('int32').reshape([batch, -1]).add(first).reshape([-1, 1]);
  return tf.scatterND(places, rows.reshape([-1, outer * inner]), [batch * size, outer * inner])
    .reshape([batch, size, outer, inner]).transpose([0, 2, 1, 3]).reshape(shape);
}
