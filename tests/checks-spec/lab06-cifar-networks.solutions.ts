/** Lab06 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Solutions } from './solutions.js';

const toPictures = (rows: tf.Tensor2D): tf.Tensor4D => tf.tidy(() => rows.reshape([-1, 3, 32, 32]).transpose([0, 2, 3, 1]).div(127.5).sub(1) as tf.Tensor4D);
const ordered = (scale: (pictures: tf.Tensor) => tf.Tensor) => ({ toPictures: (rows: tf.Tensor2D) => tf.tidy(() => scale(rows.reshape([-1, 3, 32, 32]).transpose([0, 2, 3, 1]))) });
const scaled = (order: (rows: tf.Tensor) => tf.Tensor) => ({ toPictures: (rows: tf.Tensor2D) => tf.tidy(() => order(rows.div(127.5).sub(1))) });

type FieldLayer = { kernel: number; stride: number };
const receptiveField = (layers: FieldLayer[]): number => layers.reduce(([field, distance], { kernel, stride }) => [field + (kernel - 1) * distance, distance * stride], [1, 1])[0];

const small = () => tf.initializers.randomNormal({ mean: 0, stddev: 0.02 });

interface Options {
  bias?: boolean;
  stddev?: number | 'glorot';
  last?: 'tanh' | 'sigmoid' | 'linear';
  kernel?: number;
  colours?: number;
  /** Numbers of filters, in units of width. */
  filters?: number[];
  norms?: 'right' | 'none' | 'all' | 'after';
  slope?: number;
  dense?: boolean;
  pool?: boolean;
  relu?: boolean;
  fixedWidth?: boolean;
}

function generator(latentDim: number, width: number, options: Options = {}): tf.LayersModel {
  const { bias = false, stddev = 0.02, last = 'tanh', kernel = 4, colours = 3, filters = [4, 2, 1], norms = 'right', dense = false, fixedWidth = false } = options;
  const w = fixedWidth ? 64 : width;
  const weights = { useBias: bias, ...(stddev !== 'glorot' && { kernelInitializer: tf.initializers.randomNormal({ stddev }) }) };
  const model = tf.sequential();
  const block = (convolution?: tf.layers.Layer) => {
    if (convolution) model.add(convolution);
    if (norms === 'after') model.add(tf.layers.reLU());
    if (norms !== 'none') model.add(tf.layers.batchNormalization());
    if (norms !== 'after') model.add(tf.layers.reLU());
  };
  if (dense) {
    model.add(tf.layers.dense({ inputShape: [latentDim], units: 16 * filters[0]! * w, ...weights }));
    model.add(tf.layers.reshape({ targetShape: [4, 4, filters[0]! * w] }));
    block();
  } else {
    model.add(tf.layers.reshape({ inputShape: [latentDim], targetShape: [1, 1, latentDim] }));
    block(tf.layers.conv2dTranspose({ filters: filters[0]! * w, kernelSize: 4, ...weights }));
  }
  for (const factor of filters.slice(1)) block(tf.layers.conv2dTranspose({ filters: factor * w, kernelSize: kernel, strides: 2, padding: 'same', ...weights }));
  model.add(tf.layers.conv2dTranspose({ filters: colours, kernelSize: kernel, strides: 2, padding: 'same', ...weights, activation: norms === 'all' ? undefined : last }));
  if (norms === 'all') {
    model.add(tf.layers.batchNormalization());
    model.add(tf.layers.activation({ activation: 'tanh' }));
  }
  return model;
}

