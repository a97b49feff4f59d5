/**
 * What is fixed to a GAN so that its moves can be watched: both networks tell of their calls, the logits of the slope
 * that the loss has there, TensorFlow.js of its gradients. They only read: a watched training makes the very bits of one that is
 * not watched, and leaves no tensor. What the readings mean is not decided here.
 */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../gan.js';
import { Origins } from './origins.js';
import { sourcesOf } from './rows.js';
import { lengthOf, statisticsOf } from './statistics.js';
import { players, type Drawing, type Move, type NetworkFacts, type Origin, type Pictures, type Player, type View, type WeightName } from './vital-signs.js';

/** Of TensorFlow.js 4.22's engine, what the instruments read. */
interface Engine {
  gradients: (f: () => tf.Tensor, xs: tf.Tensor[], dy?: tf.Tensor, allowNoGradients?: boolean) => { value: tf.Tensor; grads: (tf.Tensor | null | undefined)[] };
  state: { gradientDepth: number };
}

/** Pictures that are kept of the last round, at most. */
const picturesKept = 20;

/** What a call of a step is watched with. */
interface Watch {
  views: View[];
  drawings: Drawing[];
  gradients: (number | null)[];
  ownOptimizer: boolean;
  player: Player;
  real?: Float32Array;
  made: Float32Array[];
}

export class Instruments {
  readonly weights: readonly WeightName[];
  readonly networks: Record<Player, NetworkFacts>;
  readonly pictures: { real?: Pictures; made?: Pictures } = {};
  private readonly variables: tf.Variable[];
  private readonly origins = new Origins();
  private readonly release: (() => void)[] = [];
  private watch: Watch | undefined;

  constructor(private readonly gan: Gan) {
    const named = players.flatMap((player) => weightsOf(player, gan[player]));
    this.weights = named.map(({ name }) => name);
    this.variables = named.map(({ variable }) => variable);
    this.networks = { generator: factsOf(gan.generator, gan.generatorOptimizer), discriminator: factsOf(gan.discriminator, gan.discriminatorOptimizer) };
  }

  attach(): void {
    this.release.push(this.origins.follow(), this.hookGradients(), ...players.flatMap((player) => [this.hookOptimizer(player), ...this.hookNetwork(player)]));
  }

  /** Everything is as it was before `attach`. */
  detach(): void {
    for (const release of this.release.splice(0)) release();
  }

  /** Makes a move and writes it down. `real` is the batch that the move gets. */
  move(player: Player, step: () => tf.Tensor, real?: tf.Tensor4D): { loss: tf.Tensor; move: Move } {
    const values = real?.dataSync<'float32'>();
    if (real) this.origins.mark(real, 'real');
    const watch: Watch = { player, views: [], drawings: [], gradients: this.variables.map(() => null), ownOptimizer: false, real: values, made: [] };
    const before = this.variables.map((variable) => variable.dataSync<'float32'>().slice());
    this.watch = watch;
    let loss: tf.Tensor;
    try {
      loss = step();
    } finally {
      this.watch = undefined;
    }
    const { views, drawings, gradients, ownOptimizer } = watch;
    return {
      loss,
      move: {
        player, views, drawings, gradients, ownOptimizer,
        loss: loss instanceof tf.Tensor && loss.size === 1 ? loss.dataSync()[0]! : NaN,
        lengths: before.map(lengthOf),
        changes: this.variables.map((variable, i) => lengthOfChange(before[i]!, variable.dataSync<'float32'>())),
        ...(real && values && { real: statisticsOf(values, real.shape[0]) }),
      },
    };
  }

  private hookNetwork(player: Player): (() => void)[] {
    const model = this.gan[player];
    const [apply, predict] = [model.apply.bind(model), model.predict.bind(model)];
    const saw = (input: unknown, output: unknown, training: boolean): unknown => {
      if (!this.watch || !(input instanceof tf.Tensor) || !(output instanceof tf.Tensor)) return output;
      return player === 'generator' ? this.drew(this.watch, input, output, training) : this.looked(this.watch, input, output, training);
    };
    const own = model as unknown as Record<'apply' | 'predict', unknown>;
    own.apply = (input: tf.Tensor, options?: { training?: boolean }) => saw(input, apply(input, options), options?.training === true);
    own.predict = (input: tf.Tensor, options?: tf.ModelPredictConfig) => saw(input, predict(input, options), false);
    return [() => { delete own.apply; }, () => { delete own.predict; }];
  }

  private drew(watch: Watch, noise: tf.Tensor, pictures: tf.Tensor, training: boolean): tf.Tensor {
    const values = pictures.dataSync<'float32'>(), count = pictures.shape[0]!;
    this.origins.mark(pictures, 'made');
    watch.made.push(values);
    watch.drawings.push({ training, noise: statisticsOf(noise.dataSync<'float32'>(), count), pictures: statisticsOf(values, count) });
    return pictures;
  }

