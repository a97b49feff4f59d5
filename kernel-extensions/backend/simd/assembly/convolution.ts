// 2-D convolution and its gradients as matrix products, packing straight from the images (NHWC):
// the matrix of patches (im2col) never exists. Rows that are pixels are ordered y, x, image, so that
// a block of rows is one or a few places of the image in the whole batch; taps of the filter that
// would read padding there are left out, not multiplied as zeros.
import { addToFirstLane, multiplyAdd, storeTransposed, sumOfLanes } from './vector';
import {
  KC, MC, MR, NR, clearRows, finishRows, multiplyBlock, packedBlock, rowAddresses, rowTable, zeros,
} from './micro-kernel';

/** What a convolution reads: written by kernels/convolution.ts, field by field. All 32-bit. */
@unmanaged
class Patches {
  /** The images read: address, and sizes. */
  image: usize;
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  /** The grid of places: tap (i, j) at place (y, x) reads pixel (y·strideY + firstY + i·stepY, …). */
  placesY: i32;
  placesX: i32;
  strideY: i32;
  strideX: i32;
  firstY: i32;
  firstX: i32;
  tapsY: i32;
  tapsX: i32;
  stepY: i32;
  stepX: i32;
}

/** Narrower runs of taps are multiplied with their zeros: the micro-kernel's start costs more. */
const SHORTEST_RUN: i32 = 48;

/** The first tap that reads inside 0..size from a place that reads `at` with tap 0, in either direction. */
function firstTap(at: i32, step: i32, taps: i32, size: i32): i32 {
  let tap = 0;
  while (tap < taps && <u32>(at + tap * step) >= <u32>size) tap++;
  return tap;
}

/** One past the last tap that reads inside 0..size. */
function lastTap(at: i32, step: i32, taps: i32, size: i32): i32 {
  let tap = taps;
  while (tap > 0 && <u32>(at + (tap - 1) * step) >= <u32>size) tap--;
  return tap;
}

/** Where places are written: place (y, x) of an image to pixel (y·strideY + firstY, …) of it. All 32-bit. */
@unmanaged
class Target {
  image: usize;
  height: i32;
  width: i32;
  strideY: i32;
  strideX: i32;
  firstY: i32;
  firstX: i32;
}

/** The taps that read inside the image from at least one row of the block: set by `tabulateRows`. */
let fromTapY: i32 = 0;
let toTapY: i32 = 0;
let fromTapX: i32 = 0;
let toTapX: i32 = 0;

/** Fills rowTable() (image, y and x of the pixel that tap (0, 0) reads) and rowAddresses() for a block. */
function tabulateRows(patches: Patches, target: Target, n: i32, top: i32, rows: i32): void {
  const batch = patches.batch;
  const imageElements = patches.height * patches.width * patches.channels;
  fromTapY = patches.tapsY;
  toTapY = 0;
  fromTapX = patches.tapsX;
  toTapX = 0;
  let place = top / batch;
  let image = top % batch;
  for (let row = 0; row < rows; place++, image = 0) {
    const y = place / patches.placesX;
    const x = place % patches.placesX;
    const pixelY = y * patches.strideY + patches.firstY;
    const pixelX = x * patches.strideX + patches.firstX;
    fromTapY = min(fromTapY, firstTap(pixelY, patches.stepY, patches.tapsY, patches.height));
    toTapY = max(toTapY, lastTap(pixelY, patches.stepY, patches.tapsY, patches.height));
    fromTapX = min(fromTapX, firstTap(pixelX, patches.stepX, patches.tapsX, patches.width));
    toTapX = max(toTapX, lastTap(pixelX, patches.stepX, patches.tapsX, patches.width));
    const targetPixel = (y * target.strideY + target.firstY) * target.width + x * target.strideX + target.firstX;
    for (; image < batch && row < rows; image++, row++) {
      const entry = rowTable() + (<usize>row << 4);
      store<u32>(entry, <u32>(patches.image + (<usize>(image * imageElements) << 2)));
      store<i32>(entry, pixelY, 4);
      store<i32>(entry, pixelX, 8);
      const pixel = image * target.height * target.width + targetPixel;
      store<u32>(rowAddresses() + (<usize>row << 2), <u32>(target.image + (<usize>(pixel * n) << 2)));
    }
  }
}

