/** Lab03 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import { compactDiscriminator, compactGenerator } from '../../labs/helpers/models.js';
import type { Gan, GanSettings } from '../../labs/helpers/gan.js';
import type { Solutions } from './solutions.js';

const variablesOf = (model: tf.LayersModel): tf.Variable[] => model.trainableWeights.map((weight) => weight.read() as tf.Variable);
const dLoss = (real: tf.Tensor, fake: tf.Tensor): tf.Scalar => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake)));
const gLoss = (fake: tf.Tensor): tf.Scalar => tf.mean(tf.softplus(tf.neg(fake)));

function createGan({ latentDim, learningRate, beta1 }: GanSettings): Gan {
  return {
    latentDim,
    generator: compactGenerator(latentDim),
    discriminator: compactDiscriminator(),
    generatorOptimizer: tf.train.adam(learningRate, beta1),
    discriminatorOptimizer: tf.train.adam(learningRate, beta1),
  };
}

type Options = {
  training?: boolean;
  variables?: 'own' | 'none' | 'both' | 'other';
  optimizer?: 'own' | 'other' | 'new';
  loss?: (real: tf.Tensor, fake: tf.Tensor) => tf.Scalar;
  tidy?: boolean;
  twice?: boolean;
  returns?: 'loss' | 'nothing' | 'after';
};

/** One update of `role`, right unless the options say otherwise. */
function step(role: 'generator' | 'discriminator', gan: Gan, real: tf.Tensor | undefined, z: tf.Tensor2D, options: Options = {}): tf.Scalar {
  const { training = true, variables = 'own', optimizer = 'own', tidy = true, twice = false, returns = 'loss' } = options;
  const other = role === 'generator' ? 'discriminator' : 'generator';
  const score = (images: tf.Tensor) => gan.discriminator.apply(images, { training }) as tf.Tensor;
  const loss = (): tf.Scalar => {
    const fake = gan.generator.apply(z, { training }) as tf.Tensor;
    if (options.loss) return options.loss(real ? score(real) : score(fake), score(fake));
    return real ? dLoss(score(real), score(fake)) : gLoss(score(fake));
  };
  const list = { own: variablesOf(gan[role]), none: undefined, both: [...variablesOf(gan[role]), ...variablesOf(gan[other])], other: variablesOf(gan[other]) }[variables];
  const by = optimizer === 'new' ? tf.train.adam(0.0002, 0.5) : gan[`${optimizer === 'own' ? role : other}Optimizer`];
  const update = (): tf.Scalar => {
    const value = by.minimize(loss, true, list)!;
    if (twice) by.minimize(loss, false, list);
    if (returns === 'after') return loss();
    return returns === 'nothing' ? (undefined as unknown as tf.Scalar) : value;
  };
  if (!tidy) {
    tf.keep(tf.ones([2]));
    return update();
  }
  return tf.tidy(update);
}

const d = (options: Options = {}) => ({ discriminatorStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => step('discriminator', gan, real, z, options) });
const g = (options: Options = {}) => ({ generatorStep: (gan: Gan, z: tf.Tensor2D) => step('generator', gan, undefined, z, options) });

