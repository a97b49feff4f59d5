/**
 * Pooling. tfjs divides the gradient of an average by the size of a whole window where the average
 * itself divides by the pixels inside the image; and it has no second derivatives.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { register, run, zeros } from './shared.js';

interface PoolAttrs {
  filterSize: number | number[];
  strides: number | number[];
  pad: 'same' | 'valid' | number | number[][];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function registerPooling(): void {
  for (const dimensions of ['', '3D']) {
    register<PoolAttrs>(`AvgPool${dimensions}`, ['x'], (dy, [x], attrs) => ({
      x: () => run(`AvgPool${dimensions}Grad`, { dy: dy.mul(wholeByInside(x.shape, attrs)), input: x }, attrs),
    }));
    register<PoolAttrs>(`AvgPool${dimensions}Grad`, ['input'], (ddx, [input], attrs) => ({
      dy: () => run(`AvgPool${dimensions}`, { x: ddx }, attrs).div(wholeByInside(input.shape, attrs)),
      input: () => zeros(input),
    }));
    register<PoolAttrs>(`MaxPool${dimensions}Grad`, ['input'], (ddx, [input], attrs) => ({
      dy: () => atMaximum(ddx, input, attrs),
      input: () => zeros(input),
      output: () => tf.zeros(axesOf(input.shape, attrs).outShape),
    }));
  }
}

/** One spatial axis of a pooling: how long x is, where windows begin (before it: padding), how many there are. */
interface Axis { size: number; filter: number; stride: number; before: number; places: number }

function axesOf(shape: number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): { axes: Axis[]; outShape: number[] } {
  if (shape.length === 5) {
    const info = tf.backend_util.computePool3DInfo(shape as Five, filterSize as Three, strides as Three, 1, pad as number, dimRoundingMode);
    return { outShape: info.outShape, axes: [
      { size: info.inDepth, filter: info.filterDepth, stride: info.strideDepth, before: info.padInfo.front, places: info.outDepth },
      { size: info.inHeight, filter: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top, places: info.outHeight },
      { size: info.inWidth, filter: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left, places: info.outWidth },
    ] };
  }
  const info = tf.backend_util.computePool2DInfo(shape as Four, filterSize as Two, strides as Two, 1, pad as number, dimRoundingMode);
  return { outShape: info.outShape, axes: [
    { size: info.inHeight, filter: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top, places: info.outHeight },
    { size: info.inWidth, filter: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left, places: info.outWidth },
  ] };
}
type Two = [number, number];
type Three = [number, number, number];
type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

/** For each place, the pixels of a window divided by those of them inside the image. TensorFlow's own kernel needs no such correction. */
function wholeByInside(shape: number[], attrs: PoolAttrs): Tensor {
  const { axes } = axesOf(shape, attrs);
  return axes.reduce((product: Tensor, { size, filter, stride, before, places }, index) => {
    const ratios = Array.from({ length: places }, (_, place) => {
      const begin = place * stride - before;
      return filter / (Math.min(begin + filter, size) - Math.max(begin, 0));
    });
    const along = tf.tensor(tf.getBackend() === 'tensorflow' ? ratios.map(() => 1) : ratios);
    return product.mul(along.reshape([places, ...Array<number>(axes.length - index).fill(1)]));
  }, tf.scalar(1));
}

/** From each window of `values` the element where that window of x has its maximum. */
function atMaximum(values: Tensor, x: Tensor, attrs: PoolAttrs): Tensor {
  const { axes } = axesOf(x.shape, attrs);
  const winner = tf.argMax(tf.stack(taps(x, axes, -Infinity)), 0);
  return tf.addN(taps(values, axes, 0).map((tap, index) => tap.mul(winner.equal(index).cast('float32'))));
}

/** For every position within the window the tensor of what lies there in all windows. */
function taps(x: Tensor, axes: Axis[], outside: number): Tensor[] {
  const last = axes.map(({ stride, places }) => stride * (places - 1) + 1);
  const paddings = axes.map(({ size, filter, before }, i): Two => [before, Math.max(0, last[i] + filter - 1 - before - size)]);
  const padded = tf.pad(x, [[0, 0], ...paddings, [0, 0]], outside);
  const offsets = axes.reduce((all: number[][], { filter }) => all.flatMap((some) => Array.from({ length: filter }, (_, i) => [...some, i])), [[]]);
  const [batch, channels] = [x.shape[0], x.shape[x.rank - 1]];
  return offsets.map((offset) => tf.stridedSlice(padded,
    [0, ...offset, 0], [batch, ...offset.map((first, i) => first + last[i]), channels], [1, ...axes.map(({ stride }) => stride), 1]));
}