  private looked(watch: Watch, pictures: tf.Tensor, output: tf.Tensor, training: boolean): tf.Tensor {
    const values = pictures.dataSync<'float32'>(), count = pictures.shape[0]!, mark = this.origins.of(pictures);
    // Numbers that were read out and made a tensor again have lost their mark.
    const sources = mark === 'both' || mark === 'unknown' ? sourcesOf(values, count, watch.real, watch.made) : new Array<Origin>(count).fill(mark);
    const kinds = new Set(sources), origin = kinds.size === 1 ? sources[0]! : mark;
    const ofSigmoid = this.networks.discriminator.output === 'sigmoid';
    const answers = output.dataSync<'float32'>(), each = answers.length / count;
    const view: View = { origin, training, pictures: this.statisticsBySource(values, pictures.shape, sources), logits: { real: [], made: [] }, pulls: { real: [], made: [] } };
    answers.forEach((answer, i) => {
      const source = sources[Math.floor(i / each)];
      if (source === 'real' || source === 'made') view.logits[source].push(ofSigmoid ? logitOf(answer) : answer);
    });
    watch.views.push(view);
if ((tf.engine() as unknown as Engine).state.gradientDepth === 0) return output;
    // A copy through which the gradient comes back unchanged.
    const watched = tf.customGrad((answer) => ({
      value: (answer as tf.Tensor).clone(),
      gradFunc: (slope: tf.Tensor) => {
        const pulls: View['pulls'] = { real: [], made: [] };
        slope.dataSync<'float32'>().forEach((value, i) => {
          const source = sources[Math.floor(i / each)], inside = ofSigmoid ? answers[i]! * (1 - answers[i]!) : 1;
          if (source === 'real' || source === 'made') pulls[source].push(value * inside * view.logits[source].length);
        });
        view.pulls = pulls;
        return slope.clone();
      },
    }));
    return watched(output);
  }

  /** Of all pictures of a source; a few of them are kept. */
  private statisticsBySource(values: Float32Array, shape: number[], sources: readonly Origin[]): View['pictures'] {
    const [height, width, channels] = shape.slice(1) as [number, number, number], size = height * width * channels;
    const statistics: View['pictures'] = {};
    for (const source of ['real', 'made'] as const) {
      const places = sources.flatMap((each, i) => (each === source ? [i] : []));
      if (places.length === 0) continue;
      const chosen = new Float32Array(places.length * size);
      places.forEach((place, i) => chosen.set(values.subarray(place * size, (place + 1) * size), i * size));
      statistics[source] = statisticsOf(chosen, places.length);
      const kept = Math.min(picturesKept, places.length);
      this.pictures[source] = { shape: [kept, height, width, channels], values: chosen.subarray(0, kept * size) };
    }
    return statistics;
  }

  private hookGradients(): () => void {
    const engine = tf.engine() as unknown as Engine, original = engine.gradients;
    engine.gradients = (f, xs, dy, allowNoGradients) => {
      const result = original.call(engine, f, xs, dy, allowNoGradients);
      for (const [i, variable] of this.variables.entries()) {
        const at = this.watch ? xs.indexOf(variable) : -1;
        if (at >= 0) this.watch!.gradients[i] = result.grads[at] ? lengthOf(result.grads[at].dataSync()) : null;
      }
      return result;
    };
    return () => { engine.gradients = original; };
  }

  private hookOptimizer(player: Player): () => void {
    const optimizer = this.gan[`${player}Optimizer`], original = optimizer.applyGradients.bind(optimizer);
    optimizer.applyGradients = (gradients) => {
      if (this.watch?.player === player) this.watch.ownOptimizer = true;
      original(gradients);
    };
    return () => { delete (optimizer as Partial<tf.Optimizer>).applyGradients; };
  }
}

/** Of a probability in float32, which may be exactly 0 or 1. */
function logitOf(probability: number): number {
  const inside = Math.min(1 - 1e-7, Math.max(1e-7, probability));
  return Math.log(inside / (1 - inside));
}

/** 0 only where no bit differs. */
function lengthOfChange(before: Float32Array, after: Float32Array): number {
  let sum = 0, changed = false;
  for (let i = 0; i < before.length; i++) {
    if (Object.is(before[i], after[i])) continue;
    changed = true;
    sum += (after[i]! - before[i]!) ** 2;
  }
  return changed ? Math.max(Math.sqrt(sum), Number.MIN_VALUE) : 0;
}

/** Kernels, biases, γ and β, also those that are not set to be trained; the statistics of batch normalisation are nobody's to train. */
function weightsOf(player: Player, model: tf.LayersModel): { name: WeightName; variable: tf.Variable }[] {
  return model.layers.flatMap((layer, place) => layer.weights.flatMap((weight) => {
    const part = weight.originalName.split('/').at(-1)!;
    if (part.startsWith('moving_')) return [];
    const variable = weight.read() as tf.Variable;
    return [{ variable, name: { player, layer: `${place + 1} ${layer.getClassName()}`, part, count: variable.size } }];
  }));
}

function factsOf(model: tf.LayersModel, optimizer: tf.Optimizer): NetworkFacts {
  const last = model.layers.findLast((layer) => !['Flatten', 'Reshape'].includes(layer.getClassName()));
  const activation = last?.getConfig()['activation'];
  const { learningRate } = optimizer.getConfig();
  return {
    batchNorm: model.layers.some((layer) => layer.getClassName() === 'BatchNormalization'), output: typeof activation === 'string' ? activation : 'linear',
    ...(typeof learningRate === 'number' && { learningRate }),
  };
}
