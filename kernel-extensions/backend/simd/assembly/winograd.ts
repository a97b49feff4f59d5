// Convolution in the Winograd domain (A. Lavin and S. Gray, "Fast algorithms for convolutional neural
// networks", arXiv 1509.09308). The image is cut into overlapping tiles; tile and filter are transformed,
// multiplied place by place, which is one matrix product over the channels for each of the tile's places,
// and transformed back.
//
// Along one axis this is Toom and Cook's product of polynomials by way of their values at the points
// 0, 1, −1, 2, −2, ½, −½ and ∞, as many of them as the tile is long. Three maps are all it takes:
//   values   coefficients → values at the points          (filters; dy for the filter's gradient)
//   sums     its transpose: values → coefficients         (results; the filter's gradient)
//   tile     the transpose of interpolation, unscaled     (images)
// kernels/winograd.ts has them as matrices, and the scale of each point, which goes with the filter.
//
// Transformed data is stored in the order in which the micro-kernel reads it: rows in panels of MR,
// columns in panels of NR, the inner dimension within a panel. From one place of the tiles to the next it is
// an odd number of cache lines: at a power of two, all places would compete for the same sets of the caches.
import { packPanelB } from './gemm';
import { MR, NR, finishRows, microKernel, packedBlock, rowAddresses, transformedPanel } from './micro-kernel';
import { multiplyAdd, storeTransposed } from './vector';

// This thread's scratch memory in place of a packed block: a tile, the same with one axis transformed, MR
// results, addresses, taps of a filter. And that for a transformed panel: micro-kernel.ts.
const MOST_PLACES: usize = 64;
const TILE_BYTES: usize = MOST_PLACES << 4;
const ADDRESS_BYTES: usize = MOST_PLACES << 2;
/** Rows of a filter's matrices that are transformed at once: they share cache lines where the matrix is transposed. */
const FILTER_ROWS: i32 = 16;
const TAP_BYTES: usize = <usize>(FILTER_ROWS * NR) << 2;

/** Inner elements of one pass of the micro-kernel. */
const DEPTH: i32 = 256;
/** Row panels of one unit of a product: enough for the transform of the filter to weigh little. */
const UNIT_PANELS: i32 = 64;

/** Units of a product of `rowPanels` row panels and n columns. */
export function winogradProductUnits(rowPanels: i32, n: i32): i32 {
  return ((rowPanels + UNIT_PANELS - 1) / UNIT_PANELS) * (n / NR);
}

/** Blocks of `winogradFilterGradient`, and the bytes from a row to the next: they fill what a panel takes. */
const GRADIENT_ROWS: i32 = 32;
const GRADIENT_COLUMNS: i32 = 64;
const GRADIENT_ROW_BYTES: usize = <usize>GRADIENT_COLUMNS << 2;

/** How many there are, of `inner` rows and n columns. */
export function winogradGradientBlocks(inner: i32, n: i32): i32 {
  return ((inner + GRADIENT_ROWS - 1) / GRADIENT_ROWS) * ((n + GRADIENT_COLUMNS - 1) / GRADIENT_COLUMNS);
}

/** A panel of a transformed filter, DEPTH rows of it: from place to place an odd number of cache lines. */
const PLACE_BYTES: usize = (<usize>(DEPTH * NR) << 2) + 64;

// @ts-ignore: decorator
@inline
function tilePlace(index: i32): usize {
  return packedBlock() + (<usize>index << 4);
}

// @ts-ignore: decorator
@inline
function between(): usize {
  return packedBlock() + TILE_BYTES;
}

// @ts-ignore: decorator
@inline
function result(tile: i32): usize {
  return packedBlock() + 2 * TILE_BYTES + <usize>tile * TILE_BYTES;
}

/** Addresses of the places of tile `tile` of a group; 0 for one outside the image. */
// @ts-ignore: decorator
@inline
function addresses(tile: i32): usize {
  return packedBlock() + (2 + <usize>MR) * TILE_BYTES + <usize>tile * ADDRESS_BYTES;
}

// @ts-ignore: decorator
@inline
function packedTaps(): usize {
  return addresses(MR);
}

