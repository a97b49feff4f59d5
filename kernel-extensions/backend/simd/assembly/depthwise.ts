// Depthwise convolution with one filter a channel (NHWC), and its gradients: channels side by side in
// the lanes. These are bound by memory, not by arithmetic, so nothing is packed.
import { multiplyAdd } from './vector';

/** Sizes of a depthwise convolution: written by kernels/depthwise.ts, field by field. All 32-bit. */
@unmanaged
class Depthwise {
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideY: i32;
  strideX: i32;
  dilationY: i32;
  dilationX: i32;
  padTop: i32;
  padLeft: i32;
}

/** The first tap that reads inside the image from a place whose first one reads `at`. */
// @ts-ignore: decorator
@inline
function firstTap(at: i32, dilation: i32): i32 {
  return at >= 0 ? 0 : (dilation - 1 - at) / dilation;
}

/** One past the last. */
// @ts-ignore: decorator
@inline
function lastTap(at: i32, dilation: i32, taps: i32, size: i32): i32 {
  return min(taps, (size - at + dilation - 1) / dilation);
}

/** Rows begin..end (image by image) of out = depthwise convolution of x. */
export function depthwise(plan: usize, x: usize, filter: usize, out: usize, begin: i32, end: i32): void {
  const s = changetype<Depthwise>(plan);
  const channels = s.channels;
  const weightStep = <usize>channels << 2;
  const weightRow = weightStep * <usize>s.filterWidth;
  const pixelStep = weightStep * <usize>s.dilationX;
  const pixelRow = weightStep * <usize>(s.dilationY * s.width);
  let to = out + (<usize>(begin * s.outWidth * channels) << 2);
  for (let row = begin; row < end; row++) {
    const image = row / s.outHeight * s.height;
    const top = row % s.outHeight * s.strideY - s.padTop;
    const fromY = firstTap(top, s.dilationY);
    const toY = lastTap(top, s.dilationY, s.filterHeight, s.height);
    for (let outX = 0; outX < s.outWidth; outX++) {
      const left = outX * s.strideX - s.padLeft;
      const fromX = firstTap(left, s.dilationX);
      const toX = lastTap(left, s.dilationX, s.filterWidth, s.width);
      let pixels = x + (<usize>(((image + top + fromY * s.dilationY) * s.width + left + fromX * s.dilationX) * channels) << 2);
      let weights = filter + (<usize>((fromY * s.filterWidth + fromX) * channels) << 2);
      let channel = 0;
      for (; channel + 8 <= channels; channel += 8) {
        let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
        let pixelLine = pixels, weightLine = weights;
        for (let tapY = fromY; tapY < toY; tapY++) {
          let pixel = pixelLine, weight = weightLine;
          for (let tapX = fromX; tapX < toX; tapX++) {
            sum0 = multiplyAdd(v128.load(pixel), v128.load(weight), sum0);
            sum1 = multiplyAdd(v128.load(pixel, 16), v128.load(weight, 16), sum1);
            pixel += pixelStep;
            weight += weightStep;
          }
          pixelLine += pixelRow;
          weightLine += weightRow;
        }
        v128.store(to, sum0);
        v128.store(to, sum1, 16);
        to += 32;
        pixels += 32;
        weights += 32;
      }
      for (; channel + 4 <= channels; channel += 4) {
        let sum = f32x4.splat(0);
        let pixelLine = pixels, weightLine = weights;
        for (let tapY = fromY; tapY < toY; tapY++) {
          let pixel = pixelLine, weight = weightLine;
          for (let tapX = fromX; tapX < toX; tapX++) {
            sum = multiplyAdd(v128.load(pixel), v128.load(weight), sum);
            pixel += pixelStep;
            weight += weightStep;
          }
          pixelLine += pixelRow;
          weightLine += weightRow;
        }
        v128.store(to, sum);
        to += 16;
        pixels += 16;
        weights += 16;
      }
      for (; channel < channels; channel++) {
        let sum: f32 = 0;
        let pixelLine = pixels, weightLine = weights;
        for (let tapY = fromY; tapY < toY; tapY++) {
          let pixel = pixelLine, weight = weightLine;
          for (let tapX = fromX; tapX < toX; tapX++) {
            sum += load<f32>(pixel) * load<f32>(weight);
            pixel += pixelStep;
            weight += weightStep;
          }
          pixelLine += pixelRow;
          weightLine += weightRow;
        }
        store<f32>(to, sum);
        to += 4;
        pixels += 4;
        weights += 4;
      }
    }
  }
}

