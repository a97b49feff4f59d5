/** Lab07 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../../labs/helpers/gan.js';
import type { Solutions } from './solutions.js';

type Pictures = tf.Tensor4D;

const mirrored = (pictures: Pictures, which: boolean[]): Pictures => tf.tidy(() => {
  const turn = tf.tensor1d(which.map(Number)).reshape([-1, 1, 1, 1]);
  return pictures.reverse(2).mul(turn).add(pictures.mul(tf.sub(1, turn))) as Pictures;
});
const turnedBy = (turn: (picture: Pictures) => tf.Tensor, when = (given: boolean) => given) => ({
  mirrored: (pictures: Pictures, which: boolean[]) => tf.tidy(() => tf.concat(tf.split(pictures, which.length).map((picture, i) => (when(which[i]!) ? turn(picture as Pictures) : picture)))),
});

const shifted = (pictures: Pictures, right: number, down: number): Pictures => tf.tidy(() => {
  const [x, y] = [Math.abs(right), Math.abs(down)];
  return tf.pad(pictures, [[0, 0], [y, y], [x, x], [0, 0]]).slice([0, y - down, x - right, 0], pictures.shape) as Pictures;
});
/** Without zeros: what leaves comes in again on the other side. */
const rolled = (pictures: tf.Tensor, steps: number, axis: 1 | 2): tf.Tensor => {
  const side = pictures.shape[axis]!, cut = ((side - steps) % side + side) % side;
  if (cut === 0) return pictures;
  const [first, rest] = tf.split(pictures, [cut, side - cut], axis);
  return tf.concat([rest!, first!], axis);
};

const variablesOf = (model: tf.LayersModel): tf.Variable[] => model.trainableWeights.map((weight) => weight.read() as tf.Variable);
const dLoss = (real: tf.Tensor, fake: tf.Tensor): tf.Scalar => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake)));
const gLoss = (fake: tf.Tensor): tf.Scalar => tf.mean(tf.softplus(tf.neg(fake)));

type Augment = (pictures: Pictures) => Pictures;
interface Options {
  /** What goes through the augmentation. */
  real?: boolean;
  made?: boolean;
  inG?: boolean;
  training?: boolean;
  variables?: 'own' | 'none';
  optimizer?: 'own' | 'other';
  tidy?: boolean;
  twice?: boolean;
}

function moves({ real: augmentsReal = true, made = true, inG = true, training = true, variables = 'own', optimizer = 'own', tidy = true, twice = false }: Options = {}) {
  const keep: Augment = (pictures) => pictures;
  const run = (update: () => tf.Scalar): tf.Scalar => {
    if (tidy) return tf.tidy(update);
    tf.keep(tf.ones([2]));
    return update();
  };
  const step = (gan: Gan, player: 'generator' | 'discriminator', loss: () => tf.Scalar): tf.Scalar => {
    const other = player === 'generator' ? 'discriminator' : 'generator';
    const by = gan[`${optimizer === 'own' ? player : other}Optimizer`], list = variables === 'own' ? variablesOf(gan[player]) : undefined;
    const value = by.minimize(loss, true, list)!;
    if (twice) by.minimize(loss, false, list);
    return value;
  };
  return {
    discriminatorStep: (gan: Gan, real: Pictures, z: tf.Tensor2D, augment: Augment) => run(() => step(gan, 'discriminator', () => {
      const fake = gan.generator.apply(z, { training }) as Pictures;
      const judge = (pictures: Pictures, through: Augment) => gan.discriminator.apply(through(pictures), { training }) as tf.Tensor;
      return dLoss(judge(real, augmentsReal ? augment : keep), judge(fake, made ? augment : keep));
    })),
    generatorStep: (gan: Gan, z: tf.Tensor2D, augment: Augment) => run(() => step(gan, 'generator', () => gLoss(gan.discriminator.apply((inG ? augment : keep)(gan.generator.apply(z, { training }) as Pictures), { training }) as tf.Tensor))),
  };
}

