// C = A·B for matrices in memory: packing of A and B, and the loop over blocks. The arithmetic is in
// micro-kernel.ts. Strides count elements, addresses are in bytes.
import { storeTransposed } from './vector';
import { KC, MC, MR, NR, clearRows, finishRows, multiplyBlock, packedBlock, rowAddresses } from './micro-kernel';

/** Rows of one unit of `gemm`. */
export function blockRows(): i32 {
  return MC;
}

/**
 * Packs panels begin..end of B[taps·depth, n], zeros beyond column n. B is made of tapsY×tapsX
 * matrices of `depth` rows below one another, tapStepY and tapStepX elements apart in memory (one
 * matrix: 1×1); element (p, j) of each is at p·rowStride + j·columnStride, and one of these strides is 1.
 */
export function packB(
  b: usize, tapsY: i32, tapsX: i32, tapStepY: i32, tapStepX: i32, depth: i32, rowStride: i32, columnStride: i32,
  n: i32, out: usize, begin: i32, end: i32,
): void {
  for (let panel = begin; panel < end; panel++) {
    const column = panel * NR;
    const width = min(NR, n - column);
    let to = out + (<usize>panel * <usize>(tapsY * tapsX * depth * NR) << 2);
    for (let tapY = 0; tapY < tapsY; tapY++) {
      for (let tapX = 0; tapX < tapsX; tapX++) {
        const from = b + (<usize>(tapY * tapStepY + tapX * tapStepX + column * columnStride) << 2);
        packPanelB(from, depth, rowStride, columnStride, width, to);
        to += <usize>(depth * NR) << 2;
      }
    }
  }
}

/** One such panel of one matrix: `width` columns. */
export function packPanelB(from: usize, depth: i32, rowStride: i32, columnStride: i32, width: i32, to: usize): void {
  let p = 0;
  if (width == NR && columnStride == 1) {
    for (; p < depth; p++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      to += NR << 2;
      from += <usize>rowStride << 2;
    }
    return;
  }
  if (width == NR && rowStride == 1) {
    const step = <usize>columnStride << 2;
    for (; p + 4 <= depth; p += 4) {
      const half = from + 4 * step;
      storeTransposed(v128.load(from), v128.load(from + step), v128.load(from + 2 * step), v128.load(from + 3 * step), to, NR << 2);
      storeTransposed(v128.load(half), v128.load(half + step), v128.load(half + 2 * step), v128.load(half + 3 * step), to + 16, NR << 2);
      to += NR << 4;
      from += 16;
    }
  }
  for (; p < depth; p++) {
    for (let j = 0; j < NR; j++) {
      store<f32>(to + (<usize>j << 2), j < width ? load<f32>(from + (<usize>(j * columnStride) << 2)) : 0);
    }
    to += NR << 2;
    from += <usize>rowStride << 2;
  }
}

/** Columns begin..end of the B of `packB`, each contiguous from top to bottom: for `convolveNarrow`. */
export function packColumns(
  b: usize, tapsY: i32, tapsX: i32, tapStepY: i32, tapStepX: i32, depth: i32, rowStride: i32, columnStride: i32,
  out: usize, begin: i32, end: i32,
): void {
  let to = out + (<usize>(begin * tapsY * tapsX * depth) << 2);
  for (let column = begin; column < end; column++) {
    for (let tapY = 0; tapY < tapsY; tapY++) {
      for (let tapX = 0; tapX < tapsX; tapX++) {
        let from = b + (<usize>(tapY * tapStepY + tapX * tapStepX + column * columnStride) << 2);
        for (let p = 0; p < depth; p++) {
          store<f32>(to, load<f32>(from));
          to += 4;
          from += <usize>rowStride << 2;
        }
      }
    }
  }
}

/** Packs `rows` rows and `depth` columns of A as panels of MR rows, zeros below the last row. */
function packA(a: usize, rowStride: i32, columnStride: i32, rows: i32, depth: i32): void {
  let to = packedBlock();
  const step = <usize>rowStride << 2;
  for (let row = 0; row < rows; row += MR) {
    const height = min(MR, rows - row);
    let from = a + <usize>row * step;
    let p = 0;
    if (height == MR && columnStride == 1) {
      for (; p + 4 <= depth; p += 4) {
        storeTransposed(v128.load(from), v128.load(from + step), v128.load(from + 2 * step), v128.load(from + 3 * step), to, MR << 2);
        from += 16;
        to += MR << 4;
      }
    } else if (height == MR && rowStride == 1) {
      for (; p < depth; p++) {
        v128.store(to, v128.load(from));
        from += <usize>columnStride << 2;
        to += MR << 2;
      }
    }
    for (; p < depth; p++) {
      for (let i = 0; i < MR; i++) store<f32>(to + (<usize>i << 2), i < height ? load<f32>(from + <usize>i * step) : 0);
      from += <usize>columnStride << 2;
      to += MR << 2;
    }
  }
}

/**
 * Units begin..end of C[m, n] = activation(A[m, k]·B + bias), B packed by `packB`, C contiguous.
 * A unit is a block of MC rows and `unitColumns` columns (a multiple of NR, or all); A's element
 * (i, p) is at i·rowStride + p·columnStride, and one of these strides is 1.
 */
export function gemm(
  a: usize, rowStride: i32, columnStride: i32, packedB: usize, c: usize, m: i32, n: i32, k: i32, unitColumns: i32,
  bias: usize, activation: i32, alpha: f32, begin: i32, end: i32,
): void {
  const unitsAcross = (n + unitColumns - 1) / unitColumns;
  for (let unit = begin; unit < end; unit++) {
    const top = unit / unitsAcross * MC;
    const rows = min(MC, m - top);
    const left = unit % unitsAcross * unitColumns;
    const right = min(n, left + unitColumns);
    for (let row = 0; row < rows; row++) {
      store<u32>(rowAddresses() + (<usize>row << 2), <u32>(c + (<usize>(top + row) * <usize>n << 2)));
    }
    for (let from = 0; from < k; from += KC) {
      const depth = min(KC, k - from);
      packA(a + ((<usize>top * <usize>rowStride + <usize>from * <usize>columnStride) << 2), rowStride, columnStride, rows, depth);
      multiplyBlock(rows, depth, packedB + (<usize>(from * NR) << 2), <usize>(k * NR) << 2, left, right, from > 0);
    }
    if (k == 0) clearRows(rows, left, right);
    finishRows(rows, left, right, bias, activation, alpha);
  }
}
