/** Sum, Mean, Max and Min of float32 tensors over any axes; see assembly/reduce.ts. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { backend_util, util } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import type { Kernel, Kernels } from './kernel.js';

/** Elements of one piece of a long reduction, and elements that are worth a thread's while. */
const PIECE = 4_096;
const GRAIN = 32_768;

interface Block { outer: number; n: number; inner: number }

/** The one reduction [outer, n, inner] → [outer, inner] that these axes amount to, if they are neighbours. */
function asBlock(shape: number[], axes: number[]): Block | undefined {
  const long = axes.filter((axis) => shape[axis] !== 1);
  const [first, last] = [long[0] ?? 0, (long.at(-1) ?? -1) + 1];
  for (let axis = first; axis < last; axis++) if (shape[axis] !== 1 && !long.includes(axis)) return undefined;
  const size = (from: number, to?: number) => util.sizeFromShape(shape.slice(from, to));
  return { outer: size(0, first), n: size(first, last), inner: size(last) };
}

/** Reduces a block at address `x` to `out`, every result divided by `divisor`. Uses the work space. */
export function reduceBlock(backend: SimdBackend, name: string, x: number, out: number, { outer, n, inner }: Block, divisor: number): void {
  const pieceLength = inner === 1 ? PIECE : Math.max(32, Math.ceil(PIECE * 4 / inner));
  const pieces = Math.ceil(n / pieceLength);
  if (pieces > 1) {
    const partial = backend.workspace(4 * outer * pieces * inner);
    onePass(backend, name, x, partial, { outer, n, inner }, pieceLength, 1);
    onePass(backend, name, partial, out, { outer, n: pieces, inner }, pieces, divisor);
  } else {
    onePass(backend, name, x, out, { outer, n, inner }, Math.max(1, n), divisor);
  }
}

function onePass(backend: SimdBackend, name: string, x: number, out: number, { outer, n, inner }: Block, pieceLength: number, divisor: number): void {
  const pieces = Math.max(1, Math.ceil(n / pieceLength));
  if (inner === 1) {
    backend.run(`${name}Rows`, [x, out, n, pieceLength, pieces, divisor], outer * pieces, Math.ceil(GRAIN / pieceLength));
    return;
  }
  const width = backend.wasm.columnBlock();
  const blocks = Math.ceil(inner / width);
  backend.run(`${name}Columns`, [x, out, n, inner, pieceLength, pieces, blocks, divisor],
    outer * pieces * blocks, Math.ceil(GRAIN / (pieceLength * Math.min(width, inner))));
}

function reduction(name: 'Sum' | 'Max' | 'Min', divisor: (reduced: number) => number = () => 1): Kernel {
  return ({ inputs, attrs, backend }) => {
    const x = inputs.x as TensorInfo;
    const { axis, reductionIndices, keepDims } = attrs as { axis?: number | number[]; reductionIndices?: number | number[]; keepDims?: boolean };
    if (x.dtype !== 'float32') return undefined;
    const axes = util.parseAxisParam(axis ?? reductionIndices ?? null as unknown as number[], x.shape).sort((a, b) => a - b);
    const block = asBlock(x.shape, axes);
    if (!block) return undefined;
    const [outShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const out = backend.allocate(keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape, 'float32');
    reduceBlock(backend, name, backend.address(x), backend.address(out), block, divisor(block.n));
    return out;
  };
}

export const reduceKernels: Kernels = {
  Sum: reduction('Sum'),
  Mean: reduction('Sum', (reduced) => reduced),
  Max: reduction('Max'),
  Min: reduction('Min'),
};
