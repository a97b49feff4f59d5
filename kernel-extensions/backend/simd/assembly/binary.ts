// Element-wise kernels of two float32 tensors with broadcasting: out[i] = f(a[…], b[…]).
//
// The output is rows of `inner` elements; within a row each input either moves along (step 1) or stays
// (step 0). Row r = outer · middles + middle starts at element outer · aOuter + middle · aMiddle of `a`,
// and so for `b`. Addresses are in bytes, everything else counts elements. The exports carry tfjs's names.

import { pow } from './math';

const enum Op { ADD, SUB, MULTIPLY, REAL_DIV, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE, POW, LEFT, EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL }

// The operation is a constant at every call: what is left of these after inlining is one branch of them.
// @ts-ignore: decorator
@inline
function apply(op: i32, a: v128, b: v128): v128 {
  if (op == Op.ADD) return f32x4.add(a, b);
  if (op == Op.SUB) return f32x4.sub(a, b);
  if (op == Op.MULTIPLY) return f32x4.mul(a, b);
  if (op == Op.REAL_DIV) return f32x4.div(a, b);
  if (op == Op.MAXIMUM) return f32x4.max(a, b);
  if (op == Op.MINIMUM) return f32x4.min(a, b);
  if (op == Op.SQUARED_DIFFERENCE) {
    const difference = f32x4.sub(a, b);
    return f32x4.mul(difference, difference);
  }
  if (op == Op.POW) return pow(a, b);
  return a;
}

// @ts-ignore: decorator
@inline
function compare(op: i32, a: f32, b: f32): u8 {
  if (op == Op.EQUAL) return u8(a == b);
  if (op == Op.NOT_EQUAL) return u8(a != b);
  if (op == Op.LESS) return u8(a < b);
  if (op == Op.LESS_EQUAL) return u8(a <= b);
  if (op == Op.GREATER) return u8(a > b);
  return u8(a >= b);
}

/** One row; `count` elements. */
// @ts-ignore: decorator
@inline
function row(op: i32, a: usize, b: usize, out: usize, count: i32, aStep: i32, bStep: i32): void {
  const last = out + (<usize>count << 2);
  const vectors = last - ((last - out) & 15);
  if (aStep == 0) {
    const same = v128.load_splat<f32>(a);
    for (; out < vectors; out += 16, b += 16) v128.store(out, apply(op, same, v128.load(b)));
  } else if (bStep == 0) {
    const same = v128.load_splat<f32>(b);
    for (; out < vectors; out += 16, a += 16) v128.store(out, apply(op, v128.load(a), same));
  } else {
    for (; out < vectors; out += 16, a += 16, b += 16) v128.store(out, apply(op, v128.load(a), v128.load(b)));
  }
  for (; out < last; out += 4, a += <usize>aStep << 2, b += <usize>bStep << 2) {
    v128.store_lane<f32>(out, apply(op, v128.load_splat<f32>(a), v128.load_splat<f32>(b)), 0);
  }
}

// @ts-ignore: decorator
@inline
function compareRow(op: i32, a: usize, b: usize, out: usize, count: i32, aStep: i32, bStep: i32): void {
  for (let i = 0; i < count; i++, a += <usize>aStep << 2, b += <usize>bStep << 2) {
    store<u8>(out + i, compare(op, load<f32>(a), load<f32>(b)));
  }
}

/** Output elements begin … end, a row or a part of one at a time. */
// @ts-ignore: decorator
@inline
function rows(
  op: i32, a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32,
  middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32,
): void {
  let index = begin / inner;
  let column = begin - index * inner;
  for (let at = begin; at < end; index++, column = 0) {
    const count = min(inner - column, end - at);
    const outer = index / middles;
    const middle = index - outer * middles;
    const fromA = a + (<usize>(outer * aOuter + middle * aMiddle + column * aStep) << 2);
    const fromB = b + (<usize>(outer * bOuter + middle * bMiddle + column * bStep) << 2);
    if (op >= Op.EQUAL) compareRow(op, fromA, fromB, out + at, count, aStep, bStep);
    else row(op, fromA, fromB, out + (<usize>at << 2), count, aStep, bStep);
    at += count;
  }
}

export function Add(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.ADD, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function Sub(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.SUB, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function Multiply(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.MULTIPLY, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function RealDiv(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.REAL_DIV, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function Maximum(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.MAXIMUM, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function Minimum(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.MINIMUM, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function SquaredDifference(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.SQUARED_DIFFERENCE, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function Pow(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.POW, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function Equal(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.EQUAL, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function NotEqual(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.NOT_EQUAL, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function Less(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.LESS, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function LessEqual(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.LESS_EQUAL, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function Greater(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.GREATER, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
export function GreaterEqual(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.GREATER_EQUAL, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
/** out = a, spread over the broadcast axes; `b` is not read. */
export function BroadcastTo(a: usize, b: usize, out: usize, inner: i32, aStep: i32, bStep: i32, middles: i32, aOuter: i32, aMiddle: i32, bOuter: i32, bMiddle: i32, begin: i32, end: i32): void {
  rows(Op.LEFT, a, b, out, inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle, begin, end);
}
