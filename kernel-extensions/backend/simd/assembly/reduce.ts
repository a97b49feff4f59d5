// Reductions of contiguous float32 data. A long reduction is cut into pieces of a fixed size, whose
// results are reduced by a second call: the same bits on every number of threads.

const enum Op { SUM, MAX, MIN }

/** Columns that one step of `columns` takes: a few cache lines of every row. */
const COLUMN_BLOCK: i32 = 256;

export function columnBlock(): i32 {
  return COLUMN_BLOCK;
}

// @ts-ignore: decorator
@inline
function combine(op: i32, a: v128, b: v128): v128 {
  if (op == Op.SUM) return f32x4.add(a, b);
  return op == Op.MAX ? f32x4.max(a, b) : f32x4.min(a, b);
}

// @ts-ignore: decorator
@inline
function neutral(op: i32): v128 {
  return f32x4.splat(op == Op.SUM ? 0 : op == Op.MAX ? -Infinity : Infinity);
}

/** All `count` elements from `x` on, in lane 0. */
// @ts-ignore: decorator
@inline
function reduceRun(op: i32, x: usize, count: i32): v128 {
  const last = x + (<usize>count << 2);
  let s0 = neutral(op);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (const end = last - ((last - x) & 63); x < end; x += 64) {
    s0 = combine(op, s0, v128.load(x));
    s1 = combine(op, s1, v128.load(x, 16));
    s2 = combine(op, s2, v128.load(x, 32));
    s3 = combine(op, s3, v128.load(x, 48));
  }
  for (const end = last - ((last - x) & 15); x < end; x += 16) s0 = combine(op, s0, v128.load(x));
  s0 = combine(op, combine(op, s0, s1), combine(op, s2, s3));
  s0 = combine(op, s0, i8x16.shuffle(s0, s0, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  s0 = combine(op, s0, i8x16.shuffle(s0, s0, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  for (; x < last; x += 4) s0 = combine(op, s0, v128.load_splat<f32>(x));
  return s0;
}

/** The largest of `count` elements from `x` on, in every lane. */
// @ts-ignore: decorator
@inline
export function maximumOfRun(x: usize, count: i32): v128 {
  return f32x4.splat(f32x4.extract_lane(reduceRun(Op.MAX, x, count), 0));
}

/** x [outer, n] → out [outer, pieces], divided by `divisor`; begin … end counts elements of `out`. */
// @ts-ignore: decorator
@inline
function rows(op: i32, x: usize, out: usize, n: i32, pieceLength: i32, pieces: i32, divisor: f32, begin: i32, end: i32): void {
  for (let at = begin; at < end; at++) {
    const row = at / pieces;
    const first = (at - row * pieces) * pieceLength;
    const run = reduceRun(op, x + (<usize>(row * n + first) << 2), min(pieceLength, n - first));
    store<f32>(out + (<usize>at << 2), f32x4.extract_lane(run, 0) / divisor);
  }
}

/** Four columns: `count` rows from `x` on, `stride` bytes apart. */
// @ts-ignore: decorator
@inline
function reduceColumns(op: i32, x: usize, count: i32, stride: usize): v128 {
  let sum = neutral(op);
  for (let row = 0; row < count; row++, x += stride) sum = combine(op, sum, v128.load(x));
  return sum;
}

/**
 * x [outer, n, inner] → out [outer, pieces, inner], divided by `divisor`; begin … end counts blocks of
 * COLUMN_BLOCK columns (`blocks` a row) of `out`.
 */
// @ts-ignore: decorator
@inline
function columns(
  op: i32, x: usize, out: usize, n: i32, inner: i32, pieceRows: i32, pieces: i32, blocks: i32, divisor: f32, begin: i32, end: i32,
): void {
  const stride = <usize>inner << 2;
  const divisors = f32x4.splat(divisor);
  for (let at = begin; at < end; at++) {
    const piece = at / blocks;
    const outer = piece / pieces;
    const firstRow = (piece - outer * pieces) * pieceRows;
    const count = min(pieceRows, n - firstRow);
    let column = (at - piece * blocks) * COLUMN_BLOCK;
    const lastColumn = min(inner, column + COLUMN_BLOCK);
    let from = x + (<usize>((outer * n + firstRow) * inner + column) << 2);
    let to = out + (<usize>(piece * inner + column) << 2);
    for (; column + 16 <= lastColumn; column += 16, from += 64, to += 64) {
      let s0 = neutral(op);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let source = from;
      for (let row = 0; row < count; row++, source += stride) {
        s0 = combine(op, s0, v128.load(source));
        s1 = combine(op, s1, v128.load(source, 16));
        s2 = combine(op, s2, v128.load(source, 32));
        s3 = combine(op, s3, v128.load(source, 48));
      }
      v128.store(to, f32x4.div(s0, divisors));
      v128.store(to, f32x4.div(s1, divisors), 16);
      v128.store(to, f32x4.div(s2, divisors), 32);
      v128.store(to, f32x4.div(s3, divisors), 48);
    }
    for (; column + 4 <= lastColumn; column += 4, from += 16, to += 16) {
      v128.store(to, f32x4.div(reduceColumns(op, from, count, stride), divisors));
    }
    for (; column < lastColumn; column++, from += 4, to += 4) {
      let sum = neutral(op);
      let source = from;
      for (let row = 0; row < count; row++, source += stride) sum = combine(op, sum, v128.load_splat<f32>(source));
      v128.store_lane<f32>(to, f32x4.div(sum, divisors), 0);
    }
  }
}

export function SumRows(x: usize, out: usize, n: i32, pieceLength: i32, pieces: i32, divisor: f32, begin: i32, end: i32): void {
  rows(Op.SUM, x, out, n, pieceLength, pieces, divisor, begin, end);
}

export function SumColumns(x: usize, out: usize, n: i32, inner: i32, pieceRows: i32, pieces: i32, blocks: i32, divisor: f32, begin: i32, end: i32): void {
  columns(Op.SUM, x, out, n, inner, pieceRows, pieces, blocks, divisor, begin, end);
}

export function MaxRows(x: usize, out: usize, n: i32, pieceLength: i32, pieces: i32, divisor: f32, begin: i32, end: i32): void {
  rows(Op.MAX, x, out, n, pieceLength, pieces, divisor, begin, end);
}

export function MaxColumns(x: usize, out: usize, n: i32, inner: i32, pieceRows: i32, pieces: i32, blocks: i32, divisor: f32, begin: i32, end: i32): void {
  columns(Op.MAX, x, out, n, inner, pieceRows, pieces, blocks, divisor, begin, end);
}

export function MinRows(x: usize, out: usize, n: i32, pieceLength: i32, pieces: i32, divisor: f32, begin: i32, end: i32): void {
  rows(Op.MIN, x, out, n, pieceLength, pieces, divisor, begin, end);
}

export function MinColumns(x: usize, out: usize, n: i32, inner: i32, pieceRows: i32, pieces: i32, blocks: i32, divisor: f32, begin: i32, end: i32): void {
  columns(Op.MIN, x, out, n, inner, pieceRows, pieces, blocks, divisor, begin, end);
}
