// The few v128 idioms that all kernels share.

/** Floats in a vector. */
export const LANES: i32 = 4;

/** a * b + c: one rounding where the binary has relaxed SIMD, two elsewhere. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
