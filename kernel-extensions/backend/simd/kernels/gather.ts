/** Rows by their indices: GatherV2 (tf.gather, embeddings) and UnsortedSegmentSum, its gradient. */
import { backend_util, util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { Kernel, Kernels } from './kernel.js';

/** Elements whose copy takes about 20 µs. */
const GRAIN = 16_384;
/** Columns are cut into whole cache lines. */
const LINE = 16;

const gather: Kernel = ({ inputs, attrs, backend }) => {
  const { x, indices } = inputs as Record<'x' | 'indices', TensorInfo>;
  if ((x.dtype !== 'float32' && x.dtype !== 'int32') || indices.dtype !== 'int32') return undefined;
  const [axis] = util.parseAxisParam(attrs.axis as number, x.shape);
  const count = util.sizeFromShape(indices.shape);
  const rows = x.shape[axis];
  for (const index of backend.view(backend.address(indices), count, 'int32')) {
    util.assert(index >= 0 && index < rows, () => `GatherV2: the index value ${index} is not in [0, ${rows - 1}]`);
  }
  const { batchSize, outerSize, sliceSize, outputShape } =
    backend_util.segment_util.collectGatherOpShapeInfo(x as never, indices as never, axis, (attrs.batchDims as number | undefined) ?? 0);
  const out = backend.allocate(outputShape, x.dtype);
  const args = [x, indices, out].map((tensor) => backend.address(tensor));
  backend.run('gatherRows', [...args, outerSize, count / batchSize, rows, sliceSize], outerSize * count, Math.ceil(GRAIN / Math.max(1, sliceSize)));
  return out;
};

const unsortedSegmentSum: Kernel = ({ inputs, attrs, backend }) => {
  const { x, segmentIds } = inputs as Record<'x' | 'segmentIds', TensorInfo>;
  if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1) return undefined;
  const numSegments = attrs.numSegments as number;
  const [rows, ...rest] = x.shape;
  const columns = util.sizeFromShape(rest);
  const out = backend.allocate([numSegments, ...rest], 'float32');
  const args = [x, segmentIds, out].map((tensor) => backend.address(tensor));
  backend.run('sumSegments', [...args, rows, numSegments, columns], columns, LINE * Math.ceil(GRAIN / (LINE * Math.max(1, rows + numSegments))));
  return out;
};

export const gatherKernels: Kernels = { GatherV2: gather, UnsortedSegmentSum: unsortedSegmentSum };
