/** Canvases (of the canvas package or anything with its interface) and ImageData as PNG. */
import { isObject } from '../jupyter-display.js';
import { loadCanvas } from '../pictures/canvas-module.js';
import type { MimeBundle } from '../sink.js';
import { toBase64 } from './image-bytes.js';

export interface CanvasLike {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): unknown;
  toBuffer(type: 'image/png'): Uint8Array;
}

export function isCanvas(value: unknown): value is CanvasLike {
  if (!isObject(value)) return false;
  const { getContext, toBuffer, width, height } = value as Partial<CanvasLike>;
  return typeof getContext === 'function' && typeof toBuffer === 'function' && typeof width === 'number' && typeof height === 'number';
}

export function formatCanvas(canvas: CanvasLike): MimeBundle {
  return { 'image/png': toBase64(canvas.toBuffer('image/png')), 'text/plain': `Canvas ${canvas.width} × ${canvas.height}` };
}

/** The DOM's ImageData: RGBA bytes with a width and a height. */
export interface ImageDataLike {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export function isImageData(value: unknown): value is ImageDataLike {
  if (!isObject(value)) return false;
  const { data, width, height } = value as Partial<ImageDataLike>;
  return data instanceof Uint8ClampedArray && typeof width === 'number' && typeof height === 'number' && data.length > 0 && data.length === 4 * width * height;
}

export function formatImageData(image: ImageDataLike): MimeBundle {
  const { createCanvas, ImageData } = loadCanvas();
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(image.data), image.width, image.height), 0, 0);
  return { 'image/png': toBase64(canvas.toBuffer('image/png')), 'text/plain': `ImageData ${image.width} × ${image.height}` };
}
