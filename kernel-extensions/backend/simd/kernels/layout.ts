/**
 * Operations that only move elements: transpose, slice, concat, pad, reverse and what is made of
 * them. All are copies of a box from one set of strides to another (assembly/layout.ts).
 */
import { backend_util, slice_util, util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import type { NumericDataType } from '../shared-memory.js';
import type { KernelCall, Kernels } from './kernel.js';

const MOST_AXES = 8;
const ELEMENT_BYTES = 4;
/** Elements whose copy takes about 20 µs. */
const GRAIN = 16_384;

interface Axis {
  size: number;
  /** Elements from one index to the next, in the source and in the target. */
  from: number;
  to: number;
}

/** The elements move as 4-byte words; bool, complex and string tensors are tfjs's business. */
const moves = (tensor: TensorInfo, axes = tensor.shape.length): boolean =>
  (tensor.dtype === 'float32' || tensor.dtype === 'int32') && axes <= MOST_AXES;

/** Joins neighbours that one stride can walk through in both tensors, and drops axes of size 1. */
function joinAxes(axes: Axis[]): Axis[] {
  const joined: Axis[] = [];
  for (const axis of axes) {
    const outer = joined.at(-1);
    if (axis.size === 1) continue;
    if (outer && outer.from === axis.from * axis.size && outer.to === axis.to * axis.size) {
      joined[joined.length - 1] = { ...axis, size: outer.size * axis.size };
    } else {
      joined.push(axis);
    }
  }
  return joined;
}

/** Copies the box `axes` from byte address `from` to `to`. */
function copy(backend: SimdBackend, from: number, to: number, axes: Axis[]): void {
  if (axes.some(({ size }) => size === 0)) return;
  const joined = joinAxes(axes);
  if (joined.length < 2 && joined[0]?.from === 1 && joined[0].to === 1) splitRun(joined);
  const plan = backend.workspace(3 * MOST_AXES * 4);
  const fields = new Int32Array(3 * MOST_AXES).fill(1, 0, MOST_AXES);
  joined.forEach(({ size, from, to }, i) => {
    const at = MOST_AXES - joined.length + i;
    fields[at] = size;
    fields[MOST_AXES + at] = from;
    fields[2 * MOST_AXES + at] = to;
  });
  backend.view(plan, fields.length, 'int32').set(fields);
  const length = fields[MOST_AXES - 1];
  const rows = joined.reduce((product, { size }) => product * size, 1) / length;
  backend.run('copyStrided', [plan, from, to], rows, Math.ceil(GRAIN / length));
}

/** Cuts one long run into rows and a rest that threads can share; the rest stays with the last axis. */
function splitRun(axes: Axis[]): void {
  const [{ size }] = axes;
  const length = 4096;
  if (size % length === 0 && size > GRAIN) axes.splice(0, 1, { size: size / length, from: length, to: length }, { size: length, from: 1, to: 1 });
}

const stridesOf = (shape: number[]): number[] => {
  const strides = Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
};

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** The box `sizes` of x from index `begin` on, into the box of `out` from index `at` on; same axes. */
function copyBox(backend: SimdBackend, x: TensorInfo, begin: number[], out: TensorInfo, at: number[], sizes: number[]): void {
  const from = stridesOf(x.shape);
  const to = stridesOf(out.shape);
  copy(
    backend, backend.address(x) + ELEMENT_BYTES * dot(begin, from), backend.address(out) + ELEMENT_BYTES * dot(at, to),
    sizes.map((size, axis) => ({ size, from: from[axis], to: to[axis] })),
  );
}

const like = (backend: SimdBackend, x: TensorInfo, shape: number[]) => backend.allocate(shape, x.dtype as NumericDataType);

function transpose({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const x = inputs.x!;
  if (!moves(x)) return undefined;
  const perm = attrs.perm as number[];
  const out = like(backend, x, perm.map((axis) => x.shape[axis]));
  const from = stridesOf(x.shape);
  const to = stridesOf(out.shape);
  copy(backend, backend.address(x), backend.address(out), perm.map((axis, i) => ({ size: x.shape[axis], from: from[axis], to: to[i] })));
  return out;
}

function sliceBox(backend: SimdBackend, x: TensorInfo, begin: number[], size: number[]): TensorInfo {
  const out = like(backend, x, size);
  copyBox(backend, x, begin, out, size.map(() => 0), size);
  return out;
}

function slice({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const x = inputs.x!;
  if (!moves(x)) return undefined;
  const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin as number[], attrs.size as number[]);
  slice_util.assertParamsValid(x as never, begin, size);
  return sliceBox(backend, x, begin, size);
}

/** Joins tensors of equal shape but for `axis`. */
function join(backend: SimdBackend, tensors: TensorInfo[], axis: number): TensorInfo {
  const shape = [...tensors[0].shape];
  shape[axis] = tensors.reduce((sum, tensor) => sum + tensor.shape[axis], 0);
  const out = like(backend, tensors[0], shape);
  const at = shape.map(() => 0);
  for (const tensor of tensors) {
    copyBox(backend, tensor, shape.map(() => 0), out, at, tensor.shape);
    at[axis] += tensor.shape[axis];
  }
  return out;
}

const alike = (tensors: TensorInfo[]) => tensors.every((tensor) => moves(tensor) && tensor.dtype === tensors[0].dtype);

function concat({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const tensors = inputs as unknown as TensorInfo[];
  if (!alike(tensors)) return undefined;
  const axis = util.parseAxisParam(attrs.axis as number, tensors[0].shape)[0];
  backend_util.assertParamsConsistent(tensors.map(({ shape }) => shape), axis);
  return join(backend, tensors, axis);
}

function pack({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const tensors = inputs as unknown as TensorInfo[];
  if (!alike(tensors) || tensors[0].shape.length === MOST_AXES) return undefined;
  for (const { shape, dtype } of tensors) {
    util.assertShapesMatch(tensors[0].shape, shape, 'All tensors passed to stack must have matching shapes');
    util.assert(dtype === tensors[0].dtype, () => 'All tensors passed to stack must have matching dtypes');
  }
  const axis = attrs.axis as number;
  return join(backend, tensors.map((tensor) => ({ ...tensor, dataId: tensor.dataId, dtype: tensor.dtype, shape: tensor.shape.toSpliced(axis, 0, 1) })), axis);
}

function unpack({ inputs, attrs, backend }: KernelCall): TensorInfo[] | undefined {
  const value = inputs.value!;
  if (!moves(value)) return undefined;
  const axis = (attrs.axis as number) < 0 ? (attrs.axis as number) + value.shape.length : attrs.axis as number;
  const size = value.shape.with(axis, 1);
  return Array.from({ length: value.shape[axis] }, (_, i) => {
    const part = sliceBox(backend, value, size.map((_, at) => (at === axis ? i : 0)), size);
    return { ...part, shape: size.toSpliced(axis, 1) };
  });
}

function splitV({ inputs, attrs, backend }: KernelCall): TensorInfo[] | undefined {
  const x = inputs.x!;
  if (!moves(x)) return undefined;
  const axis = util.parseAxisParam(attrs.axis as number, x.shape)[0];
  const sizes = backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits as number[] | number, axis);
  const begin = x.shape.map(() => 0);
  return sizes.map((size) => {
    const part = sliceBox(backend, x, begin, x.shape.with(axis, size));
    begin[axis] += size;
    return part;
  });
}

function padV2({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const x = inputs.x!;
  if (!moves(x)) return undefined;
  const { paddings, constantValue } = attrs as unknown as { paddings: [number, number][]; constantValue: number };
  const shape = x.shape.map((size, axis) => paddings[axis][0] + size + paddings[axis][1]);
  if (shape.some((size) => size < 0)) return undefined;
  const out = like(backend, x, shape);
  backend.view(backend.address(out), util.sizeFromShape(out.shape), out.dtype as NumericDataType).fill(constantValue);
  // tfjs lets a padding be negative, which cuts elements off.
  const cut = paddings.map(([before]) => Math.max(0, -before));
  const kept = x.shape.map((size, axis) => Math.max(0, size - cut[axis] - Math.max(0, -paddings[axis][1])));
  copyBox(backend, x, cut, out, paddings.map(([before]) => Math.max(0, before)), kept);
  return out;
}

function reverse({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const x = inputs.x!;
  if (!moves(x)) return undefined;
  const reversed = new Set(util.parseAxisParam(attrs.dims as number[], x.shape));
  const out = like(backend, x, x.shape);
  const strides = stridesOf(x.shape);
  const last = strides.reduce((sum, stride, axis) => sum + (reversed.has(axis) ? (x.shape[axis] - 1) * stride : 0), 0);
  copy(
    backend, backend.address(x) + ELEMENT_BYTES * last, backend.address(out),
    x.shape.map((size, axis) => ({ size, from: reversed.has(axis) ? -strides[axis] : strides[axis], to: strides[axis] })),
  );
  return out;
}

export const layoutKernels: Kernels = {
  Concat: concat, Pack: pack, PadV2: padV2, Reverse: reverse, Slice: slice, SplitV: splitV, Transpose: transpose, Unpack: unpack,
};
