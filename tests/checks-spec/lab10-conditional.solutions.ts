/** Lab10 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../../labs/helpers/gan.js';
import type { Solutions } from './solutions.js';

const oneHot = (labels: number[], classes: number): tf.Tensor2D => tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32') as tf.Tensor2D);

const joinNoise = (z: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D => tf.concat([z, y], 1);
const mapsOf = (y: tf.Tensor2D, [, height, width]: number[]): tf.Tensor4D => tf.tile(tf.reshape(y, [-1, 1, 1, y.shape[1]]), [1, height!, width!, 1]) as tf.Tensor4D;
const joinPictures = (pictures: tf.Tensor4D, y: tf.Tensor2D): tf.Tensor4D => tf.tidy(() => tf.concat([pictures, mapsOf(y, pictures.shape)], 3));

const wrongLabels = (labels: number[], classes: number, coins: number[]): number[] => labels.map((label, i) => (label + 1 + Math.floor(coins[i]! * (classes - 1))) % classes);
const eachLabel = (of: (label: number, coin: number, classes: number) => number) => ({ wrongLabels: (labels: number[], classes: number, coins: number[]) => labels.map((label, i) => of(label, coins[i]!, classes)) });

const yes = (logits: tf.Tensor): tf.Scalar => tf.mean(tf.softplus(tf.neg(logits)));
const no = (logits: tf.Tensor): tf.Scalar => tf.mean(tf.softplus(logits));
const pairLoss = (right: tf.Tensor, made: tf.Tensor, wrong: tf.Tensor, share: number): tf.Scalar => tf.addN([yes(right), tf.mul(no(made), 1 - share), tf.mul(no(wrong), share)]);
const lossOf = (of: typeof pairLoss) => ({ pairLoss: (right: tf.Tensor, made: tf.Tensor, wrong: tf.Tensor, share: number) => tf.tidy(() => of(right, made, wrong, share)) });

const variablesOf = (model: tf.LayersModel): tf.Variable[] => model.trainableWeights.map((weight) => weight.read() as tf.Variable);

interface Options {
  training?: boolean;
  own?: boolean;
  otherOptimizer?: boolean;
  tidy?: boolean;
  twice?: boolean;
  /** What D is told about made pictures. */
  about?: 'y' | 'wrong' | 'nothing';
  wrongPairs?: 'real' | 'made' | 'none';
  gLoss?: (logits: tf.Tensor) => tf.Scalar;
}

function moves({ training = true, own = true, otherOptimizer = false, tidy = true, twice = false, about = 'y', wrongPairs = 'real', gLoss = yes }: Options = {}) {
  const run = (update: () => tf.Scalar): tf.Scalar => {
    if (tidy) return tf.tidy(update);
    tf.keep(tf.ones([2]));
    return update();
  };
  const draw = (gan: Gan, z: tf.Tensor2D, y: tf.Tensor2D) => gan.generator.apply(joinNoise(z, y), { training }) as tf.Tensor4D;
  const judge = (gan: Gan, pictures: tf.Tensor4D, y: tf.Tensor2D) => gan.discriminator.apply(joinPictures(pictures, y), { training }) as tf.Tensor;
  const step = (gan: Gan, player: 'generator' | 'discriminator', loss: () => tf.Scalar): tf.Scalar => {
    const by = gan[`${otherOptimizer ? (player === 'generator' ? 'discriminator' : 'generator') : player}Optimizer`], list = own ? variablesOf(gan[player]) : undefined;
    const value = by.minimize(loss, true, list)!;
    if (twice) by.minimize(loss, false, list);
    return value;
  };
  return {
    discriminatorStep: (gan: Gan, real: tf.Tensor4D, y: tf.Tensor2D, wrong: tf.Tensor2D, z: tf.Tensor2D, share: number) => run(() => step(gan, 'discriminator', () => {
      const made = draw(gan, z, y), ofMade = judge(gan, made, { y, wrong, nothing: tf.zerosLike(y) }[about]);
      if (wrongPairs === 'none') return tf.add(yes(judge(gan, real, y)), no(ofMade));
      return pairLoss(judge(gan, real, y), ofMade, judge(gan, wrongPairs === 'real' ? real : made, wrong), share);
    })),
    generatorStep: (gan: Gan, y: tf.Tensor2D, z: tf.Tensor2D) => run(() => step(gan, 'generator', () => gLoss(judge(gan, draw(gan, z, y), about === 'nothing' ? tf.zerosLike(y) : y)))),
  };
}

