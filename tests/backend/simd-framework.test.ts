import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { registerSimdBackend } from '../../kernel-extensions/backend/simd/index.js';
import type { SimdBackend } from '../../kernel-extensions/backend/simd/index.js';

describe('simd backend: support', () => {
  /** simdSupport() in a process of its own, after `before` has taken something away. */
  function supportWhere(before: string): { usable: boolean; reason: string; remedy?: string } {
    const backendModule = new URL('../../kernel-extensions/backend/simd/index.js', import.meta.url).href;
    const script = `const { simdSupport } = await import('${backendModule}'); ${before}; console.log(JSON.stringify(simdSupport()));`;
    return JSON.parse(spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout);
  }

  it('names the vectors and the cores', () => {
    const { usable, reason } = supportWhere('');
    expect(usable).to.equal(true);
    expect(reason).to.match(/^WebAssembly SIMD( with fused multiply-add)?, \d+ cores?$/);
  });

  it('says what is missing', () => {
    expect(supportWhere('delete globalThis.WebAssembly')).to.deep.include({ usable: false, reason: 'this JavaScript engine has no WebAssembly' });
    expect(supportWhere('WebAssembly.validate = () => false').reason).to.match(/no WebAssembly SIMD/);
    expect(supportWhere('delete globalThis.SharedArrayBuffer').reason).to.match(/no shared memory/);
    expect(supportWhere('WebAssembly.Memory = function () { throw new RangeError(); }').reason).to.match(/address space/);
    expect(supportWhere('WebAssembly.Module = function () { throw new Error(); }')).to.deep.include({ usable: false, remedy: 'npm run build' });
  });
});

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