/**
 * Units begin..end of target = activation(patches·B + bias), B[tapsY·tapsX·channels, n] packed by
 * `packB`. A unit is MC rows and `unitColumns` columns, as in `gemm`.
 */
export function convolve(
  plan: usize, targetPlan: usize, packedB: usize, n: i32, unitColumns: i32, bias: usize, activation: i32, alpha: f32, begin: i32, end: i32,
): void {
  const patches = changetype<Patches>(plan);
  const channels = patches.channels;
  const tapsX = patches.tapsX;
  const rowsInAll = patches.placesY * patches.placesX * patches.batch;
  const panelBytes = <usize>(patches.tapsY * tapsX * channels * NR) << 2;
  const unitsAcross = (n + unitColumns - 1) / unitColumns;
  for (let unit = begin; unit < end; unit++) {
    const top = unit / unitsAcross * MC;
    const rows = min(MC, rowsInAll - top);
    const left = unit % unitsAcross * unitColumns;
    const right = min(n, left + unitColumns);
    tabulateRows(patches, changetype<Target>(targetPlan), n, top, rows);
    if (fromTapY >= toTapY || fromTapX >= toTapX) {
      clearRows(rows, left, right);
      finishRows(rows, left, right, bias, activation, alpha);
      continue;
    }
    const skips = (fromTapX > 0 || toTapX < tapsX) && (toTapX - fromTapX) * channels >= SHORTEST_RUN;
    let started = false;
    for (let tapY = fromTapY; tapY < toTapY; tapY += skips ? 1 : toTapY - fromTapY) {
      let from = (skips ? tapY * tapsX + fromTapX : fromTapY * tapsX) * channels;
      const to = (skips ? tapY * tapsX + toTapX : toTapY * tapsX) * channels;
      while (from < to) {
        const depth = min(KC, to - from);
        packPatches(patches, rows, from, depth);
        multiplyBlock(rows, depth, packedB + (<usize>(from * NR) << 2), panelBytes, left, right, started);
        started = true;
        from += depth;
      }
    }
    finishRows(rows, left, right, bias, activation, alpha);
  }
}

/**
 * `convolve` for a few columns: dot products along the channels, nothing packed but B's `columns`
 * [n, tapsY, tapsX, channels]. Units are blocks of MC rows.
 */
