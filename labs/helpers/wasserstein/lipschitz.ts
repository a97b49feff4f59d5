/**
 * How steep a critic is: the measured Lipschitz constant. On the line it is exact for networks of dense layers with
 * (leaky) ReLU, which are straight between their kinks; elsewhere it is the steepest of the points that were looked at, and
 * so a lower bound.
 */
import * as tf from '@tensorflow/tfjs';
import { inLanguage } from '../in-language.js';
import { criticOf, gradientNorms } from './gradient-penalty.js';
import { appliedKernel } from './spectral-norm.js';

/** A function of the line that is straight between the places `x`, ascending. */
export interface Polyline {
  x: number[];
  y: number[];
}

/**
 * The critic [N, 1] → [N, 1] from `from` to `to`, with all its kinks, in double precision.
 * @throws TypeError for layers other than dense ones with no activation, relu or leakyRelu
 */
export function polylineOf(critic: tf.LayersModel, from: number, to: number): Polyline {
  let x = [from, to];
  // What each unit answers at each x.
  let units = x.map((value) => [value]);
  for (const layer of critic.layers) {
    const slope = negativeSlopeOf(layer);
    if (slope === undefined) units = units.map(affine(layer));
    if (slope !== 1) ({ x, units } = bend(x, units, slope ?? activationSlopeOf(layer)));
  }
  return { x, y: units.map(([score]) => score!) };
}

/** The largest |slope|: the Lipschitz constant on that part of the line. */
export function steepestSlope(critic: tf.LayersModel, from: number, to: number): number {
  const { x, y } = polylineOf(critic, from, to);
  return Math.max(...x.slice(1).map((end, i) => Math.abs((y[i + 1]! - y[i]!) / (end - x[i]!))));
}

/** The largest ‖∇D‖ of these points [N, …]. */
export function largestGradient(critic: tf.LayersModel, points: tf.Tensor): number {
  return tf.tidy(() => gradientNorms(criticOf(critic), points).max().dataSync()[0]!);
}

/** Of a layer that only bends: the factor below 0, 1 where it does nothing; undefined for a dense layer. */
function negativeSlopeOf(layer: tf.layers.Layer): number | undefined {
  switch (layer.getClassName()) {
    case 'InputLayer': case 'Flatten': return 1;
    case 'Dense': return undefined;
    case 'ReLU': return 0;
    case 'LeakyReLU': return (layer.getConfig() as { alpha: number }).alpha;
    default: throw unknown(layer);
  }
}

function activationSlopeOf(layer: tf.layers.Layer): number {
  const { activation } = layer.getConfig() as { activation: string };
  if (activation !== 'linear' && activation !== 'relu') throw unknown(layer);
  return activation === 'relu' ? 0 : 1;
}

const unknown = (layer: tf.layers.Layer): TypeError => new TypeError(inLanguage(
  `Between kinks only dense layers with relu or leakyRelu are straight; ${layer.name} is none.`,
  `只有 relu 或 leakyRelu 的全連接層在折點之間是直線；${layer.name} 不是。`,
));

/** What a dense layer makes of the values of its inputs, without its activation. */
function affine(layer: tf.layers.Layer): (values: readonly number[]) => number[] {
  const [kernel, bias] = tf.tidy(() => [appliedKernel(layer).dataSync(), (layer as { bias?: tf.LayerVariable | null }).bias?.read().dataSync()]);
  const outputs = layer.outputShape[1] as number;
  return (values) => Array.from({ length: outputs }, (_, j) => values.reduce((sum, value, i) => sum + value * kernel[i * outputs + j]!, bias?.[j] ?? 0));
}

/** Kinks nearer to each other than this share of the line are one: the slope between them would be rounding. */
const resolution = 1e-9;

/** Multiplies what is below 0 by `slope`; where a unit crosses 0 there is a new kink. */
function bend(x: readonly number[], units: readonly number[][], slope: number): { x: number[]; units: number[][] } {
  const apart = resolution * (x.at(-1)! - x[0]!);
  const places = [x[0]!], all = [units[0]!];
  for (let i = 1; i < x.length; i++) {
    const before = units[i - 1]!, after = units[i]!, length = x[i]! - x[i - 1]!;
    const crossings = before.flatMap((a, unit) => (a * after[unit]! < 0 ? [a / (a - after[unit]!)] : [])).sort((a, b) => a - b);
    for (const share of crossings) {
      const place = x[i - 1]! + share * length;
      if (place - places.at(-1)! < apart || x[i]! - place < apart) continue;
      places.push(place);
      all.push(before.map((a, unit) => a + share * (after[unit]! - a)));
    }
    places.push(x[i]!);
    all.push(after);
  }
  return { x: places, units: all.map((values) => values.map((value) => (value < 0 ? slope * value : value))) };
}
