// Instance normalisation: each channel of each picture by itself. What belongs to one picture fits the cache, so
// that reading it several times costs little; a piece of work is one picture [pixels, channels].

import { multiplyAdd } from './vector';

/** y = (x − mean) / √(variance + ε); begin … end counts pictures. */
export function instanceNormalize(x: usize, y: usize, pixels: i32, channels: i32, epsilon: f32, begin: i32, end: i32): void {
  const row = <usize>channels << 2;
  const vectors = row & ~15;
  const size = <usize>pixels * row;
  const share: f32 = 1 / <f32>pixels;
  for (let picture = begin; picture < end; picture++) {
    const from = x + <usize>picture * size;
    const to = y + <usize>picture * size;
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const mean = meanOf(from + c, size, row, share);
      const scale = inverseDeviation(from + c, size, row, share, mean, epsilon);
      for (let at = c; at < size; at += row) v128.store(to + at, f32x4.mul(f32x4.sub(v128.load(from + at), mean), scale));
    }
    for (; c < row; c += 4) {
      const mean = meanOfOne(from + c, size, row, share);
      const scale = inverseDeviationOfOne(from + c, size, row, share, mean, epsilon);
      for (let at = c; at < size; at += row) store<f32>(to + at, (load<f32>(from + at) - mean) * scale);
    }
  }
}

/** dx = r · (dy − mean of dy − y · mean of dy · y) with r = 1 / √(variance + ε), y = (x − mean) · r; begin … end counts pictures. */
export function instanceNormGradient(dy: usize, x: usize, dx: usize, pixels: i32, channels: i32, epsilon: f32, begin: i32, end: i32): void {
  const row = <usize>channels << 2;
  const vectors = row & ~15;
  const size = <usize>pixels * row;
  const share: f32 = 1 / <f32>pixels;
  for (let picture = begin; picture < end; picture++) {
    const start = <usize>picture * size;
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const mean = meanOf(x + start + c, size, row, share);
      const scale = inverseDeviation(x + start + c, size, row, share, mean, epsilon);
      let sum = f32x4.splat(0);
      let weighted = sum;
      for (let at = start + c; at < start + size; at += row) {
        const gradient = v128.load(dy + at);
        sum = f32x4.add(sum, gradient);
        weighted = multiplyAdd(gradient, f32x4.sub(v128.load(x + at), mean), weighted);
      }
      const meanGradient = f32x4.mul(sum, f32x4.splat(share));
      // Of dy · y, times r: what the deviation x − mean is multiplied with.
      const slope = f32x4.mul(f32x4.mul(weighted, f32x4.splat(share)), f32x4.mul(scale, scale));
      for (let at = start + c; at < start + size; at += row) {
        const centred = f32x4.sub(v128.load(dy + at), meanGradient);
        v128.store(dx + at, f32x4.mul(scale, f32x4.sub(centred, f32x4.mul(f32x4.sub(v128.load(x + at), mean), slope))));
      }
    }
    for (; c < row; c += 4) {
      const mean = meanOfOne(x + start + c, size, row, share);
      const scale = inverseDeviationOfOne(x + start + c, size, row, share, mean, epsilon);
      let sum: f32 = 0;
      let weighted: f32 = 0;
      for (let at = start + c; at < start + size; at += row) {
        const gradient = load<f32>(dy + at);
        sum += gradient;
        weighted += gradient * (load<f32>(x + at) - mean);
      }
      const slope = weighted * share * scale * scale;
      for (let at = start + c; at < start + size; at += row) {
        store<f32>(dx + at, scale * (load<f32>(dy + at) - sum * share - (load<f32>(x + at) - mean) * slope));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function meanOf(x: usize, size: usize, row: usize, share: f32): v128 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < size; at += row) sum = f32x4.add(sum, v128.load(x + at));
  return f32x4.mul(sum, f32x4.splat(share));
}

// @ts-ignore: decorator
@inline
function inverseDeviation(x: usize, size: usize, row: usize, share: f32, mean: v128, epsilon: f32): v128 {
  let squares = f32x4.splat(0);
  for (let at: usize = 0; at < size; at += row) {
    const deviation = f32x4.sub(v128.load(x + at), mean);
    squares = multiplyAdd(deviation, deviation, squares);
  }
  const variance = f32x4.mul(squares, f32x4.splat(share));
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
}

// @ts-ignore: decorator
@inline
function meanOfOne(x: usize, size: usize, row: usize, share: f32): f32 {
  let sum: f32 = 0;
  for (let at: usize = 0; at < size; at += row) sum += load<f32>(x + at);
  return sum * share;
}

// @ts-ignore: decorator
@inline
function inverseDeviationOfOne(x: usize, size: usize, row: usize, share: f32, mean: f32, epsilon: f32): f32 {
  let squares: f32 = 0;
  for (let at: usize = 0; at < size; at += row) {
    const deviation = load<f32>(x + at) - mean;
    squares += deviation * deviation;
  }
  return 1 / sqrt<f32>(squares * share + epsilon);
}
