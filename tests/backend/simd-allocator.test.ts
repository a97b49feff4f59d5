import { expect } from 'chai';
import { Allocator, OutOfMemoryError } from '../../kernel-extensions/backend/simd/allocator.js';
import { SharedMemory } from '../../kernel-extensions/backend/simd/shared-memory.js';

const MiB = 2 ** 20;

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The blocks tile the managed bytes, no two free ones touch, and the count of bytes in use is theirs. */
function expectSound(allocator: Allocator): void {
  let at = allocator.start + 16;
  let used = 0;
  let previousFree = false;
  for (const { address, bytes, free } of allocator.blocks()) {
    expect(address).to.equal(at);
    expect(free && previousFree, 'two free neighbours').to.equal(false);
    if (!free) used += bytes;
    previousFree = free;
    at += bytes;
  }
  expect(at - 16).to.equal(allocator.memory.byteLength - 16);
  expect(allocator.bytesInUse).to.equal(used);
}

describe('simd backend: allocator', () => {
  for (const seed of [1, 2, 3, 4]) {
    it(`keeps blocks apart and aligned over 4,000 random operations, seed ${seed}`, () => {
      const next = uniform(seed);
      const allocator = new Allocator(new SharedMemory(MiB, 256 * MiB), 1000);
      const live: { address: number; words: number; mark: number }[] = [];
      for (let step = 0; step < 4000; step++) {
        if (live.length > 0 && next() < 0.48) {
          const [{ address, words, mark }] = live.splice(Math.floor(next() * live.length), 1);
          const contents = allocator.memory.words.subarray(address / 4, address / 4 + words);
          expect(contents.every((word) => word === mark), 'contents overwritten').to.equal(true);
          allocator.free(address);
        } else {
          const words = Math.floor(2 ** (next() * 14));
          const address = allocator.allocate(words * 4);
          expect(address % 32).to.equal(0);
          allocator.memory.words.fill(step, address / 4, address / 4 + words);
          live.push({ address, words, mark: step });
        }
        if (step % 500 === 0) expectSound(allocator);
      }
      for (const { address } of live) allocator.free(address);
      expectSound(allocator);
      expect(allocator.bytesInUse).to.equal(0);
      expect([...allocator.blocks()]).to.have.length(1);
    });
  }

  it('does not grow when the same sizes come and go', () => {
    const next = uniform(5);
    const allocator = new Allocator(new SharedMemory(MiB), 0);
    const sizes = Array.from({ length: 200 }, () => Math.floor(next() * 100_000));
    const round = () => {
      const addresses = sizes.map((bytes) => allocator.allocate(bytes));
      addresses.sort(() => next() - 0.5).forEach((address) => allocator.free(address));
    };
    round();
    const reserved = allocator.memory.byteLength;
    for (let i = 0; i < 50; i++) round();
    expect(allocator.memory.byteLength).to.equal(reserved);
  });

  for (const [steps, mark] of [[200_000, ''], [5_000_000, ' @full']] as const) it(`needs little more than what is in use under random traffic of tensors of all sizes, ${steps} times${mark}`, function () {
    this.timeout(300_000);
    const next = uniform(6);
    const allocator = new Allocator(new SharedMemory(MiB), 0);
    const live: number[] = [];
    let most = 0;
    let reservedHalfway = 0;
    for (let step = 0; step < steps; step++) {
      if (step === steps / 2) reservedHalfway = allocator.memory.byteLength;
      if (allocator.bytesInUse < 48 * MiB || (allocator.bytesInUse < 64 * MiB && next() < 0.5)) {
        live.push(allocator.allocate(Math.floor(2 ** (2 + next() * 20))));
        most = Math.max(most, allocator.bytesInUse);
      } else {
        const [address] = live.splice(Math.floor(next() * live.length), 1);
        allocator.free(address);
      }
    }
    expectSound(allocator);
    expect(allocator.memory.byteLength / most).to.be.below(1.75);
    expect(allocator.memory.byteLength).to.be.at.most(1.1 * reservedHalfway);
  });

  it('gives a block of 0 bytes an address of its own', () => {
    const allocator = new Allocator(new SharedMemory(MiB), 0);
    expect(allocator.allocate(0)).to.not.equal(allocator.allocate(0));
  });

  it('says how much was wanted when the limit is reached, and goes on with what there is', () => {
    const allocator = new Allocator(new SharedMemory(MiB, 32 * MiB), 0);
    const kept = allocator.allocate(20 * MiB);
    expect(() => allocator.allocate(100 * MiB)).to.throw(OutOfMemoryError, /100 MiB more were wanted, 20 MiB of at most 32 MiB are in use.*smaller batch/s);
    expect(() => allocator.allocate(16 * MiB)).to.throw(OutOfMemoryError);
    expect(allocator.allocate(8 * MiB)).to.be.greaterThan(0);
    allocator.free(kept);
    expect(allocator.allocate(16 * MiB)).to.be.greaterThan(0);
    expectSound(allocator);
  });

  it('refuses sizes beyond 4 GiB', () => {
    const allocator = new Allocator(new SharedMemory(MiB), 0);
    expect(() => allocator.allocate(5 * 1024 * MiB)).to.throw(OutOfMemoryError, /5120 MiB/);
    expect(() => allocator.allocate(2 ** 33)).to.throw(OutOfMemoryError);
  });

  it('refuses to free an address twice, or one it did not give', () => {
    const allocator = new Allocator(new SharedMemory(MiB), 64);
    const address = allocator.allocate(100);
    allocator.allocate(100);
    allocator.free(address);
    expect(() => allocator.free(address)).to.throw(/freed before/);
    expect(() => allocator.free(8)).to.throw(/not allocated/);
    expect(() => allocator.free(2 ** 31)).to.throw(/not allocated/);
  });
});