export function convolveNarrow(
  plan: usize, targetPlan: usize, columns: usize, n: i32, bias: usize, activation: i32, alpha: f32, begin: i32, end: i32,
): void {
  const patches = changetype<Patches>(plan);
  const channels = patches.channels;
  const rowsInAll = patches.placesY * patches.placesX * patches.batch;
  for (let unit = begin; unit < end; unit++) {
    const top = unit * MC;
    const rows = min(MC, rowsInAll - top);
    tabulateRows(patches, changetype<Target>(targetPlan), n, top, rows);
    const lastRow = rowTable() + (<usize>(rows - 1) << 4);
    for (let row = 0; row < rows; row += MR) {
      const entry = rowTable() + (<usize>row << 4);
      for (let column = 0; column < n; column++) {
        let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
        for (let tapY = fromTapY; tapY < toTapY; tapY++) {
          for (let tapX = fromTapX; tapX < toTapX; tapX++) {
            const p0 = pixelOf(patches, entry, tapY, tapX, lastRow);
            const p1 = pixelOf(patches, entry + 16, tapY, tapX, lastRow);
            const p2 = pixelOf(patches, entry + 32, tapY, tapX, lastRow);
            const p3 = pixelOf(patches, entry + 48, tapY, tapX, lastRow);
            const weights = columns + (<usize>(((column * patches.tapsY + tapY) * patches.tapsX + tapX) * channels) << 2);
            for (let from = 0; from < channels; from += KC) {
              const offset = <usize>from << 2;
              const vectorEnd = <usize>(min(KC, channels - from) & ~3) << 2;
              const pairsEnd = vectorEnd & ~31;
              const q0 = p0 ? p0 + offset : zeros();
              const q1 = p1 ? p1 + offset : zeros();
              const q2 = p2 ? p2 + offset : zeros();
              const q3 = p3 ? p3 + offset : zeros();
              let at: usize = 0;
              for (; at < pairsEnd; at += 32) {
                let w = v128.load(weights + offset + at);
                sum0 = multiplyAdd(v128.load(q0 + at), w, sum0);
                sum1 = multiplyAdd(v128.load(q1 + at), w, sum1);
                sum2 = multiplyAdd(v128.load(q2 + at), w, sum2);
                sum3 = multiplyAdd(v128.load(q3 + at), w, sum3);
                w = v128.load(weights + offset + at, 16);
                sum0 = multiplyAdd(v128.load(q0 + at, 16), w, sum0);
                sum1 = multiplyAdd(v128.load(q1 + at, 16), w, sum1);
                sum2 = multiplyAdd(v128.load(q2 + at, 16), w, sum2);
                sum3 = multiplyAdd(v128.load(q3 + at, 16), w, sum3);
              }
              for (; at < vectorEnd; at += 16) {
                const w = v128.load(weights + offset + at);
                sum0 = multiplyAdd(v128.load(q0 + at), w, sum0);
                sum1 = multiplyAdd(v128.load(q1 + at), w, sum1);
                sum2 = multiplyAdd(v128.load(q2 + at), w, sum2);
                sum3 = multiplyAdd(v128.load(q3 + at), w, sum3);
              }
            }
            for (let channel = channels & ~3; channel < channels; channel++) {
              const offset = <usize>channel << 2;
              const w = load<f32>(weights + offset);
              if (p0) sum0 = addToFirstLane(sum0, load<f32>(p0 + offset) * w);
              if (p1) sum1 = addToFirstLane(sum1, load<f32>(p1 + offset) * w);
              if (p2) sum2 = addToFirstLane(sum2, load<f32>(p2 + offset) * w);
              if (p3) sum3 = addToFirstLane(sum3, load<f32>(p3 + offset) * w);
            }
          }
        }
        const out = rowAddresses() + (<usize>row << 2);
        const offset = <usize>column << 2;
        store<f32>(load<u32>(out) + offset, sumOfLanes(sum0));
        if (row + 1 < rows) store<f32>(load<u32>(out, 4) + offset, sumOfLanes(sum1));
        if (row + 2 < rows) store<f32>(load<u32>(out, 8) + offset, sumOfLanes(sum2));
        if (row + 3 < rows) store<f32>(load<u32>(out, 12) + offset, sumOfLanes(sum3));
      }
    }
    finishRows(rows, 0, n, bias, activation, alpha);
  }
}

/** Address of channel 0 of the pixel that a row of the block reads with this tap, or of zeros. */
// @ts-ignore: decorator
@inline
function pixelOf(patches: Patches, entry: usize, tapY: i32, tapX: i32, lastRow: usize): usize {
  const y = load<i32>(entry, 4) + tapY * patches.stepY;
  const x = load<i32>(entry, 8) + tapX * patches.stepX;
  if (entry > lastRow || <u32>y >= <u32>patches.height || <u32>x >= <u32>patches.width) return 0;
  return load<u32>(entry) + (<usize>((y * patches.width + x) * patches.channels) << 2);
}

