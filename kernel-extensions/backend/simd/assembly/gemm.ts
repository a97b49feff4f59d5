// C = A·B on packed panels, after Goto and van de Geijn, "Anatomy of high-performance matrix
// multiplication" (2008): B as panels of NR columns, A as panels of MR rows, both contiguous along
// the inner dimension, so that the micro-kernel reads two streams and keeps its MR×NR sums in registers.
// Strides count elements; addresses are in bytes.
import { multiplyAdd } from './vector';

/** Rows and columns of the tile that the micro-kernel keeps in registers. */
export const MR: i32 = 4;
export const NR: i32 = 8;
/** Inner length of a block: KC×NR floats of B stay in the first-level cache. */
const KC: i32 = 256;
/** Rows of a block: MC×KC floats of A stay in the second-level cache. */
const MC: i32 = 64;

/** This thread's own memory: a packed block of A, then one tile for ragged edges. */
let scratch: usize = 0;

export function setScratch(address: usize): void {
  scratch = address;
}

/** Bytes that `setScratch` has to provide. */
export function scratchBytes(): i32 {
  return (MC * KC + MR * NR) << 2;
}

/** Rows of one unit of work of `gemmRows`. */
export function gemmBlockRows(): i32 {
  return MC;
}

/** Packs panels begin..end of B[k, n] (element (p, j) at p·rowStride + j·columnStride), zeros beyond n. */
export function packB(b: usize, rowStride: i32, columnStride: i32, k: i32, n: i32, out: usize, begin: i32, end: i32): void {
  for (let panel = begin; panel < end; panel++) {
    const column = panel * NR;
    const width = min(NR, n - column);
    let to = out + (<usize>panel * k * NR << 2);
    let from = b + (<usize>column * columnStride << 2);
    const next = <usize>rowStride << 2;
    if (width == NR && columnStride == 1) {
      for (let p = 0; p < k; p++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        to += NR << 2;
        from += next;
      }
    } else {
      for (let p = 0; p < k; p++) {
        for (let j = 0; j < NR; j++) {
          store<f32>(to + (j << 2), j < width ? load<f32>(from + (<usize>j * columnStride << 2)) : 0);
        }
        to += NR << 2;
        from += next;
      }
    }
  }
}

/** Packs `rows` (at most MC) rows of A, columns from..from+depth, as panels of MR rows, zeros beyond. */
function packA(a: usize, rowStride: i32, columnStride: i32, rows: i32, depth: i32, out: usize): void {
  for (let row = 0; row < rows; row += MR) {
    const height = min(MR, rows - row);
    let to = out + (<usize>row * depth << 2);
    const from = a + (<usize>row * rowStride << 2);
    for (let p = 0; p < depth; p++) {
      const column = from + (<usize>p * columnStride << 2);
      for (let i = 0; i < MR; i++) {
        store<f32>(to + (i << 2), i < height ? load<f32>(column + (<usize>i * rowStride << 2)) : 0);
      }
      to += MR << 2;
    }
  }
}

/**
 * Row blocks begin..end (of MC rows each) of C[m, n] = A[m, k]·B, with B packed by `packB`.
 * C is contiguous; A's element (i, p) is at i·rowStride + p·columnStride.
 */
export function gemmRows(
  a: usize, rowStride: i32, columnStride: i32, packedB: usize, c: usize, m: i32, n: i32, k: i32, begin: i32, end: i32,
): void {
  const tile = scratch + (<usize>(MC * KC) << 2);
  for (let block = begin; block < end; block++) {
    const top = block * MC;
    const rows = min(MC, m - top);
    for (let depthAt = 0; depthAt < k; depthAt += KC) {
      const depth = min(KC, k - depthAt);
      packA(a + ((<usize>top * rowStride + <usize>depthAt * columnStride) << 2), rowStride, columnStride, rows, depth, scratch);
      for (let column = 0; column < n; column += NR) {
        const panelB = packedB + ((<usize>column * k + <usize>depthAt * NR) << 2);
        for (let row = 0; row < rows; row += MR) {
          const panelA = scratch + (<usize>row * depth << 2);
          const out = c + ((<usize>(top + row) * n + column) << 2);
          const height = min(MR, rows - row);
          const width = min(NR, n - column);
          if (height == MR && width == NR) {
            microKernel(panelA, panelB, depth, out, n, depthAt > 0);
          } else {
            microKernel(panelA, panelB, depth, tile, NR, false);
            for (let i = 0; i < height; i++) {
              for (let j = 0; j < width; j++) {
                const to = out + ((i * n + j) << 2);
                const sum = load<f32>(tile + ((i * NR + j) << 2));
                store<f32>(to, depthAt > 0 ? load<f32>(to) + sum : sum);
              }
            }
          }
        }
      }
    }
  }
  if (k == 0) memory.fill(c + (<usize>begin * MC * n << 2), 0, <usize>(min(end * MC, m) - begin * MC) * n << 2);
}

/** The MR×NR tile at `c` (rows `stride` apart) = or += panelA·panelB over `depth`. */
function microKernel(a: usize, b: usize, depth: i32, c: usize, stride: i32, accumulate: bool): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  for (let p = 0; p < depth; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    a += MR << 2;
    b += NR << 2;
  }
  const next = <usize>stride << 2;
  if (accumulate) {
    let row = c;
    c00 = f32x4.add(c00, v128.load(row)); c01 = f32x4.add(c01, v128.load(row, 16)); row += next;
    c10 = f32x4.add(c10, v128.load(row)); c11 = f32x4.add(c11, v128.load(row, 16)); row += next;
    c20 = f32x4.add(c20, v128.load(row)); c21 = f32x4.add(c21, v128.load(row, 16)); row += next;
    c30 = f32x4.add(c30, v128.load(row)); c31 = f32x4.add(c31, v128.load(row, 16));
  }
  v128.store(c, c00); v128.store(c, c01, 16); c += next;
  v128.store(c, c10); v128.store(c, c11, 16); c += next;
  v128.store(c, c20); v128.store(c, c21, 16); c += next;
  v128.store(c, c30); v128.store(c, c31, 16);
}
