/** MaxPool, AvgPool and their gradients, NHWC; see assembly/pooling.ts. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { backend_util } from '@tensorflow/tfjs';
import type { Kernel, KernelCall, Kernels } from './kernel.js';
import { sameShape } from './shapes.js';

/** Pixels read that are worth a thread's while, channels counted. */
const GRAIN = 16_384;

type PoolAttributes = Parameters<typeof backend_util.computePool2DInfo>;

function geometry(x: TensorInfo, attrs: KernelCall['attrs']) {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as {
    filterSize: PoolAttributes[1]; strides: PoolAttributes[2]; pad: PoolAttributes[4]; dimRoundingMode: PoolAttributes[5];
  };
  const info = backend_util.computePool2DInfo(x.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode);
  return {
    ...info,
    sizes: [
      info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth,
      info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left,
    ],
    /** Floats that one row of the output reads. */
    rowWork: info.outWidth * info.filterHeight * info.filterWidth * info.inChannels,
  };
}

const pool = (name: 'maxPool' | 'avgPool'): Kernel => ({ inputs, attrs, backend }) => {
  const x = inputs.x as TensorInfo;
  if (x.dtype !== 'float32') return undefined;
  const { inShape, outShape, batchSize, outHeight, filterHeight, filterWidth, sizes, rowWork } = geometry(x, attrs);
  // tfjs lets a 1×1 window that changes no size pass its input on, whatever the padding.
  if (filterHeight === 1 && filterWidth === 1 && sameShape(inShape, outShape)) return undefined;
  const out = backend.allocate(outShape, 'float32');
  backend.run(name, [backend.address(x), backend.address(out), ...sizes], batchSize * outHeight, Math.ceil(GRAIN / rowWork));
  return out;
};

const maxPoolGrad: Kernel = ({ inputs, attrs, backend }) => {
  const { dy, input: x } = inputs as { dy: TensorInfo; input: TensorInfo };
  if (dy.dtype !== 'float32' || x.dtype !== 'float32') return undefined;
  const { batchSize, outHeight, sizes, rowWork } = geometry(x, attrs);
  const dx = backend.allocate(x.shape, 'float32');
  backend.run('maxPoolGradient', [backend.address(dy), backend.address(x), backend.address(dx), ...sizes], batchSize, Math.ceil(GRAIN / (rowWork * outHeight)));
  return dx;
};

const avgPoolGrad: Kernel = ({ inputs, attrs, backend }) => {
  const { dy, input: x } = inputs as { dy: TensorInfo; input: TensorInfo };
  if (dy.dtype !== 'float32') return undefined;
  const { batchSize, outHeight, sizes, rowWork } = geometry(x, attrs);
  const dx = backend.allocate(x.shape, 'float32');
  backend.run('avgPoolGradient', [backend.address(dy), backend.address(dx), ...sizes], batchSize, Math.ceil(GRAIN / (rowWork * outHeight)));
  return dx;
};

export const poolingKernels: Kernels = { MaxPool: pool('maxPool'), AvgPool: pool('avgPool'), MaxPoolGrad: maxPoolGrad, AvgPoolGrad: avgPoolGrad };
