/**
 * Kernels that are linear in an input, and the kernels that are their gradients: the gradient of one
 * is the other. tfjs knows the way there but not the way back, which second derivatives take.
 */
import { register, run, zeros } from './shared.js';

const convolutions = [
  ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'],
  ['Conv3D', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2'],
  ['DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'],
];

export function registerLinear(): void {
  for (const [forward, ofInput, ofFilter] of convolutions) {
    register(ofInput, ['dy', 'filter'], (ddx, [dy, filter], attrs) => ({
      dy: () => run(forward, { x: ddx, filter }, { dilations: 1, ...attrs }),
      filter: () => run(ofFilter, { x: ddx, dy }, { ...attrs, filterShape: filter.shape }),
    }));
    register(ofFilter, ['x', 'dy'], (ddfilter, [x, dy], attrs) => ({
      x: () => run(ofInput, { dy, filter: ddfilter }, { ...attrs, inputShape: x.shape }),
      dy: () => run(forward, { x, filter: ddfilter }, { dilations: 1, ...attrs }),
    }));
  }
  for (const forward of ['ResizeBilinear', 'ResizeNearestNeighbor']) {
    register(`${forward}Grad`, ['images'], (ddx, [images], attrs) => ({
      dy: () => run(forward, { images: ddx }, attrs),
      images: () => zeros(images),
    }));
  }
  register('FlipLeftRight', [], (dy) => ({ image: () => run('FlipLeftRight', { image: dy }) }));
}