/** Packs inner elements from..from+depth (tap by tap, channel by channel) of the block's rows. */
function packPatches(patches: Patches, rows: i32, from: i32, depth: i32): void {
  const channels = patches.channels;
  const lastRow = rowTable() + (<usize>(rows - 1) << 4);
  let to = packedBlock();
  for (let row = 0; row < rows; row += MR) {
    const entry = rowTable() + (<usize>row << 4);
    const onePlace = row + MR <= rows && load<u64>(entry, 4) == load<u64>(entry + 48, 4);
    let channel = from % channels;
    let tapY = from / channels / patches.tapsX;
    let tapX = from / channels % patches.tapsX;
    let left = depth;
    while (left > 0) {
      const length = min(left, channels - channel);
      let p0 = pixelOf(patches, entry, tapY, tapX, lastRow);
      let p1: usize, p2: usize, p3: usize;
      if (onePlace) {
        // Four images at one place: the other three pixels are as far away as their images are.
        const inside = p0 != 0;
        const image = load<u32>(entry);
        p1 = inside ? p0 - image + load<u32>(entry, 16) : 0;
        p2 = inside ? p0 - image + load<u32>(entry, 32) : 0;
        p3 = inside ? p0 - image + load<u32>(entry, 48) : 0;
      } else {
        p1 = pixelOf(patches, entry + 16, tapY, tapX, lastRow);
        p2 = pixelOf(patches, entry + 32, tapY, tapX, lastRow);
        p3 = pixelOf(patches, entry + 48, tapY, tapX, lastRow);
      }
      const offset = <usize>channel << 2;
      p0 = p0 ? p0 + offset : zeros();
      p1 = p1 ? p1 + offset : zeros();
      p2 = p2 ? p2 + offset : zeros();
      p3 = p3 ? p3 + offset : zeros();
      let at: usize = 0;
      const end = <usize>length << 2;
      for (; at + 16 <= end; at += 16) {
        storeTransposed(v128.load(p0 + at), v128.load(p1 + at), v128.load(p2 + at), v128.load(p3 + at), to, MR << 2);
        to += MR << 4;
      }
      for (; at < end; at += 4) {
        store<f32>(to, load<f32>(p0 + at));
        store<f32>(to, load<f32>(p1 + at), 4);
        store<f32>(to, load<f32>(p2 + at), 8);
        store<f32>(to, load<f32>(p3 + at), 12);
        to += MR << 2;
      }
      left -= length;
      channel = 0;
      if (++tapX == patches.tapsX) {
        tapX = 0;
        tapY++;
      }
    }
  }
}

/**
 * Packs places begin..end of the images at `from` [batch, height, width, n], all their images, as
 * rows of B in the order y, x, image: the right factor of `filterGradient`.
 */
export function packPlaces(from: usize, batch: i32, places: i32, n: i32, out: usize, begin: i32, end: i32): void {
  const panelBytes = <usize>(places * batch * NR) << 2;
  const imageBytes = <usize>(places * n) << 2;
  for (let place = begin; place < end; place++) {
    for (let column = 0; column < n; column += NR) {
      let pixel = from + (<usize>(place * n + column) << 2);
      let to = out + <usize>(column / NR) * panelBytes + (<usize>(place * batch * NR) << 2);
      const width = min(NR, n - column);
      for (let image = 0; image < batch; image++) {
        if (width == NR) {
          v128.store(to, v128.load(pixel));
          v128.store(to, v128.load(pixel, 16), 16);
        } else {
          for (let j = 0; j < NR; j++) store<f32>(to + (<usize>j << 2), j < width ? load<f32>(pixel + (<usize>j << 2)) : 0);
        }
        pixel += imageBytes;
        to += NR << 2;
      }
    }
  }
}

/** Rows of a unit of `filterGradient`: channels of one tap, or whole taps where they have few channels. */
// @ts-ignore: decorator
@inline
function rowsOfUnit(channels: i32): i32 {
  return channels >= MC ? MC : MC / channels * channels;
}

/** Units that `filterGradient` needs. */
export function filterGradientUnits(taps: i32, channels: i32): i32 {
  if (channels < MC) return (taps * channels + rowsOfUnit(channels) - 1) / rowsOfUnit(channels);
  return taps * ((channels + MC - 1) / MC);
}

/**
 * Units begin..end of parts[splits, tapsY, tapsX, channels, n]: part i is patchesᵀ·B over the i-th of
 * `splits` equal shares of the rows of places, with B[places·batch, n] packed by `packPlaces`. The
 * gradient is the sum of the parts: see `sumParts`. A unit that lies in one tap leaves out the places
 * where this tap reads padding.
 */
