// Nearest-neighbour resizing of NHWC images, and its gradient, by tables of rows and columns.

/**
 * Rows begin..end (image by image) of out [batch, outHeight, outWidth, channels]: pixel (y, x) is
 * pixel (rows[y], columns[x]) of the image.
 */
export function resizeNearest(
  image: usize, rows: usize, columns: usize, out: usize, height: i32, width: i32, outHeight: i32, outWidth: i32, channels: i32,
  begin: i32, end: i32,
): void {
  const bytes = <usize>channels << 2;
  let to = out + <usize>(begin * outWidth) * bytes;
  for (let row = begin; row < end; row++) {
    const from = image + <usize>((row / outHeight * height + load<i32>(rows + (<usize>(row % outHeight) << 2))) * width) * bytes;
    for (let x = 0; x < outWidth; x++) {
      const pixel = from + <usize>load<i32>(columns + (<usize>x << 2)) * bytes;
      let at: usize = 0;
      for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(pixel + at));
      for (; at < bytes; at += 4) store<u32>(to + at, load<u32>(pixel + at));
      to += bytes;
    }
  }
}

/**
 * Rows begin..end (image by image) of dx [batch, height, width, channels]: pixel (y, x) is the sum of
 * the pixels of dy in rows firstRows[y] … firstRows[y + 1] − 1 and columns likewise.
 */
export function resizeNearestGradient(
  dy: usize, firstRows: usize, firstColumns: usize, dx: usize, height: i32, width: i32, outHeight: i32, outWidth: i32, channels: i32,
  begin: i32, end: i32,
): void {
  const bytes = <usize>channels << 2;
  let to = dx + <usize>(begin * width) * bytes;
  for (let row = begin; row < end; row++) {
    const image = row / height * outHeight;
    const rowEntry = firstRows + (<usize>(row % height) << 2);
    for (let x = 0; x < width; x++) {
      const columnEntry = firstColumns + (<usize>x << 2);
      memory.fill(to, 0, bytes);
      for (let y = load<i32>(rowEntry); y < load<i32>(rowEntry, 4); y++) {
        for (let column = load<i32>(columnEntry); column < load<i32>(columnEntry, 4); column++) {
          const pixel = dy + <usize>((image + y) * outWidth + column) * bytes;
          let at: usize = 0;
          for (; at + 16 <= bytes; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(pixel + at)));
          for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(pixel + at));
        }
      }
      to += bytes;
    }
  }
}
