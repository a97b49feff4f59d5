// Running sums and products along an axis of contiguous float32 data [outer, n, inner].

/**
 * Element i of a line becomes what its elements up to i (`exclusive`: before i) add up or multiply to; `reverse`: from its
 * end. begin … end counts lines, `inner` of which lie side by side.
 */
// @ts-ignore: decorator
@inline
function cumulate(product: bool, x: usize, out: usize, n: i32, inner: i32, exclusive: bool, reverse: bool, begin: i32, end: i32): void {
  const step: isize = (reverse ? -4 : 4) * <isize>inner;
  for (let line = begin; line < end; line++) {
    const outer = line / inner;
    const first = outer * n * inner + line % inner + (reverse ? (n - 1) * inner : 0);
    let from = x + (<usize>first << 2);
    let to = out + (<usize>first << 2);
    let result: f32 = product ? 1 : 0;
    for (let i = 0; i < n; i++, from += step, to += step) {
      const value = load<f32>(from);
      const next = product ? result * value : result + value;
      store<f32>(to, exclusive ? result : next);
      result = next;
    }
  }
}

export function Cumsum(x: usize, out: usize, n: i32, inner: i32, exclusive: bool, reverse: bool, begin: i32, end: i32): void {
  cumulate(false, x, out, n, inner, exclusive, reverse, begin, end);
}

export function Cumprod(x: usize, out: usize, n: i32, inner: i32, exclusive: bool, reverse: bool, begin: i32, end: i32): void {
  cumulate(true, x, out, n, inner, exclusive, reverse, begin, end);
}
