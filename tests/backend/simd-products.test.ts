// Matrix products and convolutions of the simd backend against tfjs's own JavaScript kernels.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { registerSimdBackend } from '../../kernel-extensions/backend/simd/index.js';

/** A small generator of its own, so that a failing case can be run again from its number. */
function random(seed: number) {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    integer: (least: number, most: number) => least + Math.floor(next() * (most - least + 1)),
    pick: <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)],
    values: (size: number) => Float32Array.from({ length: size }, () => next() * 2 - 1),
  };
}

type Random = ReturnType<typeof random>;

interface Result { shape: number[]; values: ArrayLike<number> }

async function on(backend: string, op: () => tf.Tensor): Promise<Result> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const result = op();
    return { shape: result.shape, values: result.dataSync() };
  });
}

/** The same operation on both backends: equal shapes, values within 1e-5 of the largest. */
async function expectSame(what: string, op: () => tf.Tensor): Promise<void> {
  const expected = await on('cpu', op);
  const actual = await on('simd', op);
  expect(actual.shape, what).to.deep.equal(expected.shape);
  let largest = 0;
  let worst = 0;
  for (let i = 0; i < expected.values.length; i++) {
    largest = Math.max(largest, Math.abs(expected.values[i]));
    const difference = Math.abs(actual.values[i] - expected.values[i]);
    worst = difference <= worst ? worst : difference; // keeps a NaN
  }
  expect(worst, what).to.be.at.most(1e-5 * Math.max(largest, 1e-3));
}

const tensor = (values: Float32Array, shape: number[]) => tf.tensor(values, shape);
const sizeOf = (shape: number[]) => shape.reduce((product, size) => product * size, 1);

