/** Element-wise operations of one float32 tensor, and the gradients of activations. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { backend_util, util } from '@tensorflow/tfjs';
import type { Kernel, KernelCall, Kernels } from './kernel.js';

/** Elements that are worth a thread's while: cheap operations are bound by memory, the others by arithmetic. */
const GRAIN = 32_768;
const TRANSCENDENTAL_GRAIN = 4_096;

// G. Klambauer et al., "Self-normalizing neural networks", arXiv 1706.02515: λ, and λ·α.
const { SELU_SCALE, SELU_SCALEALPHA: SELU_SCALE_ALPHA } = backend_util;

type Attributes = KernelCall['attrs'];

/** A kernel that runs assembly/unary.ts's function of the same name. */
function unary(name: string, grain = GRAIN, parameters: (attrs: Attributes) => [number, number] = () => [0, 0]): Kernel {
  return ({ inputs, attrs, backend }) => {
    const x = inputs.x as TensorInfo;
    if (x.dtype !== 'float32') return undefined;
    const out = backend.allocate(x.shape, 'float32');
    backend.run(name, [backend.address(x), backend.address(out), ...parameters(attrs)], util.sizeFromShape(x.shape), grain);
    return out;
  };
}

/** A kernel that runs assembly/activation-gradient.ts's function of the same name on dy and `saved`. */
function activationGradient(name: string, saved: 'x' | 'y', alpha: (attrs: Attributes) => number = () => 0): Kernel {
  return ({ inputs, attrs, backend }) => {
    const dy = inputs.dy as TensorInfo;
    const s = inputs[saved] as TensorInfo;
    if (dy.dtype !== 'float32' || s.dtype !== 'float32') return undefined;
    const out = backend.allocate(s.shape, 'float32');
    backend.run(name, [backend.address(dy), backend.address(s), backend.address(out), alpha(attrs)], util.sizeFromShape(s.shape), GRAIN);
    return out;
  };
}

const plain = ['Neg', 'Abs', 'Square', 'Sqrt', 'Rsqrt', 'Reciprocal', 'Floor', 'Ceil', 'Round', 'Relu', 'Relu6'];
const transcendental = ['Elu', 'Exp', 'Expm1', 'Log', 'Log1p', 'Tanh', 'Sigmoid', 'Softplus', 'Sin', 'Cos'];

export const unaryKernels: Kernels = {
  ...Object.fromEntries(plain.map((name) => [name, unary(name)])),
  ...Object.fromEntries(transcendental.map((name) => [name, unary(name, TRANSCENDENTAL_GRAIN)])),
  Step: unary('Step', GRAIN, ({ alpha }) => [alpha as number, 0]),
  Selu: unary('Selu', TRANSCENDENTAL_GRAIN, () => [SELU_SCALE, SELU_SCALE_ALPHA]),
  LeakyRelu: unary('LeakyRelu', GRAIN, ({ alpha }) => [alpha as number, 0]),
  ClipByValue: unary('ClipByValue', GRAIN, ({ clipValueMin, clipValueMax }) => [clipValueMin as number, clipValueMax as number]),
  EluGrad: activationGradient('EluGrad', 'y'),
  ReluGrad: activationGradient('ReluGrad', 'x'),
  LeakyReluGrad: activationGradient('LeakyReluGrad', 'x', ({ alpha }) => alpha as number),
  TanhGrad: activationGradient('TanhGrad', 'y'),
  SigmoidGrad: activationGradient('SigmoidGrad', 'y'),
};
