// Elementary functions on four floats at a time, to about 1e-7 relative. Range reductions as in the
// Cephes library (S. L. Moshier, netlib.org/cephes); NaN gives NaN, infinities their limits.

import { multiplyAdd } from './vector';

// @ts-ignore: decorator
@inline
function constant(value: f32): v128 {
  return f32x4.splat(value);
}

/** mask ? a : b, lane by lane; a mask lane is all ones or all zeros. */
// @ts-ignore: decorator
@inline
export function choose(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** 2^n for whole n in [-126, 127]. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2. Beyond ±88 it over- and underflows as float32 does. */
export function exp(x: v128): v128 {
  const limited = f32x4.min(f32x4.max(x, constant(-104.0)), constant(89.0));
  const n = f32x4.nearest(f32x4.mul(limited, constant(1.44269504088896341)));
  let r = multiplyAdd(n, constant(-0.693359375), limited);
  r = multiplyAdd(n, constant(2.12194440e-4), r);
  let p = multiplyAdd(constant(1.9875691500e-4), r, constant(1.3981999507e-3));
  p = multiplyAdd(p, r, constant(8.3334519073e-3));
  p = multiplyAdd(p, r, constant(4.1665795894e-2));
  p = multiplyAdd(p, r, constant(1.6666665459e-1));
  p = multiplyAdd(p, r, constant(5.0000001201e-1));
  p = multiplyAdd(p, f32x4.mul(r, r), f32x4.add(r, constant(1.0)));
  // Two factors, since 2^n itself may be no float.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** ln x = e · ln 2 + ln m with m in [√½, √2). */
export function log(x: v128): v128 {
  const subnormal = f32x4.lt(x, constant(1.17549435e-38));
  const scaled = choose(subnormal, f32x4.mul(x, constant(8388608.0)), x);
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(scaled, 23), choose(subnormal, i32x4.splat(126 + 23), i32x4.splat(126))));
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(m, constant(0.707106781186547524));
  e = f32x4.sub(e, v128.and(small, constant(1.0)));
  m = f32x4.sub(f32x4.add(m, v128.and(small, m)), constant(1.0));
  const square = f32x4.mul(m, m);
  let p = multiplyAdd(constant(7.0376836292e-2), m, constant(-1.1514610310e-1));
  p = multiplyAdd(p, m, constant(1.1676998740e-1));
  p = multiplyAdd(p, m, constant(-1.2420140846e-1));
  p = multiplyAdd(p, m, constant(1.4249322787e-1));
  p = multiplyAdd(p, m, constant(-1.6668057665e-1));
  p = multiplyAdd(p, m, constant(2.0000714765e-1));
  p = multiplyAdd(p, m, constant(-2.4999993993e-1));
  p = multiplyAdd(p, m, constant(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), square);
  p = multiplyAdd(e, constant(-2.12194440e-4), p);
  p = multiplyAdd(square, constant(-0.5), p);
  let result = multiplyAdd(e, constant(0.693359375), f32x4.add(m, p));
  // ln 0 = −∞, ln ∞ = ∞, ln of what is negative or NaN = NaN.
  result = choose(f32x4.eq(x, constant(0.0)), constant(-Infinity), result);
  result = choose(f32x4.eq(x, constant(Infinity)), constant(Infinity), result);
  return choose(f32x4.ge(x, constant(0.0)), result, constant(NaN));
}

/** ln(1 + x) without losing the digits of a small x (W. Kahan's quotient). */
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, constant(1.0));
  const difference = f32x4.sub(u, constant(1.0));
  const result = f32x4.mul(log(u), f32x4.div(x, difference));
  const unchanged = v128.or(f32x4.eq(difference, constant(0.0)), f32x4.eq(x, constant(Infinity)));
  return choose(unchanged, x, result);
}

/** e^x − 1 without losing the digits of a small x (W. Kahan's quotient). */
export function expm1(x: v128): v128 {
  const u = exp(x);
  const difference = f32x4.sub(u, constant(1.0));
  let result = f32x4.div(f32x4.mul(difference, x), log(u));
  result = choose(f32x4.gt(f32x4.abs(x), constant(17.0)), difference, result);
  return choose(f32x4.eq(difference, constant(0.0)), x, result);
}

/** A polynomial below |x| = 0.625, 1 − 2 / (e^{2|x|} + 1) with the sign of x above. */
export function tanh(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let p = multiplyAdd(constant(-5.70498872745e-3), square, constant(2.06390887954e-2));
  p = multiplyAdd(p, square, constant(-5.37397155531e-2));
  p = multiplyAdd(p, square, constant(1.33314422036e-1));
  p = multiplyAdd(p, square, constant(-3.33332819422e-1));
  p = multiplyAdd(f32x4.mul(p, square), x, x);
  const e = exp(f32x4.add(magnitude, magnitude));
  const far = f32x4.sub(constant(1.0), f32x4.div(constant(2.0), f32x4.add(e, constant(1.0))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return choose(f32x4.gt(magnitude, constant(0.625)), signed, p);
}

/** 1 / (1 + e^{−x}). */
export function sigmoid(x: v128): v128 {
  return f32x4.div(constant(1.0), f32x4.add(constant(1.0), exp(f32x4.neg(x))));
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^{−|x|}). */
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, constant(0.0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}