// @ts-ignore: decorator
@inline
function scaled(x: v128, factor: f32): v128 {
  return f32x4.mul(x, f32x4.splat(factor));
}

/** `length` elements → `length`: products of (x − point) over the other points, applied to the elements. */
// @ts-ignore: decorator
@inline
function tileLine(
  length: i32, d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, d6: v128, d7: v128, to: usize, step: usize,
): void {
  if (length == 8) {
    const even = multiplyAdd(d4, f32x4.splat(-4.25), f32x4.add(d6, d2));
    const odd = multiplyAdd(d3, f32x4.splat(-4.25), f32x4.add(d5, d1));
    const even2 = multiplyAdd(d2, f32x4.splat(0.25), multiplyAdd(d4, f32x4.splat(-1.25), d6));
    const odd2 = multiplyAdd(d1, f32x4.splat(0.5), multiplyAdd(d3, f32x4.splat(-2.5), f32x4.add(d5, d5)));
    const evenHalf = multiplyAdd(d2, f32x4.splat(4), multiplyAdd(d4, f32x4.splat(-5), d6));
    const oddHalf = multiplyAdd(d1, f32x4.splat(2), multiplyAdd(d3, f32x4.splat(-2.5), scaled(d5, 0.5)));
    v128.store(to, multiplyAdd(f32x4.sub(d2, d4), f32x4.splat(5.25), f32x4.sub(d6, d0)));
    v128.store(to + step, f32x4.add(even, odd));
    v128.store(to + 2 * step, f32x4.sub(even, odd));
    v128.store(to + 3 * step, f32x4.add(even2, odd2));
    v128.store(to + 4 * step, f32x4.sub(even2, odd2));
    v128.store(to + 5 * step, f32x4.add(evenHalf, oddHalf));
    v128.store(to + 6 * step, f32x4.sub(evenHalf, oddHalf));
    v128.store(to + 7 * step, multiplyAdd(f32x4.sub(d3, d5), f32x4.splat(5.25), f32x4.sub(d7, d1)));
  } else if (length == 6) {
    const even = multiplyAdd(d2, f32x4.splat(-4), d4);
    const odd = multiplyAdd(d1, f32x4.splat(-4), d3);
    const even2 = f32x4.sub(d4, d2);
    const odd2 = scaled(f32x4.sub(d3, d1), 2);
    v128.store(to, multiplyAdd(d0, f32x4.splat(4), multiplyAdd(d2, f32x4.splat(-5), d4)));
    v128.store(to + step, f32x4.add(even, odd));
    v128.store(to + 2 * step, f32x4.sub(even, odd));
    v128.store(to + 3 * step, f32x4.add(even2, odd2));
    v128.store(to + 4 * step, f32x4.sub(even2, odd2));
    v128.store(to + 5 * step, multiplyAdd(d1, f32x4.splat(4), multiplyAdd(d3, f32x4.splat(-5), d5)));
  } else if (length == 5) {
    const odd = f32x4.sub(d3, d1);
    const middle = f32x4.sub(d3, d2);
    v128.store(to, multiplyAdd(f32x4.sub(d0, d2), f32x4.splat(2), odd));
    v128.store(to + step, multiplyAdd(d1, f32x4.splat(-2), middle));
    v128.store(to + 2 * step, multiplyAdd(f32x4.sub(d1, d2), f32x4.splat(2), middle));
    v128.store(to + 3 * step, odd);
    v128.store(to + 4 * step, multiplyAdd(odd, f32x4.splat(-2), f32x4.sub(d4, d2)));
  } else if (length == 4) {
    v128.store(to, f32x4.sub(d2, d0));
    v128.store(to + step, f32x4.add(d1, d2));
    v128.store(to + 2 * step, f32x4.sub(d2, d1));
    v128.store(to + 3 * step, f32x4.sub(d3, d1));
  } else if (length == 3) {
    v128.store(to, f32x4.sub(d1, d0));
    v128.store(to + step, d1);
    v128.store(to + 2 * step, f32x4.sub(d2, d1));
  } else {
    v128.store(to, d0);
    if (length == 2) v128.store(to + step, d1);
  }
}