export function filterGradient(plan: usize, packedB: usize, parts: usize, n: i32, splits: i32, begin: i32, end: i32): void {
  const patches = changetype<Patches>(plan);
  const unitsOfPart = filterGradientUnits(patches.tapsY * patches.tapsX, patches.channels);
  const batch = patches.batch;
  const channels = patches.channels;
  const taps = patches.tapsY * patches.tapsX;
  const panelBytes = <usize>(patches.placesY * patches.placesX * batch * NR) << 2;
  const unitsOfTap = (channels + MC - 1) / MC;
  for (let job = begin; job < end; job++) {
    const unit = job % unitsOfPart;
    const part = job / unitsOfPart;
    const firstPlaceY = part * patches.placesY / splits;
    const lastPlaceY = (part + 1) * patches.placesY / splits;
    const out = parts + (<usize>(part * taps * channels) * <usize>n << 2);
    let top: i32, rows: i32;
    if (channels >= MC) {
      const channel = unit % unitsOfTap * MC;
      top = unit / unitsOfTap * channels + channel;
      rows = min(MC, channels - channel);
    } else {
      top = unit * rowsOfUnit(channels);
      rows = min(rowsOfUnit(channels), taps * channels - top);
    }
    for (let row = 0; row < rows; row++) {
      store<u32>(rowAddresses() + (<usize>row << 2), <u32>(out + (<usize>(top + row) * <usize>n << 2)));
    }

    const tap = top / channels;
    const oneTap = (top + rows - 1) / channels == tap;
    const pixelY = patches.firstY + tap / patches.tapsX * patches.stepY;
    const pixelX = patches.firstX + tap % patches.tapsX * patches.stepX;
    const fromY = max(firstPlaceY, oneTap ? firstTap(pixelY, patches.strideY, patches.placesY, patches.height) : 0);
    const toY = min(lastPlaceY, oneTap ? lastTap(pixelY, patches.strideY, patches.placesY, patches.height) : patches.placesY);
    const fromX = oneTap ? firstTap(pixelX, patches.strideX, patches.placesX, patches.width) : 0;
    const toX = oneTap ? lastTap(pixelX, patches.strideX, patches.placesX, patches.width) : patches.placesX;
    const skips = oneTap && (fromX > 0 || toX < patches.placesX) && (toX - fromX) * batch >= SHORTEST_RUN;

    let started = false;
    if (fromY < toY && fromX < toX) {
      for (let y = fromY; y < toY; y += skips ? 1 : toY - fromY) {
        let from = (skips ? y * patches.placesX + fromX : fromY * patches.placesX) * batch;
        const to = (skips ? y * patches.placesX + toX : toY * patches.placesX) * batch;
        while (from < to) {
          const depth = min(KC, to - from);
          packPatchesTransposed(patches, top, rows, from, depth);
          multiplyBlock(rows, depth, packedB + (<usize>(from * NR) << 2), panelBytes, 0, n, started);
          started = true;
          from += depth;
        }
      }
    }
    if (!started) clearRows(rows, 0, n);
  }
}

/**
 * Taps begin..end of gradient[tapsY, tapsX, channels, n] for n up to 3: each pixel's channels times the
 * n numbers of its place, straight from the images. Four vectors of channels at once, then one, then a channel.
 */
export function filterGradientNarrow(plan: usize, dy: usize, gradient: usize, n: i32, begin: i32, end: i32): void {
  const patches = changetype<Patches>(plan);
  const channels = patches.channels;
  for (let tap = begin; tap < end; tap++) {
    const out = gradient + (<usize>(tap * channels * n) << 2);
    let channel = 0;
    for (; channel + 16 <= channels; channel += 16) tapGradient(patches, dy, n, tap, channel, 4, out);
    for (; channel + 4 <= channels; channel += 4) tapGradient(patches, dy, n, tap, channel, 1, out);
    for (; channel < channels; channel++) tapGradient(patches, dy, n, tap, channel, 0, out);
  }
}

