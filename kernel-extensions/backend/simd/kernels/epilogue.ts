/**
 * What a fused product does with its result: add a bias, apply an activation. The common cases are
 * done while the result is in the cache (`finishRows` in assembly/micro-kernel.ts), the rest by the
 * backend's own kernels afterwards.
 */
import { getKernel } from '@tensorflow/tfjs';
import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';
import type { SimdBackend } from '../backend.js';

/** The part of an epilogue that the product itself does. */
export interface FusedEpilogue {
  /** Address of n floats to add to each row; 0: none. */
  bias: number;
  activation: number;
  alpha: number;
}

/** The numbers of assembly/micro-kernel.ts. */
const fusedActivations: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2, leakyrelu: 3 };
const activationKernels: Readonly<Record<string, string>> = {
  relu: 'Relu', relu6: 'Relu6', leakyrelu: 'LeakyRelu', elu: 'Elu', sigmoid: 'Sigmoid', prelu: 'Prelu',
};

export const plain: FusedEpilogue = { bias: 0, activation: 0, alpha: 0 };

export interface EpilogueAttrs {
  activation?: string;
  leakyreluAlpha?: number;
}

export interface EpilogueInputs {
  bias?: TensorInfo;
  preluActivationWeights?: TensorInfo;
}

/**
 * Adds the bias and applies the activation by the backend's own kernels.
 * @returns the result, or another tensor in its place: then the result has been disposed of
 */
export function applyEpilogue(
  backend: SimdBackend, result: TensorInfo, { bias, preluActivationWeights }: EpilogueInputs, { activation = 'linear', leakyreluAlpha = 0 }: EpilogueAttrs,
): TensorInfo {
  const follow = (from: TensorInfo, name: string, inputs: Record<string, TensorInfo | undefined>, attrs: NamedAttrMap = {}) => {
    const next = getKernel(name, 'simd').kernelFunc({ inputs, attrs, backend }) as TensorInfo;
    backend.disposeIntermediateTensorInfo(from);
    return next;
  };
  const biased = bias ? follow(result, 'Add', { a: result, b: bias }) : result;
  if (activation === 'linear') return biased;
  if (!(activation in activationKernels)) throw new Error(`The activation '${activation}' cannot be fused.`);
  return follow(biased, activationKernels[activation], { x: biased, alpha: preluActivationWeights }, { alpha: leakyreluAlpha });
}

/**
 * Splits bias and activation of a product with rows of `n` into what the product does and what is
 * done `later`, which takes the product's result and gives the whole one.
 */
export function planEpilogue(
  backend: SimdBackend, n: number, inputs: EpilogueInputs, attrs: EpilogueAttrs,
): { fused: FusedEpilogue; later: (result: TensorInfo) => TensorInfo } {
  const { bias } = inputs;
  const { activation = 'linear', leakyreluAlpha = 0 } = attrs;
  const biasFuses = !bias || (bias.dtype === 'float32' && bias.shape.at(-1) === n && bias.shape.slice(0, -1).every((size) => size === 1));
  const activationFuses = biasFuses && activation in fusedActivations;
  return {
    fused: {
      bias: bias && biasFuses ? backend.address(bias) : 0,
      activation: activationFuses ? fusedActivations[activation] : 0,
      alpha: leakyreluAlpha,
    },
    later: (result) => applyEpilogue(
      backend, result, biasFuses ? { ...inputs, bias: undefined } : inputs, activationFuses ? {} : attrs,
    ),
  };
}
