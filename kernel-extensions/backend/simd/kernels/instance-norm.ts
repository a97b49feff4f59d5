/** InstanceNorm and its gradient, which tfjs has not: each channel of each picture gets mean 0 and variance 1; see assembly/instance-norm.ts. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';
import type { Kernel, Kernels } from './kernel.js';

/** Elements that are worth a thread's while. */
const GRAIN = 16_384;

/** Runs a kernel over the pictures of x [N, H, W, C]; its result is like x. */
function overPictures(backend: SimdBackend, name: string, tensors: TensorInfo[], x: TensorInfo, epsilon: number): TensorInfo {
  const [count, height, width, channels] = x.shape;
  const out = backend.allocate(x.shape, 'float32');
  const addresses = [...tensors, out].map((tensor) => backend.address(tensor));
  backend.run(name, [...addresses, height * width, channels, epsilon], count, Math.max(1, Math.ceil(GRAIN / (height * width * channels))));
  return out;
}

const instanceNorm: Kernel = ({ inputs, attrs, backend }) => {
  const x = inputs.x as TensorInfo;
  return overPictures(backend, 'instanceNormalize', [x], x, attrs.epsilon as number);
};

/** dx of dy and x. */
const instanceNormGrad: Kernel = ({ inputs, attrs, backend }) => {
  const { dy, x } = inputs as Record<'dy' | 'x', TensorInfo>;
  return overPictures(backend, 'instanceNormGradient', [dy, x], x, attrs.epsilon as number);
};

export const instanceNormKernels: Kernels = { InstanceNorm: instanceNorm, InstanceNormGrad: instanceNormGrad };
