/**
 * Gradients that tfjs 4.22 lacks or gets wrong, corrected for every backend: first derivatives that
 * disagree with central differences, and second derivatives, which gradient penalties need. What is
 * one kernel only on `simd` is in simd/gradients.ts.
 */
import { registerConvolution } from './convolution.js';
import { registerElementWise } from './element-wise.js';
import { mendLayers } from './layers.js';
import { registerLayout } from './layout.js';
import { registerLinear } from './linear.js';
import { registerNormalization } from './normalization.js';
import { registerPiecewiseConstant } from './piecewise-constant.js';
import { registerPooling } from './pooling.js';
import { registerProducts } from './products.js';
import { registerReduction } from './reduction.js';
import { registerResize } from './resize.js';
import { mendTape } from './tape.js';

let corrected = false;

/** Registers all of them with tfjs, once. */
export function correctGradients(): void {
  if (corrected) return;
  corrected = true;
  mendTape();
  mendLayers();
  registerConvolution();
  registerElementWise();
  registerLayout();
  registerLinear();
  registerNormalization();
  registerPiecewiseConstant();
  registerPooling();
  registerProducts();
  registerReduction();
  registerResize();
}