const nearest = (samples: Pictures, real: Pictures): number[] => tf.tidy(() => {
  const [a, b] = [samples, real].map((pictures) => pictures.reshape([pictures.shape[0], -1])) as [tf.Tensor2D, tf.Tensor2D];
  return Array.from(b.square().sum(1).sub(tf.matMul(a, b, false, true).mul(2)).argMin(1).dataSync());
});
const byLoops = (samples: Pictures, real: Pictures, distance: (a: Float32Array, b: Float32Array) => number): number[] => {
  const rows = (pictures: Pictures) => tf.unstack(pictures.reshape([pictures.shape[0], -1])).map((row) => row.dataSync() as Float32Array);
  return tf.tidy(() => {
    const others = rows(real);
    return rows(samples).map((sample) => { const all = others.map((other) => distance(sample, other)); return all.indexOf(Math.min(...all)); });
  });
};
const sum = (a: Float32Array, b: Float32Array, of: (x: number, y: number) => number): number => a.reduce((total, x, i) => total + of(x, b[i]!), 0);

export const solutions: Solutions = {
  mirrored: {
    reference: { mirrored },
    variants: {
      'picture by picture': turnedBy((picture) => picture.reverse(2)),
      'by a condition': { mirrored: (pictures: Pictures, which: boolean[]) => tf.tidy(() => tf.where(tf.tensor1d(which, 'bool').reshape([-1, 1, 1, 1]).tile([1, ...pictures.shape.slice(1)]), pictures.reverse(2), pictures)) },
      'chosen from both': { mirrored: (pictures: Pictures, which: boolean[]) => tf.tidy(() => tf.gather(tf.concat([pictures, tf.reverse(pictures, [2])]), which.map((turn, i) => (turn ? which.length + i : i)))) },
    },
    mutants: {
      'none': [turnedBy((picture) => picture), /No picture is turned/],
      'all': [turnedBy((picture) => picture.reverse(2), () => true), /All pictures are turned/],
      'the others': [turnedBy((picture) => picture.reverse(2), (given) => !given), /The wrong ones are turned/],
      'upside down': [turnedBy((picture) => picture.reverse(1)), /stand on their heads/],
      'half a turn': [turnedBy((picture) => picture.reverse([1, 2])), /half a turn/],
      'colours turned as well': [turnedBy((picture) => picture.reverse([2, 3])), /only columns change places/],
      'the order of the pictures': [{ mirrored: (pictures: Pictures) => pictures.reverse(0) }, /does not give the pictures/],
      'numbers alone': [{ mirrored: (pictures: Pictures, which: boolean[]) => tf.tensor(mirrored(pictures, which).dataSync(), pictures.shape) }, /No gradient flows through/],
    },
  },
  shifted: {
    reference: { shifted },
    variants: {
      'zeros on one side': {
        shifted: (pictures: Pictures, right: number, down: number) => tf.tidy(() => tf.pad(pictures, [[0, 0], [Math.max(0, down), Math.max(0, -down)], [Math.max(0, right), Math.max(0, -right)], [0, 0]])
          .slice([0, Math.max(0, -down), Math.max(0, -right), 0], pictures.shape)),
      },
      'a convolution with one weight': {
        shifted(pictures: Pictures, right: number, down: number) {
          const reach = Math.max(Math.abs(right), Math.abs(down)), side = 2 * reach + 1;
          const kernel = new Float32Array(side * side * 9);
          for (let colour = 0; colour < 3; colour++) kernel[(((reach - down) * side + reach - right) * 3 + colour) * 3 + colour] = 1;
          return tf.tidy(() => tf.conv2d(pictures, tf.tensor4d(kernel, [side, side, 3, 3]), 1, 'same'));
        },
      },
      'first one axis, then the other': {
        shifted: (pictures: Pictures, right: number, down: number) => tf.tidy(() => {
          const along = (x: tf.Tensor, steps: number, axis: 1 | 2): tf.Tensor => {
            if (steps === 0) return x;
            const size = x.shape[axis]! - Math.abs(steps), shape = [...x.shape], from = [0, 0, 0, 0];
            shape[axis] = size;
            from[axis] = Math.max(0, -steps);
            const zeros = [...x.shape];
            zeros[axis] = Math.abs(steps);
            const kept = x.slice(from, shape);
            return tf.concat(steps > 0 ? [tf.zeros(zeros), kept] : [kept, tf.zeros(zeros)], axis);
          };
          return along(along(pictures, down, 1), right, 2);
        }),
      },
    },
    mutants: {
      'stays': [{ shifted: (pictures: Pictures) => pictures.clone() }, /Nothing has moved/],
      'the other way': [{ shifted: (pictures: Pictures, right: number, down: number) => shifted(pictures, -right, -down) }, /went the other way/],
      'swapped': [{ shifted: (pictures: Pictures, right: number, down: number) => shifted(pictures, down, right) }, /Right and down are swapped/],
      'round the edge': [{ shifted: (pictures: Pictures, right: number, down: number) => tf.tidy(() => rolled(rolled(pictures, down, 1), right, 2)) }, /comes in again/],
      'grows': [{ shifted: (pictures: Pictures, right: number, down: number) => tf.pad(pictures, [[0, 0], [Math.max(0, down), Math.max(0, -down)], [Math.max(0, right), Math.max(0, -right)], [0, 0]]) }, /has the shape/],
      'the edge repeated': [{ shifted: (pictures: Pictures, right: number, down: number) => tf.tidy(() => {
        const [height, width] = [pictures.shape[1], pictures.shape[2]], clamp = (x: number, side: number) => Math.min(side - 1, Math.max(0, x));
        const lines = Array.from({ length: height }, (_, line) => clamp(line - down, height)), columns = Array.from({ length: width }, (_, column) => clamp(column - right, width));
        return tf.gather(tf.gather(pictures, lines, 1), columns, 2);
      }) }, /The edge is repeated/],
      'white enters': [{ shifted: (pictures: Pictures, right: number, down: number) => tf.tidy(() => shifted(pictures.sub(1) as Pictures, right, down).add(1)) }, /Pad with zeros/],
      'only to the right': [{ shifted: (pictures: Pictures, right: number) => shifted(pictures, right, 0) }, /Pad with zeros/],
      'numbers alone': [{ shifted: (pictures: Pictures, right: number, down: number) => tf.tensor(shifted(pictures, right, down).dataSync(), pictures.shape) }, /No gradient flows through/],
    },
  },
  moves: {
    reference: moves(),
    variants: {
      'made pictures outside of the loss': {
        ...moves(),
        discriminatorStep: (gan: Gan, real: Pictures, z: tf.Tensor2D, augment: Augment) => tf.tidy(() => {
          const fake = augment(gan.generator.apply(z, { training: true }) as Pictures), seen = augment(real);
          return gan.discriminatorOptimizer.minimize(() => dLoss(gan.discriminator.apply(seen, { training: true }) as tf.Tensor, gan.discriminator.apply(fake, { training: true }) as tf.Tensor), true, variablesOf(gan.discriminator))!;
        }),
      },
      'both batches together': {
        ...moves(),
        discriminatorStep: (gan: Gan, real: Pictures, z: tf.Tensor2D, augment: Augment) => tf.tidy(() => gan.discriminatorOptimizer.minimize(() => {
          const fake = gan.generator.apply(z, { training: true }) as Pictures;
          const [ofReal, ofFake] = tf.split(gan.discriminator.apply(augment(tf.concat([real, fake])), { training: true }) as tf.Tensor2D, 2);
          return dLoss(ofReal!, ofFake!);
        }, true, variablesOf(gan.discriminator))!),
      },
      'variableGrads and cross entropy in G': {
        ...moves(),
        generatorStep(gan: Gan, z: tf.Tensor2D, augment: Augment) {
          const { value, grads } = tf.variableGrads(() => tf.tidy(() => {
            const verdict = gan.discriminator.apply(augment(gan.generator.apply(z, { training: true }) as Pictures), { training: true }) as tf.Tensor;
            return tf.losses.sigmoidCrossEntropy(tf.onesLike(verdict), verdict) as tf.Scalar;
          }), variablesOf(gan.generator));
          gan.generatorOptimizer.applyGradients(grads);
          tf.dispose(grads);
          return value;
        },
      },
    },
    mutants: {
      'no augmentation': [moves({ real: false, made: false, inG: false }), /`augment` is missing/],
      'only the real pictures': [moves({ made: false }), /Only the real pictures go through/],
      'only the made pictures': [moves({ real: false }), /Only the made pictures go through/],
      "not in G's move": [moves({ inG: false }), /`augment` is missing/],
      'inference mode': [moves({ training: false }), /inference mode/],
      'both networks': [moves({ variables: 'none' }), /changes the weights of the/],
      "the other's optimizer": [moves({ optimizer: 'other' }), /optimizer: use gan\./],
      'leaks': [moves({ tidy: false }), /leaves tensors in memory/],
      'two updates': [moves({ twice: true }), /Two updates were made/],
      'G augments outside of the loss': [{
        ...moves(),
        generatorStep: (gan: Gan, z: tf.Tensor2D, augment: Augment) => tf.tidy(() => {
          const seen = augment(gan.generator.apply(z, { training: true }) as Pictures);
          return gan.generatorOptimizer.minimize(() => gLoss(gan.discriminator.apply(seen, { training: true }) as tf.Tensor), true, variablesOf(gan.generator))!;
        }),
      }, /generatorStep/],
    },
  },
  nearest: {
    reference: { nearest },
    variants: {
      'with loops': { nearest: (samples: Pictures, real: Pictures) => byLoops(samples, real, (a, b) => sum(a, b, (x, y) => (x - y) ** 2)) },
      'a sample at a time, an async function': {
        async nearest(samples: Pictures, real: Pictures) {
          const places: number[] = [];
          for (let i = 0; i < samples.shape[0]; i++) {
            const place = tf.tidy(() => real.squaredDifference(samples.slice([i, 0, 0, 0], [1, -1, -1, -1])).sum([1, 2, 3]).argMin(0));
            places.push((await place.data())[0]!);
            place.dispose();
          }
          return places;
        },
      },
      'the negative, with argMax': { nearest: (samples: Pictures, real: Pictures) => tf.tidy(() => { const [a, b] = [samples, real].map((x) => x.reshape([x.shape[0], -1])) as [tf.Tensor2D, tf.Tensor2D]; return [...tf.matMul(a, b, false, true).sub(b.square().sum(1).div(2)).argMax(1).dataSync()]; }) },
    },
    mutants: {
      'the farthest': [{ nearest: (samples: Pictures, real: Pictures) => byLoops(samples, real, (a, b) => -sum(a, b, (x, y) => (x - y) ** 2)) }, /These are the farthest/],
      'the largest product': [{ nearest: (samples: Pictures, real: Pictures) => byLoops(samples, real, (a, b) => -sum(a, b, (x, y) => x * y)) }, /largest product is not the smallest distance/],
      'the product once': [{ nearest: (samples: Pictures, real: Pictures) => byLoops(samples, real, (a, b) => sum(a, b, (x, y) => y * y - x * y)) }, /product counts twice/],
      'counted from 1': [{ nearest: (samples: Pictures, real: Pictures) => nearest(samples, real).map((place) => place + 1) }, /counted from 0/],
      'the other way round': [{ nearest: (samples: Pictures, real: Pictures) => nearest(real, samples) }, /places for \d+ samples|names picture/],
      'the mean colour alone': [{ nearest: (samples: Pictures, real: Pictures) => byLoops(samples, real, (a, b) => Math.abs(sum(a, b, (x, y) => x - y))) }, /All pixels and colours count/],
      'the first alone': [{ nearest: (samples: Pictures) => new Array<number>(samples.shape[0]).fill(0) }, /The nearest is picture/],
      'a tensor': [{ nearest: (samples: Pictures, real: Pictures) => tf.tensor1d(nearest(samples, real)) }, /An array of numbers is expected/],
      'distances': [{ nearest: (samples: Pictures, real: Pictures) => nearest(samples, real).map((place) => place + 0.5) }, /The nearest is picture/],
    },
  },
};
