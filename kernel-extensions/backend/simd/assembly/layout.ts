// One kernel for all operations that only move elements of 4 bytes: a box of elements is copied from
// one set of strides to another. Transposing, slicing, joining, padding and reversing are such copies.
import { storeTransposed } from './vector';

/** Axes of a plan: the innermost last. Strides count elements and may be negative, or 0 in the source. */
const MOST_AXES: i32 = 8;
const SIZES: usize = 0;
const FROM_STRIDES: usize = <usize>MOST_AXES << 2;
const TO_STRIDES: usize = <usize>MOST_AXES << 3;

/**
 * Rows begin..end of the copy: a row is a run along the innermost axis. The plan is MOST_AXES sizes,
 * then as many strides of the source, then of the target; unused axes come first, with size 1.
 */
export function copyStrided(plan: usize, from: usize, to: usize, begin: i32, end: i32): void {
  const inner = <usize>(MOST_AXES - 1) << 2;
  const length = load<i32>(plan + SIZES + inner);
  const fromStep = load<i32>(plan + FROM_STRIDES + inner);
  const toStep = load<i32>(plan + TO_STRIDES + inner);
  const rowsAxis = inner - 4;
  const rowsAcross = load<i32>(plan + SIZES + rowsAxis);
  const fromRow = load<i32>(plan + FROM_STRIDES + rowsAxis);
  const toRow = load<i32>(plan + TO_STRIDES + rowsAxis);
  let row = begin;
  while (row < end) {
    const across = row % rowsAcross;
    const rows = min(end - row, rowsAcross - across);
    let outer = row / rowsAcross;
    let source = across * fromRow;
    let target = across * toRow;
    for (let axis = MOST_AXES - 3; axis >= 0; axis--) {
      const at = <usize>axis << 2;
      const size = load<i32>(plan + SIZES + at);
      const index = outer % size;
      outer /= size;
      source += index * load<i32>(plan + FROM_STRIDES + at);
      target += index * load<i32>(plan + TO_STRIDES + at);
    }
    copyRows(from + <usize>(source << 2), to + <usize>(target << 2), rows, fromRow << 2, toRow << 2, length, fromStep << 2, toStep << 2);
    row += rows;
  }
}

/** Copies `rows` rows of `length` elements; all steps in bytes. */
function copyRows(from: usize, to: usize, rows: i32, fromRow: i32, toRow: i32, length: i32, fromStep: i32, toStep: i32): void {
  let row = 0;
  if (toStep == 4 && fromRow == 4 && fromStep != 4) {
    for (; row + 4 <= rows; row += 4) {
      let column = 0;
      let source = from;
      let target = to;
      for (; column + 4 <= length; column += 4) {
        storeTransposed(
          v128.load(source), v128.load(source + fromStep), v128.load(source + 2 * fromStep), v128.load(source + 3 * fromStep), target, toRow,
        );
        source += 4 * fromStep;
        target += 16;
      }
      for (; column < length; column++) {
        for (let i = 0; i < 4; i++) store<u32>(target + i * toRow, load<u32>(source + (i << 2)));
        source += fromStep;
        target += 4;
      }
      from += 16;
      to += 4 * toRow;
    }
  }
  for (; row < rows; row++) {
    let source = from;
    let target = to;
    let column = 0;
    if (toStep == 4 && fromStep == 4) {
      for (; column + 4 <= length; column += 4) {
        v128.store(target, v128.load(source));
        source += 16;
        target += 16;
      }
    }
    for (; column < length; column++) {
      store<u32>(target, load<u32>(source));
      source += fromStep;
      target += toStep;
    }
    from += fromRow;
    to += toRow;
  }
}
