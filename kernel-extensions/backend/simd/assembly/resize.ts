// Nearest-neighbour and bilinear resizing of NHWC images, and their gradients, by tables of rows and columns.

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

// Bilinear: an index of the resized axis lies between two of the original one. Its entry in a table has both, and how far
// from the first to the second it is.
const ENTRY_BYTES: usize = 12;

/** Rows begin..end (image by image) of out [batch, outHeight, outWidth, channels]. */
export function resizeBilinear(
  image: usize, rows: usize, columns: usize, out: usize, height: i32, width: i32, outHeight: i32, outWidth: i32, channels: i32,
  begin: i32, end: i32,
): void {
  const bytes = <usize>channels << 2;
  let to = out + <usize>(begin * outWidth) * bytes;
  for (let row = begin; row < end; row++) {
    const rowEntry = rows + <usize>(row % outHeight) * ENTRY_BYTES;
    const first = image + <usize>(row / outHeight * height * width) * bytes;
    const top = first + <usize>(load<i32>(rowEntry) * width) * bytes;
    const bottom = first + <usize>(load<i32>(rowEntry, 4) * width) * bytes;
    const down = v128.load_splat<f32>(rowEntry, 8);
    for (let x = 0; x < outWidth; x++) {
      const columnEntry = columns + <usize>x * ENTRY_BYTES;
      const left = <usize>load<i32>(columnEntry) * bytes;
      const right = <usize>load<i32>(columnEntry, 4) * bytes;
      const across = v128.load_splat<f32>(columnEntry, 8);
      let at: usize = 0;
      for (; at + 16 <= bytes; at += 16) {
        const above = between(v128.load(top + left + at), v128.load(top + right + at), across);
        const below = between(v128.load(bottom + left + at), v128.load(bottom + right + at), across);
        v128.store(to + at, between(above, below, down));
      }
      for (; at < bytes; at += 4) {
        const above = between(v128.load_splat<f32>(top + left + at), v128.load_splat<f32>(top + right + at), across);
        const below = between(v128.load_splat<f32>(bottom + left + at), v128.load_splat<f32>(bottom + right + at), across);
        v128.store_lane<f32>(to + at, between(above, below, down), 0);
      }
      to += bytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function between(a: v128, b: v128, fraction: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), fraction));
}

/** What the index with this entry takes from index `i` of the original axis. */
// @ts-ignore: decorator
@inline
function share(entry: usize, i: i32): f32 {
  const fraction = load<f32>(entry, 8);
  return (load<i32>(entry) == i ? 1 - fraction : 0) + (load<i32>(entry, 4) == i ? fraction : 0);
}

/**
 * Rows begin..end (image by image) of dx [batch, height, width, channels]. firstRows[y] and firstColumns[x]: the first
 * resized index whose lower neighbour is at least this one.
 */
export function resizeBilinearGradient(
  dy: usize, rows: usize, columns: usize, firstRows: usize, firstColumns: usize, dx: usize,
  height: i32, width: i32, outHeight: i32, outWidth: i32, channels: i32, begin: i32, end: i32,
): void {
  const bytes = <usize>channels << 2;
  let to = dx + <usize>(begin * width) * bytes;
  for (let row = begin; row < end; row++) {
    const y = row % height;
    const image = row / height * outHeight;
    const lastY = load<i32>(firstRows + (<usize>(y + 1) << 2));
    for (let x = 0; x < width; x++) {
      const lastX = load<i32>(firstColumns + (<usize>(x + 1) << 2));
      memory.fill(to, 0, bytes);
      for (let outY = load<i32>(firstRows + (<usize>max(0, y - 1) << 2)); outY < lastY; outY++) {
        const rowShare = share(rows + <usize>outY * ENTRY_BYTES, y);
        for (let outX = load<i32>(firstColumns + (<usize>max(0, x - 1) << 2)); outX < lastX; outX++) {
          const weight = rowShare * share(columns + <usize>outX * ENTRY_BYTES, x);
          const weights = f32x4.splat(weight);
          const pixel = dy + <usize>((image + outY) * outWidth + outX) * bytes;
          let at: usize = 0;
          for (; at + 16 <= bytes; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(pixel + at), weights)));
          for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(pixel + at) * weight);
        }
      }
      to += bytes;
    }
  }
}
