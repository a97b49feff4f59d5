// Element-wise kernels of one tensor on contiguous float32 data: out[i] = f(x[i]) for begin <= i < end.
// `alpha` and `beta` are the parameters of the few functions that have some. The exports carry tfjs's names.

import * as math from './math';

const enum Op {
  NEG, ABS, SQUARE, SQRT, RSQRT, RECIPROCAL, FLOOR, CEIL, ROUND, STEP, CLIP,
  RELU, RELU6, LEAKY_RELU, ELU, SELU, EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, SOFTPLUS, SIN, COS,
}

// The operation is a constant at every call: what is left of this after inlining is one branch of it.
// @ts-ignore: decorator
@inline
function apply(op: i32, x: v128, alpha: f32, beta: f32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (op == Op.NEG) return f32x4.neg(x);
  if (op == Op.ABS) return f32x4.abs(x);
  if (op == Op.SQUARE) return f32x4.mul(x, x);
  if (op == Op.SQRT) return f32x4.sqrt(x);
  if (op == Op.RSQRT) return f32x4.div(one, f32x4.sqrt(x));
  if (op == Op.RECIPROCAL) return f32x4.div(one, x);
  if (op == Op.FLOOR) return f32x4.floor(x);
  if (op == Op.CEIL) return f32x4.ceil(x);
  if (op == Op.ROUND) return f32x4.nearest(x);
  if (op == Op.STEP) return math.choose(f32x4.ne(x, x), x, math.choose(f32x4.gt(x, zero), one, f32x4.splat(alpha)));
  // pmin and pmax are one instruction each and keep a NaN on the left; adding zero takes the sign from −0.
  if (op == Op.CLIP) return f32x4.pmin(f32x4.pmax(x, f32x4.splat(alpha)), f32x4.splat(beta));
  if (op == Op.RELU) return f32x4.add(f32x4.pmax(x, zero), zero);
  if (op == Op.RELU6) return f32x4.pmin(f32x4.add(f32x4.pmax(x, zero), zero), f32x4.splat(6));
  if (op == Op.LEAKY_RELU) return math.choose(f32x4.lt(x, zero), f32x4.mul(x, f32x4.splat(alpha)), x);
  if (op == Op.ELU) return math.choose(f32x4.ge(x, zero), x, math.expm1OfNegative(f32x4.pmin(x, zero)));
  if (op == Op.SELU) {
    const negative = f32x4.mul(math.expm1OfNegative(f32x4.pmin(x, zero)), f32x4.splat(beta));
    return math.choose(f32x4.ge(x, zero), f32x4.mul(x, f32x4.splat(alpha)), negative);
  }
  if (op == Op.EXP) return math.exp(x);
  if (op == Op.EXPM1) return math.expm1(x);
  if (op == Op.LOG) return math.log(x);
  if (op == Op.LOG1P) return math.log1p(x);
  if (op == Op.TANH) return math.tanh(x);
  if (op == Op.SIGMOID) return math.sigmoid(x);
  if (op == Op.SIN) return math.sin(x);
  if (op == Op.COS) return math.cos(x);
  return math.softplus(x);
}

// @ts-ignore: decorator
@inline
function each(op: i32, x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void {
  let at = <usize>begin << 2;
  const last = <usize>end << 2;
  const vectors = last - ((last - at) & 15);
  for (; at < vectors; at += 16) v128.store(out + at, apply(op, v128.load(x + at), alpha, beta));
  for (; at < last; at += 4) v128.store_lane<f32>(out + at, apply(op, v128.load_splat<f32>(x + at), alpha, beta), 0);
}

export function Neg(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.NEG, x, out, alpha, beta, begin, end); }
export function Abs(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.ABS, x, out, alpha, beta, begin, end); }
export function Square(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.SQUARE, x, out, alpha, beta, begin, end); }
export function Sqrt(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.SQRT, x, out, alpha, beta, begin, end); }
export function Rsqrt(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.RSQRT, x, out, alpha, beta, begin, end); }
export function Reciprocal(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.RECIPROCAL, x, out, alpha, beta, begin, end); }
export function Floor(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.FLOOR, x, out, alpha, beta, begin, end); }
export function Ceil(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.CEIL, x, out, alpha, beta, begin, end); }
export function Round(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.ROUND, x, out, alpha, beta, begin, end); }
export function Step(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.STEP, x, out, alpha, beta, begin, end); }
export function ClipByValue(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.CLIP, x, out, alpha, beta, begin, end); }
export function Relu(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.RELU, x, out, alpha, beta, begin, end); }
export function Relu6(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.RELU6, x, out, alpha, beta, begin, end); }
export function LeakyRelu(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.LEAKY_RELU, x, out, alpha, beta, begin, end); }
export function Elu(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.ELU, x, out, alpha, beta, begin, end); }
/** alpha · x for x ≥ 0, beta · (e^x − 1) below. */
export function Selu(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.SELU, x, out, alpha, beta, begin, end); }
export function Exp(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.EXP, x, out, alpha, beta, begin, end); }
export function Expm1(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.EXPM1, x, out, alpha, beta, begin, end); }
export function Log(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.LOG, x, out, alpha, beta, begin, end); }
export function Log1p(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.LOG1P, x, out, alpha, beta, begin, end); }
export function Tanh(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.TANH, x, out, alpha, beta, begin, end); }
export function Sigmoid(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.SIGMOID, x, out, alpha, beta, begin, end); }
export function Softplus(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.SOFTPLUS, x, out, alpha, beta, begin, end); }
export function Sin(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.SIN, x, out, alpha, beta, begin, end); }
export function Cos(x: usize, out: usize, alpha: f32, beta: f32, begin: i32, end: i32): void { each(Op.COS, x, out, alpha, beta, begin, end); }
