/**
 * Resized images whose pixels are taken at half-pixel centers: the gradient kernels of tfjs do not
 * know that option. Resizing is a matrix product along each axis, and so is its gradient.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { register, run } from './shared.js';

interface ResizeAttrs { size: [number, number]; alignCorners: boolean; halfPixelCenters: boolean }

export function registerResize(): void {
  for (const kernel of ['ResizeBilinear', 'ResizeNearestNeighbor']) {
    register<ResizeAttrs>(kernel, ['images'], (dy, [images], attrs) => ({
      images: () => (attrs.halfPixelCenters ? adjoint(kernel, dy, images.shape, attrs) : run(`${kernel}Grad`, { dy, images }, attrs)),
    }));
  }
}

function adjoint(kernel: string, dy: Tensor, [batch, height, width, channels]: number[], attrs: ResizeAttrs): Tensor {
  const [newHeight, newWidth] = attrs.size;
  // Resizing the columns of the identity matrix gives the matrix of the resizing.
  const matrix = (from: number, to: number) => run(kernel, { images: tf.eye(from).reshape([1, from, 1, from]) }, { ...attrs, size: [to, 1] }).reshape([to, from]);
  const alongWidth = tf.matMul(dy.transpose([0, 1, 3, 2]).reshape([-1, newWidth]), matrix(width, newWidth)).reshape([batch, newHeight, channels, width]);
  const alongHeight = tf.matMul(alongWidth.transpose([0, 3, 2, 1]).reshape([-1, newHeight]), matrix(height, newHeight));
  return alongHeight.reshape([batch, width, channels, height]).transpose([0, 3, 1, 2]);
}
