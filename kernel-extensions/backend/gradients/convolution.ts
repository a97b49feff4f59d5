/**
 * Dilated convolutions, whose gradient tfjs refuses. A convolution with dilation d is one without on
 * each of the d×d images that consist of every d-th pixel (phases); so are its gradients.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { register, run } from './shared.js';

interface ConvolutionAttrs {
  strides: number | number[];
  pad: 'same' | 'valid' | number | number[][];
  dataFormat?: string;
  dilations?: number | number[] | null;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function registerConvolution(): void {
  for (const [kernel, ofInput, ofFilter, axes] of [
    ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter', 2],
    ['Conv3D', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2', 3],
    ['DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter', 2],
  ] as const) {
    register<ConvolutionAttrs>(kernel, ['x', 'filter'], (dy, [x, filter], { dilations: given, ...attrs }) => {
      const dilations = given ?? 1;
      const steps = typeof dilations === 'number' ? Array<number>(axes).fill(dilations) : dilations;
      if (steps.every((step) => step === 1)) {
        return {
          x: () => run(ofInput, { dy, filter }, { ...attrs, dilations: steps, inputShape: x.shape }),
          filter: () => run(ofFilter, { x, dy }, { ...attrs, dilations: steps, filterShape: filter.shape }),
        };
      }
      if (attrs.dataFormat?.startsWith('NC')) throw new Error('The gradient of a dilated convolution needs channels last (data format NHWC or NDHWC).');
      const plan = phasesOf(x.shape, filter.shape, dy.shape, steps, attrs.pad);
      const undilated = { strides: 1, pad: 'valid', dilations: 1, dataFormat: attrs.dataFormat };
      const dyPhases = toPhases(dy, steps, plan.dyPaddings);
      return {
        x: () => fromPhases(run(ofInput, { dy: dyPhases, filter }, { ...undilated, inputShape: plan.phaseShape }), steps, plan.xPaddings),
        filter: () => run(ofFilter, { x: toPhases(x, steps, plan.xPaddings), dy: dyPhases }, { ...undilated, filterShape: filter.shape }),
      };
    });
  }
}

type Paddings = [before: number, after: number][];

/** What is added around x and dy so that each of their spatial axes is whole multiples of the dilation. tfjs dilates at stride 1 only. */
function phasesOf(x: number[], filter: number[], dy: number[], steps: number[], pad: ConvolutionAttrs['pad']) {
  const xPaddings: Paddings = [];
  const dyPaddings: Paddings = [];
  steps.forEach((step, axis) => {
    const size = x[axis + 1];
    const result = dy[axis + 1];
    const padded = result + step * (filter[axis] - 1);
    const before = Array.isArray(pad) ? pad[axis + 1][0] : typeof pad === 'number' ? pad : pad === 'valid' ? 0 : Math.floor((padded - size) / 2);
    const extra = (step - padded % step) % step;
    xPaddings.push([before, padded + extra - before - size]);
    dyPaddings.push([0, extra]);
  });
  const phases = steps.reduce((product, step) => product * step, 1);
  const sizes = steps.map((step, axis) => (x[axis + 1] + xPaddings[axis][0] + xPaddings[axis][1]) / step);
  return { xPaddings, dyPaddings, phaseShape: [phases * x[0], ...sizes, x[x.length - 1]] };
}

/** [N, H, W, C] → [dh·dw·N, H/dh, W/dw, C]: the space-to-batch transformation, of operations that every backend does fast. */
function toPhases(x: Tensor, steps: number[], paddings: Paddings): Tensor {
  const [batch, channels] = [x.shape[0], x.shape[x.rank - 1]];
  const padded = x.pad([[0, 0], ...paddings, [0, 0]]);
  const sizes = steps.map((step, axis) => padded.shape[axis + 1] / step);
  const n = steps.length;
  return padded
    .reshape([batch, ...steps.flatMap((step, axis) => [sizes[axis], step]), channels])
    .transpose([...steps.map((_, axis) => 2 * axis + 2), 0, ...steps.map((_, axis) => 2 * axis + 1), 2 * n + 1])
    .reshape([-1, ...sizes, channels]);
}

/** The other way round. */
function fromPhases(phases: Tensor, steps: number[], paddings: Paddings): Tensor {
  const [sizes, channels] = [phases.shape.slice(1, -1), phases.shape[phases.rank - 1]];
  const batch = phases.shape[0] / steps.reduce((product, step) => product * step, 1);
  const n = steps.length;
  const padded = phases
    .reshape([...steps, batch, ...sizes, channels])
    .transpose([n, ...steps.flatMap((_, axis) => [n + 1 + axis, axis]), 2 * n + 1])
    .reshape([batch, ...steps.map((step, axis) => step * sizes[axis]), channels]);
  const size = padded.shape.map((length, axis) => length - (paddings[axis - 1]?.[0] ?? 0) - (paddings[axis - 1]?.[1] ?? 0));
  return tf.slice(padded, [0, ...paddings.map(([before]) => before), 0], size);
}
