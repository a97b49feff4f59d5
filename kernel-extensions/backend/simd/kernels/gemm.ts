/** Matrix products on the wasm side: packs B, cuts the work into units, runs them. Knows no tensors. */
import type { SimdBackend } from '../backend.js';
import type { FusedEpilogue } from './epilogue.js';

/** A matrix in the shared memory: element (i, j) lies at address + 4·(i·rowStride + j·columnStride); one stride is 1. */
export interface Matrix {
  address: number;
  rowStride: number;
  columnStride: number;
}

/** Columns of a packed panel of B: the micro-kernel's width. */
export const PANEL = 8;

/** Multiply-adds that take about 20 µs, and floats packed. */
const WORK = 400_000;
export const PACKING = 20_000;

/** Bytes of a packed B of k rows and n columns. */
export const packedBytes = (k: number, n: number): number => Math.max(64, Math.ceil(n / PANEL) * PANEL * k * 4);

/** How many units are worth a thread's while, when one is this many multiply-adds. */
export const grainOf = (multiplyAdds: number): number => Math.max(1, Math.ceil(WORK / (multiplyAdds + 1)));

/** The rows of B come in tapsY×tapsX groups of `depth`, tapStepY and tapStepX elements apart: see `packB`. */
export interface Taps {
  tapsY: number;
  tapsX: number;
  tapStepY: number;
  tapStepX: number;
}

export const oneTap: Taps = { tapsY: 1, tapsX: 1, tapStepY: 0, tapStepX: 0 };

/** Packs B of tapsY·tapsX·depth rows and n columns to address `out`. */
export function packB(backend: SimdBackend, b: Matrix, depth: number, n: number, out: number, taps = oneTap): void {
  const { tapsY, tapsX, tapStepY, tapStepX } = taps;
  const k = tapsY * tapsX * depth;
  backend.run(
    'packB', [b.address, tapsY, tapsX, tapStepY, tapStepX, depth, b.rowStride, b.columnStride, n, out],
    Math.ceil(n / PANEL), Math.ceil(PACKING / (PANEL * k + 1)),
  );
}

/** Packs the columns of B one after another: what few columns are multiplied from. */
export function packColumns(backend: SimdBackend, b: Matrix, depth: number, n: number, out: number, taps: Taps): void {
  const { tapsY, tapsX, tapStepY, tapStepX } = taps;
  backend.wasm.packColumns(b.address, tapsY, tapsX, tapStepY, tapStepX, depth, b.rowStride, b.columnStride, out, 0, n);
}

/** Columns of a unit: all of them where the row blocks keep every thread busy, else fewer. */
export function unitColumns(backend: SimdBackend, rowBlocks: number, n: number): number {
  const across = Math.min(Math.ceil(n / PANEL), Math.ceil((backend.threads * 8) / Math.max(1, rowBlocks)));
  return backend.threads === 1 ? Math.max(n, 1) : Math.ceil(Math.ceil(n / across) / PANEL) * PANEL;
}

/** Writes C[m, n] = A[m, k]·B[k, n], then the epilogue, to `c`, contiguous. */
export function gemm(
  backend: SimdBackend, a: Matrix, b: Matrix, c: number, m: number, n: number, k: number, { bias, activation, alpha }: FusedEpilogue,
): void {
  const packed = backend.workspace(packedBytes(k, n));
  packB(backend, b, k, n, packed);
  const blockRows = backend.wasm.blockRows();
  const rowBlocks = Math.ceil(m / blockRows);
  const columns = unitColumns(backend, rowBlocks, n);
  backend.run(
    'gemm', [a.address, a.rowStride, a.columnStride, packed, c, m, n, k, columns, bias, activation, alpha],
    rowBlocks * Math.ceil(n / columns), grainOf(Math.min(m, blockRows) * Math.min(n, columns) * k),
  );
}
