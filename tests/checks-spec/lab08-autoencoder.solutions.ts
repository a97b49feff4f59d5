/** Lab08 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Solutions } from './solutions.js';

type Pictures = tf.Tensor4D;

const reconstructionLoss = (original: Pictures, reconstructed: Pictures): tf.Scalar => reconstructed.sub(original).square().mean();

const corrupted = (pictures: Pictures, noise: Pictures, sigma: number): Pictures => tf.tidy(() => pictures.add(noise.mul(sigma)).clipByValue(-1, 1) as Pictures);

const bestGuess = (pictures: Pictures, shares: number[]): tf.Tensor3D => tf.tidy(() => pictures.mul(tf.tensor(shares, [shares.length, 1, 1, 1])).sum(0));
const weighted = (weights: (shares: number[]) => number[]) => ({ bestGuess: (pictures: Pictures, shares: number[]) => bestGuess(pictures, weights(shares)) });

const fittedCodes = (codes: tf.Tensor2D, noise: tf.Tensor2D): tf.Tensor2D => tf.tidy(() => {
  const { mean, variance } = tf.moments(codes, 0);
  return noise.mul(variance.sqrt()).add(mean) as tf.Tensor2D;
});
const byMoments = (of: (noise: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) => tf.Tensor, axis?: number) => ({
  fittedCodes: (codes: tf.Tensor2D, noise: tf.Tensor2D) => tf.tidy(() => { const { mean, variance } = tf.moments(codes, axis); return of(noise, mean, variance); }),
});

type Judge = (pictures: Pictures) => tf.Tensor;
interface Parts { total: tf.Tensor; reconstruction: tf.Tensor; adversarial: tf.Tensor }
interface Changes {
  reconstruction?: (original: Pictures, reconstructed: Pictures) => tf.Tensor;
  adversarial?: (judge: Judge, original: Pictures, reconstructed: Pictures, weight: number) => tf.Tensor;
  total?: (parts: Omit<Parts, 'total'>, weight: number) => tf.Tensor;
}
const combined = ({ reconstruction: restores = reconstructionLoss, adversarial: fools = (judge, _original, made) => tf.softplus(tf.neg(judge(made))).mean(), total = ({ reconstruction, adversarial }, weight) => reconstruction.add(adversarial.mul(weight)) }: Changes = {}) => ({
  combinedLoss(judge: Judge, original: Pictures, reconstructed: Pictures, weight: number): Parts {
    const reconstruction = restores(original, reconstructed), adversarial = fools(judge, original, reconstructed, weight);
    return { total: total({ reconstruction, adversarial }, weight), reconstruction, adversarial };
  },
});

interface Model {
  encoder: tf.LayersModel;
  decoder: tf.LayersModel;
  optimizer: tf.Optimizer;
  discriminator: tf.LayersModel;
  discriminatorOptimizer: tf.Optimizer;
}
const variablesOf = (model: tf.LayersModel): tf.Variable[] => model.trainableWeights.map((weight) => weight.read() as tf.Variable);

interface Options {
  training?: boolean;
  variables?: 'own' | 'all' | 'decoder';
  optimizer?: 'own' | 'other';
  tidy?: boolean;
  twice?: boolean;
  real?: 'original' | 'seen';
  weight?: (given: number) => number;
  fools?: (logits: tf.Tensor) => tf.Tensor;
}

function moves({ training = true, variables = 'own', optimizer = 'own', tidy = true, twice = false, real = 'original', weight: weigh = (given) => given, fools = (logits) => tf.softplus(tf.neg(logits)).mean() }: Options = {}) {
  const run = (update: () => tf.Scalar): tf.Scalar => {
    if (tidy) return tf.tidy(update);
    tf.keep(tf.ones([2]));
    return update();
  };
  const step = (by: tf.Optimizer, loss: () => tf.Scalar, list: tf.Variable[]): tf.Scalar => {
    const changed = variables === 'all' ? undefined : list;
    const value = by.minimize(loss, true, changed)!;
    if (twice) by.minimize(loss, false, changed);
    return value;
  };
  const made = (model: Model, seen: Pictures) => model.decoder.apply(model.encoder.apply(seen, { training }), { training }) as Pictures;
  const judge = (model: Model, pictures: Pictures) => model.discriminator.apply(pictures, { training }) as tf.Tensor;
  return {
    discriminatorMove: (model: Model, seen: Pictures, original: Pictures) => run(() => step(
      optimizer === 'own' ? model.discriminatorOptimizer : model.optimizer,
      () => tf.softplus(tf.neg(judge(model, real === 'original' ? original : seen))).mean().add(tf.softplus(judge(model, made(model, seen))).mean()) as tf.Scalar,
      variablesOf(model.discriminator),
    )),
    autoencoderMove: (model: Model, seen: Pictures, original: Pictures, weight: number) => run(() => step(
      optimizer === 'own' ? model.optimizer : model.discriminatorOptimizer,
      () => {
        const pictures = made(model, seen);
        return pictures.sub(real === 'original' ? original : seen).square().mean().add(fools(judge(model, pictures)).mul(weigh(weight))) as tf.Scalar;
      },
      [...(variables === 'decoder' ? [] : variablesOf(model.encoder)), ...variablesOf(model.decoder)],
    )),
  };
}

export const solutions: Solutions = {
  'reconstruction-loss': {
    reference: { reconstructionLoss },
    variants: {
      'of the library': { reconstructionLoss: (original: Pictures, reconstructed: Pictures) => tf.losses.meanSquaredError(original, reconstructed) },
      'pixels first, then pictures': { reconstructionLoss: (original: Pictures, reconstructed: Pictures) => tf.tidy(() => tf.squaredDifference(original, reconstructed).mean([1, 2, 3]).mean()) },
      'a sum, divided': { reconstructionLoss: (a: Pictures, b: Pictures) => tf.tidy(() => a.sub(b).pow(2).sum().div(a.size)) },
    },
    mutants: {
      'absolute values': [{ reconstructionLoss: (a: Pictures, b: Pictures) => a.sub(b).abs().mean() }, /mean absolute value/],
      'the root': [{ reconstructionLoss: (a: Pictures, b: Pictures) => a.sub(b).square().mean().sqrt() }, /No square root/],
      'the mean first': [{ reconstructionLoss: (a: Pictures, b: Pictures) => a.sub(b).mean().square() }, /square first/],
      'a sum': [{ reconstructionLoss: (a: Pictures, b: Pictures) => a.sub(b).square().sum() }, /sum over the/],
      'a sum over the pixels': [{ reconstructionLoss: (a: Pictures, b: Pictures) => a.sub(b).square().sum([1, 2, 3]).mean() }, /sum over the pixels/],
      'half': [{ reconstructionLoss: (a: Pictures, b: Pictures) => reconstructionLoss(a, b).div(2) }, /half of the loss/],
      'one for each picture': [{ reconstructionLoss: (a: Pictures, b: Pictures) => a.sub(b).square().mean([1, 2, 3]) }, /scalar/],
      'no gradient': [{ reconstructionLoss: (a: Pictures, b: Pictures) => tf.scalar(reconstructionLoss(a, b).dataSync()[0]!) }, /No gradient flows/],
    },
  },
  corrupted: {
    reference: { corrupted },
    variants: {
      'by minimum and maximum': { corrupted: (pictures: Pictures, noise: Pictures, sigma: number) => tf.tidy(() => tf.minimum(1, tf.maximum(-1, tf.add(pictures, tf.mul(sigma, noise))))) },
      'number by number': { corrupted: (pictures: Pictures, noise: Pictures, sigma: number) => { const n = noise.dataSync(); return tf.tensor(pictures.dataSync().map((x, i) => Math.max(-1, Math.min(1, x + sigma * n[i]!))), pictures.shape); } },
      'other names': { corrupted: (clean: Pictures, dirt: Pictures, strength: number) => tf.tidy(() => tf.clipByValue(dirt.mul(tf.scalar(strength)).add(clean), -1, 1)) },
    },
    mutants: {
      'not cut off': [{ corrupted: (x: Pictures, n: Pictures, sigma: number) => x.add(n.mul(sigma)) }, /lie outside/],
      'no noise': [{ corrupted: (x: Pictures) => x.clone() }, /noise is missing/],
      'full strength': [{ corrupted: (x: Pictures, n: Pictures) => x.add(n).clipByValue(-1, 1) }, /full strength/],
      'a variance': [{ corrupted: (x: Pictures, n: Pictures, sigma: number) => x.add(n.mul(sigma * sigma)).clipByValue(-1, 1) }, /standard deviation, not a variance/],
      'from 0 to 1': [{ corrupted: (x: Pictures, n: Pictures, sigma: number) => x.add(n.mul(sigma)).clipByValue(0, 1) }, /from −1 to 1/],
      'the noise cut off': [{ corrupted: (x: Pictures, n: Pictures, sigma: number) => x.add(n.mul(sigma).clipByValue(-1, 1)) }, /Cut off the sum|lie outside/],
      'mixed': [{ corrupted: (x: Pictures, n: Pictures, sigma: number) => x.mul(1 - sigma).add(n.mul(sigma)).clipByValue(-1, 1) }, /do not mix/],
      'multiplied': [{ corrupted: (x: Pictures, n: Pictures, sigma: number) => x.mul(n.mul(sigma).add(1)).clipByValue(-1, 1) }, /not multiplied/],
      'noise of its own': [{ corrupted: (x: Pictures, _n: Pictures, sigma: number) => x.add(tf.randomNormal(x.shape, 0, sigma)).clipByValue(-1, 1) }, /does not give the pictures/],
    },
  },
  'best-guess': {
    reference: { bestGuess },
    variants: {
      'picture by picture': { bestGuess: (pictures: Pictures, shares: number[]) => tf.tidy(() => tf.addN(tf.unstack(pictures).map((picture, i) => picture.mul(shares[i]!)))) },
      'a product of matrices': { bestGuess: (pictures: Pictures, shares: number[]) => tf.tidy(() => tf.matMul(tf.tensor2d(shares, [1, shares.length]), pictures.reshape([shares.length, -1])).reshape(pictures.shape.slice(1))) },
      'by descent': {
        bestGuess: (pictures: Pictures, shares: number[]) => tf.tidy(() => {
          const weights = tf.tensor(shares, [shares.length, 1, 1, 1]);
          let guess: tf.Tensor = tf.zeros(pictures.shape.slice(1));
          for (let i = 0; i < 60; i++) guess = guess.add(pictures.sub(guess).mul(weights).sum(0).mul(0.5));
          return guess;
        }),
      },
    },
    mutants: {
      'the likeliest': [weighted((shares) => shares.map((share, i) => Number(i === shares.indexOf(Math.max(...shares))))), /likeliest picture/],
      'all alike': [weighted((shares) => shares.map(() => 1 / shares.length)), /each counted alike/],
      'a sum': [weighted((shares) => shares.map(() => 1)), /already add up to 1/],
      'divided once more': [weighted((shares) => shares.map((share) => share / shares.length)), /already add up to 1/],
      'squared shares': [weighted((shares) => shares.map((share) => share * share)), /derivative/],
      'rounded to black and white': [{ bestGuess: (pictures: Pictures, shares: number[]) => tf.sign(bestGuess(pictures, shares)) }, /derivative/],
      'still a batch': [{ bestGuess: (pictures: Pictures, shares: number[]) => bestGuess(pictures, shares).expandDims(0) }, /has the shape/],
      'the shares of the last first': [weighted((shares) => [...shares].reverse()), /should|derivative|comes to/],
    },
  },
  'fitted-codes': {
    reference: { fittedCodes },
    variants: {
      'divided by N − 1': { fittedCodes: (codes: tf.Tensor2D, noise: tf.Tensor2D) => tf.tidy(() => {
        const mean = codes.mean(0), variance = codes.sub(mean).square().sum(0).div(codes.shape[0] - 1);
        return mean.add(variance.sqrt().mul(noise));
      }) },
      'the mean of squares less the square of the mean': { fittedCodes: (codes: tf.Tensor2D, noise: tf.Tensor2D) => tf.tidy(() => {
        const mean = codes.mean(0);
        return noise.mul(codes.square().mean(0).sub(mean.square()).sqrt()).add(mean);
      }) },
      'column by column': { fittedCodes: (codes: tf.Tensor2D, noise: tf.Tensor2D) => tf.tidy(() => tf.stack(tf.unstack(codes, 1).map((column, j) => {
        const { mean, variance } = tf.moments(column);
        return noise.slice([0, j], [-1, 1]).reshape([-1]).mul(variance.sqrt()).add(mean);
      }), 1)) },
    },
    mutants: {
      'the noise itself': [{ fittedCodes: (_codes: tf.Tensor2D, noise: tf.Tensor2D) => noise.clone() }, /noise itself/],
      'no spread': [byMoments((noise, mean) => noise.add(mean), 0), /spread is missing/],
      'no mean': [byMoments((noise, _mean, variance) => noise.mul(variance.sqrt()), 0), /mean is missing/],
      'the variance': [byMoments((noise, mean, variance) => noise.mul(variance).add(mean), 0), /its root/],
      'one for all numbers': [byMoments((noise, mean, variance) => noise.mul(variance.sqrt()).add(mean)), /of its own/],
      'one mean for all numbers': [{ fittedCodes: (codes: tf.Tensor2D, noise: tf.Tensor2D) => tf.tidy(() => noise.mul(tf.moments(codes, 0).variance.sqrt()).add(codes.mean())) }, /of its own/],
      'the other way': [byMoments((noise, mean, variance) => noise.sub(mean).div(variance.sqrt()), 0), /from noise to codes/],
      'the mean alone': [byMoments((noise, mean) => noise.mul(0).add(mean), 0), /does not give codes/],
      'one of the codes': [{ fittedCodes: (codes: tf.Tensor2D, noise: tf.Tensor2D) => codes.slice(0, noise.shape[0]) }, /does not give codes/],
    },
  },
  'combined-loss': {
    reference: combined(),
    variants: {
      'cross-entropy of the library': combined({ adversarial: (judge, _original, made) => { const logits = judge(made); return tf.losses.sigmoidCrossEntropy(tf.onesLike(logits), logits); } }),
      'inside of a tidy': { combinedLoss: (judge: Judge, original: Pictures, made: Pictures, weight: number) => tf.tidy(() => combined().combinedLoss(judge, original, made, weight) as unknown as tf.TensorContainerObject) },
      'other names and order': {
        combinedLoss(d: Judge, x: Pictures, y: Pictures, lambda: number) {
          const gan = tf.mean(tf.log(tf.add(1, tf.exp(tf.neg(d(y)))))), l2 = tf.losses.meanSquaredError(x, y);
          return { adversarial: gan, total: tf.addN([l2, tf.mul(lambda, gan)] as tf.Tensor[]), reconstruction: l2 };
        },
      },
    },
    mutants: {
      'wants to be found out': [combined({ adversarial: (judge, _original, made) => tf.softplus(judge(made)).mean() }), /what D wants/],
      'saturating': [combined({ adversarial: (judge, _original, made) => tf.softplus(judge(made)).mean().neg() }), /saturating/],
      'judges the originals': [combined({ adversarial: (judge, original) => tf.softplus(tf.neg(judge(original))).mean() }), /judge the reconstructions/],
      'the score alone': [combined({ adversarial: (judge, _original, made) => judge(made).mean().neg() }), /softplus/],
      'weighted twice': [combined({ adversarial: (judge, _original, made, weight) => tf.softplus(tf.neg(judge(made))).mean().mul(weight) }), /total alone/],
      'no weight': [combined({ total: ({ reconstruction, adversarial }) => reconstruction.add(adversarial) }), /weight is missing/],
      'the weight at the reconstruction': [combined({ total: ({ reconstruction, adversarial }, weight) => reconstruction.mul(weight).add(adversarial) }), /belongs to the adversarial/],
      'subtracted': [combined({ total: ({ reconstruction, adversarial }, weight) => reconstruction.sub(adversarial.mul(weight)) }), /add them/],
      'a mean of both': [combined({ total: ({ reconstruction, adversarial }, weight) => reconstruction.mul(1 - weight).add(adversarial.mul(weight)) }), /counts in full/],
      'absolute values': [combined({ reconstruction: (original, made) => made.sub(original).abs().mean() }), /mean absolute value/],
      'no adversarial part': [combined({ total: ({ reconstruction }) => reconstruction.clone() }), /adversarial part is missing/],
      'no gradient': [combined({ total: ({ reconstruction, adversarial }, weight) => tf.scalar(reconstruction.dataSync()[0]! + weight * adversarial.dataSync()[0]!) }), /No gradient flows/],
      'the total alone': [{ combinedLoss: (judge: Judge, original: Pictures, made: Pictures, weight: number) => combined().combinedLoss(judge, original, made, weight).total }, /An object \{ total, reconstruction, adversarial \}/],
    },
  },
  moves: {
    reference: moves(),
    variants: {
      'made pictures outside of the loss of D': {
        ...moves(),
        discriminatorMove: (model: Model, seen: Pictures, original: Pictures) => tf.tidy(() => {
          const made = model.decoder.apply(model.encoder.apply(seen, { training: true }), { training: true }) as Pictures;
          const judge = (pictures: Pictures) => model.discriminator.apply(pictures, { training: true }) as tf.Tensor;
          return model.discriminatorOptimizer.minimize(() => tf.softplus(tf.neg(judge(original))).mean().add(tf.softplus(judge(made)).mean()) as tf.Scalar, true, variablesOf(model.discriminator))!;
        }),
      },
      'both batches together': {
        ...moves(),
        discriminatorMove: (model: Model, seen: Pictures, original: Pictures) => tf.tidy(() => model.discriminatorOptimizer.minimize(() => {
          const made = model.decoder.apply(model.encoder.apply(seen, { training: true }), { training: true }) as Pictures;
          const [ofReal, ofMade] = tf.split(model.discriminator.apply(tf.concat([original, made]), { training: true }) as tf.Tensor2D, 2);
          return tf.softplus(tf.neg(ofReal!)).mean().add(tf.softplus(ofMade!).mean()) as tf.Scalar;
        }, true, variablesOf(model.discriminator))!),
      },
      'variableGrads, decoder first': {
        ...moves(),
        autoencoderMove(model: Model, seen: Pictures, original: Pictures, weight: number) {
          const { value, grads } = tf.variableGrads(() => tf.tidy(() => {
            const made = model.decoder.apply(model.encoder.apply(seen, { training: true }), { training: true }) as Pictures;
            const verdict = model.discriminator.apply(made, { training: true }) as tf.Tensor;
            return tf.losses.meanSquaredError(original, made).add(tf.losses.sigmoidCrossEntropy(tf.onesLike(verdict), verdict).mul(weight)) as tf.Scalar;
          }), [...variablesOf(model.decoder), ...variablesOf(model.encoder)]);
          model.optimizer.applyGradients(grads);
          tf.dispose(grads);
          return value;
        },
      },
    },
    mutants: {
      'inference mode': [moves({ training: false }), /inference mode/],
      'all networks': [moves({ variables: 'all' }), /changes the weights of the/],
      'the decoder alone': [moves({ variables: 'decoder' }), /leaves the weights of the encoder/],
      "the other's optimizer": [moves({ optimizer: 'other' }), /use model\./],
      'leaks': [moves({ tidy: false }), /leaves tensors in memory/],
      'two updates': [moves({ twice: true }), /number of updates/],
      'compared with what was seen': [moves({ real: 'seen' }), /should become the original|originals, not what the encoder saw/],
      'no weight': [moves({ weight: () => 1 }), /The weight is missing/],
      'no adversarial part': [moves({ weight: () => 0 }), /adversarial part is missing/],
      'saturating': [moves({ fools: (logits) => tf.softplus(logits).mean().neg() }), /saturating/],
      'pictures made outside of the loss': [{
        ...moves(),
        autoencoderMove: (model: Model, seen: Pictures, original: Pictures, weight: number) => tf.tidy(() => {
          const made = model.decoder.apply(model.encoder.apply(seen, { training: true }), { training: true }) as Pictures;
          return model.optimizer.minimize(() => made.sub(original).square().mean().add(tf.softplus(tf.neg(model.discriminator.apply(made, { training: true }) as tf.Tensor)).mean().mul(weight)) as tf.Scalar, true, [...variablesOf(model.encoder), ...variablesOf(model.decoder)])!;
        }),
      }, /No gradient flows|autoencoderMove/],
    },
  },
};