/** Stores the value at a point, times the factor at `scales` where there are factors. */
// @ts-ignore: decorator
@inline
function storeValue(to: usize, x: v128, scales: usize, point: i32): void {
  v128.store(to, scales == 0 ? x : f32x4.mul(x, v128.load_splat<f32>(scales + (<usize>point << 2))));
}

/** `count` coefficients → values at `length` points; `scales`: a factor for each, or 0. */
// @ts-ignore: decorator
@inline
function valuesLine(count: i32, length: i32, from: usize, fromStep: usize, to: usize, step: usize, scales: usize): void {
  const zero = f32x4.splat(0);
  const d0 = v128.load(from);
  const d1 = count > 1 ? v128.load(from + fromStep) : zero;
  const d2 = count > 2 ? v128.load(from + 2 * fromStep) : zero;
  const d3 = count > 3 ? v128.load(from + 3 * fromStep) : zero;
  const d4 = count > 4 ? v128.load(from + 4 * fromStep) : zero;
  const d5 = count > 5 ? v128.load(from + 5 * fromStep) : zero;
  const last = v128.load(from + <usize>(count - 1) * fromStep);
  storeValue(to, length == 1 ? last : d0, scales, 0);
  if (length > 2) {
    const even = count > 4 ? f32x4.add(f32x4.add(d0, d2), d4) : count > 2 ? f32x4.add(d0, d2) : d0;
    const odd = count > 5 ? f32x4.add(f32x4.add(d1, d3), d5) : count > 3 ? f32x4.add(d1, d3) : d1;
    storeValue(to + step, f32x4.add(even, odd), scales, 1);
    if (length > 3) storeValue(to + 2 * step, f32x4.sub(even, odd), scales, 2);
  }
  if (length > 4) {
    const upTo2 = count > 2 ? multiplyAdd(d2, f32x4.splat(4), d0) : d0;
    const even = count > 4 ? multiplyAdd(d4, f32x4.splat(16), upTo2) : upTo2;
    const upTo3 = count > 3 ? multiplyAdd(d3, f32x4.splat(8), f32x4.add(d1, d1)) : f32x4.add(d1, d1);
    const odd = count > 5 ? multiplyAdd(d5, f32x4.splat(32), upTo3) : upTo3;
    storeValue(to + 3 * step, f32x4.add(even, odd), scales, 3);
    if (length > 5) storeValue(to + 4 * step, f32x4.sub(even, odd), scales, 4);
  }
  if (length > 6) {
    const upTo2 = count > 2 ? multiplyAdd(d2, f32x4.splat(0.25), d0) : d0;
    const even = count > 4 ? multiplyAdd(d4, f32x4.splat(0.0625), upTo2) : upTo2;
    const upTo3 = count > 3 ? multiplyAdd(d3, f32x4.splat(0.125), scaled(d1, 0.5)) : scaled(d1, 0.5);
    const odd = count > 5 ? multiplyAdd(d5, f32x4.splat(0.03125), upTo3) : upTo3;
    storeValue(to + 5 * step, f32x4.add(even, odd), scales, 5);
    storeValue(to + 6 * step, f32x4.sub(even, odd), scales, 6);
  }
  if (length > 1) storeValue(to + <usize>(length - 1) * step, last, scales, length - 1);
}

// @ts-ignore: decorator
@inline
function loadValue(from: usize, scales: usize): v128 {
  return scales == 0 ? v128.load(from) : f32x4.mul(v128.load(from), v128.load_splat<f32>(scales));
}

/**
 * The transpose: values at `length` points, each times the factor at `scales` where there are factors
 * (`scaleStep` bytes apart) → `count` coefficients.
 */
