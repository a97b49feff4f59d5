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

// e^x = 2^n · e^r with whole n and |r| ≤ ln 2 / 2. pmin and pmax keep a NaN on the left, and are one instruction each.

// @ts-ignore: decorator
@inline
function wholePowers(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, constant(1.44269504088896341)));
}

// @ts-ignore: decorator
@inline
function remainder(x: v128, n: v128): v128 {
  return multiplyAdd(n, constant(2.12194440e-4), multiplyAdd(n, constant(-0.693359375), x));
}

/** e^r − 1, to the last bits of its own value. */
// @ts-ignore: decorator
@inline
function expm1OfRemainder(r: v128): v128 {
  let p = multiplyAdd(constant(1.9875691500e-4), r, constant(1.3981999507e-3));
  p = multiplyAdd(p, r, constant(8.3334519073e-3));
  p = multiplyAdd(p, r, constant(4.1665795894e-2));
  p = multiplyAdd(p, r, constant(1.6666665459e-1));
  p = multiplyAdd(p, r, constant(5.0000001201e-1));
  return multiplyAdd(p, f32x4.mul(r, r), r);
}

/** e^x. Beyond ±88 it over- and underflows as float32 does. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const limited = f32x4.pmin(f32x4.pmax(x, constant(-104.0)), constant(89.0));
  const n = wholePowers(limited);
  const power = f32x4.add(expm1OfRemainder(remainder(limited, n)), constant(1.0));
  // Two factors, since 2^n itself may be no float.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(power, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** e^x for x ≤ 0; what is smaller than e^−87 is e^−87. */
// @ts-ignore: decorator
@inline
function expOfNegative(x: v128): v128 {
  const limited = f32x4.pmax(x, constant(-87.0));
  const n = wholePowers(limited);
  return f32x4.mul(f32x4.add(expm1OfRemainder(remainder(limited, n)), constant(1.0)), powerOfTwo(i32x4.trunc_sat_f32x4_s(n)));
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

/** e^x − 1 = 2^n · (e^r − 1) + (2^n − 1), which keeps the digits of a small x. */
// @ts-ignore: decorator
@inline
export function expm1(x: v128): v128 {
  const limited = f32x4.pmin(f32x4.pmax(x, constant(-87.0)), constant(80.0));
  const n = wholePowers(limited);
  const scale = powerOfTwo(i32x4.trunc_sat_f32x4_s(n));
  const result = multiplyAdd(expm1OfRemainder(remainder(limited, n)), scale, f32x4.sub(scale, constant(1.0)));
  return choose(f32x4.gt(x, constant(80.0)), exp(x), result);
}

/** The same for x ≤ 0. */
// @ts-ignore: decorator
@inline
export function expm1OfNegative(x: v128): v128 {
  const limited = f32x4.pmax(x, constant(-87.0));
  const n = wholePowers(limited);
  const scale = powerOfTwo(i32x4.trunc_sat_f32x4_s(n));
  return multiplyAdd(expm1OfRemainder(remainder(limited, n)), scale, f32x4.sub(scale, constant(1.0)));
}

/** (1 − e^{−2|x|}) / (1 + e^{−2|x|}) with the sign of x. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const difference = expm1OfNegative(f32x4.mul(f32x4.abs(x), constant(-2.0)));
  const magnitude = f32x4.div(difference, f32x4.add(difference, constant(2.0)));
  return v128.or(f32x4.abs(magnitude), sign);
}

/** 1 / (1 + e^{−x}) = e^x / (1 + e^x): the one whose power does not overflow. Below −87 it is 0. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const power = expOfNegative(f32x4.neg(f32x4.abs(x)));
  const numerator = choose(f32x4.ge(x, constant(0.0)), constant(1.0), v128.and(power, f32x4.ge(x, constant(-87.0))));
  return f32x4.div(numerator, f32x4.add(power, constant(1.0)));
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^{−|x|}). */
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, constant(0.0)), log1p(expOfNegative(f32x4.neg(f32x4.abs(x)))));
}

// What AssemblyScript's library has for one number (ports of musl's), lane by lane.

export function sin(x: v128): v128 {
  return f32x4(
    NativeMathf.sin(f32x4.extract_lane(x, 0)), NativeMathf.sin(f32x4.extract_lane(x, 1)),
    NativeMathf.sin(f32x4.extract_lane(x, 2)), NativeMathf.sin(f32x4.extract_lane(x, 3)),
  );
}

export function cos(x: v128): v128 {
  return f32x4(
    NativeMathf.cos(f32x4.extract_lane(x, 0)), NativeMathf.cos(f32x4.extract_lane(x, 1)),
    NativeMathf.cos(f32x4.extract_lane(x, 2)), NativeMathf.cos(f32x4.extract_lane(x, 3)),
  );
}

export function pow(x: v128, y: v128): v128 {
  return f32x4(
    NativeMathf.pow(f32x4.extract_lane(x, 0), f32x4.extract_lane(y, 0)), NativeMathf.pow(f32x4.extract_lane(x, 1), f32x4.extract_lane(y, 1)),
    NativeMathf.pow(f32x4.extract_lane(x, 2), f32x4.extract_lane(y, 2)), NativeMathf.pow(f32x4.extract_lane(x, 3), f32x4.extract_lane(y, 3)),
  );
}