function discriminator(width: number, options: Options = {}): tf.LayersModel {
  const { bias = false, stddev = 0.02, kernel = 4, colours = 3, filters = [1, 2, 4], norms = 'right', slope = 0.2, dense = false, pool = false, relu = false, last = 'linear', fixedWidth = false } = options;
  const w = fixedWidth ? 64 : width;
  const weights = { useBias: bias, ...(stddev !== 'glorot' && { kernelInitializer: tf.initializers.randomNormal({ stddev }) }) };
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [32, 32, colours] }));
  filters.forEach((factor, i) => {
    model.add(tf.layers.conv2d({ filters: factor * w, kernelSize: kernel, strides: pool ? 1 : 2, padding: 'same', ...weights }));
    if (norms === 'all' || (norms === 'right' && i > 0)) model.add(tf.layers.batchNormalization());
    model.add(relu ? tf.layers.reLU() : tf.layers.leakyReLU({ alpha: slope }));
    if (norms === 'after' && i > 0) model.add(tf.layers.batchNormalization());
    if (pool) model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  });
  if (!dense) model.add(tf.layers.conv2d({ filters: 1, kernelSize: 4, ...weights, activation: last }));
  model.add(tf.layers.flatten());
  if (dense) model.add(tf.layers.dense({ units: 1, ...weights, activation: last }));
  return model;
}

const g = (options: Options = {}) => ({ buildGenerator: (latentDim: number, width: number) => generator(latentDim, width, options) });
const d = (options: Options = {}) => ({ buildDiscriminator: (width: number) => discriminator(width, options) });

const variablesOf = (model: tf.LayersModel): tf.Variable[] => model.trainableWeights.map((weight) => weight.read() as tf.Variable);
const dLoss = (real: tf.Tensor, fake: tf.Tensor): tf.Scalar => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake)));
const gLoss = (fake: tf.Tensor): tf.Scalar => tf.mean(tf.softplus(tf.neg(fake)));

type Step = (player: 'D' | 'G', generator: tf.LayersModel, discriminator: tf.LayersModel, real: tf.Tensor4D, z: tf.Tensor2D) => unknown;
interface StepOptions {
  training?: boolean;
  lossOf?: 'own' | 'other' | 'made alone';
  variables?: 'own' | 'both';
  length?: (gradient: tf.Tensor) => tf.Tensor;
  learns?: boolean;
  tidy?: boolean;
}

function step({ training = true, lossOf = 'own', variables = 'own', length = (gradient) => tf.norm(gradient), learns = false, tidy = true }: StepOptions = {}): { firstStep: Step } {
  const look: Step = (player, painter, critic, real, z) => {
    const judge = (pictures: tf.Tensor) => critic.apply(pictures, { training }) as tf.Tensor;
    const list = variables === 'both' ? [...variablesOf(painter), ...variablesOf(critic)] : variablesOf(player === 'D' ? critic : painter);
    const isD = (player === 'D') === (lossOf !== 'other');
    const { value, grads } = tf.variableGrads(() => {
      const fake = painter.apply(z, { training }) as tf.Tensor;
      if (lossOf === 'made alone') return player === 'D' ? tf.mean(tf.softplus(judge(fake))) as tf.Scalar : gLoss(judge(fake));
      return isD ? dLoss(judge(real), judge(fake)) : gLoss(judge(fake));
    }, list);
    if (learns) tf.train.sgd(0.1).applyGradients(grads);
    return { loss: value.dataSync()[0], norms: list.map(({ name }) => length(grads[name]!).dataSync()[0]) };
  };
  return { firstStep: tidy ? (...args) => tf.tidy(() => look(...args) as { loss: number; norms: number[] }) : look };
}

const recolour = (factor: number | number[], offset: number | number[]) => ({ recolour: (pictures: tf.Tensor4D) => tf.tidy(() => pictures.mul(factor).add(offset)) });

