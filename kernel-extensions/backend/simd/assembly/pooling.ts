// Max and average pooling of NHWC images and their gradients. Channels lie side by side, so that one
// vector is four channels of a pixel. A window begins at (row · strideHeight − padTop,
// column · strideWidth − padLeft) and is clipped at the image's border.

/** Where the last channels are fewer than a vector, single floats are loaded and stored. */
// @ts-ignore: decorator
@inline
function loadLanes(address: usize, whole: bool): v128 {
  return whole ? v128.load(address) : v128.load_splat<f32>(address);
}

// @ts-ignore: decorator
@inline
function storeLanes(address: usize, value: v128, whole: bool): void {
  if (whole) v128.store(address, value);
  else v128.store_lane<f32>(address, value, 0);
}

// @ts-ignore: decorator
@inline
function poolRows(
  isMax: bool, x: usize, out: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let outRow = begin; outRow < end; outRow++) {
    const image = outRow / outHeight;
    const top = (outRow - image * outHeight) * strideHeight - padTop;
    const firstRow = max(top, 0);
    const lastRow = min(top + filterHeight, height);
    for (let outColumn = 0; outColumn < outWidth; outColumn++) {
      const left = outColumn * strideWidth - padLeft;
      const firstColumn = max(left, 0);
      const lastColumn = min(left + filterWidth, width);
      const count = max(lastRow - firstRow, 0) * max(lastColumn - firstColumn, 0);
      const to = out + <usize>(outRow * outWidth + outColumn) * pixel;
      for (let channel = 0; channel < channels;) {
        const whole = channel + 4 <= channels;
        const offset = <usize>channel << 2;
        let result = f32x4.splat(isMax ? -Infinity : 0);
        for (let row = firstRow; row < lastRow; row++) {
          let from = x + <usize>((image * height + row) * width + firstColumn) * pixel + offset;
          for (let column = firstColumn; column < lastColumn; column++, from += pixel) {
            const value = loadLanes(from, whole);
            result = isMax ? f32x4.pmax(result, value) : f32x4.add(result, value);
          }
        }
        if (!isMax) result = f32x4.div(result, f32x4.splat(<f32>count));
        storeLanes(to + offset, result, whole);
        channel += whole ? 4 : 1;
      }
    }
  }
}

/** begin … end counts rows of the output, over all images. */
export function maxPool(
  x: usize, out: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  poolRows(true, x, out, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padTop, padLeft, begin, end);
}

/** The mean of the pixels inside the image; begin … end counts rows of the output, over all images. */
export function avgPool(
  x: usize, out: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  poolRows(false, x, out, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padTop, padLeft, begin, end);
}

/** dy of every window goes to its first largest pixel; begin … end counts images. */
export function maxPoolGradient(
  dy: usize, x: usize, dx: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let image = begin; image < end; image++) {
    const base = <usize>(image * height * width) * pixel;
    memory.fill(dx + base, 0, <usize>(height * width) * pixel);
    let from = dy + <usize>(image * outHeight * outWidth) * pixel;
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const firstRow = max(outRow * strideHeight - padTop, 0);
      const lastRow = min(outRow * strideHeight - padTop + filterHeight, height);
      for (let outColumn = 0; outColumn < outWidth; outColumn++, from += pixel) {
        const firstColumn = max(outColumn * strideWidth - padLeft, 0);
        const lastColumn = min(outColumn * strideWidth - padLeft + filterWidth, width);
        for (let channel = 0; channel < channels;) {
          const whole = channel + 4 <= channels;
          const offset = base + (<usize>channel << 2);
          let largest = f32x4.splat(-Infinity);
          let where = i32x4.splat(-1);
          for (let row = firstRow; row < lastRow; row++) {
            for (let column = firstColumn; column < lastColumn; column++) {
              const position = row * width + column;
              const value = loadLanes(x + offset + <usize>position * pixel, whole);
              const larger = f32x4.gt(value, largest);
              largest = v128.bitselect(value, largest, larger);
              where = v128.bitselect(i32x4.splat(position), where, larger);
            }
          }
          const gradient = loadLanes(from + (<usize>channel << 2), whole);
          for (let row = firstRow; row < lastRow; row++) {
            for (let column = firstColumn; column < lastColumn; column++) {
              const position = row * width + column;
              const to = dx + offset + <usize>position * pixel;
              const share = v128.and(gradient, i32x4.eq(where, i32x4.splat(position)));
              storeLanes(to, f32x4.add(loadLanes(to, whole), share), whole);
            }
          }
          channel += whole ? 4 : 1;
        }
      }
    }
  }
}

/** dy / (filterHeight · filterWidth) goes to every pixel of its window; begin … end counts images. */
export function avgPoolGradient(
  dy: usize, dx: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32, begin: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const share = f32x4.splat(1 / <f32>(filterHeight * filterWidth));
  for (let image = begin; image < end; image++) {
    const base = dx + <usize>(image * height * width) * pixel;
    memory.fill(base, 0, <usize>(height * width) * pixel);
    let from = dy + <usize>(image * outHeight * outWidth) * pixel;
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const firstRow = max(outRow * strideHeight - padTop, 0);
      const lastRow = min(outRow * strideHeight - padTop + filterHeight, height);
      for (let outColumn = 0; outColumn < outWidth; outColumn++, from += pixel) {
        const firstColumn = max(outColumn * strideWidth - padLeft, 0);
        const lastColumn = min(outColumn * strideWidth - padLeft + filterWidth, width);
        for (let channel = 0; channel < channels;) {
          const whole = channel + 4 <= channels;
          const offset = <usize>channel << 2;
          const gradient = f32x4.mul(loadLanes(from + offset, whole), share);
          for (let row = firstRow; row < lastRow; row++) {
            for (let column = firstColumn; column < lastColumn; column++) {
              const to = base + <usize>(row * width + column) * pixel + offset;
              storeLanes(to, f32x4.add(loadLanes(to, whole), gradient), whole);
            }
          }
          channel += whole ? 4 : 1;
        }
      }
    }
  }
}
