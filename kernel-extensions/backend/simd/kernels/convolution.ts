/**
 * Conv2D, its fused form and its two gradients, for NHWC float32 images: plans for the kernels of
 * assembly/convolution.ts. Conv2DBackpropInput is also what a transposed convolution runs.
 */
import { backend_util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import { plain, planEpilogue } from './epilogue.js';
import type { EpilogueAttrs, EpilogueInputs, FusedEpilogue } from './epilogue.js';
import { PACKING, grainOf, oneTap, packB, packColumns, packedBytes, unitColumns } from './gemm.js';
import type { Matrix, Taps } from './gemm.js';
import type { KernelCall, Kernels } from './kernel.js';
import { sameShape } from './shapes.js';
import { winogradConvolve, winogradFilterGradient } from './winograd.js';
import type { FilterTaps, Geometry, ImageSource } from './winograd.js';

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

/** Where the places of a plan are written: the fields of `Target` in assembly/convolution.ts, in its order. */
interface Target {
  image: number;
  height: number;
  width: number;
  strideY: number;
  strideX: number;
  firstY: number;
  firstX: number;
}

const TARGET_AT = 64;
const PLAN_BYTES = 128;

/** Outputs of at most this many channels are dot products: the micro-kernel's width would be mostly idle. */
const NARROW = 3;

function writePatches(backend: SimdBackend, plan: number, patches: Patches): void {
  const { image, batch, height, width, channels, placesY, placesX, strideY, strideX, firstY, firstX, tapsY, tapsX, stepY, stepX } = patches;
  backend.view(plan, TARGET_AT / 4, 'int32').set([
    image, batch, height, width, channels, placesY, placesX, strideY, strideX, firstY, firstX, tapsY, tapsX, stepY, stepX,
  ]);
}

function writeTarget(backend: SimdBackend, plan: number, { image, height, width, strideY, strideX, firstY, firstX }: Target): void {
  backend.view(plan + TARGET_AT, 7, 'int32').set([image, height, width, strideY, strideX, firstY, firstX]);
}

/** What the forward pass and the filter's gradient read: the patch of x below each output pixel. */
const forwardPatches = (backend: SimdBackend, x: TensorInfo, info: Conv2DInfo): Patches => ({
  image: backend.address(x), batch: info.batchSize, height: info.inHeight, width: info.inWidth, channels: info.inChannels,
  placesY: info.outHeight, placesX: info.outWidth, strideY: info.strideHeight, strideX: info.strideWidth,
  firstY: -info.padInfo.top, firstX: -info.padInfo.left, tapsY: info.filterHeight, tapsX: info.filterWidth,
  stepY: info.dilationHeight, stepX: info.dilationWidth,
});

/** target = epilogue(patches·B): B has tapsY·tapsX·channels rows, laid out as `packB` describes, and n columns. */
function convolve(
  backend: SimdBackend, plan: number, patches: Patches, b: Matrix, taps: Taps, target: Target, n: number, { bias, activation, alpha }: FusedEpilogue,
): void {
  writePatches(backend, plan, patches);
  writeTarget(backend, plan, target);
  const packed = plan + PLAN_BYTES;
  const targetPlan = plan + TARGET_AT;
  const { tapsY, tapsX, channels } = patches;
  const depth = tapsY * tapsX * channels;
  const depthOfTap = depth / Math.max(1, taps.tapsY * taps.tapsX);
  const blockRows = backend.wasm.blockRows();
  const rows = patches.batch * patches.placesY * patches.placesX;
  const rowBlocks = Math.ceil(rows / blockRows);
  if (n <= NARROW && channels >= 4) {
    packColumns(backend, b, depthOfTap, n, packed, taps);
    const grain = grainOf(2 * Math.min(rows, blockRows) * n * depth);
    backend.run('convolveNarrow', [plan, targetPlan, packed, n, bias, activation, alpha], rowBlocks, grain);
    return;
  }
  packB(backend, b, depthOfTap, n, packed, taps);
  const columns = unitColumns(backend, rowBlocks, n);
  const grain = grainOf(Math.min(rows, blockRows) * Math.min(n, columns) * depth);
  backend.run('convolve', [plan, targetPlan, packed, n, columns, bias, activation, alpha], rowBlocks * Math.ceil(n / columns), grain);
}

const imageOf = (backend: SimdBackend, x: TensorInfo, info: Conv2DInfo): ImageSource =>
  ({ address: backend.address(x), batch: info.batchSize, height: info.inHeight, width: info.inWidth, channels: info.inChannels });

const geometryOf = (info: Conv2DInfo): Geometry => ({
  placesY: info.outHeight, placesX: info.outWidth, strideY: info.strideHeight, strideX: info.strideWidth,
  firstY: -info.padInfo.top, firstX: -info.padInfo.left,
});

const filterTaps = (address: number, { filterHeight, filterWidth, inChannels, outChannels }: Conv2DInfo): FilterTaps => ({
  address, rowStride: outChannels, columnStride: 1, tapsY: filterHeight, tapsX: filterWidth,
  tapStepY: filterWidth * inChannels * outChannels, tapStepX: inChannels * outChannels,
});

function forward(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, info: Conv2DInfo, epilogue: FusedEpilogue): TensorInfo {
  const n = info.outChannels;
  const depth = info.filterHeight * info.filterWidth * info.inChannels;
  const b = { address: backend.address(filter), rowStride: n, columnStride: 1 };
  const undilated = info.dilationHeight === 1 && info.dilationWidth === 1;
  return backend.produce(info.outShape, (out) => {
    const target = { image: backend.address(out), height: info.outHeight, width: info.outWidth, strideY: 1, strideX: 1, firstY: 0, firstX: 0 };
    if (undilated && winogradConvolve(backend, imageOf(backend, x, info), geometryOf(info), filterTaps(b.address, info), n, target, epilogue)) return;
    const plan = backend.workspace(PLAN_BYTES + packedBytes(depth, n));
    convolve(backend, plan, forwardPatches(backend, x, info), b, oneTap, target, n, epilogue);
  });
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
  // tfjs lets dy be larger than the convolution's result, and reads a part of it.
  if (!info || !sameShape(dy.shape, info.outShape)) return undefined;
  return backend.produce(info.inShape, (dx) => {
    for (const y of phases(info.inHeight, info.strideHeight, info.filterHeight, info.padInfo.top)) {
      for (const x of phases(info.inWidth, info.strideWidth, info.filterWidth, info.padInfo.left)) {
        phaseOfInputGradient(backend, dy, filter, dx, info, y, x);
      }
    }
  });
}

/** The pixels of dx in one residue class. */
function phaseOfInputGradient(
  backend: SimdBackend, dy: TensorInfo, filter: TensorInfo, dx: TensorInfo, info: Conv2DInfo, y: Phase, x: Phase,
): void {
  const { batchSize, outHeight, outWidth, inChannels, outChannels, strideHeight, strideWidth, filterHeight, filterWidth } = info;
  const tapElements = inChannels * outChannels;
  const b = { address: backend.address(filter) + 4 * (y.tap * filterWidth + x.tap) * tapElements, rowStride: 1, columnStride: outChannels };
  const taps = { tapsY: y.taps, tapsX: x.taps, tapStepY: strideHeight * filterWidth * tapElements, tapStepX: strideWidth * tapElements };
  const target = {
    image: backend.address(dx), height: info.inHeight, width: info.inWidth,
    strideY: strideHeight, strideX: strideWidth, firstY: y.first, firstX: x.first,
  };
  const source = { address: backend.address(dy), batch: batchSize, height: outHeight, width: outWidth, channels: outChannels };
  // The taps walk backwards over dy: the other way round, they are those of a convolution.
  const geometry = { placesY: y.places, placesX: x.places, strideY: 1, strideX: 1, firstY: y.from - (y.taps - 1), firstX: x.from - (x.taps - 1) };
  const reversed: FilterTaps = {
    ...b, tapsY: y.taps, tapsX: x.taps, tapStepY: -taps.tapStepY, tapStepX: -taps.tapStepX,
    address: b.address + 4 * ((y.taps - 1) * taps.tapStepY + (x.taps - 1) * taps.tapStepX),
  };
  if (winogradConvolve(backend, source, geometry, reversed, inChannels, target, plain)) return;
  const patches: Patches = {
    image: source.address, batch: batchSize, height: outHeight, width: outWidth, channels: outChannels,
    placesY: y.places, placesX: x.places, strideY: 1, strideX: 1, firstY: y.from, firstX: x.from,
    tapsY: y.taps, tapsX: x.taps, stepY: -1, stepX: -1,
  };
  const plan = backend.workspace(PLAN_BYTES + packedBytes(filterHeight * filterWidth * outChannels, inChannels));
  convolve(backend, plan, patches, b, taps, target, inChannels, plain);
}

/** With fewer units, the filter's gradient is split along its inner dimension, the pixels, as well. */
const FEWEST_UNITS = 16;

/** dfilter[KH, KW, C, n]: the patches of x, transposed, times dy. */
function conv2DBackpropFilter({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const { filterShape, ...convolution } = attrs as unknown as Conv2DAttrs & { filterShape: number[] };
  const info = convolutionInfo(x.shape, filterShape, { ...convolution, dilations: 1 }, [x, dy]);
  if (!info || !sameShape(dy.shape, info.outShape)) return undefined;
  return backend.produce(info.filterShape, (out) => {
    const gradient = filterTaps(backend.address(out), info);
    if (winogradFilterGradient(backend, imageOf(backend, x, info), geometryOf(info), backend.address(dy), gradient, info.outChannels)) return;
    directFilterGradient(backend, x, dy, gradient.address, info);
  });
}

function directFilterGradient(backend: SimdBackend, x: TensorInfo, dy: TensorInfo, gradient: number, info: Conv2DInfo): void {
  const n = info.outChannels;
  if (n <= NARROW && info.inChannels >= 4) return narrowFilterGradient(backend, x, dy, gradient, info);
  const places = info.outHeight * info.outWidth;
  const size = info.filterHeight * info.filterWidth * info.inChannels * n;
  const units = backend.wasm.filterGradientUnits(info.filterHeight * info.filterWidth, info.inChannels);
  const splits = Math.min(info.outHeight, Math.ceil(FEWEST_UNITS / units));
  const packedSize = packedBytes(places * info.batchSize, n);
  const plan = backend.workspace(PLAN_BYTES + packedSize + (splits > 1 ? 4 * splits * size : 0));
  const packed = plan + PLAN_BYTES;
  const parts = splits > 1 ? packed + packedSize : gradient;
  writePatches(backend, plan, forwardPatches(backend, x, info));
  backend.run('packPlaces', [backend.address(dy), info.batchSize, places, n, packed], places, Math.ceil(PACKING / (n * info.batchSize)));
  const unitWork = Math.min(backend.wasm.blockRows(), size / n) * n * places * info.batchSize / splits;
  backend.run('filterGradient', [plan, packed, parts, n, splits], units * splits, grainOf(unitWork));
  if (splits > 1) backend.run('sumParts', [parts, splits, size, gradient], size, Math.ceil(PACKING / splits));
}

/** The same for a few columns: their micro-kernel would be mostly idle, and packing the images most of the work. */
function narrowFilterGradient(backend: SimdBackend, x: TensorInfo, dy: TensorInfo, gradient: number, info: Conv2DInfo): void {
  const plan = backend.workspace(PLAN_BYTES);
  writePatches(backend, plan, forwardPatches(backend, x, info));
  const taps = info.filterHeight * info.filterWidth;
  const multiplyAdds = info.batchSize * info.outHeight * info.outWidth * info.inChannels * info.outChannels;
  backend.run('filterGradientNarrow', [plan, backend.address(dy), gradient, info.outChannels], taps, grainOf(2 * multiplyAdds));
}

export const convolutionKernels: Kernels = {
  Conv2D: conv2D,
  FusedConv2D: fusedConv2D,
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
};
