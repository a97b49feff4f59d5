/**
 * The costliest thing that a judge does is drawing pictures with a student's generator. This kernel
 * of the `cpu` backend takes half the time of TensorFlow.js's own and gives the same bits: each sum
 * adds the same terms in the same order, and four sums go on beside each other. Like all that is
 * computed here with a stranger's numbers it is plain JavaScript, which no index leads astray: memory
 * of WebAssembly could be written to by one submission and read for the next.
 */
import * as tf from '@tensorflow/tfjs';

type Attributes = { inputShape: [number, number, number, number]; dataFormat: 'NHWC' | 'NCHW'; pad: 'same' | 'valid' | number; strides: number; dimRoundingMode?: 'floor' | 'round' | 'ceil' };
type Kernel = (call: { inputs: Record<'dy' | 'filter', tf.TensorInfo>; backend: { data: { get(id: object): { values: Float32Array } }; makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo }; attrs: Attributes }) => tf.TensorInfo;

const name = 'Conv2DBackpropInput', backendName = 'cpu';

/** Takes the place of TensorFlow.js's own, which is left what has its channels first. */
export function installTransposedConvolution(): void {
  const original = tf.getKernel(name, backendName).kernelFunc as unknown as Kernel;
  tf.unregisterKernel(name, backendName);
  const kernelFunc: Kernel = (call) => (call.attrs.dataFormat === 'NHWC' ? gradientOfInput(call) : original(call));
  tf.registerKernel({ kernelName: name, backendName, kernelFunc: kernelFunc as unknown as tf.KernelFunc });
}

/** A transposed convolution is the gradient of a convolution with respect to its input `x`, where `dy` is given. */
const gradientOfInput: Kernel = ({ inputs: { dy, filter }, backend, attrs: { inputShape, strides, pad, dimRoundingMode } }) => {
  const { batchSize, filterHeight, filterWidth, inChannels, inHeight, inWidth, outChannels, outHeight, outWidth, strideHeight, strideWidth, padInfo: { top, left } } =
    tf.backend_util.computeConv2DInfo(inputShape, filter.shape as [number, number, number, number], strides, 1, pad, dimRoundingMode, false, 'channelsLast');
  const [y, w] = [dy, filter].map(({ dataId }) => backend.data.get(dataId).values);
  const x = new Float32Array(batchSize * inHeight * inWidth * inChannels);
  const first = (at: number, size: number, stride: number): number => Math.max(0, Math.ceil((at - size + 1) / stride));
  const end = (at: number, count: number, stride: number): number => Math.min(count, Math.floor(at / stride) + 1);

  for (let b = 0; b < batchSize; b++) for (let i = 0; i < inHeight; i++) for (let j = 0; j < inWidth; j++) {
    // The places of dy to which x[b, i, j] contributes, and which contribute to it here.
    const iFirst = first(i + top, filterHeight, strideHeight), iEnd = end(i + top, outHeight, strideHeight);
    const jFirst = first(j + left, filterWidth, strideWidth), jEnd = end(j + left, outWidth, strideWidth);
    const to = ((b * inHeight + i) * inWidth + j) * inChannels;
    for (let channel = 0; channel < inChannels; channel += 4) {
      const more = Math.min(3, inChannels - 1 - channel);
      // Beyond the last channel, the last one is added up again and thrown away.
      const to1 = Math.min(1, more) * outChannels, to2 = Math.min(2, more) * outChannels, to3 = more * outChannels;
      let sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
      for (let k = iFirst; k < iEnd; k++) for (let l = jFirst; l < jEnd; l++) {
        const from = ((b * outHeight + k) * outWidth + l) * outChannels;
        const row = ((i + top - k * strideHeight) * filterWidth + (j + left - l * strideWidth)) * inChannels;
        const w0 = (row + channel) * outChannels, w1 = w0 + to1, w2 = w0 + to2, w3 = w0 + to3;
        for (let c = 0; c < outChannels; c++) {
          const value = y[from + c];
          sum0 += value * w[w0 + c];
          sum1 += value * w[w1 + c];
          sum2 += value * w[w2 + c];
          sum3 += value * w[w3 + c];
        }
      }
      const sums = [sum0, sum1, sum2, sum3];
      for (let n = 0; n <= more; n++) x[to + channel + n] = sums[n];
    }
  }
  return backend.makeTensorInfo(inputShape, 'float32', x);
};
