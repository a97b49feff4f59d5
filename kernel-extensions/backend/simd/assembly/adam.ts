// One step of Adam on one variable (D. P. Kingma and J. Ba, arXiv 1412.6980, algorithm 1).

// @ts-ignore: decorator
@inline
function update(
  value: usize, m: usize, v: usize, gradient: v128, at: usize,
  beta1: f32, beta2: f32, correction1: f32, correction2: f32, rate: f32, epsilon: f32, lanes: i32,
): void {
  const whole = lanes == 4;
  const first = whole ? v128.load(m + at) : v128.load_splat<f32>(m + at);
  const second = whole ? v128.load(v + at) : v128.load_splat<f32>(v + at);
  const old = whole ? v128.load(value + at) : v128.load_splat<f32>(value + at);
  const nextFirst = f32x4.add(f32x4.mul(first, f32x4.splat(beta1)), f32x4.mul(gradient, f32x4.splat(1 - beta1)));
  const nextSecond = f32x4.add(f32x4.mul(second, f32x4.splat(beta2)), f32x4.mul(f32x4.mul(gradient, gradient), f32x4.splat(1 - beta2)));
  const root = f32x4.add(f32x4.sqrt(f32x4.div(nextSecond, f32x4.splat(correction2))), f32x4.splat(epsilon));
  const direction = f32x4.div(f32x4.div(nextFirst, f32x4.splat(correction1)), root);
  const next = f32x4.sub(old, f32x4.mul(direction, f32x4.splat(rate)));
  if (whole) {
    v128.store(m + at, nextFirst);
    v128.store(v + at, nextSecond);
    v128.store(value + at, next);
  } else {
    v128.store_lane<f32>(m + at, nextFirst, 0);
    v128.store_lane<f32>(v + at, nextSecond, 0);
    v128.store_lane<f32>(value + at, next, 0);
  }
}

/** In place; `correction1` and `correction2` are 1 − β1^t and 1 − β2^t; begin … end counts elements. */
export function adam(
  value: usize, m: usize, v: usize, gradient: usize,
  beta1: f32, beta2: f32, correction1: f32, correction2: f32, rate: f32, epsilon: f32, begin: i32, end: i32,
): void {
  let at = <usize>begin << 2;
  const last = <usize>end << 2;
  const vectors = last - ((last - at) & 15);
  for (; at < vectors; at += 16) {
    update(value, m, v, v128.load(gradient + at), at, beta1, beta2, correction1, correction2, rate, epsilon, 4);
  }
  for (; at < last; at += 4) {
    update(value, m, v, v128.load_splat<f32>(gradient + at), at, beta1, beta2, correction1, correction2, rate, epsilon, 1);
  }
}
