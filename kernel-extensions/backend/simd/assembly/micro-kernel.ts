// The inner part of every matrix product here: a packed block of A times packed panels of B, after
// Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008). Both are stored
// in the order in which the micro-kernel reads them, which keeps its MR×NR sums in registers.
// gemm.ts and convolution.ts differ only in how they pack and in where the rows of C lie.
import { multiplyAdd } from './vector';

/** Rows and columns of the tile that the micro-kernel keeps in registers. */
export const MR: i32 = 4;
export const NR: i32 = 8;
/** Most inner elements of a block: KC×NR floats of B stay in the first-level cache. */
export const KC: i32 = 256;
/** Most rows of a block: MC×KC floats of A stay in the second-level cache. */
export const MC: i32 = 64;

// This thread's scratch memory, in this order.
const BLOCK_BYTES: usize = <usize>(MC * KC) << 2; // the packed block of A
const ZEROS_BYTES: usize = <usize>KC << 2; // what stands for pixels outside the image; never written
const ROWS_BYTES: usize = <usize>MC << 2; // addresses of the block's rows of C
const TILE_BYTES: usize = <usize>(MR * NR) << 2; // a tile at a ragged edge
const TABLE_BYTES: usize = <usize>MC << 4; // four numbers for each row of the block: convolution.ts
const PANEL_BYTES: usize = 64 * ((<usize>(KC * NR) << 2) + 64); // KC rows of B for each of 64 places: winograd.ts

let scratch: usize = 0;

/** Tells this thread's instance where its `scratchBytes` of cleared memory are. */
export function setScratch(address: usize): void {
  scratch = address;
}

export function scratchBytes(): usize {
  return BLOCK_BYTES + ZEROS_BYTES + ROWS_BYTES + TILE_BYTES + TABLE_BYTES + PANEL_BYTES;
}

// @ts-ignore: decorator
@inline
export function packedBlock(): usize {
  return scratch;
}

// @ts-ignore: decorator
@inline
export function zeros(): usize {
  return scratch + BLOCK_BYTES;
}

// @ts-ignore: decorator
@inline
export function rowAddresses(): usize {
  return scratch + BLOCK_BYTES + ZEROS_BYTES;
}

// @ts-ignore: decorator
@inline
export function rowTable(): usize {
  return scratch + BLOCK_BYTES + ZEROS_BYTES + ROWS_BYTES + TILE_BYTES;
}

// @ts-ignore: decorator
@inline
export function transformedPanel(): usize {
  return rowTable() + TABLE_BYTES;
}

/**
 * Columns fromColumn..toColumn of the block's rows of C = or += block·B.
 *
 * The block of A is in `packedBlock()`: panels of MR rows, `depth` deep. `panels` is the address of
 * B's first panel at the block's first inner element; panels are `panelBytes` apart. The rows of C
 * are at `rowAddresses()`. fromColumn is a multiple of NR.
 */
export function multiplyBlock(
  rows: i32, depth: i32, panels: usize, panelBytes: usize, fromColumn: i32, toColumn: i32, accumulate: bool,
): void {
  const tile = rowAddresses() + ROWS_BYTES;
  for (let column = fromColumn; column < toColumn; column += NR) {
    const b = panels + <usize>(column / NR) * panelBytes;
    const width = min(NR, toColumn - column);
    for (let row = 0; row < rows; row += MR) {
      const a = packedBlock() + (<usize>(row * depth) << 2);
      const addresses = rowAddresses() + (<usize>row << 2);
      const offset = <usize>column << 2;
      const height = min(MR, rows - row);
      if (height == MR && width == NR) {
        microKernel(
          a, b, depth, load<u32>(addresses) + offset, load<u32>(addresses, 4) + offset,
          load<u32>(addresses, 8) + offset, load<u32>(addresses, 12) + offset, accumulate,
        );
        continue;
      }
      microKernel(a, b, depth, tile, tile + (NR << 2), tile + (NR << 3), tile + 3 * (NR << 2), false);
      for (let i = 0; i < height; i++) {
        const to = load<u32>(addresses + (<usize>i << 2)) + offset;
        for (let j = 0; j < width; j++) {
          const sum = load<f32>(tile + (<usize>(i * NR + j) << 2));
          store<f32>(to + (<usize>j << 2), accumulate ? load<f32>(to + (<usize>j << 2)) + sum : sum);
        }
      }
    }
  }
}

