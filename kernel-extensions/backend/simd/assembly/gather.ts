// Rows of a table by their indices (tf.gather, embeddings), and its gradient: rows added up by index.

/**
 * Rows begin..end of the result [batch, outer, count, slice] from a table [batch, outer, rows, slice] and
 * indices [batch, count], all of them within 0..rows.
 */
export function gatherRows(table: usize, indices: usize, out: usize, outer: i32, count: i32, rows: i32, slice: i32, begin: i32, end: i32): void {
  const bytes = <usize>slice << 2;
  for (let row = begin; row < end; row++) {
    const box = row / count;
    const index = load<i32>(indices + (<usize>((box / outer) * count + row % count) << 2));
    memory.copy(out + <usize>row * bytes, table + <usize>(box * rows + index) * bytes, bytes);
  }
}

/**
 * Columns begin..end of out [segments, columns]: out[s] is the sum of the rows of x [rows, columns] whose index is s,
 * in their order. Rows with other indices are left out.
 */
export function sumSegments(x: usize, indices: usize, out: usize, rows: i32, segments: i32, columns: i32, begin: i32, end: i32): void {
  const stride = <usize>columns << 2;
  const first = <usize>begin << 2;
  const bytes = <usize>(end - begin) << 2;
  const vectors = bytes & ~15;
  for (let s = 0; s < segments; s++) memory.fill(out + <usize>s * stride + first, 0, bytes);
  for (let row = 0; row < rows; row++) {
    const index = load<i32>(indices + (<usize>row << 2));
    if (<u32>index >= <u32>segments) continue;
    const from = x + <usize>row * stride + first;
    const to = out + <usize>index * stride + first;
    let i: usize = 0;
    for (; i < vectors; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
    for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
  }
}
