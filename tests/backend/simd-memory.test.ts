// Memory over a training run: nothing is left behind, and a limit that is reached is an error in words.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { OutOfMemoryError, SimdBackend, registerSimdBackend } from '../../kernel-extensions/backend/simd/index.js';

describe('simd backend: memory', () => {
  afterEach(() => registerSimdBackend({}));

  it('has the same bytes in use after 300 training steps as after 10', async function () {
    this.timeout(60_000);
    registerSimdBackend({ threads: 2 });
    await tf.setBackend('simd');
    const backend = tf.backend() as SimdBackend;
    const model = tf.sequential({ layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
      tf.layers.batchNormalization(),
      tf.layers.leakyReLU({ alpha: 0.2 }),
      tf.layers.conv2dTranspose({ filters: 3, kernelSize: 5, strides: 2, padding: 'same', activation: 'tanh' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ] });
    const optimizer = tf.train.adam(1e-3);
    const x = tf.ones([5, 8, 8, 1]);
    const step = () => optimizer.minimize(() => (model.apply(x, { training: true }) as tf.Tensor).square().mean() as tf.Scalar);
    for (let i = 0; i < 10; i++) step();
    const after10 = { ...backend.usage(), tensors: tf.memory().numTensors };
    for (let i = 0; i < 290; i++) step();
    expect({ ...backend.usage(), tensors: tf.memory().numTensors }).to.deep.equal(after10);
    model.dispose();
    optimizer.dispose();
    x.dispose();
  });

  it('says how much was wanted when a tensor does not fit, and leaves nothing behind', async () => {
    registerSimdBackend({ threads: 2, maxBytes: 64 * 2 ** 20 });
    await tf.setBackend('simd');
    const backend = tf.backend() as SimdBackend;
    const x = tf.ones([1000, 1000]);
    const before = backend.usage().bytesInUse;
    expect(() => tf.tidy(() => tf.ones([100, 1000, 1000]))).to.throw(OutOfMemoryError, /381 MiB more were wanted/);
    expect(() => tf.tidy(() => tf.matMul(x.reshape([1_000_000, 1]), x.reshape([1, 1_000_000])))).to.throw(OutOfMemoryError);
    expect(backend.usage().bytesInUse - before).to.be.below(40 * 2 ** 20); // the work space alone
    expect(tf.matMul(x, x).dataSync()[0]).to.equal(1000);
  });

  it('leaves nothing behind either when a convolution lacks the work space', async () => {
    registerSimdBackend({ threads: 2, maxBytes: 16 * 2 ** 20 });
    await tf.setBackend('simd');
    const backend = tf.backend() as SimdBackend;
    const x = tf.ones<tf.Rank.R4>([8, 32, 32, 64]);
    const filter = tf.ones<tf.Rank.R4>([5, 5, 64, 64]); // 0.4 MiB, and as much packed
    const quarters: tf.Tensor[] = [];
    expect(() => { for (;;) quarters.push(tf.ones([2 ** 16])); }).to.throw(OutOfMemoryError);
    quarters.splice(-2).forEach((tensor) => tensor.dispose()); // room for the result's 0.5 MiB
    const before = backend.usage().bytesInUse;
    expect(() => tf.conv2d(x, filter, 2, 'same')).to.throw(OutOfMemoryError);
    expect(backend.usage().bytesInUse).to.equal(before);
    quarters.forEach((tensor) => tensor.dispose());
    expect(tf.conv2d(x, filter, 2, 'same').shape).to.deep.equal([8, 16, 16, 64]);
  });

  it('convolves without the work space of fast convolution where that does not fit', async () => {
    const step = () => tf.tidy(() => {
      const x = tf.randomUniform<tf.Rank.R4>([8, 32, 32, 64], -1, 1, 'float32', 1);
      const filter = tf.randomUniform<tf.Rank.R4>([3, 3, 64, 64], -1, 1, 'float32', 2);
      const convolve = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same');
      return [convolve(x, filter), ...tf.grads(convolve)([x, filter])].map((tensor) => tensor.dataSync());
    });
    const peaks: number[] = [];
    const results = [];
    for (const maxBytes of [256, 16]) {
      registerSimdBackend({ threads: 2, maxBytes: maxBytes * 2 ** 20 });
      await tf.setBackend('simd');
      results.push(step());
      peaks.push((tf.backend() as SimdBackend).usage().bytesReserved / 2 ** 20);
    }
    expect(peaks[0], 'this convolution does take more where it can').to.be.above(16);
    const [fast, direct] = results;
    fast.forEach((tensor, index) => {
      const scale = Array.from(tensor).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let at = 0; at < tensor.length; at += 997) expect(direct[index][at] / scale).to.be.closeTo(tensor[at] / scale, 2e-5);
    });
  });

  it('says so beforehand where the system limits the address space of a process', function () {
    const script = `
      import { SimdBackend, simdSupport } from '${new URL('../../kernel-extensions/backend/simd/index.js', import.meta.url).href}';
      const { usable, reason, remedy } = simdSupport();
      if (usable) new SimdBackend();
      console.log(usable ? 'usable' : reason + ': ' + remedy);
    `;
    const limited = (kilobytes: number) => spawnSync(
      'sh', ['-c', `ulimit -v ${kilobytes} && exec "$0" --input-type=module -e "$1"`, process.execPath, script], { encoding: 'utf8' },
    );
    if (process.platform !== 'linux') this.skip();
    expect(limited(40_000_000).stdout).to.equal('usable\n');
    // From V8 12 on, less address space will do.
    expect(limited(6_000_000).stdout).to.match(/^usable$|address space of this process is limited.*: ulimit -v unlimited$/m);
  });

  it('computes the same at addresses beyond 2 and 3 GiB', async () => {
    registerSimdBackend({ threads: 2 });
    await tf.setBackend('simd');
    const backend = tf.backend() as SimdBackend;
    const ramp = (shape: number[]) => tf.range(0, tf.util.sizeFromShape(shape)).mod(17).div(17).reshape(shape);
    const everything = () => tf.tidy(() => {
      const x = ramp([4, 9, 9, 8]) as tf.Tensor4D;
      const filter = ramp([3, 3, 8, 12]) as tf.Tensor4D;
      const gradients = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same').square().mean())([x, filter]);
      const product = tf.matMul(ramp([70, 90]), ramp([50, 90]), false, true);
      return [...gradients, product, tf.transpose(product), tf.concat([x, x], 2).sum([0, 1])].flatMap((tensor) => [...tensor.dataSync()]);
    });
    const low = everything();
    const fillers: tf.TensorInfo[] = [];
    for (const gibibytes of [2, 3]) {
      while (backend.usage().bytesInUse < gibibytes * 2 ** 30) fillers.push(backend.allocate([2 ** 27], 'float32')); // not touched
      expect(everything()).to.deep.equal(low);
    }
    for (const { dataId } of fillers) backend.disposeData(dataId);
  });

  it('starts with a limit that is not a multiple of anything', async () => {
    const backend = new SimdBackend({ threads: 2, maxBytes: 5_000_001 });
    expect(() => backend.allocate([2_000_000], 'float32')).to.throw(OutOfMemoryError);
    expect(backend.allocate([500_000], 'float32').shape).to.deep.equal([500_000]);
  });
});