/** Channels of one tap from `channel` on: `vectors` times four; one where `vectors` is 0. */
// @ts-ignore: decorator
@inline
function tapGradient(patches: Patches, dy: usize, n: i32, tap: i32, channel: i32, vectors: i32, out: usize): void {
  const zero = f32x4.splat(0);
  let s00 = zero, s01 = zero, s02 = zero, s10 = zero, s11 = zero, s12 = zero;
  let s20 = zero, s21 = zero, s22 = zero, s30 = zero, s31 = zero, s32 = zero;
  const stepX = <usize>(patches.strideX * patches.channels) << 2;
  const firstPixelY = patches.firstY + tap / patches.tapsX * patches.stepY;
  const firstPixelX = patches.firstX + tap % patches.tapsX * patches.stepX;
  const fromY = firstTap(firstPixelY, patches.strideY, patches.placesY, patches.height);
  const toY = lastTap(firstPixelY, patches.strideY, patches.placesY, patches.height);
  const fromX = firstTap(firstPixelX, patches.strideX, patches.placesX, patches.width);
  const toX = lastTap(firstPixelX, patches.strideX, patches.placesX, patches.width);
  for (let image = 0; image < patches.batch; image++) {
    for (let y = fromY; y < toY; y++) {
      const row = (image * patches.height + firstPixelY + y * patches.strideY) * patches.width + firstPixelX + fromX * patches.strideX;
      let pixel = patches.image + (<usize>(row * patches.channels + channel) << 2);
      let weights = dy + (<usize>(((image * patches.placesY + y) * patches.placesX + fromX) * n) << 2);
      for (let x = fromX; x < toX; x++) {
        const w0 = v128.load_splat<f32>(weights);
        const w1 = n > 1 ? v128.load_splat<f32>(weights, 4) : zero;
        const w2 = n > 2 ? v128.load_splat<f32>(weights, 8) : zero;
        const x0 = vectors > 0 ? v128.load(pixel) : v128.load_splat<f32>(pixel);
        s00 = multiplyAdd(x0, w0, s00);
        s01 = multiplyAdd(x0, w1, s01);
        s02 = multiplyAdd(x0, w2, s02);
        if (vectors > 1) {
          const x1 = v128.load(pixel, 16), x2 = v128.load(pixel, 32), x3 = v128.load(pixel, 48);
          s10 = multiplyAdd(x1, w0, s10); s11 = multiplyAdd(x1, w1, s11); s12 = multiplyAdd(x1, w2, s12);
          s20 = multiplyAdd(x2, w0, s20); s21 = multiplyAdd(x2, w1, s21); s22 = multiplyAdd(x2, w2, s22);
          s30 = multiplyAdd(x3, w0, s30); s31 = multiplyAdd(x3, w1, s31); s32 = multiplyAdd(x3, w2, s32);
        }
        pixel += stepX;
        weights += <usize>n << 2;
      }
    }
  }
  const to = out + (<usize>(channel * n) << 2);
  if (vectors == 0) {
    store<f32>(to, f32x4.extract_lane(s00, 0));
    if (n > 1) store<f32>(to, f32x4.extract_lane(s01, 0), 4);
    if (n > 2) store<f32>(to, f32x4.extract_lane(s02, 0), 8);
    return;
  }
  storeColumns(s00, s01, s02, n, to);
  if (vectors == 1) return;
  storeColumns(s10, s11, s12, n, to + (<usize>(4 * n) << 2));
  storeColumns(s20, s21, s22, n, to + (<usize>(8 * n) << 2));
  storeColumns(s30, s31, s32, n, to + (<usize>(12 * n) << 2));
}

/** The first n of three columns of four, side by side in each row. */
function storeColumns(a: v128, b: v128, c: v128, n: i32, to: usize): void {
  const step = <usize>n << 2;
  v128.store_lane<f32>(to, a, 0);
  v128.store_lane<f32>(to + step, a, 1);
  v128.store_lane<f32>(to + 2 * step, a, 2);
  v128.store_lane<f32>(to + 3 * step, a, 3);
  if (n > 1) {
    v128.store_lane<f32>(to + 4, b, 0);
    v128.store_lane<f32>(to + step + 4, b, 1);
    v128.store_lane<f32>(to + 2 * step + 4, b, 2);
    v128.store_lane<f32>(to + 3 * step + 4, b, 3);
  }
  if (n > 2) {
    v128.store_lane<f32>(to + 8, c, 0);
    v128.store_lane<f32>(to + step + 8, c, 1);
    v128.store_lane<f32>(to + 2 * step + 8, c, 2);
    v128.store_lane<f32>(to + 3 * step + 8, c, 3);
  }
}

/** Elements begin..end of out = the sum of `count` arrays of `size` floats that follow each other at `parts`. */
export function sumParts(parts: usize, count: i32, size: i32, out: usize, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    let sum: f32 = 0;
    for (let part = 0; part < count; part++) sum += load<f32>(parts + (<usize>(part * size + i) << 2));
    store<f32>(out + (<usize>i << 2), sum);
  }
}