// @ts-ignore: decorator
@inline
function sumsLine(length: i32, count: i32, from: usize, fromStep: usize, to: usize, step: usize, scales: usize, scaleStep: usize): void {
  const zero = f32x4.splat(0);
  const infinite = loadValue(from + <usize>(length - 1) * fromStep, scales + <usize>(length - 1) * scaleStep);
  const v0 = length > 1 ? loadValue(from, scales) : zero;
  const v1 = length > 2 ? loadValue(from + fromStep, scales + scaleStep) : zero;
  const v2 = length > 3 ? loadValue(from + 2 * fromStep, scales + 2 * scaleStep) : zero;
  const v3 = length > 4 ? loadValue(from + 3 * fromStep, scales + 3 * scaleStep) : zero;
  const v4 = length > 5 ? loadValue(from + 4 * fromStep, scales + 4 * scaleStep) : zero;
  const v5 = length > 6 ? loadValue(from + 5 * fromStep, scales + 5 * scaleStep) : zero;
  const v6 = length > 6 ? loadValue(from + 6 * fromStep, scales + 6 * scaleStep) : zero;
  const sum = f32x4.add(v1, v2);
  const difference = f32x4.sub(v1, v2);
  const sum2 = f32x4.add(v3, v4);
  const difference2 = f32x4.sub(v3, v4);
  const sumHalf = f32x4.add(v5, v6);
  const differenceHalf = f32x4.sub(v5, v6);
  v128.store(to, f32x4.add(f32x4.add(v0, sum), f32x4.add(sum2, sumHalf)));
  if (count > 1) v128.store(to + step, multiplyAdd(differenceHalf, f32x4.splat(0.5), multiplyAdd(difference2, f32x4.splat(2), difference)));
  if (count > 2) v128.store(to + 2 * step, multiplyAdd(sumHalf, f32x4.splat(0.25), multiplyAdd(sum2, f32x4.splat(4), sum)));
  if (count > 3) v128.store(to + 3 * step, multiplyAdd(differenceHalf, f32x4.splat(0.125), multiplyAdd(difference2, f32x4.splat(8), difference)));
  if (count > 4) v128.store(to + 4 * step, multiplyAdd(sumHalf, f32x4.splat(0.0625), multiplyAdd(sum2, f32x4.splat(16), sum)));
  if (count > 5) v128.store(to + 5 * step, multiplyAdd(differenceHalf, f32x4.splat(0.03125), multiplyAdd(difference2, f32x4.splat(32), difference)));
  const at = to + <usize>(count - 1) * step;
  v128.store(at, f32x4.add(v128.load(at), infinite));
}

/**
 * The tile of rows×columns coefficients, `fromStep` bytes apart → values at height×width points, `step`
 * bytes apart; `scales`: a factor for each, or 0. The common sizes are compiled each by itself.
 */
// @ts-ignore: decorator
@inline
function valuesOfTile(
  from: usize, fromStep: usize, rows: i32, columns: i32, height: i32, width: i32, out: usize, step: usize, scales: usize,
): void {
  if (rows == columns && height == width) {
    if (rows == 3 && height == 6) return valuesOfAnyTile(from, fromStep, 3, 3, 6, 6, out, step, scales);
    if (rows == 4 && height == 6) return valuesOfAnyTile(from, fromStep, 4, 4, 6, 6, out, step, scales);
    if (rows == 5 && height == 8) return valuesOfAnyTile(from, fromStep, 5, 5, 8, 8, out, step, scales);
    if (rows == 4 && height == 8) return valuesOfAnyTile(from, fromStep, 4, 4, 8, 8, out, step, scales);
  }
  valuesOfAnyTile(from, fromStep, rows, columns, height, width, out, step, scales);
}

// @ts-ignore: decorator
@inline
function valuesOfAnyTile(
  from: usize, fromStep: usize, rows: i32, columns: i32, height: i32, width: i32, out: usize, step: usize, scales: usize,
): void {
  const line = <usize>columns << 4;
  for (let j = 0; j < columns; j++) {
    valuesLine(rows, height, from + <usize>j * fromStep, <usize>columns * fromStep, between() + (<usize>j << 4), line, 0);
  }
  for (let i = 0; i < height; i++) {
    const scalesOfRow = scales == 0 ? 0 : scales + (<usize>(i * width) << 2);
    valuesLine(columns, width, between() + <usize>i * line, 16, out + <usize>(i * width) * step, step, scalesOfRow);
  }
}

