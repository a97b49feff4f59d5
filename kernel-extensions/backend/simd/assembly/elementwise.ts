// Element-wise kernels on contiguous float32 data: out[i] = f(a[i], b[i]) for begin <= i < end.
// Addresses are in bytes, `begin` and `end` count elements. Broadcasting is not done here.

export function add(a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  let at: usize = <usize>begin << 2;
  const vectorEnd: usize = (<usize>end << 2) - 16;
  for (; <isize>at <= <isize>vectorEnd; at += 16) {
    v128.store(out + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
  }
  const last = <usize>end << 2;
  for (; at < last; at += 4) store<f32>(out + at, load<f32>(a + at) + load<f32>(b + at));
}
