// out[i] = condition[i] ? a[i] : b[i] on contiguous data; a condition is one byte, 0 or 1.

export function select(condition: usize, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  let i: usize = begin;
  const last: usize = end;
  const vectors = last - ((last - i) & 3);
  for (; i < vectors; i += 4) {
    const flags = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load_zero<u32>(condition + i)));
    const mask = i32x4.ne(flags, i32x4.splat(0));
    v128.store(out + (i << 2), v128.bitselect(v128.load(a + (i << 2)), v128.load(b + (i << 2)), mask));
  }
  for (; i < last; i++) store<u32>(out + (i << 2), load<u32>((load<u8>(condition + i) ? a : b) + (i << 2)));
}