export const solutions: Solutions = {
  assemble: {
    reference: { createGan },
    variants: {
      'wider networks': {
        createGan: (settings: GanSettings) => ({ ...createGan(settings), generator: compactGenerator(settings.latentDim, { width: 64 }) }),
      },
      'from a function': {
        createGan({ latentDim, learningRate, beta1 }: GanSettings) {
          const adam = () => tf.train.adam(learningRate, beta1, 0.999, 1e-8);
          const gan = { generator: compactGenerator(latentDim), discriminator: compactDiscriminator() };
          return { ...gan, discriminatorOptimizer: adam(), generatorOptimizer: adam(), latentDim };
        },
      },
      'networks of the student\'s own, with other names and first weights': {
        createGan: ({ latentDim, learningRate, beta1 }: GanSettings): Gan => ({
          generator: tf.sequential({ name: 'painter', layers: [tf.layers.dense({ inputShape: [latentDim], units: 784, activation: 'tanh', kernelInitializer: 'heNormal' }), tf.layers.reshape({ targetShape: [28, 28, 1] })] }),
          discriminator: tf.sequential({ name: 'critic', layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 1, kernelInitializer: 'leCunUniform' })] }),
          discriminatorOptimizer: tf.train.adam(learningRate, beta1), generatorOptimizer: tf.train.adam(learningRate, beta1), latentDim,
        }),
      },
    },
    mutants: {
      'one optimizer for both': [{ createGan: (settings: GanSettings) => { const gan = createGan(settings); return { ...gan, generatorOptimizer: gan.discriminatorOptimizer }; } }, /one optimizer for both/],
      'the default β₁': [{ createGan: (settings: GanSettings) => createGan({ ...settings, beta1: 0.9 }) }, /beta1 0\.9/],
      'a fixed learning rate': [{ createGan: (settings: GanSettings) => createGan({ ...settings, learningRate: 0.0002 }) }, /learningRate 0\.0002/],
      'a fixed latentDim': [{ createGan: (settings: GanSettings) => createGan({ ...settings, latentDim: 100 }) }, /takes \[N, 100\]/],
      'plain gradient descent': [{ createGan: (settings: GanSettings) => ({ ...createGan(settings), discriminatorOptimizer: tf.train.sgd(settings.learningRate) }) }, /is SGD\. DCGAN trains with Adam/],
      'networks swapped': [{ createGan: (settings: GanSettings) => { const gan = createGan(settings); return { ...gan, generator: gan.discriminator, discriminator: gan.generator }; } }, /generator` takes|generator takes/],
      'latentDim forgotten': [{ createGan: (settings: GanSettings) => ({ ...createGan(settings), latentDim: undefined }) }, /latentDim is missing/],
      'arguments turned around': [{ createGan: (settings: GanSettings) => createGan({ ...settings, learningRate: settings.beta1, beta1: settings.learningRate }) }, /learning rate first/],
    },
  },
  'discriminator-step': {
    reference: d(),
    variants: {
      'made images outside of the loss': {
        discriminatorStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => tf.tidy(() => {
          const fake = gan.generator.apply(z, { training: true }) as tf.Tensor;
          const loss = () => dLoss(gan.discriminator.apply(real, { training: true }) as tf.Tensor, gan.discriminator.apply(fake, { training: true }) as tf.Tensor);
          return gan.discriminatorOptimizer.minimize(loss, true, variablesOf(gan.discriminator))!;
        }),
      },
      'variableGrads and applyGradients, both batches together': {
        discriminatorStep(gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) {
          const { value, grads } = tf.variableGrads(() => {
            const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
            const logits = gan.discriminator.apply(tf.concat([real, fake]), { training: true }) as tf.Tensor;
            const count = real.shape[0];
            const labels = tf.concat([tf.ones([count, 1]), tf.zeros([count, 1])]);
            return tf.mul(tf.losses.sigmoidCrossEntropy(labels, logits), 2) as tf.Scalar;
          }, variablesOf(gan.discriminator));
          gan.discriminatorOptimizer.applyGradients(grads);
          tf.dispose(grads);
          return value;
        },
      },
      'an async function': { discriminatorStep: async (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => step('discriminator', gan, real, z) },
    },
    mutants: {
      'D in inference mode': [{ discriminatorStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => tf.tidy(() => {
        const fake = gan.generator.apply(z, { training: true }) as tf.Tensor;
        return gan.discriminatorOptimizer.minimize(() => dLoss(gan.discriminator.apply(real) as tf.Tensor, gan.discriminator.apply(fake) as tf.Tensor), true, variablesOf(gan.discriminator))!;
      }) }, /With batch normalization in D.*training: true/],
      'updates both networks': [d({ variables: 'none' }), /changes the weights of the generator/],
      'inference mode': [d({ training: false }), /inference mode/],
      'the generator\'s optimizer': [d({ optimizer: 'other' }), /optimizer: use gan\.discriminatorOptimizer/],
      'a new optimizer each time': [d({ optimizer: 'new' }), /gan\.discriminatorOptimizer/],
      'updates the generator': [d({ variables: 'other' }), /leaves the weights of the discriminator/],
      'labels swapped': [d({ loss: (real, fake) => dLoss(fake, real) }), /returns .* before the update/],
      'leaks': [d({ tidy: false }), /leaves tensors in memory: 1/],
      'two updates': [d({ twice: true }), /Two updates were made/],
      'returns nothing': [d({ returns: 'nothing' }), /returns nothing/],
      'returns the loss after the update': [d({ returns: 'after' }), /before the update/],
      'made images alone': [d({ loss: (_real, fake) => tf.mean(tf.softplus(fake)) }), /returns/],
      'does not train': [{ discriminatorStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => tf.tidy(() => dLoss(gan.discriminator.apply(real, { training: true }) as tf.Tensor, gan.discriminator.apply(gan.generator.apply(z, { training: true }) as tf.Tensor, { training: true }) as tf.Tensor)) }, /leaves the weights of the discriminator as they were/],
    },
  },
  'generator-step': {
    reference: g(),
    variants: {
      'variableGrads and applyGradients': {
        generatorStep(gan: Gan, z: tf.Tensor2D) {
          const { value, grads } = tf.variableGrads(() => gLoss(gan.discriminator.apply(gan.generator.apply(z, { training: true }) as tf.Tensor, { training: true }) as tf.Tensor), variablesOf(gan.generator));
          gan.generatorOptimizer.applyGradients(grads);
          tf.dispose(grads);
          return value;
        },
      },
      'cross entropy': {
        generatorStep: (gan: Gan, z: tf.Tensor2D) => tf.tidy(() => gan.generatorOptimizer.minimize(() => {
          const logits = gan.discriminator.apply(gan.generator.apply(z, { training: true }) as tf.Tensor, { training: true }) as tf.Tensor;
          return tf.losses.sigmoidCrossEntropy(tf.onesLike(logits), logits);
        }, true, variablesOf(gan.generator))!),
      },
      'pictures outside of the loss\'s first line, an async function': {
        async generatorStep(players: Gan, noise: tf.Tensor2D) {
          const mine = players.generator.getWeights(true) as tf.Variable[];
          const loss = players.generatorOptimizer.minimize(() => {
            const verdict = players.discriminator.apply(players.generator.apply(noise, { training: true }) as tf.Tensor, { training: true }) as tf.Tensor;
            return tf.softplus(verdict.neg()).mean();
          }, true, mine)!;
          await loss.data();
          return loss;
        },
      },
    },
    mutants: {
      'updates both networks': [g({ variables: 'none' }), /changes the weights of the discriminator/],
      'inference mode': [g({ training: false }), /inference mode/],
      'the discriminator\'s optimizer': [g({ optimizer: 'other' }), /optimizer: use gan\.generatorOptimizer/],
      'updates the discriminator': [g({ variables: 'other' }), /leaves the weights of the generator/],
      'the saturating loss': [g({ loss: (_real, fake) => tf.neg(tf.mean(tf.softplus(fake))) }), /saturating/],
      'the discriminator\'s loss': [g({ loss: (_real, fake) => tf.mean(tf.softplus(fake)) }), /returns/],
      'leaks': [g({ tidy: false }), /leaves tensors in memory: 1/],
      'two updates': [g({ twice: true }), /Two updates were made/],
      'predict instead of apply': [{ generatorStep: (gan: Gan, z: tf.Tensor2D) => tf.tidy(() => gan.generatorOptimizer.minimize(() => gLoss(gan.discriminator.predict(gan.generator.predict(z) as tf.Tensor) as tf.Tensor), true, variablesOf(gan.generator))!) }, /./],
    },
  },
};