const zeros = (classes: number): number[][] => Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
const confusionMatrix = (asked: number[], seen: number[], classes: number): number[][] => {
  const matrix = zeros(classes);
  for (let i = 0; i < asked.length; i++) matrix[asked[i]!]![seen[i]!]! += 1;
  return matrix;
};
const diagonal = (matrix: number[][]): number => matrix.reduce((sum, row, k) => sum + row[k]!, 0);
const total = (matrix: number[][]): number => matrix.flat().reduce((a, b) => a + b, 0);
const shareRight = (matrix: number[][]): number => diagonal(matrix) / total(matrix);

export const solutions: Solutions = {
  'one-hot': {
    reference: { oneHot },
    variants: {
      'by loops': { oneHot: (labels: number[], classes: number) => tf.tensor2d(labels.map((label) => Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0)))) },
      'rows of the identity': { oneHot: (labels: number[], classes: number) => tf.tidy(() => tf.gather(tf.eye(classes), tf.tensor1d(labels, 'int32'))) },
      'by comparison': { oneHot: (labels: number[], classes: number) => tf.tidy(() => tf.equal(tf.tensor2d(labels, [labels.length, 1]), tf.range(0, classes).expandDims(0)).toFloat()) },
    },
    mutants: {
      'whole numbers': [{ oneHot: (labels: number[], classes: number) => tf.oneHot(tf.tensor1d(labels, 'int32'), classes) }, /toFloat/],
      'counted from 1': [{ oneHot: (labels: number[], classes: number) => oneHot(labels.map((label) => label - 1), classes) }, /counted from 0/],
      'turned over': [{ oneHot: (labels: number[], classes: number) => tf.tidy(() => tf.transpose(oneHot(labels, classes))) }, /has the shape|The row of label/],
      'as many columns as the largest label needs': [{ oneHot: (labels: number[]) => oneHot(labels, Math.max(...labels) + 1) }, /has the shape/],
      'the label as a number': [{ oneHot: (labels: number[], classes: number) => tf.tidy(() => tf.mul(oneHot(labels, classes), tf.tensor2d(labels, [labels.length, 1]))) }, /The row of label/],
      'an array': [{ oneHot: (labels: number[], classes: number) => labels.map((label) => Array.from({ length: classes }, (_, k) => Number(k === label))) }, /is not a tensor/],
    },
  },
  join: {
    reference: { joinNoise, joinPictures },
    variants: {
      'with ones': { joinNoise, joinPictures: (pictures: tf.Tensor4D, y: tf.Tensor2D) => tf.tidy(() => tf.concat([pictures, tf.mul(tf.ones([...pictures.shape.slice(0, 3), y.shape[1]]), tf.reshape(y, [-1, 1, 1, y.shape[1]]))], 3)) },
      'class by class': { joinNoise, joinPictures: (pictures: tf.Tensor4D, y: tf.Tensor2D) => tf.tidy(() => tf.concat([pictures, ...tf.split(y, y.shape[1], 1).map((column) => mapsOf(column as tf.Tensor2D, pictures.shape))], 3)) },
      'the last axis, counted from behind': { joinNoise: (z: tf.Tensor2D, y: tf.Tensor2D) => tf.concat([z, y], -1), joinPictures: (pictures: tf.Tensor4D, y: tf.Tensor2D) => tf.tidy(() => tf.concat([pictures, mapsOf(y, pictures.shape)], -1)) },
    },
    mutants: {
      'the condition first': [{ joinNoise: (z: tf.Tensor2D, y: tf.Tensor2D) => tf.concat([y, z], 1), joinPictures }, /behind the noise/],
      'the maps first': [{ joinNoise, joinPictures: (pictures: tf.Tensor4D, y: tf.Tensor2D) => tf.tidy(() => tf.concat([mapsOf(y, pictures.shape), pictures], 3)) }, /behind the picture's own channels/],
      'rows below each other': [{ joinNoise: (z: tf.Tensor2D, y: tf.Tensor2D) => tf.tidy(() => tf.concat([z, tf.pad(y, [[0, 0], [0, z.shape[1] - y.shape[1]]])], 0)), joinPictures }, /has the shape/],
      'one corner alone': [{ joinNoise, joinPictures: (pictures: tf.Tensor4D, y: tf.Tensor2D) => tf.tidy(() => tf.concat([pictures, tf.pad(mapsOf(y, [0, 1, 1]), [[0, 0], [0, pictures.shape[1] - 1], [0, pictures.shape[2] - 1], [0, 0]])], 3)) }, /one corner/],
      'the first condition for all': [{ joinNoise, joinPictures: (pictures: tf.Tensor4D, y: tf.Tensor2D) => tf.tidy(() => tf.concat([pictures, mapsOf(tf.tile(tf.slice(y, [0, 0], [1, -1]), [y.shape[0], 1]), pictures.shape)], 3)) }, /condition of the first/],
      'no condition': [{ joinNoise, joinPictures: (pictures: tf.Tensor4D, y: tf.Tensor2D) => tf.tidy(() => tf.concat([pictures, tf.zerosLike(mapsOf(y, pictures.shape))], 3)) }, /0 everywhere/],
      'the picture alone': [{ joinNoise, joinPictures: (pictures: tf.Tensor4D) => tf.clone(pictures) }, /has the shape/],
      'numbers alone': [{ joinNoise, joinPictures: (pictures: tf.Tensor4D, y: tf.Tensor2D) => tf.tidy(() => { const joined = joinPictures(pictures, y); return tf.tensor(joined.dataSync(), joined.shape); }) }, /No gradient flows through/],
    },
  },
  'wrong-labels': {
    reference: { wrongLabels },
    variants: {
      'from a list of the others': eachLabel((label, coin, classes) => Array.from({ length: classes }, (_, k) => k).filter((k) => k !== label)[Math.floor(coin * (classes - 1))]!),
      'skipping the right one': eachLabel((label, coin, classes) => { const k = Math.floor(coin * (classes - 1)); return k < label ? k : k + 1; }),
      'backwards': eachLabel((label, coin, classes) => (label + classes - 1 - Math.floor(coin * (classes - 1))) % classes),
    },
    mutants: {
      'any class': [eachLabel((_label, coin, classes) => Math.floor(coin * classes)), /stays|comes/],
      'steps from 0': [eachLabel((label, coin, classes) => (label + Math.floor(coin * classes)) % classes), /stays/],
      'a step too far': [eachLabel((label, coin, classes) => (label + 1 + Math.floor(coin * classes)) % classes), /stays/],
      'always the next': [eachLabel((label, _coin, classes) => (label + 1) % classes), /comes \d+ times/],
      'not rounded off at the end': [eachLabel((label, coin, classes) => label + 1 + Math.floor(coin * (classes - 1))), /whole number from 0 to/],
      'not whole': [eachLabel((label, coin, classes) => (label + 1 + coin * (classes - 1)) % classes), /whole number from 0 to/],
      'the right ones': [{ wrongLabels: (labels: number[]) => labels }, /stays/],
      'one step too few': [eachLabel((label, coin, classes) => (label + 1 + Math.floor(coin * (classes - 2))) % classes), /comes \d+ times/],
    },
  },
  'pair-loss': {
    reference: lossOf(pairLoss),
    variants: {
      'with cross entropy': lossOf((right, made, wrong, share) => {
        const against = (logits: tf.Tensor, target: number) => tf.losses.sigmoidCrossEntropy(tf.fill(logits.shape, target), logits) as tf.Scalar;
        return tf.addN([against(right, 1), tf.mul(against(made, 0), 1 - share), tf.mul(against(wrong, 0), share)]);
      }),
      'weighted before the mean': lossOf((right, made, wrong, share) => tf.mean(tf.addN([tf.softplus(tf.neg(right)), tf.mul(tf.softplus(made), 1 - share), tf.mul(tf.softplus(wrong), share)]))),
      'by the larger and the rest': lossOf((right, made, wrong, share) => {
        const soft = (x: tf.Tensor) => tf.mean(tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x))))));
        return tf.addN([soft(tf.neg(right)), tf.mul(soft(made), 1 - share), tf.mul(soft(wrong), share)]) as tf.Scalar;
      }),
    },
    mutants: {
      'without wrong pairs': [lossOf((right, made) => tf.add(yes(right), no(made))), /wrong pairs are missing/],
      'without the share': [lossOf((right, made, wrong) => tf.addN([yes(right), no(made), no(wrong)])), /The share is not used/],
      'made pairs in full': [lossOf((right, made, wrong, share) => tf.addN([yes(right), no(made), tf.mul(no(wrong), share)])), /Made pairs weigh 1 − share/],
      'shares swapped': [lossOf((right, made, wrong, share) => pairLoss(right, made, wrong, 1 - share)), /swapped/],
      'a wrong pair is a yes': [lossOf((right, made, wrong, share) => tf.addN([yes(right), tf.mul(no(made), 1 - share), tf.mul(yes(wrong), share)])), /A wrong pair is a "no"/],
      'uphill': [lossOf((right, made, wrong, share) => tf.neg(pairLoss(right, made, wrong, share))), /sign is turned around/],
      'by a sigmoid': [lossOf((right, made, wrong, share) => tf.neg(tf.addN([tf.mean(tf.log(tf.sigmoid(right))), tf.mul(tf.mean(tf.log(tf.sub(1, tf.sigmoid(made)))), 1 - share), tf.mul(tf.mean(tf.log(tf.sub(1, tf.sigmoid(wrong)))), share)]))), /in two steps|non-finite/],
      'a sum': [lossOf((right, made, wrong, share) => tf.mul(pairLoss(right, made, wrong, share), right.size)), /sum over the batch/],
    },
  },
  moves: {
    reference: moves(),
    variants: {
      'made pictures outside of the loss': {
        ...moves(),
        discriminatorStep: (gan: Gan, real: tf.Tensor4D, y: tf.Tensor2D, wrong: tf.Tensor2D, z: tf.Tensor2D, share: number) => tf.tidy(() => {
          const made = gan.generator.apply(joinNoise(z, y), { training: true }) as tf.Tensor4D;
          const judge = (pictures: tf.Tensor4D, about: tf.Tensor2D) => gan.discriminator.apply(joinPictures(pictures, about), { training: true }) as tf.Tensor;
          return gan.discriminatorOptimizer.minimize(() => pairLoss(judge(real, y), judge(made, y), judge(real, wrong), share), true, variablesOf(gan.discriminator))!;
        }),
      },
      'all pairs together': {
        ...moves(),
        discriminatorStep: (gan: Gan, real: tf.Tensor4D, y: tf.Tensor2D, wrong: tf.Tensor2D, z: tf.Tensor2D, share: number) => tf.tidy(() => gan.discriminatorOptimizer.minimize(() => {
          const made = gan.generator.apply(joinNoise(z, y), { training: true }) as tf.Tensor4D;
          const [right, ofMade, ofWrong] = tf.split(gan.discriminator.apply(joinPictures(tf.concat([real, made, real]), tf.concat([y, y, wrong])), { training: true }) as tf.Tensor2D, 3);
          return pairLoss(right!, ofMade!, ofWrong!, share);
        }, true, variablesOf(gan.discriminator))!),
      },
      'variableGrads and cross entropy in G': {
        ...moves(),
        generatorStep(gan: Gan, y: tf.Tensor2D, z: tf.Tensor2D) {
          const { value, grads } = tf.variableGrads(() => tf.tidy(() => {
            const logits = gan.discriminator.apply(joinPictures(gan.generator.apply(joinNoise(z, y), { training: true }) as tf.Tensor4D, y), { training: true }) as tf.Tensor;
            return tf.losses.sigmoidCrossEntropy(tf.onesLike(logits), logits) as tf.Scalar;
          }), variablesOf(gan.generator));
          gan.generatorOptimizer.applyGradients(grads);
          tf.dispose(grads);
          return value;
        },
      },
    },
    mutants: {
      'no wrong pairs': [moves({ wrongPairs: 'none' }), /The wrong pairs are missing/],
      'wrong pairs of made pictures': [moves({ wrongPairs: 'made' }), /The wrong pairs are of made pictures/],
      'made pictures with wrong classes': [moves({ about: 'wrong' }), /classes that were asked for/],
      'D is not told of made pictures': [moves({ about: 'nothing' }), /D is not told/],
      'inference mode': [moves({ training: false }), /inference mode/],
      'both networks': [moves({ own: false }), /changes the weights of the/],
      "the other's optimizer": [moves({ otherOptimizer: true }), /optimizer: use gan\./],
      'leaks': [moves({ tidy: false }), /leaves tensors in memory/],
      'two updates': [moves({ twice: true }), /not where one step takes them/],
      'saturating': [moves({ gLoss: (logits) => tf.neg(no(logits)) }), /saturating loss/],
    },
  },
  confusion: {
    reference: { confusionMatrix, shareRight },
    variants: {
      'by filters': { confusionMatrix: (asked: number[], seen: number[], classes: number) => zeros(classes).map((row, a) => row.map((_, s) => asked.filter((each, i) => each === a && seen[i] === s).length)), shareRight },
      'by one-hot products': { confusionMatrix: (asked: number[], seen: number[], classes: number) => tf.tidy(() => tf.matMul(oneHot(asked, classes), oneHot(seen, classes), true).arraySync()), shareRight },
      'the share by loops': { confusionMatrix, shareRight(matrix: number[][]) { let [right, all] = [0, 0]; for (let a = 0; a < matrix.length; a++) for (let s = 0; s < matrix.length; s++) { all += matrix[a]![s]!; if (a === s) right += matrix[a]![s]!; } return right / all; } },
    },
    mutants: {
      'turned over': [{ confusionMatrix: (asked: number[], seen: number[], classes: number) => confusionMatrix(seen, asked, classes), shareRight }, /Rows and columns are swapped/],
      'shares': [{ confusionMatrix: (asked: number[], seen: number[], classes: number) => confusionMatrix(asked, seen, classes).map((row) => row.map((count) => count / asked.length)), shareRight }, /These are shares/],
      'set, not counted': [{ confusionMatrix: (asked: number[], seen: number[], classes: number) => confusionMatrix(asked, seen, classes).map((row) => row.map((count) => Math.min(count, 1))), shareRight }, /count up, do not set/],
      'the right ones alone': [{ confusionMatrix: (asked: number[], seen: number[], classes: number) => confusionMatrix(asked, seen, classes).map((row, a) => row.map((count, s) => (a === s ? count : 0))), shareRight }, /Only the right ones/],
      'one row for all': [{ confusionMatrix: (asked: number[], seen: number[], classes: number) => { const matrix = new Array<number[]>(classes).fill(new Array<number>(classes).fill(0)); asked.forEach((a, i) => { matrix[a]![seen[i]!]!++; }); return matrix; }, shareRight }, /goes up by 1|is \d/],
      'only classes that come': [{ confusionMatrix: (asked: number[], seen: number[]) => confusionMatrix(asked, seen, Math.max(...asked, ...seen) + 1), shareRight }, /rows of/],
      'how many': [{ confusionMatrix, shareRight: diagonal }, /This is how many are right/],
      'the mean of the rows': [{ confusionMatrix, shareRight: (matrix: number[][]) => matrix.reduce((sum, row, k) => sum + row[k]! / row.reduce((a, b) => a + b, 0), 0) / matrix.length }, /mean of the rows/],
      'the wrong ones': [{ confusionMatrix, shareRight: (matrix: number[][]) => 1 - shareRight(matrix) }, /share of the wrong ones/],
    },
  },
};
