/** BatchMatMul: matrix products of the last two axes, the axes before them broadcast. */
import { broadcast_util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import { gemm } from './gemm.js';
import type { Matrix } from './gemm.js';
import type { KernelCall, Kernels } from './kernel.js';

function batchMatMul({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [innerB, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (k !== innerB) return undefined;
  const batchShape = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = backend.allocate([...batchShape, m, n], 'float32');
  const aBatches = broadcastOffsets(a.shape.slice(0, -2), batchShape);
  const bBatches = broadcastOffsets(b.shape.slice(0, -2), batchShape);
  for (let batch = 0; batch < aBatches.length; batch++) {
    const from = (tensor: TensorInfo, index: number, rows: number, columns: number, transposed: boolean): Matrix => ({
      address: backend.address(tensor) + 4 * index * rows * columns,
      rowStride: transposed ? 1 : columns,
      columnStride: transposed ? columns : 1,
    });
    gemm(
      backend, from(a, aBatches[batch], aRows, aColumns, transposeA), from(b, bBatches[batch], bRows, bColumns, transposeB),
      backend.address(out) + 4 * batch * m * n, m, n, k,
    );
  }
  return out;
}

/** For each matrix of the broadcast batch, the index of the matrix it takes from a tensor with these batch axes. */
function broadcastOffsets(shape: number[], batchShape: number[]): number[] {
  let offsets = [0];
  const padded = [...Array<number>(batchShape.length - shape.length).fill(1), ...shape];
  batchShape.forEach((size, axis) => {
    offsets = offsets.flatMap((offset) =>
      Array.from({ length: size }, (_, i) => offset * padded[axis] + (padded[axis] === 1 ? 0 : i)));
  });
  return offsets;
}

export const matMulKernels: Kernels = { BatchMatMul: batchMatMul };
