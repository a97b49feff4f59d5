/**
 * Gives `tf.fused.conv2d` and `tf.fused.matMul`, on which the layers `conv2d` and `dense` stand, gradients
 * that are computed where they are asked for: tfjs computes those of all inputs, the images' and a
 * frozen network's weights among them. Only the layers' own cases; everything else stays tfjs's.
 */
import * as tf from '@tensorflow/tfjs';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs';

interface FusedOptions {
  bias?: Tensor | tf.TensorLike;
  activation?: string | null;
  preluActivationWeights?: Tensor;
}
interface Conv2DOptions extends FusedOptions {
  x: Tensor;
  filter: Tensor;
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dataFormat?: 'NHWC' | 'NCHW';
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
interface MatMulOptions extends FusedOptions {
  a: Tensor;
  b: Tensor;
  transposeA?: boolean;
  transposeB?: boolean;
}

/** Activations whose gradient can be told from the result. */
type Activation = 'linear' | 'relu';

/** Puts both under `tf.fused` while the current backend is `backendName`. */
export function installFusedProducts(backendName: string): void {
  const fused = tf.fused as unknown as { conv2d(options: Conv2DOptions): Tensor; matMul(options: MatMulOptions): Tensor };
  const { conv2d, matMul } = fused;
  const applies = () => tf.getBackend() === backendName && tf.engine().state.gradientDepth > 0;

  fused.conv2d = (options) => {
    const { x, filter, strides, pad, dataFormat = 'NHWC', dilations = 1, dimRoundingMode } = options;
    const activation = ordinaryActivation(options);
    if (!applies() || !activation || !isFloat(x, 4) || !isFloat(filter, 4) || x.shape[3] !== filter.shape[2] || dataFormat !== 'NHWC'
      || [dilations].flat().some((dilation) => dilation !== 1) || !isBias(options.bias, filter.shape[3]!)) return conv2d(options);
    return product('FusedConv2D', { x, filter }, options.bias, { strides, pad, dataFormat, dilations, dimRoundingMode, activation });
  };

  fused.matMul = (options) => {
    const { a, b, transposeA = false, transposeB = false } = options;
    const activation = ordinaryActivation(options);
    if (!applies() || !activation || !isFloat(a, 2) || !isFloat(b, 2) || a.shape[transposeA ? 0 : 1] !== b.shape[transposeB ? 1 : 0]
      || !isBias(options.bias, b.shape[transposeB ? 0 : 1]!)) return matMul(options);
    return product('_FusedMatMul', { a, b }, options.bias, { transposeA, transposeB, activation });
  };

  tf.registerGradient(gradientOf('FusedConv2D', 'Conv2D', ['x', 'filter']));
  tf.registerGradient(gradientOf('_FusedMatMul', 'BatchMatMul', ['a', 'b']));
}

const isFloat = (tensor: unknown, rank: number) => tensor instanceof tf.Tensor && tensor.rank === rank && tensor.dtype === 'float32';

/** No bias, or a vector of n elements. */
const isBias = (bias: FusedOptions['bias'], n: number): bias is Tensor | undefined =>
  bias == null || (bias instanceof tf.Tensor && bias.dtype === 'float32' && bias.rank === 1 && bias.size === n);

const ordinaryActivation = ({ activation, preluActivationWeights }: FusedOptions): Activation | undefined =>
  (preluActivationWeights ? undefined : (['linear', 'relu'] as const).find((name) => name === (activation ?? 'linear')));

const product = (kernel: string, inputs: Record<string, Tensor>, bias: Tensor | undefined, attrs: object) =>
  tf.engine().runKernel(kernel, bias ? { ...inputs, bias } : inputs, attrs as NamedAttrMap) as Tensor;

/** The product's own gradient behind that of activation and bias. */
function gradientOf(kernelName: string, productName: string, factors: string[]): GradConfig {
  return {
    kernelName, inputsToSave: factors, outputsToSave: [true],
    gradFunc: (dy, [first, second, y], attrs) => {
      const dProduct = attrs.activation === 'relu' ? tf.engine().runKernel('ReluGrad', { dy: dy as Tensor, x: y }) as Tensor : dy as Tensor;
      return {
        ...tf.getGradient(productName).gradFunc(dProduct, [first, second], attrs),
        bias: () => dProduct.sum(dProduct.shape.slice(0, -1).map((_, axis) => axis)),
      };
    },
  };
}
