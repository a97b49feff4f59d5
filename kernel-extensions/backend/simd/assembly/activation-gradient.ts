// Gradients of activations on contiguous float32 data: out[i] = dy[i] · f'(…). `s` is the input of the
// activation for ReluGrad and LeakyReluGrad, its output for the others.

import { choose } from './math';

const enum Op { RELU, LEAKY_RELU, ELU, TANH, SIGMOID }

// @ts-ignore: decorator
@inline
function apply(op: i32, dy: v128, s: v128, alpha: f32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (op == Op.RELU) return v128.and(dy, f32x4.gt(s, zero));
  if (op == Op.LEAKY_RELU) return choose(f32x4.gt(s, zero), dy, f32x4.mul(dy, f32x4.splat(alpha)));
  if (op == Op.ELU) return choose(f32x4.ge(s, zero), dy, f32x4.mul(dy, f32x4.add(s, one)));
  if (op == Op.TANH) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(s, s)));
  return f32x4.mul(dy, f32x4.mul(s, f32x4.sub(one, s)));
}

// @ts-ignore: decorator
@inline
function each(op: i32, dy: usize, s: usize, out: usize, alpha: f32, begin: i32, end: i32): void {
  let at = <usize>begin << 2;
  const last = <usize>end << 2;
  const vectors = last - ((last - at) & 15);
  for (; at < vectors; at += 16) v128.store(out + at, apply(op, v128.load(dy + at), v128.load(s + at), alpha));
  for (; at < last; at += 4) v128.store_lane<f32>(out + at, apply(op, v128.load_splat<f32>(dy + at), v128.load_splat<f32>(s + at), alpha), 0);
}

export function ReluGrad(dy: usize, s: usize, out: usize, alpha: f32, begin: i32, end: i32): void { each(Op.RELU, dy, s, out, alpha, begin, end); }
export function LeakyReluGrad(dy: usize, s: usize, out: usize, alpha: f32, begin: i32, end: i32): void { each(Op.LEAKY_RELU, dy, s, out, alpha, begin, end); }
export function EluGrad(dy: usize, s: usize, out: usize, alpha: f32, begin: i32, end: i32): void { each(Op.ELU, dy, s, out, alpha, begin, end); }
export function TanhGrad(dy: usize, s: usize, out: usize, alpha: f32, begin: i32, end: i32): void { each(Op.TANH, dy, s, out, alpha, begin, end); }
export function SigmoidGrad(dy: usize, s: usize, out: usize, alpha: f32, begin: i32, end: i32): void { each(Op.SIGMOID, dy, s, out, alpha, begin, end); }