// The two binaries differ in the one operation that the products are made of.
for (const relaxed of [true, false]) describe(`simd backend: products against cpu, ${relaxed ? 'relaxed' : 'plain'} SIMD`, () => {
  before(() => registerSimdBackend({ relaxed }));
  after(() => registerSimdBackend({}));
  const cases = (count: number) => Array.from({ length: relaxed ? count : count / 5 }, (_, i) => i + 1);

  describe('matMul', () => {
    for (const seed of cases(40)) {
      it(`of random sizes, case ${seed}`, async () => {
        const from = random(seed);
        const [m, k, n] = [from.integer(1, 90), from.integer(1, 300), from.integer(1, 90)];
        const [transposeA, transposeB] = [from.pick([true, false]), from.pick([true, false])];
        const a = from.values(m * k);
        const b = from.values(k * n);
        await expectSame(`[${m}, ${k}]${transposeA ? 'ᵀ' : ''}·[${k}, ${n}]${transposeB ? 'ᵀ' : ''}`, () => tf.matMul(
          tensor(a, transposeA ? [k, m] : [m, k]), tensor(b, transposeB ? [n, k] : [k, n]), transposeA, transposeB,
        ));
      });
    }

    it('broadcasts the batch axes of either factor', async () => {
      const from = random(7);
      const a = from.values(2 * 3 * 4 * 5);
      const b = from.values(3 * 5 * 6);
      const c = from.values(2 * 1 * 5 * 6);
      await expectSame('[2,3,4,5]·[5,6]', () => tf.matMul(tensor(a, [2, 3, 4, 5]), tensor(b.subarray(0, 30), [5, 6])));
      await expectSame('[2,3,5,4]ᵀ·[5,6]', () => tf.matMul(tensor(a, [2, 3, 5, 4]), tensor(b.subarray(0, 30), [5, 6]), true));
      await expectSame('[2,3,4,5]·[3,5,6]', () => tf.matMul(tensor(a, [2, 3, 4, 5]), tensor(b, [3, 5, 6])));
      // cpu takes the wrong matrices where a middle axis is broadcast, so that it is tiled there.
      await expectSame('[2,3,4,5]·[2,1,5,6]', () => tf.matMul(
        tensor(a, [2, 3, 4, 5]), tf.getBackend() === 'cpu' ? tf.tile(tensor(c, [2, 1, 5, 6]), [1, 3, 1, 1]) : tensor(c, [2, 1, 5, 6]),
      ));
    });

    it('gives zeros for an inner size of 0', async () => {
      await expectSame('[3,0]·[0,9]', () => tf.matMul(tf.zeros([3, 0]), tf.zeros([0, 9])));
    });

    it('is wide, tall and deep without loss', async () => {
      const from = random(8);
      for (const [m, k, n] of [[1, 700, 9], [3, 17, 2000], [2000, 17, 3], [5, 1100, 5]]) {
        const a = from.values(m * k);
        const b = from.values(k * n);
        await expectSame(`[${m}, ${k}]·[${k}, ${n}]`, () => tf.matMul(tensor(a, [m, k]), tensor(b, [k, n])));
      }
    });
  });

  describe('fused matMul', () => {
    const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;
    for (const activation of activations) {
      for (const biasShape of [[9], [1, 9], [7, 1], []]) {
        it(`${activation}, bias [${biasShape}]`, async () => {
          const from = random(activation.length + biasShape.length);
          const a = from.values(7 * 11);
          const b = from.values(11 * 9);
          const bias = from.values(sizeOf(biasShape));
          const slopes = from.values(9);
          await expectSame(activation, () => tf.fused.matMul({
            a: tensor(a, [7, 11]), b: tensor(b, [11, 9]), bias: tensor(bias, biasShape), activation, leakyreluAlpha: 0.3,
            preluActivationWeights: activation === 'prelu' ? tensor(slopes, [9]) : undefined,
          }));
        });
      }
    }
  });

  /** A random convolution: sizes, strides, padding. */
  function geometry(from: Random) {
    const filter = [from.integer(1, 5), from.integer(1, 5)];
    const size = [from.integer(5, 13), from.integer(5, 13)];
    const explicit: [[number, number], [number, number], [number, number], [number, number]] =
      [[0, 0], [from.integer(0, 2), from.integer(0, 3)], [from.integer(0, 3), from.integer(0, 2)], [0, 0]];
    return {
      batch: from.pick([1, 2, 3, 4, 5, 8, 17, 64]),
      filter, size,
      inChannels: from.pick([1, 2, 3, 4, 5, 8, 16, 33, 64, 70]),
      outChannels: from.pick([1, 2, 3, 7, 8, 9, 16, 24]),
      strides: [from.integer(1, 3), from.integer(1, 3)] as [number, number],
      pad: from.pick(['same', 'valid', explicit] as const),
    };
  }

  const words = (value: unknown) => JSON.stringify(value);

  describe('conv2d and its gradients', () => {
    for (const seed of cases(60)) {
      const from = random(seed);
      const { batch, size, filter, inChannels, outChannels, strides, pad } = geometry(from);
      const xShape: [number, number, number, number] = [batch, size[0], size[1], inChannels];
      const filterShape: [number, number, number, number] = [filter[0], filter[1], inChannels, outChannels];
      const what = `x ${words(xShape)}, filter ${words(filterShape)}, strides ${words(strides)}, pad ${words(pad)}`;
      it(`case ${seed}: ${what}`, async () => {
        const x = from.values(sizeOf(xShape));
        const w = from.values(sizeOf(filterShape));
        const { outShape } = tf.backend_util.computeConv2DInfo(xShape, filterShape, strides, 1, pad);
        const dy = from.values(sizeOf(outShape));
        await expectSame('conv2d', () => tf.conv2d(tf.tensor4d(x, xShape), tf.tensor4d(w, filterShape), strides, pad));
        await expectSame('gradient of the input', () => tf.grad((t: tf.Tensor) =>
          tf.conv2d(t as tf.Tensor4D, tf.tensor4d(w, filterShape), strides, pad))(tf.tensor4d(x, xShape), tf.tensor(dy, outShape)));
        await expectSame('gradient of the filter', () => tf.grad((t: tf.Tensor) =>
          tf.conv2d(tf.tensor4d(x, xShape), t as tf.Tensor4D, strides, pad))(tf.tensor4d(w, filterShape), tf.tensor(dy, outShape)));
      });
    }

    for (const [inChannels, outChannels] of [[21, 1], [16, 2], [38, 3], [7, 3], [4, 1]]) {
      it(`gradient of a filter from ${inChannels} to ${outChannels} channels`, async () => {
        const from = random(inChannels);
        const x = from.values(3 * 9 * 8 * inChannels);
        const dy = from.values(3 * 5 * 4 * outChannels);
        await expectSame('strides 2', () => tf.grad((filter: tf.Tensor) =>
          tf.conv2d(tf.tensor4d(x, [3, 9, 8, inChannels]), filter as tf.Tensor4D, 2, 'same'))(tf.zeros([4, 3, inChannels, outChannels]), tf.tensor(dy, [3, 5, 4, outChannels])));
      });
    }

    it('dilates', async () => {
      const from = random(3);
      for (const [dilations, pad] of [[2, 'same'], [3, 'valid'], [[1, 2], 'same']] as const) {
        const x = from.values(2 * 11 * 12 * 5);
        const w = from.values(3 * 3 * 5 * 6);
        await expectSame(`dilations ${words(dilations)}`, () =>
          tf.conv2d(tf.tensor4d(x, [2, 11, 12, 5]), tf.tensor4d(w, [3, 3, 5, 6]), 1, pad, 'NHWC', dilations as number | [number, number]));
      }
    });

    it('takes NCHW images', async () => {
      const from = random(4);
      const x = from.values(2 * 3 * 6 * 7);
      const w = from.values(3 * 3 * 3 * 4);
      await expectSame('NCHW', () => tf.conv2d(tf.tensor4d(x, [2, 3, 6, 7]), tf.tensor4d(w, [3, 3, 3, 4]), 1, 'same', 'NCHW'));
    });
  });

  describe('conv2dTranspose', () => {
    for (const seed of cases(20)) {
      it(`case ${seed}`, async () => {
        const from = random(100 + seed);
        const { batch, size, filter, inChannels, outChannels, strides } = geometry(from);
        const outShape: [number, number, number, number] = [batch, size[0] * strides[0], size[1] * strides[1], outChannels];
        const x = from.values(batch * size[0] * size[1] * inChannels);
        const w = from.values(filter[0] * filter[1] * outChannels * inChannels);
        await expectSame(`${words(outShape)} from ${inChannels} channels, filter ${words(filter)}, strides ${words(strides)}`, () =>
          tf.conv2dTranspose(
            tf.tensor4d(x, [batch, size[0], size[1], inChannels]), tf.tensor4d(w, [filter[0], filter[1], outChannels, inChannels]),
            outShape, strides, 'same',
          ));
      });
    }
  });

  describe('fused conv2d', () => {
    for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const) {
      it(activation, async () => {
        const from = random(activation.length);
        const x = from.values(3 * 6 * 5 * 4);
        const w = from.values(3 * 3 * 4 * 10);
        const bias = from.values(10);
        const slopes = from.values(10);
        await expectSame(activation, () => tf.fused.conv2d({
          x: tf.tensor4d(x, [3, 6, 5, 4]), filter: tf.tensor4d(w, [3, 3, 4, 10]), strides: 2, pad: 'same',
          bias: tf.tensor1d(bias), activation, leakyreluAlpha: 0.2,
          preluActivationWeights: activation === 'prelu' ? tf.tensor1d(slopes) : undefined,
        }));
      });
    }
  });
});