/** NR floats at each of row0 … row3 = or += the panels' product over `depth`. */
export function microKernel(
  a: usize, b: usize, depth: i32, row0: usize, row1: usize, row2: usize, row3: usize, accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  const end = a + (<usize>(depth * MR) << 2);
  // Not unrolled: V8 then moves loads ahead and runs out of registers.
  while (a < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = multiplyAdd(x, b0, c00); c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = multiplyAdd(x, b0, c10); c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = multiplyAdd(x, b0, c20); c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = multiplyAdd(x, b0, c30); c31 = multiplyAdd(x, b1, c31);
    a += MR << 2;
    b += NR << 2;
  }
  if (accumulate) {
    c00 = f32x4.add(c00, v128.load(row0)); c01 = f32x4.add(c01, v128.load(row0, 16));
    c10 = f32x4.add(c10, v128.load(row1)); c11 = f32x4.add(c11, v128.load(row1, 16));
    c20 = f32x4.add(c20, v128.load(row2)); c21 = f32x4.add(c21, v128.load(row2, 16));
    c30 = f32x4.add(c30, v128.load(row3)); c31 = f32x4.add(c31, v128.load(row3, 16));
  }
  v128.store(row0, c00); v128.store(row0, c01, 16);
  v128.store(row1, c10); v128.store(row1, c11, 16);
  v128.store(row2, c20); v128.store(row2, c21, 16);
  v128.store(row3, c30); v128.store(row3, c31, 16);
}

/** What follows the product: see `finishRows`. The numbers are those of kernels/epilogue.ts. */
export const NO_ACTIVATION: i32 = 0;
export const RELU: i32 = 1;
export const RELU6: i32 = 2;
export const LEAKY_RELU: i32 = 3;

/** Columns fromColumn..toColumn of the block's rows: + bias (0: none), then the activation, in place. */
export function finishRows(rows: i32, fromColumn: i32, toColumn: i32, bias: usize, activation: i32, alpha: f32): void {
  if (bias == 0 && activation == NO_ACTIVATION) return;
  const zero = f32x4.splat(0);
  const six = f32x4.splat(6);
  const slope = f32x4.splat(alpha);
  for (let row = 0; row < rows; row++) {
    const c = <usize>load<u32>(rowAddresses() + (<usize>row << 2));
    let column = fromColumn;
    for (; column + 4 <= toColumn; column += 4) {
      const at = c + (<usize>column << 2);
      let x = v128.load(at);
      if (bias != 0) x = f32x4.add(x, v128.load(bias + (<usize>column << 2)));
      if (activation == RELU) x = f32x4.max(x, zero);
      else if (activation == RELU6) x = f32x4.min(f32x4.max(x, zero), six);
      else if (activation == LEAKY_RELU) x = v128.bitselect(f32x4.mul(x, slope), x, f32x4.lt(x, zero));
      v128.store(at, x);
    }
    for (; column < toColumn; column++) {
      const at = c + (<usize>column << 2);
      let x = load<f32>(at);
      if (bias != 0) x += load<f32>(bias + (<usize>column << 2));
      if (activation == RELU) x = max<f32>(x, 0);
      else if (activation == RELU6) x = min<f32>(max<f32>(x, 0), 6);
      else if (activation == LEAKY_RELU) x = x < 0 ? x * alpha : x;
      store<f32>(at, x);
    }
  }
}

/** Columns fromColumn..toColumn of the block's rows = 0: a product over nothing. */
export function clearRows(rows: i32, fromColumn: i32, toColumn: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.fill(load<u32>(rowAddresses() + (<usize>row << 2)) + (<usize>fromColumn << 2), 0, <usize>(toColumn - fromColumn) << 2);
  }
}
