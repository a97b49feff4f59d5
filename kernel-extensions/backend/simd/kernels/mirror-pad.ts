/** MirrorPad: the border is filled with what lies behind it, mirrored. Moves whole runs of elements. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import type { Kernel, Kernels } from './kernel.js';
import { valuesOf } from './values.js';

const mirrorPad: Kernel = ({ inputs, attrs, backend }) => {
  const x = inputs.x as TensorInfo;
  const { paddings, mode } = attrs as { paddings: [number, number][]; mode: 'reflect' | 'symmetric' };
  if (x.dtype !== 'float32' || x.shape.length === 0) return undefined;
  const shape = x.shape.map((size, axis) => size + paddings[axis][0] + paddings[axis][1]);
  const out = backend.allocate(shape, 'float32');
  const [from, to] = [valuesOf(backend, x), valuesOf(backend, out)];

  // Axes behind the last padded one are copied as one run.
  const lastPadded = paddings.findLastIndex(([before, after]) => before + after > 0);
  const run = util.sizeFromShape(x.shape.slice(lastPadded + 1));
  const sources = paddings.slice(0, lastPadded + 1).map((padding, axis) => mirrored(x.shape[axis], padding, mode === 'reflect' ? 0 : 1));
  let at = 0;
  const copy = (axis: number, index: number) => {
    if (axis === sources.length) {
      to.set(from.subarray(index * run, (index + 1) * run), at);
      at += run;
      return;
    }
    for (const source of sources[axis]) copy(axis + 1, index * x.shape[axis] + source);
  };
  copy(0, 0);
  return out;
};

/** For every place of the padded axis, the place it is copied from; `repeat` 1 repeats the border itself. */
function mirrored(size: number, [before, after]: [number, number], repeat: 0 | 1): number[] {
  return Array.from({ length: before + size + after }, (_, place) => {
    const source = place - before;
    if (source < 0) return -source - repeat;
    return source < size ? source : 2 * (size - 1) - source + repeat;
  });
}

export const mirrorPadKernels: Kernels = { MirrorPad: mirrorPad };
