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
import { MR, NR, finishRows, microKernel, packedBlock, rowAddresses } from './micro-kernel';
import { multiplyAdd, storeTransposed } from './vector';

// This thread's scratch memory: a tile, the same with one axis transformed, MR results, and addresses.
const MOST_PLACES: usize = 64;
const TILE_BYTES: usize = MOST_PLACES << 4;
const ADDRESS_BYTES: usize = MOST_PLACES << 2;

/** Inner elements of one pass of the micro-kernel. */
const DEPTH: i32 = 256;
/** Row panels of one unit of a product: MR times as many rows. */
const UNIT_PANELS: i32 = 16;

export function winogradUnitPanels(): i32 {
  return UNIT_PANELS;
}

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

/** `count` coefficients → values at `length` points. */
// @ts-ignore: decorator
@inline
function valuesLine(count: i32, length: i32, from: usize, fromStep: usize, to: usize, step: usize): void {
  const zero = f32x4.splat(0);
  const d0 = v128.load(from);
  const d1 = count > 1 ? v128.load(from + fromStep) : zero;
  const d2 = count > 2 ? v128.load(from + 2 * fromStep) : zero;
  const d3 = count > 3 ? v128.load(from + 3 * fromStep) : zero;
  const d4 = count > 4 ? v128.load(from + 4 * fromStep) : zero;
  const d5 = count > 5 ? v128.load(from + 5 * fromStep) : zero;
  const last = v128.load(from + <usize>(count - 1) * fromStep);
  v128.store(to, length == 1 ? last : d0);
  if (length > 2) {
    const even = f32x4.add(f32x4.add(d0, d2), d4);
    const odd = f32x4.add(f32x4.add(d1, d3), d5);
    v128.store(to + step, f32x4.add(even, odd));
    if (length > 3) v128.store(to + 2 * step, f32x4.sub(even, odd));
  }
  if (length > 4) {
    const even = multiplyAdd(d4, f32x4.splat(16), multiplyAdd(d2, f32x4.splat(4), d0));
    const odd = multiplyAdd(d5, f32x4.splat(32), multiplyAdd(d3, f32x4.splat(8), scaled(d1, 2)));
    v128.store(to + 3 * step, f32x4.add(even, odd));
    if (length > 5) v128.store(to + 4 * step, f32x4.sub(even, odd));
  }
  if (length > 6) {
    const even = multiplyAdd(d4, f32x4.splat(0.0625), multiplyAdd(d2, f32x4.splat(0.25), d0));
    const odd = multiplyAdd(d5, f32x4.splat(0.03125), multiplyAdd(d3, f32x4.splat(0.125), scaled(d1, 0.5)));
    v128.store(to + 5 * step, f32x4.add(even, odd));
    v128.store(to + 6 * step, f32x4.sub(even, odd));
  }
  if (length > 1) v128.store(to + <usize>(length - 1) * step, last);
}

