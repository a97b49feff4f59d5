/**
 * What can be said about a layers model: its layers with output shapes, parameter counts and the
 * settings that matter. Models are recognised by what they can do (see tensor-facts.ts).
 */
import { isObject } from '../jupyter-display.js';
import { say } from '../language.js';
import { formatCount, formatNumber, formatShape } from '../numbers.js';
import { columnsOf } from '../text-width.js';

type Shape = readonly (number | null)[];

interface WeightLike {
  readonly shape: Shape;
}

export interface LayerLike {
  readonly name: string;
  readonly outputShape: Shape | readonly Shape[];
  readonly weights: readonly WeightLike[];
  readonly trainable?: boolean;
  getClassName(): string;
  getConfig(): Record<string, unknown>;
}

/** The part of a `tf.LayersModel` or `tf.Sequential` that displays use. */
export interface ModelLike {
  readonly name: string;
  readonly layers: readonly LayerLike[];
  readonly inputs: readonly { readonly shape: Shape }[] | null;
  readonly weights: readonly WeightLike[];
  readonly trainableWeights: readonly WeightLike[];
  getClassName(): string;
  predict(...inputs: never[]): unknown;
}

export interface LayerFacts {
  name: string;
  /** The class: `Conv2D`, `BatchNormalization`, … */
  kind: string;
  /** Undefined where the model is not built yet. */
  outputShape: Shape | undefined;
  parameters: number;
  frozen: boolean;
  /** What sets this layer apart: `5×5, stride 2, same`. */
  details: string;
  /** 0 for the model's own layers, 1 for those of a model inside it, … */
  depth: number;
}

export interface ModelFacts {
  name: string;
  kind: string;
  inputShape: Shape | undefined;
  layers: LayerFacts[];
  trainable: number;
  notTrainable: number;
}

/** May throw if `value` has a hostile getter or is a hostile proxy. */
export function isModel(value: unknown): value is ModelLike {
  if (!isObject(value)) return false;
  const { layers, predict, getClassName, weights } = value as Partial<ModelLike>;
  return Array.isArray(layers) && typeof predict === 'function' && typeof getClassName === 'function' && Array.isArray(weights);
}

/** `Sequential "generator" (12 layers, 2,330,944 parameters)`: the one-line form. Undefined for anything else. */
export function describeModel(value: unknown): string | undefined {
  if (!isModel(value)) return undefined;
  return `${value.getClassName()} "${value.name}" (${value.layers.length} layers, ${formatCount(countParameters(value.weights))} parameters)`;
}

/** `Conv2D "conv2d_1" (5×5, stride 2, same) → [N, 14, 14, 64], 1,664 parameters`: the one-line form of a layer. Undefined for anything else. */
export function describeLayer(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { getClassName, getConfig, weights, name, apply } = value as Partial<LayerLike> & { apply?: unknown };
  if (typeof getClassName !== 'function' || typeof getConfig !== 'function' || typeof apply !== 'function' || !Array.isArray(weights)) return undefined;
  const { kind, details, outputShape, parameters } = layerFacts(value as LayerLike, 0)[0]!;
  return `${kind} "${name}"${details && ` (${details})`} → ${outputShape ? formatShape(outputShape) : '?'}, ${say('parameterCount', { count: formatCount(parameters) })}`;
}

export function modelFacts(model: ModelLike): ModelFacts {
  const all = countParameters(model.weights);
  const trainable = countParameters(model.trainableWeights);
  return {
    name: model.name,
    kind: model.getClassName(),
    inputShape: model.inputs?.[0]?.shape,
    layers: model.layers.flatMap((layer) => layerFacts(layer, 0)),
    trainable,
    notTrainable: all - trainable,
  };
}

function layerFacts(layer: LayerLike, depth: number): LayerFacts[] {
  const facts = {
    name: layer.name,
    kind: layer.getClassName(),
    outputShape: orUndefined(() => firstShape(layer.outputShape)),
    parameters: countParameters(layer.weights),
    frozen: layer.trainable === false,
    details: orUndefined(() => detailsOf(layer.getClassName(), layer.getConfig())) ?? '',
    depth,
  };
  return isModel(layer) ? [{ ...facts, details: '' }, ...layer.layers.flatMap((inner) => layerFacts(inner, depth + 1))] : [facts];
}

export function countParameters(weights: readonly WeightLike[]): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce<number>((product, size) => product * (size ?? 1), 1), 0);
}

function firstShape(shape: Shape | readonly Shape[]): Shape {
  return Array.isArray(shape[0]) ? (shape[0] as Shape) : (shape as Shape);
}

/** The output shape of a layer that is not built yet throws when asked for. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The settings worth a reader's attention, in the order of the layer's call. */
function detailsOf(kind: string, config: Record<string, unknown>): string {
  const parts: string[] = [];
  const pair = (value: unknown) => (Array.isArray(value) ? value.join('×') : String(value));
  if (config['kernelSize'] !== undefined) parts.push(pair(config['kernelSize']));
  const strides = config['strides'];
  if (Array.isArray(strides) && strides.some((stride) => stride !== 1)) {
    parts.push(say('stride', { size: new Set(strides).size === 1 ? String(strides[0]) : pair(strides) }));
  }
  if (config['poolSize'] !== undefined) parts.push(pair(config['poolSize']));
  if (typeof config['padding'] === 'string') parts.push(config['padding']);
  if (typeof config['alpha'] === 'number') parts.push(`α ${formatNumber(config['alpha'])}`);
  if (typeof config['rate'] === 'number') parts.push(`rate ${formatNumber(config['rate'])}`);
  if (kind === 'BatchNormalization' && typeof config['momentum'] === 'number' && config['momentum'] !== 0.99) parts.push(`momentum ${formatNumber(config['momentum'])}`);
  if (typeof config['activation'] === 'string' && config['activation'] !== 'linear') parts.push(config['activation']);
  if (config['useBias'] === false) parts.push(say('noBias'));
  return parts.join(', ');
}

/** The table of a model as lines of text. */
export function modelText(facts: ModelFacts): string {
  const title = `${facts.kind} "${facts.name}"`;
  if (facts.layers.length === 0) return `${title}\n${say('noLayers')}`;
  const header = [say('layer'), say('kind'), say('outputShape'), say('parameters'), say('details')];
  const rows = facts.layers.map((layer) => [
    '  '.repeat(layer.depth) + layer.name, layer.kind, layer.outputShape ? formatShape(layer.outputShape) : '?', formatCount(layer.parameters),
    [layer.details, layer.frozen ? say('frozen') : ''].filter(Boolean).join(', '),
  ]);
  const input = facts.inputShape ? [[say('input'), '', formatShape(facts.inputShape), '', '']] : [];
  const table = alignColumns([header, ...input, ...rows], [false, false, false, true, false]);
  return [title, ...table, totalsText(facts), ...(facts.inputShape ? [] : [say('notBuilt')])].join('\n');
}

export function totalsText(facts: ModelFacts): string {
  return `${say('total')} ${formatCount(facts.trainable + facts.notTrainable)} · ` +
    `${say('trainable')} ${formatCount(facts.trainable)} · ${say('notTrainable')} ${formatCount(facts.notTrainable)}`;
}

/** Pads cells so that columns stand under each other; wide (CJK) characters count twice. */
function alignColumns(rows: readonly (readonly string[])[], flushRight: readonly boolean[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => columnsOf(row[i]!))));
  return rows.map((row) => row.map((cell, i) => {
    const padding = ' '.repeat(widths[i]! - columnsOf(cell));
    return flushRight[i] ? padding + cell : cell + padding;
  }).join('  ').trimEnd());
}
