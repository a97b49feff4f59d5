/**
 * What can be said about a tensor: shape, dtype, statistics, first values. Tensors are recognised by
 * what they can do, so that TensorFlow.js is not loaded here and a tensor of any copy or backend of
 * it is understood.
 */
import { isObject } from '../jupyter-display.js';
import { say } from '../language.js';
import { formatCount, formatNumber, formatShape } from '../numbers.js';

/** The part of a `tf.Tensor` (or `tf.Variable`) that displays use. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  readonly isDisposed?: boolean;
  /** All values in row-major order; throws for a disposed tensor. */
  dataSync(): ArrayLike<number | string>;
}

/** May throw if `value` has a hostile getter or is a hostile proxy. */
export function isTensor(value: unknown): value is TensorLike {
  if (!isObject(value)) return false;
  const { dataSync, dtype, shape } = value as Partial<TensorLike>;
  return typeof dataSync === 'function' && typeof dtype === 'string' && Array.isArray(shape) && shape.every((size) => typeof size === 'number');
}

export interface Statistics {
  min: number;
  max: number;
  mean: number;
  /** Population standard deviation. */
  std: number;
  nan: number;
  infinite: number;
  /** How many values were looked at. */
  counted: number;
}

const mostValuesCounted = 1 << 24;

/** Statistics of the finite values among the first 2²⁴; min, max, mean and std are NaN where there is none. */
export function statisticsOf(values: ArrayLike<number>): Statistics {
  const counted = Math.min(values.length, mostValuesCounted);
  let [min, max, mean, squares, finite, nan] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (let i = 0; i < counted; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      if (value < min) min = value;
      if (value > max) max = value;
      // Welford's running mean and sum of squared deviations: no cancellation for large offsets.
      const deviation = value - mean;
      mean += deviation / ++finite;
      squares += deviation * (value - mean);
    } else if (Number.isNaN(value)) nan++;
  }
  const none = finite === 0;
  return {
    min: none ? NaN : min, max: none ? NaN : max, mean: none ? NaN : mean, std: none ? NaN : Math.sqrt(squares / finite),
    nan, infinite: counted - finite - nan, counted,
  };
}

/**
 * `Tensor float32 [64, 28, 28, 1]`: the one-line form, also inside arrays and objects, of tensors,
 * variables, and the weights and symbolic tensors of layers. Undefined for anything else.
 */
export function describeTensor(value: unknown): string | undefined {
  if (isTensor(value)) {
    const { name, trainable } = value as { name?: unknown; trainable?: unknown };
    const kind = typeof trainable === 'boolean' && typeof name === 'string' ? `Variable "${name}"` : 'Tensor';
    return `${kind} ${value.dtype} ${formatShape(value.shape)}${value.isDisposed ? ` (${say('disposed')})` : ''}`;
  }
  const { dtype, shape, name, read, sourceLayer } = value as { dtype?: unknown; shape?: unknown; name?: unknown; read?: unknown; sourceLayer?: unknown };
  if (typeof dtype !== 'string' || typeof name !== 'string' || !Array.isArray(shape)) return undefined;
  if (typeof read === 'function') return `Weight "${name}" ${dtype} ${formatShape(shape as number[])}`;
  return isObject(sourceLayer) ? `SymbolicTensor "${name}" ${dtype} ${formatShape(shape as number[])}` : undefined;
}

/** The values of a tensor, complex ones as texts, or the reason why they cannot be had. */
export function readValues(tensor: TensorLike): { values: ArrayLike<number | string> } | { reason: string } {
  if (tensor.isDisposed) return { reason: say('disposed') };
  try {
    const values = tensor.dataSync();
    return { values: tensor.dtype === 'complex64' ? complexTexts(values as ArrayLike<number>) : values };
  } catch (error) {
    return { reason: `${say('unreadable')}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** `1.5 - 2i` of interleaved real and imaginary parts. */
function complexTexts(parts: ArrayLike<number>): string[] {
  return Array.from({ length: parts.length / 2 }, (_, i) => {
    const real = parts[2 * i]!, imaginary = parts[2 * i + 1]!;
    return `${formatNumber(real)} ${imaginary < 0 ? '-' : '+'} ${formatNumber(Math.abs(imaginary))}i`;
  });
}

/** `min -1 · max 1 · mean 0.0123 · std 0.57`, with counts of NaN and infinite values where there are any. */
export function statisticsText(statistics: Statistics, size: number): string {
  const parts = (['min', 'max', 'mean', 'std'] as const).map((key) => `${say(key)} ${formatNumber(statistics[key])}`);
  if (statistics.nan > 0) parts.push(`${formatCount(statistics.nan)} NaN`);
  if (statistics.infinite > 0) parts.push(`${formatCount(statistics.infinite)} Infinity`);
  if (statistics.counted < size) parts.push(say('ofFirst', { count: formatCount(statistics.counted) }));
  return parts.join(' · ');
}

const mostNestedValues = 64;
const mostFirstValues = 10;

/** All values in nested brackets when there are few, otherwise the first ones in a row. */
export function valuesText(values: ArrayLike<number | string>, tensor: TensorLike): string {
  const one = (value: number | string) => {
    if (typeof value === 'number') return tensor.dtype === 'bool' ? String(Boolean(value)) : formatNumber(value);
    return tensor.dtype === 'string' ? JSON.stringify(value.slice(0, 80)) : value;
  };
  if (tensor.shape.length === 0) return one(values[0]!);
  if (values.length === 0) return say('noValues');
  if (values.length > mostNestedValues) {
    return `${say('firstValues')} ${Array.from({ length: Math.min(mostFirstValues, values.length) }, (_, i) => one(values[i]!)).join(', ')}, …`;
  }
  const texts = Array.from(values, one);
  const width = Math.max(...texts.map((text) => text.length));
  const nested = (axis: number, offset: number, stride: number): string => {
    if (axis === tensor.shape.length) return tensor.shape.length > 1 ? texts[offset]!.padStart(width) : texts[offset]!;
    const size = tensor.shape[axis]!;
    const inner = stride / size;
    const parts = Array.from({ length: size }, (_, i) => nested(axis + 1, offset + i * inner, inner));
    return `[${parts.join(axis === tensor.shape.length - 1 ? ', ' : `,\n${' '.repeat(axis + 1)}`)}]`;
  };
  return nested(0, 0, values.length);
}