export const solutions: Solutions = {
  pictures: {
    reference: { toPictures },
    variants: {
      'splits and stacks': { toPictures: (rows: tf.Tensor2D) => tf.tidy(() => tf.stack(tf.split(rows, 3, 1).map((plane) => plane.reshape([-1, 32, 32])), 3).sub(127.5).div(127.5)) },
      'with loops': {
        toPictures(rows: tf.Tensor2D) {
          const [from, count] = [rows.dataSync(), rows.shape[0]];
          const to = new Float32Array(from.length);
          for (let n = 0; n < count; n++) for (let pixel = 0; pixel < 1024; pixel++) for (let colour = 0; colour < 3; colour++) to[n * 3072 + pixel * 3 + colour] = (from[n * 3072 + colour * 1024 + pixel]! / 255) * 2 - 1;
          return tf.tensor4d(to, [count, 32, 32, 3]);
        },
      },
      'scales first, an async function': { toPictures: async (rows: tf.Tensor2D) => tf.tidy(() => rows.mul(2 / 255).sub(1).reshape([rows.shape[0], 3, 1024]).transpose([0, 2, 1]).reshape([-1, 32, 32, 3])) },
    },
    mutants: {
      'only reshapes': [scaled((rows) => rows.reshape([-1, 32, 32, 3])), /Neighbours in the row were taken/],
      'on its side': [scaled((rows) => rows.reshape([-1, 3, 32, 32]).transpose([0, 3, 2, 1])), /Lines and columns are swapped/],
      'blue first': [scaled((rows) => rows.reshape([-1, 3, 32, 32]).transpose([0, 2, 3, 1]).reverse(3)), /Red and blue are swapped/],
      'planes left in front': [scaled((rows) => rows.reshape([-1, 3, 32, 32])), /has the shape \[2, 3, 32, 32\]/],
      'upside down': [scaled((rows) => rows.reshape([-1, 3, 32, 32]).transpose([0, 2, 3, 1]).reverse(1)), /only transpose moves/],
      'still bytes': [ordered((pictures) => pictures), /still the bytes/],
      'to [0, 1]': [ordered((pictures) => pictures.div(255)), /lie in \[0, 1\]/],
      'to [0, 2]': [ordered((pictures) => pictures.div(127.5)), /take 1 away/],
      'divided by 128': [ordered((pictures) => pictures.div(128).sub(1)), /255 becomes 0\.992/],
      'negatives': [ordered((pictures) => pictures.div(-127.5).add(1)), /Black and white are swapped/],
      'standardised': [ordered((pictures) => { const { mean, variance } = tf.moments(pictures); return pictures.sub(mean).div(variance.sqrt()); }), /One line for all/],
    },
  },
  'receptive-field': {
    reference: { receptiveField },
    variants: {
      'from the last layer to the first': { receptiveField: (layers: FieldLayer[]) => layers.reduceRight((field, { kernel, stride }) => (field - 1) * stride + kernel, 1) },
      'products written out': { receptiveField: (layers: FieldLayer[]) => layers.reduce((field, { kernel }, n) => field + (kernel - 1) * layers.slice(0, n).reduce((product, { stride }) => product * stride, 1), 1) },
      'follows the two ends': {
        receptiveField(layers: FieldLayer[]) {
          let [from, to] = [0, 0];
          for (const { kernel, stride } of [...layers].reverse()) [from, to] = [from * stride, to * stride + kernel - 1];
          return to - from + 1;
        },
      },
    },
    mutants: {
      'without strides': [{ receptiveField: (layers: FieldLayer[]) => 1 + layers.reduce((sum, { kernel }) => sum + kernel - 1, 0) }, /strides are missing/],
      'its own stride counts': [{ receptiveField: (layers: FieldLayer[]) => { let [field, distance] = [1, 1]; for (const { kernel, stride } of layers) { distance *= stride; field += (kernel - 1) * distance; } return field; } }, /own stride counts only for the layers behind/],
      'sides multiplied': [{ receptiveField: (layers: FieldLayer[]) => layers.reduce((product, { kernel }) => product * kernel, 1) }, /overlap/],
      'the wrong end': [{ receptiveField: (layers: FieldLayer[]) => receptiveField([...layers].reverse()) }, /wrong end/],
      'begins at 0': [{ receptiveField: (layers: FieldLayer[]) => receptiveField(layers) - 1 }, /begins at 1/],
      'the last layer alone': [{ receptiveField: (layers: FieldLayer[]) => layers.at(-1)?.kernel ?? 1 }, /should be 10/],
      'always the picture': [{ receptiveField: () => 32 }, /is 32\. It should be 1/],
      'text': [{ receptiveField: () => '22' }, /A plain, finite number/],
    },
  },
  generator: {
    reference: g(),
    variants: {
      'a dense layer for the first': g({ dense: true }),
      'the functional interface, other names': {
        buildGenerator(latentDim: number, width: number) {
          const z = tf.input({ shape: [latentDim], name: 'noise' });
          let x = tf.layers.reshape({ targetShape: [1, 1, latentDim] }).apply(z) as tf.SymbolicTensor;
          for (const [i, filters] of [4 * width, 2 * width, width].entries()) {
            for (const layer of [
              tf.layers.conv2dTranspose({ name: `up${i}`, filters, kernelSize: [4, 4], strides: i ? [2, 2] : 1, padding: i ? 'same' : 'valid', useBias: false, kernelInitializer: small() }),
              tf.layers.batchNormalization({ momentum: 0.8 }), tf.layers.activation({ activation: 'relu' }),
            ]) x = layer.apply(x) as tf.SymbolicTensor;
          }
          x = tf.layers.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same', useBias: false, kernelInitializer: small() }).apply(x) as tf.SymbolicTensor;
          return tf.model({ inputs: z, outputs: tf.layers.activation({ activation: 'tanh' }).apply(x) as tf.SymbolicTensor });
        },
      },
      'a nested model, weights cut off at two deviations': {
        buildGenerator(latentDim: number, width: number) {
          const model = tf.sequential();
          model.add(tf.layers.reshape({ inputShape: [latentDim], targetShape: [1, 1, latentDim] }));
          const body = tf.sequential();
          [4, 2, 1].forEach((factor, i) => {
            body.add(tf.layers.conv2dTranspose({ ...(i === 0 && { inputShape: [1, 1, latentDim] }), filters: factor * width, kernelSize: 4, strides: i ? 2 : 1, padding: i ? 'same' : 'valid', useBias: false, kernelInitializer: tf.initializers.truncatedNormal({ stddev: 0.02 }) }));
            body.add(tf.layers.batchNormalization({ epsilon: 1e-5 }));
            body.add(tf.layers.reLU());
          });
          model.add(body);
          model.add(tf.layers.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same', useBias: false, activation: 'tanh', kernelInitializer: small() }));
          return model;
        },
      },
    },
    mutants: {
      'one colour': [g({ colours: 1 }), /Its output should be \[N, 32, 32, 3\]/],
      'sigmoid': [g({ last: 'sigmoid' }), /only reaches \[0, 1\]/],
      'no activation at the end': [g({ last: 'linear' }), /which function has that range/],
      'with bias': [g({ bias: true }), /has a bias/],
      'default first weights': [g({ stddev: 'glorot' }), /standard deviation 0\.02/],
      'batch normalization on the output': [g({ norms: 'all' }), /No batch normalization on the output/],
      'no batch normalization': [g({ norms: 'none' }), /normalizes before the activation/],
      'ReLU before batch normalization': [g({ norms: 'after' }), /normalizes before the activation/],
      'kernel 5': [g({ kernel: 5 }), /kernel size is 5/],
      'channels the wrong way': [g({ filters: [1, 2, 4] }), /should give 4×4×256/],
      'one doubling more': [g({ filters: [8, 4, 2, 1] }), /Its output should be|There should be/],
      'a fixed width': [g({ fixedWidth: true }), /should give 4×4×32/],
      'the generator of Lab 01': [{ buildGenerator: (latentDim: number) => tf.sequential({ layers: [tf.layers.dense({ inputShape: [latentDim], units: 784, activation: 'tanh' }), tf.layers.reshape({ targetShape: [28, 28, 1] })] }) }, /\[N, 28, 28, 1\]/],
    },
  },
  discriminator: {
    reference: d(),
    variants: {
      'a dense layer for the last': d({ dense: true }),
      'with dropout': {
        buildDiscriminator(width: number) {
          const model = tf.sequential();
          for (const layer of discriminator(width).layers) {
            model.add(layer);
            if (layer.getClassName() === 'LeakyReLU') model.add(tf.layers.dropout({ rate: 0.3 }));
          }
          return model;
        },
      },
      'the functional interface': {
        buildDiscriminator(width: number) {
          const picture = tf.input({ shape: [32, 32, 3] });
          let x: tf.SymbolicTensor = picture;
          [1, 2, 4].forEach((factor, i) => {
            x = tf.layers.conv2d({ filters: factor * width, kernelSize: 4, strides: 2, padding: 'same', useBias: false, kernelInitializer: small() }).apply(x) as tf.SymbolicTensor;
            if (i > 0) x = tf.layers.batchNormalization({ momentum: 0.9 }).apply(x) as tf.SymbolicTensor;
            x = tf.layers.leakyReLU({ alpha: 0.2 }).apply(x) as tf.SymbolicTensor;
          });
          x = tf.layers.conv2d({ filters: 1, kernelSize: [4, 4], padding: 'valid', useBias: false, kernelInitializer: small() }).apply(x) as tf.SymbolicTensor;
          return tf.model({ inputs: picture, outputs: tf.layers.reshape({ targetShape: [1] }).apply(x) as tf.SymbolicTensor });
        },
      },
    },
    mutants: {
      'grey pictures': [d({ colours: 1 }), /takes \[N, 32, 32, 1\]/],
      'sigmoid at the end': [d({ last: 'sigmoid' }), /work on logits/],
      'batch normalization on the picture': [d({ norms: 'all' }), /sees the image itself/],
      'no batch normalization': [d({ norms: 'none' }), /second and the third block are normalized/],
      'activation before batch normalization': [d({ norms: 'after' }), /second and the third block are normalized, before the activation/],
      'the default slope': [d({ slope: 0.3 }), /slope of 0\.2/],
      'ReLU': [d({ relu: true }), /DCGAN uses LeakyReLU/],
      'with bias': [d({ bias: true }), /has a bias/],
      'default first weights': [d({ stddev: 'glorot' }), /standard deviation 0\.02/],
      'max pooling': [d({ pool: true }), /should give 16×16×64|no pooling/],
      'kernel 5': [d({ kernel: 5 }), /kernel size is 5/],
      'channels the wrong way': [d({ filters: [4, 2, 1] }), /should give 16×16×64/],
      'a fixed width': [d({ fixedWidth: true }), /should give 16×16×8/],
    },
  },
  'first-step': {
    reference: step(),
    variants: {
      'tf.grads of the weights in turn': {
        firstStep: ((player, painter, critic, real, z) => tf.tidy(() => {
          const mine = (player === 'D' ? critic : painter).getWeights(true) as tf.Variable[];
          const loss = (): tf.Scalar => {
            const made = critic.apply(painter.apply(z, { training: true }) as tf.Tensor, { training: true }) as tf.Tensor;
            return player === 'G' ? tf.losses.sigmoidCrossEntropy(tf.onesLike(made), made) : tf.add(tf.losses.sigmoidCrossEntropy(tf.onesLike(made), critic.apply(real, { training: true }) as tf.Tensor), tf.losses.sigmoidCrossEntropy(tf.zerosLike(made), made));
          };
          const norms = mine.map((variable) => Math.hypot(...(tf.variableGrads(loss, [variable]).grads[variable.name]!.dataSync() as Float32Array)));
          return { loss: loss().dataSync()[0]!, norms };
        })) satisfies Step,
      },
      'an async function that disposes by hand': {
        async firstStep(player: 'D' | 'G', painter: tf.LayersModel, critic: tf.LayersModel, real: tf.Tensor4D, z: tf.Tensor2D) {
          const list = variablesOf(player === 'D' ? critic : painter);
          const { value, grads } = tf.variableGrads(() => {
            const made = critic.apply(painter.apply(z, { training: true }) as tf.Tensor, { training: true }) as tf.Tensor;
            return player === 'D' ? dLoss(critic.apply(real, { training: true }) as tf.Tensor, made) : gLoss(made);
          }, list);
          const norms: number[] = [];
          for (const { name } of list) norms.push(Math.hypot(...(await grads[name]!.data<'float32'>())));
          const [loss] = await value.data();
          tf.dispose([value, grads]);
          return { norms, loss };
        },
      },
      'the root of the sum of squares': step({ length: (gradient) => gradient.square().sum().sqrt() }),
    },
    mutants: {
      'inference mode': [step({ training: false }), /inference mode/],
      "the other player's loss": [step({ lossOf: 'other' }), /loss of the other player/],
      'made pictures alone': [step({ lossOf: 'made alone' }), /D is asked about real and made pictures/],
      'the gradients of both networks': [step({ variables: 'both' }), /one for each trainable weight/],
      'squared lengths': [step({ length: (gradient) => gradient.square().sum() }), /the root is missing/],
      'the largest slope': [step({ length: (gradient) => gradient.abs().max() }), /Euclidean norm/],
      'the mean slope': [step({ length: (gradient) => gradient.abs().mean() }), /Euclidean norm/],
      'learns meanwhile': [step({ learns: true }), /changes the weights/],
      'leaks': [step({ tidy: false }), /leaves tensors in memory/],
      'the loss alone': [{ firstStep: ((...args) => (step().firstStep(...args) as { loss: number }).loss) satisfies Step }, /An object \{ loss, norms \}/],
      'one norm for all': [{ firstStep: ((...args) => { const { loss, norms } = step().firstStep(...args) as { loss: number; norms: number[] }; return { loss, norms: Math.hypot(...norms) }; }) satisfies Step }, /An array of numbers/],
    },
  },
  'blind-spot': {
    reference: recolour([0.35, 0.5, 0.8], [0.6, 0, -0.2]),
    variants: {
      'darker': recolour(0.5, -0.5),
      'paler': recolour(0.4, 0),
      'tinted, an async function': { recolour: async (pictures: tf.Tensor4D) => tf.tidy(() => tf.stack(tf.unstack(pictures, 3).map((colour, i) => colour.mul(0.3).add([0.65, 0.1, -0.65][i]!)), 3)) },
      'towards a colour': { recolour: (pictures: tf.Tensor4D) => tf.tidy(() => pictures.mul(0.6).add(tf.tensor1d([1, 0.2, -1]).mul(0.4))) },
    },
    mutants: {
      'no change': [recolour(1, 0), /changes the pixels by 0/],
      'hardly any change': [recolour(0.98, 0.01), /change by 0\.1 or more/],
      'negatives': [recolour(-1, 0), /negatives/],
      'out of range': [recolour(1, 0.5), /Pictures lie in \[−1, 1\]/],
      'clipped': [{ recolour: (pictures: tf.Tensor4D) => tf.tidy(() => pictures.add(0.7).clipByValue(-1, 1)) }, /Nothing else is undone/],
      'grey': [{ recolour: (pictures: tf.Tensor4D) => tf.tidy(() => pictures.mean(3, true).tile([1, 1, 1, 3])) }, /Nothing else is undone/],
      'curved': [{ recolour: (pictures: tf.Tensor4D) => tf.tidy(() => pictures.pow(3)) }, /Nothing else is undone/],
      'another brightness for each picture': [{ recolour: (pictures: tf.Tensor4D) => tf.tidy(() => pictures.mul(0.5).add(tf.linspace(-0.5, 0.5, pictures.shape[0]).reshape([-1, 1, 1, 1]))) }, /same a > 0 and b for the whole batch/],
      'mirrored': [{ recolour: (pictures: tf.Tensor4D) => pictures.reverse(2) }, /Nothing else is undone/],
      'one picture for all': [{ recolour: (pictures: tf.Tensor4D) => tf.tidy(() => pictures.slice([0, 0, 0, 0], [1, -1, -1, -1]).tile([pictures.shape[0], 1, 1, 1])) }, /Nothing else is undone/],
    },
  },
};
