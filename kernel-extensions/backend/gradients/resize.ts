/**
 * Resized images. Resizing is a matrix product along each axis, and so is its gradient: where tfjs's gradient kernels
 * are wrong. None of them knows pixels taken at half-pixel centers; `cpu`, for nearest neighbours, mistakes where the
 * second image begins, and for bilinear resizing the height for the width.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import { register, run } from './shared.js';

interface ResizeAttrs { size: [number, number]; alignCorners: boolean; halfPixelCenters: boolean }

export function registerResize(): void {
  for (const kernel of ['ResizeBilinear', 'ResizeNearestNeighbor']) {
    register<ResizeAttrs>(kernel, ['images'], (dy, [images], attrs) => ({
      images: () => (attrs.halfPixelCenters || (kernel === 'ResizeNearestNeighbor' && tf.getBackend() === 'cpu')
        ? adjoint(kernel, dy, images.shape, attrs)
        : run(`${kernel}Grad`, { dy, images }, attrs).reshape(images.shape)),
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
