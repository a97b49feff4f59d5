/** Depthwise convolution, its fused form and its gradients, with one filter a channel; see assembly/depthwise.ts. */
import { backend_util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import { applyEpilogue } from './epilogue.js';
import type { EpilogueAttrs, EpilogueInputs } from './epilogue.js';
import type { KernelCall, Kernels } from './kernel.js';
import { sameShape } from './shapes.js';

type FourSizes = [number, number, number, number];
type Info = backend_util.Conv2DInfo;

interface DepthwiseAttrs {
  strides: [number, number];
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dataFormat?: 'NHWC' | 'NCHW';
  dilations?: [number, number] | null;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Floats read that take about 20 µs. */
const GRAIN = 16_384;
const PLAN_BYTES = 64;

/** undefined where tfjs's kernel is to run: several filters a channel, another layout or dtype, a parameter it rejects. */
function infoOf(xShape: number[], filterShape: number[], attrs: DepthwiseAttrs, tensors: TensorInfo[]): Info | undefined {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs;
  const dilations = attrs.dilations ?? [1, 1];
  if (dataFormat === 'NCHW' || filterShape[3] !== 1 || tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  if (!backend_util.eitherStridesOrDilationsAreOne(strides, dilations)) return undefined;
  return backend_util.computeConv2DInfo(xShape as FourSizes, filterShape as FourSizes, strides, dilations, pad, dimRoundingMode, true);
}

function writePlan(backend: SimdBackend, info: Info): number {
  const plan = backend.workspace(PLAN_BYTES);
  backend.view(plan, PLAN_BYTES / 4, 'int32').set([
    info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth, info.filterHeight, info.filterWidth,
    info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left,
  ]);
  return plan;
}

const taps = ({ filterHeight, filterWidth }: Info) => filterHeight * filterWidth;

function depthwise({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
  const info = infoOf(x.shape, filter.shape, attrs as unknown as DepthwiseAttrs, [x, filter]);
  if (!info) return undefined;
  const plan = writePlan(backend, info);
  const out = backend.allocate(info.outShape, 'float32');
  backend.run('depthwise', [plan, backend.address(x), backend.address(filter), backend.address(out)],
    info.batchSize * info.outHeight, Math.ceil(GRAIN / (info.outWidth * info.outChannels * taps(info))));
  return out;
}

function fusedDepthwise(call: KernelCall): TensorInfo | undefined {
  const result = depthwise(call);
  return result && applyEpilogue(call.backend, result, call.inputs as EpilogueInputs, call.attrs as EpilogueAttrs);
}

function depthwiseBackpropInput({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
  const info = infoOf(attrs.inputShape as number[], filter.shape, attrs as unknown as DepthwiseAttrs, [dy, filter]);
  if (!info || !sameShape(dy.shape, info.outShape)) return undefined;
  const plan = writePlan(backend, info);
  const dx = backend.allocate(info.inShape, 'float32');
  backend.run('depthwiseInput', [plan, backend.address(dy), backend.address(filter), backend.address(dx)],
    info.batchSize * info.inHeight, Math.ceil(GRAIN / (info.inWidth * info.inChannels * taps(info))));
  return dx;
}

function depthwiseBackpropFilter({ inputs, attrs, backend }: KernelCall): TensorInfo | undefined {
  const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
  const info = infoOf(x.shape, attrs.filterShape as number[], attrs as unknown as DepthwiseAttrs, [x, dy]);
  if (!info || !sameShape(dy.shape, info.outShape)) return undefined;
  const plan = writePlan(backend, info);
  const gradient = backend.allocate(info.filterShape, 'float32');
  const floats = info.batchSize * info.outHeight * info.outWidth * info.outChannels;
  backend.run('depthwiseFilter', [plan, backend.address(x), backend.address(dy), backend.address(gradient), info.batchSize],
    taps(info), Math.ceil(GRAIN / floats));
  return gradient;
}

export const depthwiseKernels: Kernels = {
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
  FusedDepthwiseConv2D: fusedDepthwise,
};