/** Values at height×width points, `fromStep` bytes apart, times the factors at `scales` or 0 → rows×columns coefficients. */
// @ts-ignore: decorator
@inline
function sumsOfTile(from: usize, fromStep: usize, height: i32, width: i32, rows: i32, columns: i32, out: usize, scales: usize): void {
  if (rows == columns && height == width) {
    if (rows == 4 && height == 6) return sumsOfAnyTile(from, fromStep, 6, 6, 4, 4, out, scales);
    if (rows == 3 && height == 6) return sumsOfAnyTile(from, fromStep, 6, 6, 3, 3, out, scales);
    if (rows == 4 && height == 8) return sumsOfAnyTile(from, fromStep, 8, 8, 4, 4, out, scales);
    if (rows == 5 && height == 8) return sumsOfAnyTile(from, fromStep, 8, 8, 5, 5, out, scales);
  }
  sumsOfAnyTile(from, fromStep, height, width, rows, columns, out, scales);
}

// @ts-ignore: decorator
@inline
function sumsOfAnyTile(from: usize, fromStep: usize, height: i32, width: i32, rows: i32, columns: i32, out: usize, scales: usize): void {
  const line = <usize>width << 4;
  for (let j = 0; j < width; j++) {
    const scalesOfColumn = scales == 0 ? 0 : scales + (<usize>j << 2);
    const scaleStep = scales == 0 ? 0 : <usize>width << 2;
    sumsLine(height, rows, from + <usize>j * fromStep, <usize>width * fromStep, between() + (<usize>j << 4), line, scalesOfColumn, scaleStep);
  }
  for (let i = 0; i < rows; i++) sumsLine(width, columns, between() + <usize>i * line, 16, out + (<usize>(i * columns) << 4), 16, 0, 0);
}

// @ts-ignore: decorator
@inline
function pixel(table: usize, index: i32, offset: usize): v128 {
  const address = <usize>load<u32>(table + (<usize>index << 2));
  return address == 0 ? f32x4.splat(0) : v128.load(address + offset);
}

/** Four channels of an image's tile, whose pixels `table` has, `offset` bytes further. */
// @ts-ignore: decorator
@inline
function imageTile(height: i32, width: i32, table: usize, offset: usize, out: usize): void {
  const zero = f32x4.splat(0);
  const line = <usize>width << 4;
  for (let j = 0; j < width; j++) {
    tileLine(
      height, pixel(table, j, offset),
      height > 1 ? pixel(table, width + j, offset) : zero, height > 2 ? pixel(table, 2 * width + j, offset) : zero,
      height > 3 ? pixel(table, 3 * width + j, offset) : zero, height > 4 ? pixel(table, 4 * width + j, offset) : zero,
      height > 5 ? pixel(table, 5 * width + j, offset) : zero, height > 6 ? pixel(table, 6 * width + j, offset) : zero,
      height > 7 ? pixel(table, 7 * width + j, offset) : zero, between() + (<usize>j << 4), line,
    );
  }
  for (let i = 0; i < height; i++) {
    const from = between() + <usize>i * line;
    tileLine(
      width, v128.load(from), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48), v128.load(from, 64), v128.load(from, 80),
      v128.load(from, 96), v128.load(from, 112),
      out + <usize>i * line, 16,
    );
  }
}

/**
 * Transforms the tiles of an NHWC image: place (a, b) of tile (image, y, x) is pixel
 * (firstY + y·tileStepY + a·pixelStepY, …), zero outside. begin … end counts groups of MR tiles.
 *
 * asRows: tiles are rows of the product, channels its inner dimension of `inner` elements.
 * Otherwise channels are `inner` rows, tiles the inner dimension. Channels begin at `offset`.
 */
