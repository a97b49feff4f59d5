/** Values cross to the student's side and back unchanged, and hostile messages do no harm. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { toBase64 } from '../checks/bytes.js';
import { stub } from '../checks/stubs.js';
import { localStudent } from '../checks/student.js';
import { checksSide, decode, encode, Held, NdArray, Opaque, type Encoded } from '../checks/values.js';

const there = async (value: unknown): Promise<unknown> => decode(JSON.parse(JSON.stringify(await encode(value))) as Encoded, checksSide);
const array = (...values: number[]): NdArray => new NdArray([values.length], Float32Array.from(values));

async function failure(encoded: unknown): Promise<Error> {
  try {
    await decode(encoded as Encoded, checksSide);
  } catch (error) {
    return error as Error;
  }
  throw new Error('was decoded');
}

describe('Values between the checks and a student', () => {
  for (const value of [undefined, null, true, false, 0, -0, 1.5, NaN, Infinity, -Infinity, '', '轉置', [], [1, [2, 'x']], { a: 1, b: { c: [null] } }]) {
    it(`carries ${JSON.stringify(value) ?? String(value)}`, async () => {
      expect(await there(value)).to.deep.equal(value);
    });
  }

  it('carries tensors as plain numbers, with shape and type', async () => {
    const tensor = tf.tensor([[1, NaN, -0], [4, Infinity, 6]]);
    const arrived = (await there(tensor)) as NdArray;
    expect(arrived.shape).to.deep.equal([2, 3]);
    expect([...arrived.values]).to.deep.equal([1, NaN, -0, 4, Infinity, 6]);
    expect(((await there(tf.scalar(3, 'int32'))) as NdArray).dtype).to.equal('int32');
    expect(((await there(tf.zeros([0, 3]))) as NdArray).shape).to.deep.equal([0, 3]);
    tensor.dispose();
  });

  it('carries a model with its weights, and its identity', async () => {
    const model = tf.sequential();
    model.add(tf.layers.conv2d({ inputShape: [5, 4, 2], filters: 3, kernelSize: 2, activation: 'relu' }));
    model.add(tf.layers.batchNormalization());
    const [first, second] = (await there([model, model])) as tf.LayersModel[];
    expect(first).to.equal(second);
    const input = tf.randomNormal([2, 5, 4, 2]);
    const [expected, actual] = [model, first].map((each) => Array.from((each.predict(input) as tf.Tensor).dataSync()));
    expect(actual).to.deep.equal(expected);
  });

  it('carries optimizers with their settings', async () => {
    const arrived = (await there(tf.train.adam(0.003, 0.4))) as tf.Optimizer;
    expect(arrived.getClassName()).to.equal('Adam');
    expect(arrived.getConfig()).to.include({ learningRate: 0.003, beta1: 0.4 });
  });

  it('carries stubs as networks with known outputs', async () => {
    const arrived = (await there(stub({ kind: 'critic', scale: 2, offset: 1 }))) as (x: tf.Tensor) => tf.Tensor;
    expect(Array.from(arrived(tf.tensor([1, 2, 3, 6], [1, 2, 2, 1])).dataSync())).to.deep.equal([7]);
  });

  it('says what cannot be carried', async () => {
    for (const [value, what] of [[() => 1, /function/], [Symbol('x'), /symbol/], [10n, /bigint/], [new Map(), /instance of Map/], [tf.sequential(), /input shape/], [tf.tensor(['a']), /string/]] as const) {
      expect(((await there(value)) as Opaque).what).to.match(what);
    }
    const gone = tf.scalar(1);
    gone.dispose();
    expect(((await there(gone)) as Opaque).what).to.match(/disposed/);
  });

  it('refuses values that contain themselves', async () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(JSON.stringify(await encode(loop))).to.match(/nested too deeply/);
  });

  it('leaves held values where they are', async () => {
    expect(await there(new Held(7))).to.deep.equal(new Held(7));
  });

  it('lets no key reach a prototype', async () => {
    const arrived = (await decode({ kind: 'object', entries: [['__proto__', { kind: 'object', entries: [['polluted', { kind: 'plain', value: true }]] }]] }, checksSide)) as object;
    expect(Object.hasOwn(arrived, '__proto__')).to.equal(true);
    expect((arrived as { polluted?: unknown }).polluted).to.equal(undefined);
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
  });

  const data = toBase64(Float32Array.from([1, 2]));
  for (const [name, encoded, says] of [
    ['more numbers than bytes', { kind: 'tensor', shape: [3], dtype: 'float32', data }, /do not fill/],
    ['fewer numbers than bytes', { kind: 'tensor', shape: [1], dtype: 'float32', data }, /do not fill/],
    ['a billion numbers in four bytes', { kind: 'tensor', shape: [1e9], dtype: 'float32', data: 'AAAAAA==' }, /too large/],
    ['sides that multiply beyond all bounds', { kind: 'tensor', shape: [1e5, 1e5, 1e5, 1e5], dtype: 'float32', data }, /too large/],
    ['a negative side', { kind: 'tensor', shape: [-2], dtype: 'float32', data }, /not a tensor shape/],
    ['a fractional side', { kind: 'tensor', shape: [0.5], dtype: 'float32', data }, /not a tensor shape/],
    ['twenty dimensions', { kind: 'tensor', shape: new Array<number>(20).fill(1), dtype: 'float32', data }, /not a tensor shape/],
    ['no shape', { kind: 'tensor', dtype: 'float32', data }, /./],
    ['text that is not base64', { kind: 'tensor', shape: [2], dtype: 'float32', data: '????????????' }, /do not fill/],
    ['an unknown kind', { kind: 'toString' }, /not a value/],
    ['no kind', {}, /not a value/],
    ['nothing', null, /not a value/],
    ['a model without a description', { kind: 'model', id: 0 }, /./],
    ['a model of no JSON', { kind: 'model', id: 0, model: { topology: '{', weights: [] } }, /./],
    ['a nest of arrays', Array.from({ length: 50 }).reduce<unknown>((inner) => ({ kind: 'array', items: [inner] }), { kind: 'undefined' }), /nested too deeply/],
  ] as const) {
    it(`refuses ${name}`, async () => {
      expect((await failure(encoded)).message).to.match(says);
    });
  }

  const bomb = (className: string, config: object): Encoded => ({
    kind: 'model', id: 0,
    model: { topology: JSON.stringify({ class_name: 'Sequential', config: { name: 'bomb', layers: [{ class_name: className, config: { name: 'l', batch_input_shape: [null, 10, 10, 1], ...config } }] } }), weights: [] },
  });
  for (const [name, encoded] of [
    ['more weights than were shipped', bomb('Dense', { units: 1e9 })],
    ['more weights, by an initializer of its own', bomb('Dense', { units: 1e9, kernelInitializer: { class_name: 'Ones', config: {} } })],
    ['a kernel of a billion weights', bomb('Conv2D', { filters: 1e5, kernel_size: [100, 100] })],
    ['an output of a billion numbers', bomb('UpSampling2D', { size: [10_000, 10_000] })],
    ['padding without end', bomb('ZeroPadding2D', { padding: [[1e5, 1e5], [1e5, 1e5]] })],
    ['a layer of a class of its own', bomb('EvilLayer', {})],
  ] as const) {
    it(`does not build a model with ${name}`, async () => {
      const before = tf.memory().numBytes;
      expect(await failure(encoded)).to.be.instanceOf(Error);
      expect(tf.memory().numBytes - before).to.be.below(1e6);
    });
  }

  it('does not build a model whose layers together ask for more weights than were shipped', async () => {
    const layers = Array.from({ length: 50 }, (_, i) => ({ class_name: 'Dense', config: { name: `l${i}`, units: 300, use_bias: false, ...(i === 0 && { batch_input_shape: [null, 300] }) } }));
    const topology = JSON.stringify({ class_name: 'Sequential', config: { name: 'many', layers } });
    const weights = [{ name: 'kernel', shape: [300, 300], trainable: true, data: toBase64(new Float32Array(90_000)) }];
    const before = tf.memory().numBytes;
    expect((await failure({ kind: 'model', id: 0, model: { topology, weights } })).message).to.match(/more weights than it shipped/);
    expect(tf.memory().numBytes - before).to.be.below(1e6);
  });

  it('keeps what was shipped, whatever else the message claims', async () => {
    const values = [0.1, 0.2, 0.3];
    expect([...((await there(array(...values))) as NdArray).values]).to.deep.equal([...Float32Array.from(values)]);
  });
});

describe('A value that is held', () => {
  it('outlives the calls that it is given to', async () => {
    const mine = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
    const student = localStudent({ units: (model: tf.LayersModel) => (model.predict(tf.zeros([3, 2])) as tf.Tensor).shape[0] });
    const held = await student.hold(mine);
    expect((await student.call('units', held)).value).to.equal(3);
    expect((await student.call('units', held)).value).to.equal(3);
    expect(await student.read(held)).to.be.instanceOf(tf.LayersModel);
    await student.dispose();
  });
});