/** Rows begin..end (image by image) of dx: each pixel gathers the results that it took part in. */
export function depthwiseInput(plan: usize, dy: usize, filter: usize, dx: usize, begin: i32, end: i32): void {
  const s = changetype<Depthwise>(plan);
  const channels = s.channels;
  const rowBytes = <usize>(s.width * channels) << 2;
  memory.fill(dx + <usize>begin * rowBytes, 0, <usize>(end - begin) * rowBytes);
  for (let row = begin; row < end; row++) {
    const image = row / s.height * s.outHeight;
    for (let tapY = 0; tapY < s.filterHeight; tapY++) {
      const stepsY = row % s.height + s.padTop - tapY * s.dilationY;
      if (stepsY < 0 || stepsY % s.strideY != 0 || stepsY / s.strideY >= s.outHeight) continue;
      const outRow = dy + (<usize>((image + stepsY / s.strideY) * s.outWidth * channels) << 2);
      for (let tapX = 0; tapX < s.filterWidth; tapX++) {
        const weights = filter + (<usize>((tapY * s.filterWidth + tapX) * channels) << 2);
        for (let x = 0; x < s.width; x++) {
          const stepsX = x + s.padLeft - tapX * s.dilationX;
          if (stepsX < 0 || stepsX % s.strideX != 0 || stepsX / s.strideX >= s.outWidth) continue;
          const from = outRow + (<usize>(stepsX / s.strideX * channels) << 2);
          addProduct(from, weights, dx + <usize>row * rowBytes + (<usize>(x * channels) << 2), channels);
        }
      }
    }
  }
}

/** to += a·b, element by element. */
function addProduct(a: usize, b: usize, to: usize, length: i32): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    v128.store(to, multiplyAdd(v128.load(a), v128.load(b), v128.load(to)));
    a += 16;
    b += 16;
    to += 16;
  }
  for (; i < length; i++) {
    store<f32>(to, load<f32>(to) + load<f32>(a) * load<f32>(b));
    a += 4;
    b += 4;
    to += 4;
  }
}

/** Taps begin..end of the filter's gradient: sums of x·dy over all places of `batch` images. */
export function depthwiseFilter(plan: usize, x: usize, dy: usize, gradient: usize, batch: i32, begin: i32, end: i32): void {
  const s = changetype<Depthwise>(plan);
  const channels = s.channels;
  memory.fill(gradient + (<usize>(begin * channels) << 2), 0, <usize>((end - begin) * channels) << 2);
  for (let tap = begin; tap < end; tap++) {
    const to = gradient + (<usize>(tap * channels) << 2);
    const tapY = tap / s.filterWidth * s.dilationY - s.padTop;
    const tapX = tap % s.filterWidth * s.dilationX - s.padLeft;
    for (let row = 0; row < batch * s.outHeight; row++) {
      const y = row % s.outHeight * s.strideY + tapY;
      if (<u32>y >= <u32>s.height) continue;
      const imageRow = (row / s.outHeight * s.height + y) * s.width;
      for (let outX = 0; outX < s.outWidth; outX++) {
        const at = outX * s.strideX + tapX;
        if (<u32>at >= <u32>s.width) continue;
        addProduct(x + (<usize>((imageRow + at) * channels) << 2), dy + (<usize>((row * s.outWidth + outX) * channels) << 2), to, channels);
      }
    }
  }
}
