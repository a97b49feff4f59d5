/**
 * Batch normalisation over the last axis (S. Ioffe and C. Szegedy, arXiv 1502.03167): tfjs's
 * FusedBatchNorm, and BatchNormTraining with its gradient, which are this backend's own.
 *
 * Inputs are seen as [rows, channels]. With d = x − mean, r = 1 / √(variance + ε) and n rows:
 *   y      = d · γ · r + β
 *   dβ     = Σ dy
 *   dγ     = r · Σ dy · d
 *   dx     = γ · r · (dy − dβ / n − d · r · dγ / n)
 */
import type { TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import { planBroadcast, runBroadcast } from './binary.js';
import type { Kernel, Kernels } from './kernel.js';
import { reduceBlock } from './reduce.js';
import { sameShape } from './shapes.js';
import { valuesOf } from './values.js';

/** Elements that are worth a thread's while. */
const GRAIN = 32_768;
/** Elements of the pieces whose sums are added up in the end; fixed, so that the bits are too. */
const PIECE = 16_384;

const rowGrain = (channels: number) => Math.ceil(GRAIN / channels);

function rowsAndChannels({ shape }: TensorInfo): [number, number] {
  const channels = shape.at(-1)!;
  return [util.sizeFromShape(shape) / channels, channels];
}

/** Runs `use` with float32 tensors of these lengths that are given back afterwards. */
function withTemporaries(backend: SimdBackend, lengths: number[], use: (...temporaries: TensorInfo[]) => void): void {
  const temporaries = lengths.map((length) => backend.allocate([length], 'float32'));
  try {
    use(...temporaries);
  } finally {
    for (const temporary of temporaries) backend.disposeIntermediateTensorInfo(temporary);
  }
}

/** y = (x − mean) · γ / √(variance + ε) + β; γ and β may be missing. */
function normalize(
  backend: SimdBackend, x: TensorInfo, mean: TensorInfo, variance: TensorInfo, beta: TensorInfo | undefined, gamma: TensorInfo | undefined, epsilon: number,
): TensorInfo {
  const [rows, channels] = rowsAndChannels(x);
  const y = backend.allocate(x.shape, 'float32');
  withTemporaries(backend, [channels, channels], (scale, offset) => {
    const [s, o, v] = [valuesOf(backend, scale), valuesOf(backend, offset), valuesOf(backend, variance)];
    const g = gamma && valuesOf(backend, gamma);
    for (let c = 0; c < channels; c++) s[c] = (g ? g[c] : 1) / Math.sqrt(v[c] + epsilon);
    if (beta) o.set(valuesOf(backend, beta));
    else o.fill(0);
    backend.run('batchNormalize', [x, mean, scale, offset, y].map((tensor) => backend.address(tensor)).concat(channels), rows, rowGrain(channels));
  });
  return y;
}

const fusedBatchNorm: Kernel = ({ inputs, attrs, backend }) => {
  const { x, mean, variance, offset, scale } = inputs as { x: TensorInfo; mean: TensorInfo; variance: TensorInfo; offset?: TensorInfo; scale?: TensorInfo };
  const epsilon = attrs.varianceEpsilon as number;
  const parameters = [mean, variance, offset, scale].filter((tensor) => tensor != null);
  const channels = x.shape.at(-1);
  if (x.dtype !== 'float32' || !channels || parameters.some(({ dtype }) => dtype !== 'float32')) return undefined;
  if (parameters.every(({ shape }) => shape.length === 1 && shape[0] === channels)) return normalize(backend, x, mean, variance, offset, scale, epsilon);
  return normalizeBroadcast(backend, x, mean, variance, offset, scale, epsilon);
};

/** The same with parameters of any shape that broadcasts to that of x, such as [1, C, 1, 1]; all of one shape. */
function normalizeBroadcast(
  backend: SimdBackend, x: TensorInfo, mean: TensorInfo, variance: TensorInfo, beta: TensorInfo | undefined, gamma: TensorInfo | undefined, epsilon: number,
): TensorInfo | undefined {
  const plan = planBroadcast(x.shape, mean.shape, x.shape);
  if (!plan || [variance, beta, gamma].some((tensor) => tensor && !sameShape(tensor.shape, mean.shape))) return undefined;
  const y = backend.allocate(x.shape, 'float32');
  const scale = backend.allocate(variance.shape, 'float32');
  const [s, v, g] = [scale, variance, gamma].map((tensor) => tensor && valuesOf(backend, tensor));
  for (let i = 0; i < v!.length; i++) s![i] = (g ? g[i] : 1) / Math.sqrt(v![i] + epsilon);
  runBroadcast(backend, 'Sub', x, mean, y, plan);
  runBroadcast(backend, 'Multiply', y, scale, y, plan);
  if (beta) runBroadcast(backend, 'Add', y, beta, y, plan);
  backend.disposeIntermediateTensorInfo(scale);
  return y;
}

/** Inputs x [..., C], gamma [C], beta [C]; outputs y like x, and the batch's mean [C] and variance [C]. */
const batchNormTraining: Kernel = ({ inputs, attrs, backend }) => {
  const { x, gamma, beta } = inputs as Record<'x' | 'gamma' | 'beta', TensorInfo>;
  const [rows, channels] = rowsAndChannels(x);
  const mean = backend.allocate([channels], 'float32');
  const variance = backend.allocate([channels], 'float32');
  reduceBlock(backend, 'Sum', backend.address(x), backend.address(mean), { outer: 1, n: rows, inner: channels }, rows);
  const { pieceRows, pieces } = piecesOf(rows, channels);
  withTemporaries(backend, [pieces * channels], (partial) => {
    backend.run('squaredDeviations', [backend.address(x), backend.address(mean), backend.address(partial), rows, channels, pieceRows], pieces, 2);
    reduceBlock(backend, 'Sum', backend.address(partial), backend.address(variance), { outer: 1, n: pieces, inner: channels }, rows);
  });
  const y = normalize(backend, x, mean, variance, beta, gamma, attrs.epsilon as number);
  return [y, mean, variance];
};

/** Inputs dy, x, mean, variance, gamma; outputs dx, dgamma, dbeta. */
const batchNormTrainingGrad: Kernel = ({ inputs, attrs, backend }) => {
  const { dy, x, mean, variance, gamma } = inputs as Record<'dy' | 'x' | 'mean' | 'variance' | 'gamma', TensorInfo>;
  const epsilon = attrs.epsilon as number;
  const [rows, channels] = rowsAndChannels(x);
  const [dx, dgamma, dbeta] = [x.shape, [channels], [channels]].map((shape) => backend.allocate(shape, 'float32'));
  const [fromDy, fromX, fromMean] = [dy, x, mean].map((tensor) => backend.address(tensor));
  const { pieceRows, pieces } = piecesOf(rows, channels);
  withTemporaries(backend, [pieces * 2 * channels, 2 * channels, channels, channels, channels], (partial, sums, a, b, c) => {
    backend.run('batchNormSums', [fromDy, fromX, fromMean, backend.address(partial), rows, channels, pieceRows], pieces, 2);
    reduceBlock(backend, 'Sum', backend.address(partial), backend.address(sums), { outer: 1, n: pieces, inner: 2 * channels }, 1);
    const [sumDy, sumDyD] = [valuesOf(backend, sums).subarray(0, channels), valuesOf(backend, sums).subarray(channels)];
    const [v, g] = [valuesOf(backend, variance), valuesOf(backend, gamma)];
    const [dg, db, av, bv, cv] = [dgamma, dbeta, a, b, c].map((tensor) => valuesOf(backend, tensor));
    for (let i = 0; i < channels; i++) {
      const r = 1 / Math.sqrt(v[i] + epsilon);
      db[i] = sumDy[i];
      dg[i] = r * sumDyD[i];
      av[i] = g[i] * r;
      bv[i] = -g[i] * r * r * r * sumDyD[i] / rows;
      cv[i] = -g[i] * r * sumDy[i] / rows;
    }
    backend.run('batchNormGradient', [fromDy, fromX, fromMean, ...[a, b, c, dx].map((tensor) => backend.address(tensor)), channels], rows, rowGrain(channels));
  });
  return [dx, dgamma, dbeta];
};

function piecesOf(rows: number, channels: number): { pieceRows: number; pieces: number } {
  const pieceRows = Math.max(8, Math.ceil(PIECE / channels));
  return { pieceRows, pieces: Math.ceil(rows / pieceRows) };
}

export const batchNormKernels: Kernels = {
  FusedBatchNorm: fusedBatchNorm,
  BatchNormTraining: batchNormTraining,
  BatchNormTrainingGrad: batchNormTrainingGrad,
};
