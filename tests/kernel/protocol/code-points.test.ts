import { expect } from 'chai';
import { toCodePoints, toUtf16 } from '../../../kernel-extensions/kernel/supervisor/code-points.js';

describe('code points and UTF-16 units', () => {
  const text = 'a𝛼é😀b'; // code points: a 𝛼 é 😀 b; units: 1 2 1 2 1

  it('agree with the iterator of strings at every place', () => {
    const points = [...text];
    for (let count = 0; count <= points.length; count++) {
      const units = points.slice(0, count).join('').length;
      expect(toUtf16(text, count)).to.equal(units);
      expect(toCodePoints(text, units)).to.equal(count);
    }
  });

  it('clamp to the text, and take a place inside a pair as before it', () => {
    expect(toUtf16(text, 99)).to.equal(text.length);
    expect(toUtf16(text, -3)).to.equal(0);
    expect(toCodePoints(text, 99)).to.equal(5);
    expect(toCodePoints(text, 2)).to.equal(1);
    expect(toCodePoints('', 1)).to.equal(0);
  });
});
