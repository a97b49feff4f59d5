/** C = A·B on the wasm side: plans the packing and the split over threads. Knows no tensors. */
import type { SimdBackend } from '../backend.js';

/** A matrix in the shared memory: element (i, j) lies at address + 4·(i·rowStride + j·columnStride). */
export interface Matrix {
  address: number;
  rowStride: number;
  columnStride: number;
}

/** Columns of a packed panel of B: the micro-kernel's width. */
export const PANEL = 8;

/** Writes C[m, n] = A[m, k]·B[k, n] to `c`, contiguous. */
export function gemm(backend: SimdBackend, a: Matrix, b: Matrix, c: number, m: number, n: number, k: number): void {
  const panels = Math.ceil(n / PANEL);
  const packed = backend.workspace(Math.max(16, panels * PANEL * k * 4));
  backend.run('packB', [b.address, b.rowStride, b.columnStride, k, n, packed], panels, Math.ceil(20_000 / (PANEL * k + 1)));
  const blockRows = backend.wasm.gemmBlockRows();
  const blocks = Math.ceil(m / blockRows);
  const grain = Math.max(1, Math.ceil(500_000 / (blockRows * n * k + 1)));
  backend.run('gemmRows', [a.address, a.rowStride, a.columnStride, packed, c, m, n, k], blocks, grain);
}
