/**
 * Layers that tfjs-layers 4.22 runs but cannot train: `conv2d` with a dilation, and
 * `batchNormalization` without scale or centre.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

type FusedConv2DOptions = Parameters<typeof tf.fused.conv2d>[0];

/** The fields of tfjs-layers 4.22's BatchNormalization, which its types keep private. */
interface BatchNormalizationLayer {
  axis: number;
  gamma?: Weight;
  beta?: Weight;
  call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor | Tensor[];
}

interface Weight { read(): Tensor }

export function mendLayers(): void {
  mendDilatedConvolution();
  mendBatchNormalization();
}

/** The layer is a fused operation, which refuses to be differentiated where it is dilated and linear. Under a gradient it is its parts. */
function mendDilatedConvolution(): void {
  const fused = tf.fused as { conv2d(options: FusedConv2DOptions): Tensor };
  const { conv2d } = fused;
  fused.conv2d = (options) => {
    const { x, filter, strides, pad, dataFormat, dilations = 1, dimRoundingMode, bias, activation } = options;
    const dilated = [dilations].flat().some((step) => step > 1);
    if (!dilated || (activation ?? 'linear') !== 'linear' || tf.engine().state.gradientDepth === 0) return conv2d(options);
    const y = tf.conv2d(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode);
    return bias ? y.add(bias) : y;
  };
}

/** In training tfjs-layers reads both weights, even those that the layer was told not to have. */
function mendBatchNormalization(): void {
  const prototype = Object.getPrototypeOf(tf.layers.batchNormalization()) as BatchNormalizationLayer;
  const inherited = prototype.call;
  prototype.call = function (inputs, kwargs) {
    if (!kwargs.training || (this.gamma && this.beta)) return inherited.call(this, inputs, kwargs);
    const { gamma, beta } = this;
    const [x] = [inputs].flat();
    const size = x.shape[this.axis < 0 ? x.rank + this.axis : this.axis];
    try {
      this.gamma ??= { read: () => tf.ones([size]) };
      this.beta ??= { read: () => tf.zeros([size]) };
      return inherited.call(this, inputs, kwargs);
    } finally {
      Object.assign(this, { gamma, beta });
    }
  };
}
