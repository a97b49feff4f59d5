import { expect } from 'chai';
import { DataError } from '../../datasets/data-error.js';
import { decodeIdx, encodeIdx } from '../../datasets/idx.js';
import { randomStream } from '../../datasets/random.js';

const file = 'some/images-idx3-ubyte';
const threeByTwo = Uint8Array.from([0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6]);

describe('IDX files', () => {
  it('are read as the format says: magic, big-endian sizes, row-major bytes', () => {
    const { shape, values } = decodeIdx(threeByTwo, 2, file);
    expect(shape).to.deep.equal([3, 2]);
    expect([...values]).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it('are written as the format says', () => {
    expect(encodeIdx({ shape: [3, 2], values: Uint8Array.from([1, 2, 3, 4, 5, 6]) })).to.deep.equal(threeByTwo);
    expect(() => encodeIdx({ shape: [3, 2], values: new Uint8Array(5) })).to.throw(RangeError, '3 × 2 takes 6 values, not 5');
  });

  it('come back unchanged after writing and reading, whatever their shape', () => {
    const random = randomStream(7);
    for (let round = 0; round < 200; round++) {
      const shape = Array.from({ length: 1 + Math.floor(random() * 4) }, () => Math.floor(random() * 7));
      const values = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.floor(random() * 256));
      const again = decodeIdx(encodeIdx({ shape, values }), shape.length, file);
      expect(again.shape, `round ${round}`).to.deep.equal(shape);
      expect(again.values, `round ${round}`).to.deep.equal(values);
    }
  });

  it('are read from the middle of a larger buffer', () => {
    const larger = new Uint8Array(threeByTwo.length + 5);
    larger.set(threeByTwo, 3);
    expect([...decodeIdx(larger.subarray(3, 3 + threeByTwo.length), 2, file).values]).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it('refuses every truncation and every byte left over, with both numbers', () => {
    for (let length = 0; length < threeByTwo.length; length++) {
      expect(() => decodeIdx(threeByTwo.subarray(0, length), 2, file), `${length} bytes`).to.throw(DataError, file);
    }
    expect(() => decodeIdx(threeByTwo.subarray(0, 17), 2, file)).to.throw('truncated: a header of 3 × 2 promises 18 bytes, 17 are there');
    expect(() => decodeIdx(Uint8Array.from([...threeByTwo, 0]), 2, file)).to.throw('left over at its end: a header of 3 × 2 promises 18 bytes, 19 are there');
  });

  it('refuses another rank, another type and a web page, and shows what it found', () => {
    expect(() => decodeIdx(threeByTwo, 1, file)).to.throw('no IDX file of labels: it should begin with 00 00 08 01, it begins with 00 00 08 02');
    const floats = Uint8Array.from(threeByTwo);
    floats[2] = 0x0d;
    expect(() => decodeIdx(floats, 2, file)).to.throw('it begins with 00 00 0d 02');
    expect(() => decodeIdx(Buffer.from('<!DOCTYPE html>'), 3, file)).to.throw('3c 21 44 4f ("<!DO"), which looks like a web page');
  });

  it('refuses sizes beyond all memory without asking for the memory', () => {
    const huge = Uint8Array.from([0, 0, 8, 3, ...Array<number>(12).fill(255), 1, 2, 3]);
    expect(() => decodeIdx(huge, 3, file)).to.throw(DataError, 'truncated');
  });
});
