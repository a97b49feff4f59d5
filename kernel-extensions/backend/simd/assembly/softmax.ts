// Softmax along rows of contiguous float32 data.
import { exp } from './math';
import { maximumOfRun } from './reduce';
import { sumOfLanes } from './vector';

/** The last `count` (1 to 3) elements of a row, and −∞. */
// @ts-ignore: decorator
@inline
function loadTail(x: usize, count: usize): v128 {
  let tail = v128.load_lane<f32>(x, f32x4.splat(-Infinity), 0);
  if (count > 1) tail = v128.load_lane<f32>(x + 4, tail, 1);
  if (count > 2) tail = v128.load_lane<f32>(x + 8, tail, 2);
  return tail;
}

// @ts-ignore: decorator
@inline
function storeTail(to: usize, count: usize, tail: v128): void {
  v128.store_lane<f32>(to, tail, 0);
  if (count > 1) v128.store_lane<f32>(to + 4, tail, 1);
  if (count > 2) v128.store_lane<f32>(to + 8, tail, 2);
}

/** out = e^(x − largest) / Σ e^(x − largest) for rows begin … end of n elements. */
export function softmaxRows(x: usize, out: usize, n: i32, begin: i32, end: i32): void {
  const vectorBytes = <usize>(n & ~3) << 2;
  const tail = <usize>(n & 3);
  for (let row = begin; row < end; row++) {
    const from = x + (<usize>(row * n) << 2);
    const to = out + (<usize>(row * n) << 2);
    const largest = maximumOfRun(from, n);
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < vectorBytes; at += 16) {
      const power = exp(f32x4.sub(v128.load(from + at), largest));
      sum = f32x4.add(sum, power);
      v128.store(to + at, power);
    }
    if (tail > 0) {
      const power = exp(f32x4.sub(loadTail(from + vectorBytes, tail), largest));
      sum = f32x4.add(sum, power);
      storeTail(to + vectorBytes, tail, power);
    }
    const whole = f32x4.splat(sumOfLanes(sum));
    for (let at: usize = 0; at < vectorBytes; at += 16) v128.store(to + at, f32x4.div(v128.load(to + at), whole));
    if (tail > 0) storeTail(to + vectorBytes, tail, f32x4.div(loadTail(to + vectorBytes, tail), whole));
  }
}