export function winogradTiles(
  height: i32, width: i32, image: usize, imageHeight: i32, imageWidth: i32, channels: i32,
  tilesY: i32, tilesX: i32, tileStepY: i32, tileStepX: i32, firstY: i32, firstX: i32, pixelStepY: i32, pixelStepX: i32,
  tiles: i32, out: usize, placeBytes: usize, inner: i32, offset: i32, asRows: bool, begin: i32, end: i32,
): void {
  const places = height * width;
  for (let group = begin; group < end; group++) {
    for (let i = 0; i < MR; i++) {
      const tile = group * MR + i;
      const n = tile / (tilesY * tilesX);
      const inImage = tile - n * tilesY * tilesX;
      const top = firstY + inImage / tilesX * tileStepY;
      const leftmost = firstX + inImage % tilesX * tileStepX;
      for (let a = 0; a < height; a++) {
        const y = top + a * pixelStepY;
        for (let b = 0; b < width; b++) {
          const x = leftmost + b * pixelStepX;
          const inside = tile < tiles && <u32>y < <u32>imageHeight && <u32>x < <u32>imageWidth;
          const address = image + (<usize>(((n * imageHeight + y) * imageWidth + x) * channels) << 2);
          store<u32>(addresses(i) + (<usize>(a * width + b) << 2), inside ? <u32>address : 0);
        }
      }
    }
    for (let channel = 0; channel < channels; channel += 4) {
      for (let i = 0; i < MR; i++) {
        if (height == 8 && width == 8) imageTile(8, 8, addresses(i), <usize>channel << 2, result(i));
        else if (height == 6 && width == 6) imageTile(6, 6, addresses(i), <usize>channel << 2, result(i));
        else if (height == 5 && width == 5) imageTile(5, 5, addresses(i), <usize>channel << 2, result(i));
        else imageTile(height, width, addresses(i), <usize>channel << 2, result(i));
      }
      for (let place = 0; place < places; place++) {
        const at = <usize>place << 4;
        if (asRows) {
          const to = out + <usize>place * placeBytes + (<usize>(group * inner + offset + channel) << 4);
          storeTransposed(v128.load(result(0) + at), v128.load(result(1) + at), v128.load(result(2) + at), v128.load(result(3) + at), to, 16);
        } else {
          const to = out + <usize>place * placeBytes + (<usize>(((offset + channel) >> 2) * tiles + group * MR) << 4);
          for (let i = 0; i < min(MR, tiles - group * MR); i++) v128.store(to + (<usize>i << 4), v128.load(result(i) + at));
        }
      }
    }
  }
}

/**
 * Transforms rows from … from + rows of a panel of the filter, whose first element is at `filter`. The
 * rows are the channels of one residue class of taps after the other: tile tap (y, x) of class (cy, cx) is the filter's
 * tap (cy + y·strideY, cx + x·strideX), zero where there is none.
 */
function filterPanel(
  scales: usize, height: i32, tileTapsY: i32, width: i32, tileTapsX: i32, filter: usize, tapsY: i32, tapsX: i32, tapStepY: i32, tapStepX: i32,
  strideY: i32, strideX: i32, channels: i32, rowStride: i32, columnStride: i32, from: i32, rows: i32,
): void {
  let to = transformedPanel();
  for (let row = from; row < from + rows;) {
    const residue = row / channels;
    const channel = row - residue * channels;
    const count = min(min(FILTER_ROWS, channels - channel), from + rows - row);
    for (let y = 0; y < tileTapsY; y++) {
      for (let x = 0; x < tileTapsX; x++) {
        const tapY = residue / strideX + y * strideY;
        const tapX = residue % strideX + x * strideX;
        const at = filter + (<usize>(tapY * tapStepY + tapX * tapStepX + channel * rowStride) << 2);
        const tap = packedTaps() + <usize>(y * tileTapsX + x) * TAP_BYTES;
        if (tapY < tapsY && tapX < tapsX) packPanelB(at, count, rowStride, columnStride, NR, tap);
        else memory.fill(tap, 0, TAP_BYTES);
      }
    }
    for (let at: usize = 0; at < (<usize>count << 5); at += 16, to += 16) {
      valuesOfTile(packedTaps() + at, TAP_BYTES, tileTapsY, tileTapsX, height, width, to, PLACE_BYTES, scales);
    }
    row += count;
  }
}

/**
 * For each place, c[rows, n] = a·filter: `rowPanels` panels of a, as `winogradTiles` leaves them, and the filter of
 * tapsY×tapsX matrices [channels, n], transformed to tiles of tileTapsY×tileTapsX taps. `scales` has a factor
 * for every place. A panel of the filter is multiplied while it is in the cache. begin … end counts units: a panel of
 * NR columns and UNIT_PANELS row panels, for which the filter's panel is transformed again.
 */
