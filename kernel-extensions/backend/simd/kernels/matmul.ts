/** BatchMatMul and _FusedMatMul: matrix products of the last two axes, the axes before them broadcast. */
import { broadcast_util, util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import { plain, planEpilogue } from './epilogue.js';
import type { EpilogueAttrs, EpilogueInputs, FusedEpilogue } from './epilogue.js';
import { gemm, packedBytes } from './gemm.js';
import type { Matrix } from './gemm.js';
import type { KernelCall, Kernels } from './kernel.js';

interface MatMulInputs { a: TensorInfo; b: TensorInfo }
interface MatMulAttrs { transposeA?: boolean; transposeB?: boolean }

function batchMatMul({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  return multiply(backend, inputs as unknown as MatMulInputs, attrs as MatMulAttrs, plain);
}

function fusedMatMul({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const matrices = inputs as unknown as MatMulInputs & EpilogueInputs;
  const { transposeB } = attrs as MatMulAttrs;
  const n = matrices.b.shape.at(transposeB ? -2 : -1)!;
  const { fused, later } = planEpilogue(backend, n, matrices, attrs as EpilogueAttrs);
  const product = multiply(backend, matrices, attrs as MatMulAttrs, fused);
  return product && later(product);
}

function multiply(
  backend: SimdBackend, { a, b }: MatMulInputs, { transposeA = false, transposeB = false }: MatMulAttrs, epilogue: FusedEpilogue,
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [depth, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (k !== depth) return undefined;
  const aBatch = a.shape.slice(0, -2);
  const bBatch = b.shape.slice(0, -2);
  const batch = broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  backend.workspace(packedBytes(k, n));
  const out = backend.allocate([...batch, m, n], 'float32');
  const address = backend.address(out);
  const products = util.sizeFromShape(batch);
  if (util.sizeFromShape(bBatch) === 1 && (products === 1 || !transposeA)) {
    // One B for all: the matrices of A below one another are one matrix.
    gemm(backend, matrixOf(backend, a, 0, transposeA), matrixOf(backend, b, 0, transposeB), address, products * m, n, k, epilogue);
    return out;
  }
  const aIndices = broadcastIndices(aBatch, batch);
  const bIndices = broadcastIndices(bBatch, batch);
  for (let i = 0; i < products; i++) {
    const factors = [matrixOf(backend, a, aIndices[i], transposeA), matrixOf(backend, b, bIndices[i], transposeB)] as const;
    gemm(backend, ...factors, address + 4 * i * m * n, m, n, k, epilogue);
  }
  return out;
}

/** The index-th matrix of a tensor, transposed by exchanging its strides. */
function matrixOf(backend: SimdBackend, tensor: TensorInfo, index: number, transposed: boolean): Matrix {
  const [rows, columns] = tensor.shape.slice(-2);
  const address = backend.address(tensor) + 4 * index * rows * columns;
  return transposed ? { address, rowStride: 1, columnStride: columns } : { address, rowStride: columns, columnStride: 1 };
}

/** For each matrix of the broadcast batch, the index of the matrix it takes from a tensor with batch axes `shape`. */
function broadcastIndices(shape: number[], batch: number[]): number[] {
  const padded = [...Array<number>(batch.length - shape.length).fill(1), ...shape];
  return batch.reduce<number[]>((indices, size, axis) => indices.flatMap((index) =>
    Array.from({ length: size }, (_, i) => index * padded[axis] + (padded[axis] === 1 ? 0 : i))), [0]);
}

export const matMulKernels: Kernels = { BatchMatMul: batchMatMul, _FusedMatMul: fusedMatMul };
