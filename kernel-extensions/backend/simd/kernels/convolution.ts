/**
 * Conv2D, its fused form and its two gradients, for NHWC float32 images: plans for the kernels of
 * assembly/convolution.ts. Conv2DBackpropInput is also what a transposed convolution runs.
 */
import { backend_util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import { plain, planEpilogue } from './epilogue.js';
import type { EpilogueAttrs, EpilogueInputs, FusedEpilogue } from './epilogue.js';
import { grainOf, packB, packedBytes, unitColumns } from './gemm.js';
import type { KernelCall, Kernels } from './kernel.js';

type Conv2DInfo = backend_util.Conv2DInfo;
type FourSizes = [number, number, number, number];

interface Conv2DAttrs {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dataFormat: 'NHWC' | 'NCHW';
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** undefined where the kernels here do not apply: another layout or dtype. */
function convolutionInfo(xShape: number[], filterShape: number[], attrs: Conv2DAttrs, tensors: TensorInfo[]): Conv2DInfo | undefined {
  if (attrs.dataFormat === 'NCHW' || tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  return backend_util.computeConv2DInfo(
    xShape as FourSizes, filterShape as FourSizes, attrs.strides, attrs.dilations ?? 1, attrs.pad, attrs.dimRoundingMode,
  );
}

/** The fields of `Patches` in assembly/convolution.ts, in its order. */
interface Patches {
  image: number;
  batch: number;
  height: number;
  width: number;
  channels: number;
  placesY: number;
  placesX: number;
  strideY: number;
  strideX: number;
  firstY: number;
  firstX: number;
  tapsY: number;
  tapsX: number;
  stepY: number;
  stepX: number;
}

const PLAN_BYTES = 64;

function writePlan(backend: SimdBackend, address: number, patches: Patches): void {
  const { image, batch, height, width, channels, placesY, placesX, strideY, strideX, firstY, firstX, tapsY, tapsX, stepY, stepX } = patches;
  backend.view(address, PLAN_BYTES / 4, 'int32').set([
    image, batch, height, width, channels, placesY, placesX, strideY, strideX, firstY, firstX, tapsY, tapsX, stepY, stepX,
  ]);
}

/** What the forward pass and the filter's gradient read: the patch of x below each output pixel. */
const forwardPatches = (backend: SimdBackend, x: TensorInfo, info: Conv2DInfo): Patches => ({
  image: backend.address(x), batch: info.batchSize, height: info.inHeight, width: info.inWidth, channels: info.inChannels,
  placesY: info.outHeight, placesX: info.outWidth, strideY: info.strideHeight, strideX: info.strideWidth,
  firstY: -info.padInfo.top, firstX: -info.padInfo.left, tapsY: info.filterHeight, tapsX: info.filterWidth,
  stepY: info.dilationHeight, stepX: info.dilationWidth,
});

/** Where the places of a plan are written: every strideY-th row from firstY of images height×width×n. */
interface Target {
  address: number;
  height: number;
  width: number;
  strideY: number;
  strideX: number;
  firstY: number;
  firstX: number;
}

/** Runs `convolve` on a plan whose B is packed. */
function convolve(
  backend: SimdBackend, plan: number, patches: Patches, packed: number, target: Target, n: number, { bias, activation, alpha }: FusedEpilogue,
): void {
  const blockRows = backend.wasm.blockRows();
  const rows = patches.batch * patches.placesY * patches.placesX;
  const rowBlocks = Math.ceil(rows / blockRows);
  const columns = unitColumns(backend, rowBlocks, n);
  const depth = patches.tapsY * patches.tapsX * patches.channels;
  backend.run('convolve', [
    plan, packed, target.address, target.height, target.width, target.strideY, target.strideX, target.firstY, target.firstX,
    n, columns, bias, activation, alpha,
  ], rowBlocks * Math.ceil(n / columns), grainOf(Math.min(rows, blockRows) * Math.min(n, columns) * depth));
}

function forward(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, info: Conv2DInfo, epilogue: FusedEpilogue): TensorInfo {
  const n = info.outChannels;
  const patches = forwardPatches(backend, x, info);
  const depth = info.filterHeight * info.filterWidth * info.inChannels;
  const plan = backend.workspace(PLAN_BYTES + packedBytes(depth, n));
  const out = backend.allocate(info.outShape, 'float32');
  writePlan(backend, plan, patches);
  packB(backend, { address: backend.address(filter), rowStride: n, columnStride: 1 }, depth, n, plan + PLAN_BYTES);
  const target = { address: backend.address(out), height: info.outHeight, width: info.outWidth, strideY: 1, strideX: 1, firstY: 0, firstX: 0 };
  convolve(backend, plan, patches, plan + PLAN_BYTES, target, n, epilogue);
  return out;
}

function conv2D({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
  const info = convolutionInfo(x.shape, filter.shape, attrs as unknown as Conv2DAttrs, [x, filter]);
  return info && forward(backend, x, filter, info, plain);
}

function fusedConv2D({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { x, filter, ...rest } = inputs as unknown as { x: TensorInfo; filter: TensorInfo } & EpilogueInputs;
  const info = convolutionInfo(x.shape, filter.shape, attrs as unknown as Conv2DAttrs, [x, filter]);
  if (!info) return undefined;
  const { fused, later } = planEpilogue(backend, info.outChannels, rest, attrs as EpilogueAttrs);
  return later(forward(backend, x, filter, info, fused));
}

/** The rows of one axis that a residue class modulo the stride has, and the filter's taps that reach them. */
interface Phase {
  first: number;
  places: number;
  /** The first tap, and how many: every stride-th one. */
  tap: number;
  taps: number;
  /** The pixel of dy that the first tap of the first place reads; the next tap reads the one before it. */
  from: number;
}

/** Input row i gets dy[o]·filter[t] where o·stride + t − pad = i: for i ≡ first, every stride-th t. */
function phases(size: number, stride: number, filter: number, pad: number): Phase[] {
  return Array.from({ length: Math.min(stride, size) }, (_, first) => {
    const tap = (first + pad) % stride;
    return {
      first, places: Math.ceil((size - first) / stride),
      tap, taps: Math.max(0, Math.ceil((filter - tap) / stride)), from: (first + pad - tap) / stride,
    };
  });
}

/**
 * dx[N, H, W, C] of y = conv2d(x, filter): one stride-1 convolution of dy for each residue class of
 * pixels, with the taps of the filter that reach this class, transposed.
 */
function conv2DBackpropInput({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
  const { inputShape, ...convolution } = attrs as unknown as Conv2DAttrs & { inputShape: number[] };
  const info = convolutionInfo(inputShape, filter.shape, { ...convolution, dilations: 1 }, [dy, filter]);
  if (!info) return undefined;
  const { inChannels, outChannels, strideHeight, strideWidth, filterWidth } = info;
  const plan = backend.workspace(PLAN_BYTES + packedBytes(info.filterHeight * filterWidth * outChannels, inChannels));
  const out = backend.allocate(info.inShape, 'float32');
  const packed = plan + PLAN_BYTES;
  for (const y of phases(info.inHeight, strideHeight, info.filterHeight, info.padInfo.top)) {
    for (const x of phases(info.inWidth, strideWidth, filterWidth, info.padInfo.left)) {
      const patches: Patches = {
        image: backend.address(dy), batch: info.batchSize, height: info.outHeight, width: info.outWidth, channels: outChannels,
        placesY: y.places, placesX: x.places, strideY: 1, strideX: 1, firstY: y.from, firstX: x.from,
        tapsY: y.taps, tapsX: x.taps, stepY: -1, stepX: -1,
      };
      writePlan(backend, plan, patches);
      const tapElements = inChannels * outChannels;
      packB(
        backend,
        { address: backend.address(filter) + 4 * (y.tap * filterWidth + x.tap) * tapElements, rowStride: 1, columnStride: outChannels },
        outChannels, inChannels, packed,
        { tapsY: y.taps, tapsX: x.taps, tapStepY: strideHeight * filterWidth * tapElements, tapStepX: strideWidth * tapElements },
      );
      const target = {
        address: backend.address(out), height: info.inHeight, width: info.inWidth,
        strideY: strideHeight, strideX: strideWidth, firstY: y.first, firstX: x.first,
      };
      convolve(backend, plan, patches, packed, target, inChannels, plain);
    }
  }
  return out;
}

/** dfilter[KH, KW, C, n]: the patches of x, transposed, times dy. */
function conv2DBackpropFilter({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const { filterShape, ...convolution } = attrs as unknown as Conv2DAttrs & { filterShape: number[] };
  const info = convolutionInfo(x.shape, filterShape, { ...convolution, dilations: 1 }, [x, dy]);
  if (!info) return undefined;
  const n = info.outChannels;
  const places = info.outHeight * info.outWidth;
  const plan = backend.workspace(PLAN_BYTES + packedBytes(places * info.batchSize, n));
  const out = backend.allocate(info.filterShape, 'float32');
  const packed = plan + PLAN_BYTES;
  writePlan(backend, plan, forwardPatches(backend, x, info));
  backend.run('packPlaces', [backend.address(dy), info.batchSize, places, n, packed], places, Math.ceil(20_000 / (n * info.batchSize)));
  const units = backend.wasm.filterGradientUnits(info.filterHeight * info.filterWidth, info.inChannels);
  backend.run('filterGradient', [plan, packed, backend.address(out), n], units, grainOf(backend.wasm.blockRows() * n * places * info.batchSize));
  return out;
}

export const convolutionKernels: Kernels = {
  Conv2D: conv2D,
  FusedConv2D: fusedConv2D,
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
};