export function winogradProduct(
  scales: usize, height: i32, tileTapsY: i32, width: i32, tileTapsX: i32, filter: usize, tapsY: i32, tapsX: i32, tapStepY: i32, tapStepX: i32,
  strideY: i32, strideX: i32, channels: i32, rowStride: i32, columnStride: i32,
  a: usize, aBytes: usize, c: usize, cBytes: usize, rowPanels: i32, n: i32, begin: i32, end: i32,
): void {
  const places = height * width;
  const inner = strideY * strideX * channels;
  const panels = n / NR;
  const rowBytes = <usize>n << 2;
  for (let unit = begin; unit < end; unit++) {
    const panel = unit % panels;
    const first = unit / panels * UNIT_PANELS;
    const last = min(first + UNIT_PANELS, rowPanels);
    for (let from = 0; from < inner; from += DEPTH) {
      const depth = min(DEPTH, inner - from);
      filterPanel(
        scales, height, tileTapsY, width, tileTapsX, filter + (<usize>(panel * NR * columnStride) << 2), tapsY, tapsX, tapStepY, tapStepX,
        strideY, strideX, channels, rowStride, columnStride, from, depth,
      );
      for (let place = 0; place < places; place++) {
        const left = a + <usize>place * aBytes + (<usize>from << 4);
        const right = transformedPanel() + <usize>place * PLACE_BYTES;
        let to = c + <usize>place * cBytes + <usize>(first * MR) * rowBytes + (<usize>(panel * NR) << 2);
        for (let rowPanel = first; rowPanel < last; rowPanel++, to += MR * rowBytes) {
          microKernel(left + (<usize>(rowPanel * inner) << 4), right, depth, to, to + rowBytes, to + 2 * rowBytes, to + 3 * rowBytes, from > 0);
        }
      }
    }
  }
}

/**
 * Transforms tiles of the product back into places of the target (the fields of `Target` in
 * convolution.ts, one by one), with bias and activation. begin … end counts tiles.
 */
export function winogradOutput(
  rows: i32, height: i32, columns: i32, width: i32, product: usize, placeBytes: usize, n: i32,
  tilesY: i32, tilesX: i32, placesY: i32, placesX: i32, image: usize, imageHeight: i32, imageWidth: i32,
  strideY: i32, strideX: i32, firstY: i32, firstX: i32, bias: usize, activation: i32, alpha: f32, begin: i32, end: i32,
): void {
  for (let tile = begin; tile < end; tile++) {
    const batch = tile / (tilesY * tilesX);
    const inImage = tile - batch * tilesY * tilesX;
    const top = inImage / tilesX * rows;
    const leftmost = inImage % tilesX * columns;
    const tall = min(rows, placesY - top);
    const wide = min(columns, placesX - leftmost);
    let count = 0;
    for (let y = 0; y < tall; y++) {
      const imageRow = (batch * imageHeight + firstY + (top + y) * strideY) * imageWidth;
      for (let x = 0; x < wide; x++, count++) {
        const pixel = image + (<usize>(imageRow + firstX + (leftmost + x) * strideX) * <usize>n << 2);
        store<u32>(rowAddresses() + (<usize>count << 2), <u32>pixel);
      }
    }
    for (let column = 0; column < n; column += 4) {
      sumsOfTile(product + (<usize>(tile * n + column) << 2), placeBytes, height, width, rows, columns, result(0), 0);
      for (let y = 0, i = 0; y < tall; y++) {
        for (let x = 0; x < wide; x++, i++) {
          const to = <usize>load<u32>(rowAddresses() + (<usize>i << 2)) + (<usize>column << 2);
          v128.store(to, v128.load(result(0) + (<usize>(y * columns + x) << 4)));
        }
      }
    }
    finishRows(count, 0, n, bias, activation, alpha);
  }
}

/**
 * Transforms tiles of dy [batch, placesY, placesX, n] for the filter's gradient: tiles become the inner
 * dimension of b. begin … end counts tiles.
 */