/** The transpose: values at `length` points → `count` coefficients. */
// @ts-ignore: decorator
@inline
function sumsLine(length: i32, count: i32, from: usize, fromStep: usize, to: usize, step: usize): void {
  const zero = f32x4.splat(0);
  const infinite = v128.load(from + <usize>(length - 1) * fromStep);
  const v0 = length > 1 ? v128.load(from) : zero;
  const v1 = length > 2 ? v128.load(from + fromStep) : zero;
  const v2 = length > 3 ? v128.load(from + 2 * fromStep) : zero;
  const v3 = length > 4 ? v128.load(from + 3 * fromStep) : zero;
  const v4 = length > 5 ? v128.load(from + 4 * fromStep) : zero;
  const v5 = length > 6 ? v128.load(from + 5 * fromStep) : zero;
  const v6 = length > 6 ? v128.load(from + 6 * fromStep) : zero;
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

/** The tile of rows×columns coefficients → values at height×width points. The common sizes are compiled each by itself. */
function valuesOfTile(rows: i32, columns: i32, height: i32, width: i32, out: usize): void {
  if (rows == columns && height == width) {
    if (rows == 3 && height == 6) return valuesOfAnyTile(3, 3, 6, 6, out);
    if (rows == 4 && height == 6) return valuesOfAnyTile(4, 4, 6, 6, out);
    if (rows == 5 && height == 8) return valuesOfAnyTile(5, 5, 8, 8, out);
    if (rows == 4 && height == 8) return valuesOfAnyTile(4, 4, 8, 8, out);
  }
  valuesOfAnyTile(rows, columns, height, width, out);
}

// @ts-ignore: decorator
@inline
function valuesOfAnyTile(rows: i32, columns: i32, height: i32, width: i32, out: usize): void {
  const line = <usize>columns << 4;
  for (let j = 0; j < columns; j++) valuesLine(rows, height, tilePlace(j), line, between() + (<usize>j << 4), line);
  for (let i = 0; i < height; i++) valuesLine(columns, width, between() + <usize>i * line, 16, out + (<usize>(i * width) << 4), 16);
}

/** The tile of values at height×width points → rows×columns coefficients. */
function sumsOfTile(height: i32, width: i32, rows: i32, columns: i32, out: usize): void {
  if (rows == columns && height == width) {
    if (rows == 4 && height == 6) return sumsOfAnyTile(6, 6, 4, 4, out);
    if (rows == 3 && height == 6) return sumsOfAnyTile(6, 6, 3, 3, out);
    if (rows == 4 && height == 8) return sumsOfAnyTile(8, 8, 4, 4, out);
    if (rows == 5 && height == 8) return sumsOfAnyTile(8, 8, 5, 5, out);
  }
  sumsOfAnyTile(height, width, rows, columns, out);
}

// @ts-ignore: decorator
@inline
function sumsOfAnyTile(height: i32, width: i32, rows: i32, columns: i32, out: usize): void {
  const line = <usize>width << 4;
  for (let j = 0; j < width; j++) sumsLine(height, rows, tilePlace(j), line, between() + (<usize>j << 4), line);
  for (let i = 0; i < rows; i++) sumsLine(width, columns, between() + <usize>i * line, 16, out + (<usize>(i * columns) << 4), 16);
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
 * Transforms a filter of tapsY×tapsX taps, each a matrix of `depth` rows and n columns, into `inner`
 * rows of the product beginning at `offset`. A tap beyond existY, existX is zero; `scales` has a factor
 * for every place. begin … end counts panels of NR columns.
 */
export function winogradFilter(
  scales: usize, height: i32, tapsY: i32, existY: i32, width: i32, tapsX: i32, existX: i32,
  filter: usize, tapStepY: i32, tapStepX: i32, depth: i32, rowStride: i32, columnStride: i32, n: i32,
  out: usize, placeBytes: usize, inner: i32, offset: i32, begin: i32, end: i32,
): void {
  const places = height * width;
  const step = <usize>columnStride << 2;
  for (let panel = begin; panel < end; panel++) {
    for (let p = 0; p < depth; p++) {
      for (let half = 0; half < 2; half++) {
        const from = filter + (<usize>(p * rowStride + (panel * NR + half * 4) * columnStride) << 2);
        for (let y = 0; y < tapsY; y++) {
          for (let x = 0; x < tapsX; x++) {
            const tap = from + (<usize>(y * tapStepY + x * tapStepX) << 2);
            let value = f32x4.splat(0);
            if (y < existY && x < existX) {
              if (columnStride == 1) {
                value = v128.load(tap);
              } else {
                value = v128.load_zero<f32>(tap);
                value = v128.load_lane<f32>(tap + step, value, 1);
                value = v128.load_lane<f32>(tap + 2 * step, value, 2);
                value = v128.load_lane<f32>(tap + 3 * step, value, 3);
              }
            }
            v128.store(tilePlace(y * tapsX + x), value);
          }
        }
        valuesOfTile(tapsY, tapsX, height, width, result(0));
        for (let place = 0; place < places; place++) {
          const to = out + <usize>place * placeBytes + (<usize>(panel * inner + offset + p) << 5) + (<usize>half << 4);
          v128.store(to, f32x4.mul(v128.load(result(0) + (<usize>place << 4)), v128.load_splat<f32>(scales + (<usize>place << 2))));
        }
      }
    }
  }
}

/**
 * For each place, c[rows, n] = or += a·b, with `rowPanels` panels of a and n / NR of b, `inner` deep.
 * begin … end counts units: UNIT_PANELS row panels of one place.
 */
export function winogradProduct(
  a: usize, aBytes: usize, b: usize, bBytes: usize, c: usize, cBytes: usize, rowPanels: i32, n: i32, inner: i32, accumulate: bool,
  begin: i32, end: i32,
): void {
  const panels = n / NR;
  const units = (rowPanels + UNIT_PANELS - 1) / UNIT_PANELS;
  const rowBytes = <usize>n << 2;
  for (let unit = begin; unit < end; unit++) {
    const place = unit / units;
    const first = (unit - place * units) * UNIT_PANELS;
    const last = min(first + UNIT_PANELS, rowPanels);
    const left = a + <usize>place * aBytes;
    const right = b + <usize>place * bBytes;
    const out = c + <usize>place * cBytes;
    for (let from = 0; from < inner; from += DEPTH) {
      const depth = min(DEPTH, inner - from);
      for (let panel = 0; panel < panels; panel++) {
        for (let rowPanel = first; rowPanel < last; rowPanel++) {
          const to = out + <usize>(rowPanel * MR) * rowBytes + (<usize>(panel * NR) << 2);
          microKernel(
            left + (<usize>(rowPanel * inner + from) << 4), right + (<usize>(panel * inner + from) << 5), depth,
            to, to + rowBytes, to + 2 * rowBytes, to + 3 * rowBytes, accumulate || from > 0,
          );
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
  const places = height * width;
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
      for (let place = 0; place < places; place++) {
        v128.store(tilePlace(place), v128.load(product + <usize>place * placeBytes + (<usize>(tile * n + column) << 2)));
      }
      sumsOfTile(height, width, rows, columns, result(0));
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
  const places = height * width;
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
      valuesOfTile(rows, columns, height, width, result(0));
      const panel = column / NR;
      const half = <usize>(column & 4) << 2;
      for (let place = 0; place < places; place++) {
        v128.store(out + <usize>place * placeBytes + (<usize>(panel * tiles + tile) << 5) + half, v128.load(result(0) + (<usize>place << 4)));
      }
    }
  }
}

/**
 * Transforms the product [places, inner, n] back into the filter's taps (rows×columns of them, of which
 * existY×existX are stored): row offset + p of the product is row p of each tap. begin … end counts rows.
 */
export function winogradFilterGradient(
  scales: usize, rows: i32, existY: i32, height: i32, columns: i32, existX: i32, width: i32,
  product: usize, placeBytes: usize, offset: i32, n: i32, filter: usize, tapStepY: i32, tapStepX: i32, begin: i32, end: i32,
): void {
  const places = height * width;
  for (let p = begin; p < end; p++) {
    for (let column = 0; column < n; column += 4) {
      for (let place = 0; place < places; place++) {
        const value = v128.load(product + <usize>place * placeBytes + (<usize>((offset + p) * n + column) << 2));
        v128.store(tilePlace(place), f32x4.mul(value, v128.load_splat<f32>(scales + (<usize>place << 2))));
      }
      sumsOfTile(height, width, rows, columns, result(0));
      for (let y = 0; y < existY; y++) {
        for (let x = 0; x < existX; x++) {
          const to = filter + (<usize>(y * tapStepY + x * tapStepX + p * n + column) << 2);
          v128.store(to, v128.load(result(0) + (<usize>(y * columns + x) << 4)));
        }
      }
    }
  }
}
