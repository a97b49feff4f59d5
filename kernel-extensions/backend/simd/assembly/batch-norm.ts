// Batch normalisation over rows of `channels` elements (the last axis). Per-channel vectors come ready
// from JavaScript; what costs is reading the whole tensor, so every kernel reads it once.

import { multiplyAdd } from './vector';

/** out = (x − mean) · scale + offset; begin … end counts rows. */
export function batchNormalize(x: usize, mean: usize, scale: usize, offset: usize, out: usize, channels: i32, begin: i32, end: i32): void {
  const bytes = <usize>channels << 2;
  const vectors = bytes & ~15;
  for (let row = begin; row < end; row++) {
    const from = x + <usize>row * bytes;
    const to = out + <usize>row * bytes;
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      v128.store(to + c, multiplyAdd(f32x4.sub(v128.load(from + c), v128.load(mean + c)), v128.load(scale + c), v128.load(offset + c)));
    }
    for (; c < bytes; c += 4) {
      store<f32>(to + c, (load<f32>(from + c) - load<f32>(mean + c)) * load<f32>(scale + c) + load<f32>(offset + c));
    }
  }
}

/**
 * Sums of (x − mean)² over pieces of `pieceRows` of the `rows` rows: out [pieces, channels];
 * begin … end counts pieces.
 */
export function squaredDeviations(x: usize, mean: usize, out: usize, rows: i32, channels: i32, pieceRows: i32, begin: i32, end: i32): void {
  const bytes = <usize>channels << 2;
  const vectors = bytes & ~15;
  for (let piece = begin; piece < end; piece++) {
    const count = min(pieceRows, rows - piece * pieceRows);
    const first = x + <usize>(piece * pieceRows) * bytes;
    const to = out + <usize>piece * bytes;
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const center = v128.load(mean + c);
      let sum = f32x4.splat(0);
      let from = first + c;
      for (let row = 0; row < count; row++, from += bytes) {
        const deviation = f32x4.sub(v128.load(from), center);
        sum = multiplyAdd(deviation, deviation, sum);
      }
      v128.store(to + c, sum);
    }
    for (; c < bytes; c += 4) {
      const center = load<f32>(mean + c);
      let sum: f32 = 0;
      let from = first + c;
      for (let row = 0; row < count; row++, from += bytes) {
        const deviation = load<f32>(from) - center;
        sum += deviation * deviation;
      }
      store<f32>(to + c, sum);
    }
  }
}

/** Sums of dy and of dy · (x − mean) over pieces of rows: out [pieces, 2, channels]; begin … end counts pieces. */
export function batchNormSums(
  dy: usize, x: usize, mean: usize, out: usize, rows: i32, channels: i32, pieceRows: i32, begin: i32, end: i32,
): void {
  const bytes = <usize>channels << 2;
  const vectors = bytes & ~15;
  for (let piece = begin; piece < end; piece++) {
    const count = min(pieceRows, rows - piece * pieceRows);
    const first = <usize>(piece * pieceRows) * bytes;
    const to = out + <usize>(piece * 2) * bytes;
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const center = v128.load(mean + c);
      let sum = f32x4.splat(0);
      let weighted = sum;
      let at = first + c;
      for (let row = 0; row < count; row++, at += bytes) {
        const gradient = v128.load(dy + at);
        sum = f32x4.add(sum, gradient);
        weighted = multiplyAdd(gradient, f32x4.sub(v128.load(x + at), center), weighted);
      }
      v128.store(to + c, sum);
      v128.store(to + bytes + c, weighted);
    }
    for (; c < bytes; c += 4) {
      const center = load<f32>(mean + c);
      let sum: f32 = 0;
      let weighted: f32 = 0;
      let at = first + c;
      for (let row = 0; row < count; row++, at += bytes) {
        const gradient = load<f32>(dy + at);
        sum += gradient;
        weighted += gradient * (load<f32>(x + at) - center);
      }
      store<f32>(to + c, sum);
      store<f32>(to + bytes + c, weighted);
    }
  }
}

/** out = dy · a + (x − mean) · b + c, with a, b, c per channel; begin … end counts rows. */
export function batchNormGradient(
  dy: usize, x: usize, mean: usize, a: usize, b: usize, c: usize, out: usize, channels: i32, begin: i32, end: i32,
): void {
  const bytes = <usize>channels << 2;
  const vectors = bytes & ~15;
  for (let row = begin; row < end; row++) {
    const at = <usize>row * bytes;
    let i: usize = 0;
    for (; i < vectors; i += 16) {
      const deviation = f32x4.sub(v128.load(x + at + i), v128.load(mean + i));
      const rest = multiplyAdd(deviation, v128.load(b + i), v128.load(c + i));
      v128.store(out + at + i, multiplyAdd(v128.load(dy + at + i), v128.load(a + i), rest));
    }
    for (; i < bytes; i += 4) {
      const deviation = load<f32>(x + at + i) - load<f32>(mean + i);
      store<f32>(out + at + i, load<f32>(dy + at + i) * load<f32>(a + i) + (deviation * load<f32>(b + i) + load<f32>(c + i)));
    }
  }
}