export function winogradGradientTiles(
  height: i32, rows: i32, width: i32, columns: i32, dy: usize, placesY: i32, placesX: i32, n: i32,
  tilesY: i32, tilesX: i32, tiles: i32, out: usize, placeBytes: usize, begin: i32, end: i32,
): void {
  for (let tile = begin; tile < end; tile++) {
    const batch = tile / (tilesY * tilesX);
    const inImage = tile - batch * tilesY * tilesX;
    const top = inImage / tilesX * rows;
    const leftmost = inImage % tilesX * columns;
    for (let column = 0; column < n; column += 4) {
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
          const inside = top + y < placesY && leftmost + x < placesX;
          const from = dy + (<usize>(((batch * placesY + top + y) * placesX + leftmost + x) * n + column) << 2);
          v128.store(tilePlace(y * columns + x), inside ? v128.load(from) : f32x4.splat(0));
        }
      }
      const to = out + (<usize>(column / NR * tiles + tile) << 5) + (<usize>(column & 4) << 2);
      valuesOfTile(tilePlace(0), 16, rows, columns, height, width, to, placeBytes, 0);
    }
  }
}

/**
 * Stores, or adds to what is there, the gradient of a filter as `winogradProduct` has it, columnStride 1: for each
 * place the product of a and b, both `tiles` deep, transformed back while it is in the cache. begin … end
 * counts blocks of GRADIENT_ROWS rows and GRADIENT_COLUMNS columns, a column of blocks after the other.
 */
export function winogradFilterGradient(
  scales: usize, height: i32, tileTapsY: i32, width: i32, tileTapsX: i32, filter: usize, tapsY: i32, tapsX: i32, tapStepY: i32, tapStepX: i32,
  strideY: i32, strideX: i32, channels: i32, a: usize, aBytes: usize, b: usize, bBytes: usize, tiles: i32, n: i32, accumulate: bool,
  begin: i32, end: i32,
): void {
  const places = height * width;
  const inner = strideY * strideX * channels;
  const blocks = (inner + GRADIENT_ROWS - 1) / GRADIENT_ROWS;
  for (let block = begin; block < end; block++) {
    const left = block / blocks * GRADIENT_COLUMNS;
    const top = block % blocks * GRADIENT_ROWS;
    const right = min(n, left + GRADIENT_COLUMNS);
    const bottom = min(inner, top + GRADIENT_ROWS);
    for (let place = 0; place < places; place++) {
      for (let from = 0; from < tiles; from += DEPTH) {
        const depth = min(DEPTH, tiles - from);
        for (let column = left; column < right; column += NR) {
          const panel = b + <usize>place * bBytes + (<usize>(column / NR * tiles + from) << 5);
          let to = transformedPanel() + <usize>place * PLACE_BYTES + (<usize>(column - left) << 2);
          for (let row = top; row < bottom; row += MR, to += MR * GRADIENT_ROW_BYTES) {
            microKernel(
              a + <usize>place * aBytes + (<usize>(row / MR * tiles + from) << 4), panel, depth,
              to, to + GRADIENT_ROW_BYTES, to + 2 * GRADIENT_ROW_BYTES, to + 3 * GRADIENT_ROW_BYTES, from > 0,
            );
          }
        }
      }
    }
    for (let row = top; row < bottom; row++) {
      const residue = row / channels;
      const channel = row - residue * channels;
      for (let column = left; column < right; column += 4) {
        const from = transformedPanel() + <usize>(row - top) * GRADIENT_ROW_BYTES + (<usize>(column - left) << 2);
        sumsOfTile(from, PLACE_BYTES, height, width, tileTapsY, tileTapsX, result(0), scales);
        let value = result(0);
        for (let y = residue / strideX; y < strideY * tileTapsY; y += strideY) {
          for (let x = residue % strideX; x < strideX * tileTapsX; x += strideX, value += 16) {
            if (y >= tapsY || x >= tapsX) continue;
            const to = filter + (<usize>(y * tapStepY + x * tapStepX + channel * n + column) << 2);
            v128.store(to, accumulate ? f32x4.add(v128.load(to), v128.load(value)) : v128.load(value));
          }
        }
      }
    }
  }
}
