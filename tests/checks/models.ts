/**
 * A model as data: its topology and its weights, from which the checks rebuild it with their own
 * TensorFlow.js. Layers of the student's own classes cannot be rebuilt and are refused by name.
 */
import * as tf from '@tensorflow/tfjs';
import { fromBase64, maximumElements, sizeOf, toBase64 } from './bytes.js';

export interface ModelDescription {
  /** JSON of `model.toJSON`. */
  topology: string;
  /** In the order of `model.weights`. */
  weights: { name: string; shape: number[]; trainable: boolean; data: string }[];
}

/** Elements that a layer may put out for one example: more could fill the memory of whoever runs the model. */
const maximumOutput = 2_000_000;

/** Why a model could not be shipped or rebuilt; the message completes "a model that …". */
export class ModelError extends Error {}

/** How many weights a model under construction may still make, by a number that its topology carries. */
const budgets = new Map<number, number>();
let nextBudget = 1;

/**
 * Every weight starts as zeros, whatever initializer the topology names: the shipped values replace
 * them, and a topology cannot ask for more memory than it shipped weights for.
 */
class ZerosForShippedWeights extends tf.serialization.Serializable {
  static readonly className = 'ZerosForShippedWeights';
  constructor(private readonly config: { budget: number }) {
    super();
  }
  apply(shape: number[]): tf.Tensor {
    const left = (budgets.get(this.config.budget) ?? 0) - sizeOf(shape);
    if (left < 0) throw new ModelError('has more weights than it shipped');
    budgets.set(this.config.budget, left);
    return tf.zeros(shape);
  }
  getConfig(): tf.serialization.ConfigDict {
    return { ...this.config };
  }
}
tf.serialization.registerClass(ZerosForShippedWeights as unknown as tf.serialization.SerializableConstructor<tf.serialization.Serializable>);

/** Reads a model's topology and weights; throws a ModelError when it has none to read. */
export async function describeModel(model: tf.LayersModel): Promise<ModelDescription> {
  if (!model.inputs?.length) throw new ModelError('does not know its input shape (give its first layer an inputShape)');
  const topology = model.toJSON(undefined, false) as object;
  const weights: ModelDescription['weights'] = [];
  for (const weight of model.weights) {
    const values = await weight.read().data();
    weights.push({ name: weight.originalName, shape: weight.shape as number[], trainable: weight.trainable, data: toBase64(values as Float32Array) });
  }
  return { topology: JSON.stringify(topology), weights };
}

/** The same model, in the TensorFlow.js of the caller, which disposes it. Throws a ModelError when that is impossible. */
export async function rebuildModel(description: ModelDescription): Promise<tf.LayersModel> {
  const { topology, weights } = description;
  if (typeof topology !== 'string' || topology.length > 1_000_000 || !Array.isArray(weights) || weights.length > 1000) throw new ModelError('is not described as one');
  const shipped = weights.map(({ shape, data }) => ({ shape, values: fromBase64(data, sizeOf(shape)) }));
  const count = shipped.reduce((sum, { values }) => sum + values.length, 0);
  if (count > maximumElements) throw new ModelError(`has ${count} weights, which is too many`);
  const budget = nextBudget++;
  budgets.set(budget, count);
  let model: tf.LayersModel;
  try {
    model = await tf.models.modelFromJSON(withoutInitializers(JSON.parse(topology), budget) as never);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    const unknownClass = /Unknown layer: (\w+)/.exec((error as Error).message)?.[1];
    throw new ModelError(unknownClass ? `has a layer of the class ${unknownClass}, which is not one of tf.layers` : 'cannot be rebuilt from its topology');
  } finally {
    budgets.delete(budget);
  }
  const large = model.layers.find((layer) => outputSize(layer) > maximumOutput);
  if (large) {
    model.dispose();
    throw new ModelError(`has a layer, ${large.getClassName()}, whose output is too large`);
  }
  const fits = model.weights.length === shipped.length && model.weights.every((weight, i) => String(weight.shape) === String(shipped[i].shape));
  if (!fits) {
    model.dispose();
    throw new ModelError('ships weights that do not fit its layers');
  }
  tf.tidy(() => model.setWeights(shipped.map(({ shape, values }) => tf.tensor(values, shape))));
  return model;
}

/** Elements of a layer's output for one example; the largest of the course has 100,352. */
function outputSize(layer: tf.layers.Layer): number {
  const nodes = layer.inboundNodes as readonly { outputShapes: readonly (readonly (number | null)[])[] }[];
  return Math.max(0, ...nodes.flatMap(({ outputShapes }) => outputShapes.map((shape) => shape.reduce<number>((size, side) => size * (side ?? 1), 1))));
}

/** All initializers that layers of TensorFlow.js know: what a topology leaves out would be drawn at random, in any size. */
const initializers = ['kernel', 'bias', 'recurrent', 'gamma', 'beta', 'moving_mean', 'moving_variance', 'embeddings', 'alpha', 'depthwise', 'pointwise'].map((name) => `${name}_initializer`);

/** A copy of a topology in which every initializer is `ZerosForShippedWeights`. */
function withoutInitializers(json: unknown, budget: number): unknown {
  if (Array.isArray(json)) return json.map((item) => withoutInitializers(item, budget));
  if (typeof json !== 'object' || json === null) return json;
  const zeros = { class_name: ZerosForShippedWeights.className, config: { budget } };
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(json)) {
    if (key === '__proto__' || /initializer$/i.test(key)) continue;
    const inner = withoutInitializers(value, budget);
    const isSettings = key === 'config' && 'class_name' in json && !Array.isArray(value) && typeof value === 'object' && value !== null;
    copy[key] = isSettings ? { ...(inner as object), ...Object.fromEntries(initializers.map((name) => [name, zeros])) } : inner;
  }
  return copy;
}
