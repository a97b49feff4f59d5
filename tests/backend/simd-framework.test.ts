import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { registerSimdBackend } from '../../kernel-extensions/backend/simd/index.js';
import type { SimdBackend } from '../../kernel-extensions/backend/simd/index.js';

describe('simd backend: kernels', () => {
  it('are all those of `cpu`', () => {
    registerSimdBackend();
    const namesOf = (backend: string) => tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName).sort();
    expect(namesOf('cpu')).to.have.length.greaterThan(150);
    expect(namesOf('simd')).to.include.members(namesOf('cpu'));
  });
});

describe('simd backend: tensors', () => {
  before(async () => {
    registerSimdBackend();
    await tf.setBackend('simd');
  });

  const usage = () => (tf.backend() as SimdBackend).usage();

  it('keeps float32, int32 and bool values', () => {
    expect([...tf.tensor1d([1.5, -2, 3], 'float32').dataSync()]).to.deep.equal([1.5, -2, 3]);
    expect([...tf.tensor1d([1, -2, 2 ** 30], 'int32').dataSync()]).to.deep.equal([1, -2, 2 ** 30]);
    expect([...tf.tensor1d([true, false, true], 'bool').dataSync()]).to.deep.equal([1, 0, 1]);
  });

  it('keeps strings and complex numbers', () => {
    expect([...tf.tensor1d(['a', '字'], 'string').dataSync()]).to.deep.equal(['a', '字']);
    expect([...tf.complex([1, 2], [3, 4]).dataSync()]).to.deep.equal([1, 3, 2, 4]);
  });

  it('does not share memory with the array a tensor was made from, nor with what dataSync returned', () => {
    const source = new Float32Array([1, 2, 3]);
    const tensor = tf.tensor1d(source);
    source[0] = 99;
    const copy = tensor.dataSync();
    copy[1] = 99;
    expect([...tensor.dataSync()]).to.deep.equal([1, 2, 3]);
    expect(copy.buffer).to.be.instanceOf(ArrayBuffer);
  });

  it('takes the first values where a nested array is ragged, as `cpu` does', () => {
    expect(tf.tensor([[5, 6, 7], [8, 9, 10, 11]] as number[][]).arraySync()).to.deep.equal([[5, 6, 7], [8, 9, 10]]);
  });

  it('keeps earlier tensors intact while the memory grows', () => {
    const first = tf.range(0, 1000);
    const { bytesReserved } = usage();
    const large = tf.zeros([bytesReserved / 4]);
    expect(usage().bytesReserved).to.be.greaterThan(bytesReserved);
    expect([...first.add(first).dataSync()]).to.deep.equal(Array.from({ length: 1000 }, (_, i) => 2 * i));
    large.dispose();
  });

  it('gives back every byte that is disposed of', () => {
    const before = usage().bytesInUse;
    const a = tf.ones([100, 100]);
    const b = a.reshape([10_000]);
    a.dispose();
    expect(usage().bytesInUse).to.be.greaterThan(before);
    b.dispose();
    expect(usage().bytesInUse).to.equal(before);
  });

  it('moves tensors from and to another backend', async () => {
    const here = tf.tensor1d([1, 2, 3]);
    const before = usage().bytesInUse;
    await tf.setBackend('cpu');
    const there = here.add(tf.scalar(1));
    await tf.setBackend('simd');
    expect(usage().bytesInUse).to.be.lessThan(before);
    expect([...there.add(there).dataSync()]).to.deep.equal([4, 6, 8]);
  });
});
