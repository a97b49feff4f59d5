/** Domains made from digits: each is a picture of the same digit, the same each time. */
import { expect } from 'chai';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { domainNames, inDomain } from '../../../labs/helpers/cyclegan/domains.js';

const side = 9;
/** A white square of 3 × 3 in the middle, `count` times; half as bright in every second picture. */
const squares = (count: number): ImageDataset => {
  const images = new Uint8Array(count * side * side);
  for (let n = 0; n < count; n++) for (let y = 3; y < 6; y++) images.fill(n % 2 ? 128 : 255, (n * side + y) * side + 3, (n * side + y) * side + 6);
  return { name: 'squares', split: 'test', count, height: side, width: side, channels: 1, images, labels: new Uint8Array(count), classNames: ['square'], source: 'procedural', description: 'Squares.' };
};
const data = squares(4);
const picture = (images: Uint8Array, n = 0): number[][] => Array.from({ length: side }, (_, y) => [...images.subarray((n * side + y) * side, (n * side + y + 1) * side)]);

describe('a domain', () => {
  it('has the same pictures in the same order each time, whatever it is', () => {
    for (const name of domainNames) {
      const made = inDomain(data, name);
      expect(made.count).to.equal(4);
      expect(made.images).to.have.length(4 * side * side * made.channels);
      expect(made.images, name).to.deep.equal(inDomain(squares(4), name).images);
      expect(made.labels).to.equal(data.labels);
    }
  });

  it('plain is as it was, inverted is 255 less', () => {
    expect(inDomain(data, 'plain').images).to.deep.equal(data.images);
    inDomain(data, 'inverted').images.forEach((value, i) => expect(value + data.images[i]!).to.equal(255));
  });

  it('edges are the frame around a square, as bright as it', () => {
    const expected = Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_, x) => (Math.max(Math.abs(x - 4), Math.abs(y - 4)) === 2 ? 255 : 0)));
    expect(picture(inDomain(data, 'edges').images)).to.deep.equal(expected);
    expect(Math.max(...picture(inDomain(data, 'edges').images, 1).flat())).to.equal(128);
  });

  it('slanted moves lines above the middle to the right, those below to the left, the middle nowhere, and loses nothing', () => {
    const rows = picture(inDomain(data, 'slanted').images);
    const centre = (row: number[]) => row.reduce((sum, value, x) => sum + value * x, 0) / row.reduce((sum, value) => sum + value, 0);
    expect(rows[4]).to.deep.equal(picture(data.images)[4]);
    expect(centre(rows[3]!)).to.be.closeTo(4.45, 0.01);
    expect(centre(rows[5]!)).to.be.closeTo(3.55, 0.01);
    for (const y of [3, 4, 5]) expect(rows[y]!.reduce((sum, value) => sum + value)).to.be.closeTo(3 * 255, 2);
  });

  it('coloured has one colour a picture, its brightest part as bright as the grey, and many colours in all', () => {
    const many = squares(40), { images, channels } = inDomain(many, 'coloured');
    expect(channels).to.equal(3);
    const colours = Array.from({ length: 40 }, (_, n) => {
      const pixels = Array.from({ length: side * side }, (_, i) => [...images.subarray(3 * (n * side * side + i), 3 * (n * side * side + i) + 3)]);
      pixels.forEach((pixel, i) => expect(Math.max(...pixel)).to.be.closeTo(many.images[n * side * side + i]!, 1));
      const lit = new Set(pixels.filter((pixel) => Math.max(...pixel) > 0).map(String));
      expect(lit.size).to.equal(1);
      return [...lit][0];
    });
    expect(new Set(colours).size).to.be.greaterThan(30);
  });

  it('is made from grey pictures alone', () => {
    expect(() => inDomain(inDomain(data, 'coloured'), 'plain')).to.throw(RangeError, 'has 3 channels');
  });
});
