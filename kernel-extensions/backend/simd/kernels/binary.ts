/** Element-wise operations of two float32 tensors with broadcasting; see assembly/binary.ts. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { broadcast_util, util } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import type { Kernel, Kernels } from './kernel.js';
import { sameShape } from './shapes.js';

/** Elements that are worth a thread's while. */
const GRAIN = 32_768;

/** How two inputs lie under an output of rows, as the WebAssembly kernels take it; strides in elements. */
interface Broadcast {
  inner: number;
  aStep: number;
  bStep: number;
  middles: number;
  aOuter: number;
  aMiddle: number;
  bOuter: number;
  bMiddle: number;
}

const isOneElement = (shape: readonly number[]) => shape.every((size) => size === 1);

const asOneRow = (inner: number, aStep: number, bStep: number): Broadcast =>
  ({ inner, aStep, bStep, middles: 1, aOuter: 0, aMiddle: 0, bOuter: 0, bMiddle: 0 });

/**
 * Merges neighbouring axes that both inputs treat alike (move along, or stay), which leaves few.
 * Returns undefined where more than three are left.
 */
export function planBroadcast(a: readonly number[], b: readonly number[], out: readonly number[]): Broadcast | undefined {
  const [aMoves, bMoves] = [sameShape(a, out), sameShape(b, out)];
  if ((aMoves || isOneElement(a)) && (bMoves || isOneElement(b))) return asOneRow(util.sizeFromShape(out as number[]), Number(aMoves), Number(bMoves));
  const axes: { size: number; a: boolean; b: boolean }[] = [];
  out.forEach((size, axis) => {
    if (size === 1) return;
    const moves = (shape: readonly number[]) => (shape[axis - out.length + shape.length] ?? 1) !== 1;
    const here = { size, a: moves(a), b: moves(b) };
    const last = axes.at(-1);
    if (last && last.a === here.a && last.b === here.b) last.size *= size;
    else axes.push(here);
  });
  if (axes.length > 3) return undefined;
  while (axes.length < 3) axes.unshift({ size: 1, a: false, b: false });
  const [outer, middle, inner] = axes;
  const stride = (input: 'a' | 'b', axis: 'middle' | 'outer') => {
    const below = inner[input] ? inner.size : 1;
    if (axis === 'middle') return middle[input] ? below : 0;
    return outer[input] ? below * (middle[input] ? middle.size : 1) : 0;
  };
  return {
    inner: inner.size, aStep: Number(inner.a), bStep: Number(inner.b), middles: middle.size,
    aOuter: stride('a', 'outer'), aMiddle: stride('a', 'middle'), bOuter: stride('b', 'outer'), bMiddle: stride('b', 'middle'),
  };
}

/** Runs the WebAssembly kernel `name` with these tensors; `out` may be `a` where `a` has its shape. */
export function runBroadcast(backend: SimdBackend, name: string, a: TensorInfo, b: TensorInfo, out: TensorInfo, plan: Broadcast): void {
  const { inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle } = plan;
  backend.run(name, [
    backend.address(a), backend.address(b), backend.address(out), inner, aStep, bStep, middles, aOuter, aMiddle, bOuter, bMiddle,
  ], util.sizeFromShape(out.shape), GRAIN);
}

function binary(name: string, dtype: 'float32' | 'bool'): Kernel {
  return ({ inputs, backend }) => {
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    const shape = sameShape(a.shape, b.shape) ? a.shape : broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const plan = planBroadcast(a.shape, b.shape, shape);
    if (!plan) return undefined;
    const out = backend.allocate(shape, dtype);
    runBroadcast(backend, name, a, b, out, plan);
    return out;
  };
}

/** The sum of tensors of one shape: what tfjs makes of the gradients of a tensor that is used more than twice. */
const addN: Kernel = ({ inputs, backend }) => {
  const [first, second, ...others] = Object.values(inputs) as TensorInfo[];
  if (!second || [first, second, ...others].some(({ dtype }) => dtype !== 'float32')) return undefined;
  const plan = planBroadcast(first.shape, first.shape, first.shape)!;
  const out = backend.allocate(first.shape, 'float32');
  runBroadcast(backend, 'Add', first, second, out, plan);
  for (const other of others) runBroadcast(backend, 'Add', out, other, out, plan);
  return out;
};

/** Tile: with an axis of length 1 before each, the axes are not repeated but spread out. */
const tile: Kernel = ({ inputs, attrs, backend }) => {
  const x = inputs.x as TensorInfo;
  const reps = attrs.reps as number[];
  if (x.dtype !== 'float32') return undefined;
  const spread = x.shape.flatMap((size, axis) => [reps[axis], size]);
  const plan = planBroadcast(x.shape.flatMap((size) => [1, size]), spread, spread);
  if (!plan) return undefined;
  const out = backend.allocate(x.shape.map((size, axis) => size * reps[axis]), 'float32');
  runBroadcast(backend, 'BroadcastTo', x, out, out, plan);
  return out;
};

/** This backend's own: x with axes of length 1 repeated to `shape`, which planBroadcast must take. */
const broadcastTo: Kernel = ({ inputs, attrs, backend }) => {
  const x = inputs.x as TensorInfo;
  const shape = attrs.shape as number[];
  const out = backend.allocate(shape, 'float32');
  runBroadcast(backend, 'BroadcastTo', x, out, out, planBroadcast(x.shape, shape, shape)!);
  return out;
};

const arithmetic = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference', 'Pow'];
const comparisons = ['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual'];

export const binaryKernels: Kernels = {
  ...Object.fromEntries(arithmetic.map((name) => [name, binary(name, 'float32')])),
  ...Object.fromEntries(comparisons.map((name) => [name, binary(name, 'bool')])),
  AddN: addN,
  BroadcastTo: broadcastTo,
  Tile: tile,
};