/** Packs `rows` rows (tap, channel) from `top` and `depth` columns (y, x, image) from `from`. */
function packPatchesTransposed(patches: Patches, top: i32, rows: i32, from: i32, depth: i32): void {
  if (top % patches.channels % MR == 0 && patches.channels % MR == 0) {
    packChannelsTransposed(patches, top, rows, from, depth);
    return;
  }
  const batch = patches.batch;
  const imageBytes = <usize>(patches.height * patches.width * patches.channels) << 2;
  let to = packedBlock();
  for (let row = 0; row < rows; row += MR) {
    let image = from % batch;
    let y = from / batch / patches.placesX;
    let x = from / batch % patches.placesX;
    for (let left = depth; left > 0;) {
      const images = min(batch - image, left);
      const skipped = <usize>image * imageBytes;
      let p0 = elementOf(patches, top + row, row < rows, y, x);
      let p1 = elementOf(patches, top + row + 1, row + 1 < rows, y, x);
      let p2 = elementOf(patches, top + row + 2, row + 2 < rows, y, x);
      let p3 = elementOf(patches, top + row + 3, row + 3 < rows, y, x);
      const step0 = p0 ? imageBytes : 0;
      const step1 = p1 ? imageBytes : 0;
      const step2 = p2 ? imageBytes : 0;
      const step3 = p3 ? imageBytes : 0;
      p0 = p0 ? p0 + skipped : zeros();
      p1 = p1 ? p1 + skipped : zeros();
      p2 = p2 ? p2 + skipped : zeros();
      p3 = p3 ? p3 + skipped : zeros();
      for (let i = 0; i < images; i++) {
        store<f32>(to, load<f32>(p0));
        store<f32>(to, load<f32>(p1), 4);
        store<f32>(to, load<f32>(p2), 8);
        store<f32>(to, load<f32>(p3), 12);
        p0 += step0;
        p1 += step1;
        p2 += step2;
        p3 += step3;
        to += MR << 2;
      }
      left -= images;
      image = 0;
      if (++x == patches.placesX) {
        x = 0;
        y++;
      }
    }
  }
}

/** Address of what row (tap, channel) reads at a place of the first image; 0 for padding or where it is not `wanted`. */
// @ts-ignore: decorator
@inline
function elementOf(patches: Patches, row: i32, wanted: bool, y: i32, x: i32): usize {
  const tap = row / patches.channels;
  const pixelY = y * patches.strideY + patches.firstY + tap / patches.tapsX * patches.stepY;
  const pixelX = x * patches.strideX + patches.firstX + tap % patches.tapsX * patches.stepX;
  if (!wanted || <u32>pixelY >= <u32>patches.height || <u32>pixelX >= <u32>patches.width) return 0;
  return patches.image + (<usize>((pixelY * patches.width + pixelX) * patches.channels + row % patches.channels) << 2);
}

/** packPatchesTransposed where MR rows are always neighbouring channels of one tap. */
function packChannelsTransposed(patches: Patches, top: i32, rows: i32, from: i32, depth: i32): void {
  const batch = patches.batch;
  const channels = patches.channels;
  const imageBytes = <usize>(patches.height * patches.width * channels) << 2;
  const panelBytes = <usize>(depth * MR) << 2;
  for (let row = 0; row < rows;) {
    const length = min(rows - row, channels - (top + row) % channels);
    const panels = packedBlock() + <usize>(row / MR) * panelBytes;
    let image = from % batch;
    let y = from / batch / patches.placesX;
    let x = from / batch % patches.placesX;
    for (let column = 0; column < depth;) {
      const images = min(batch - image, depth - column);
      const first = elementOf(patches, top + row, true, y, x);
      let pixel = first + <usize>image * imageBytes;
      for (let i = 0; i < images; i++) {
        let to = panels + (<usize>((column + i) * MR) << 2);
        const end = pixel + (<usize>length << 2);
        for (let at = pixel; at < end; at += MR << 2) {
          v128.store(to, first ? v128.load(at) : f32x4.splat(0));
          to += panelBytes;
        }
        pixel += imageBytes;
      }
      column += images;
      image = 0;
      if (++x == patches.placesX) {
        x = 0;
        y++;
      }
    }
    row += length;
  }
}
