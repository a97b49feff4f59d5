import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { drawShapes, shapeNames } from '../../datasets/shapes.js';
import type { DrawOptions } from '../../datasets/shapes.js';

const standard: DrawOptions = { count: 200, height: 32, width: 32, channels: 3, split: 'train', seed: 1 };
const draw = (options: Partial<DrawOptions> = {}) => drawShapes({ ...standard, ...options });
const picture = (images: Uint8Array, index: number) => images.subarray(index * 3072, (index + 1) * 3072);

describe('Drawn shapes', () => {
  it('are the same for the same seed, on every machine', () => {
    const { images, labels } = draw();
    expect(draw()).to.deep.equal({ images, labels });
    expect(createHash('sha256').update(images).update(labels).digest('hex')).to.equal('7b11f4862e85b8d33f8f23a74de50b6103b5865dc65211d08d8bb86f3d552337');
  });

  it('are others for another seed or split', () => {
    const { images } = draw({ count: 1 });
    expect(draw({ count: 1, seed: 2 }).images).to.not.deep.equal(images);
    expect(draw({ count: 1, split: 'test' }).images).to.not.deep.equal(images);
  });

  it('begin alike, however many are drawn', () => {
    const { images, labels } = draw();
    const few = draw({ count: 7 });
    expect(few.images).to.deep.equal(images.slice(0, 7 * 3072));
    expect(few.labels).to.deep.equal(labels.slice(0, 7));
  });

  it('are of ten kinds, about as many of each', () => {
    expect(new Set(shapeNames).size).to.equal(10);
    const { labels } = draw({ count: 2000, height: 1, width: 1 });
    for (let label = 0; label < 10; label++) expect(labels.filter((value) => value === label).length, shapeNames[label]).to.be.within(150, 250);
  });

  it('are all different', () => {
    const { images } = draw();
    const seen = new Set(Array.from({ length: 200 }, (_, index) => createHash('sha1').update(picture(images, index)).digest('hex')));
    expect(seen.size).to.equal(200);
  });

  it('use the whole range of values, in every channel', () => {
    const { images } = draw();
    for (let channel = 0; channel < 3; channel++) {
      const values = images.filter((_, index) => index % 3 === channel);
      expect(Math.min(...values.slice(0, 50_000)), `channel ${channel}`).to.be.below(16);
      expect(Math.max(...values.slice(0, 50_000)), `channel ${channel}`).to.be.above(239);
      expect(new Set(values).size, `channel ${channel}`).to.be.above(200);
    }
  });

  it('stand out from their backdrop and have smooth edges', () => {
    const { images } = draw({ count: 100 });
    for (let index = 0; index < 100; index++) {
      const values = picture(images, index);
      let strongest = 0;
      for (let at = 3; at < values.length; at++) if (at % 96 >= 3) strongest = Math.max(strongest, Math.abs(values[at] - values[at - 3]));
      expect(strongest, `contrast of picture ${index}`).to.be.above(40);
    }
  });

  it('fill any size, in colour and in grey', () => {
    for (const [height, width, channels] of [[28, 28, 1], [64, 64, 3], [17, 31, 1], [5, 5, 3]] as const) {
      const { images, labels } = draw({ count: 20, height, width, channels });
      expect(images).to.have.length(20 * height * width * channels);
      expect(labels).to.have.length(20);
    }
  });

  it('are what their labels say: the outline most alike has the same label, nine times out of ten', () => {
    const outlines = ({ images, labels }: ReturnType<typeof draw>) =>
      Array.from(labels, (label, index) => ({ label, outline: outlineOf(picture(images, index)) }));
    const known = outlines(draw({ count: 1000 }));
    const asked = outlines(draw({ count: 100, split: 'test' }));
    const right = asked.filter(({ label, outline }) => mostAlike(known, outline).label === label);
    expect(right.length).to.be.at.least(90);
  });
});

const SIDE = 32;
const MAP = 15;

/** The 100 points of the steepest change of colour, moved and scaled to a map of 15 × 15. */
function outlineOf(image: Uint8Array): Float64Array {
  const value = (x: number, y: number, channel: number) => image[(y * SIDE + x) * 3 + channel];
  const points = [];
  for (let y = 1; y < SIDE - 1; y++) {
    for (let x = 1; x < SIDE - 1; x++) {
      let change = 0;
      for (let c = 0; c < 3; c++) change += Math.abs(value(x + 1, y, c) - value(x - 1, y, c)) + Math.abs(value(x, y + 1, c) - value(x, y - 1, c));
      points.push({ x, y, change });
    }
  }
  const steepest = points.sort((a, b) => b.change - a.change).slice(0, 100);
  const mean = (of: (point: { x: number; y: number }) => number) => steepest.reduce((sum, point) => sum + of(point), 0) / steepest.length;
  const [centreX, centreY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const radius = mean(({ x, y }) => Math.hypot(x - centreX, y - centreY));
  const map = new Float64Array(MAP * MAP);
  for (const { x, y } of steepest) {
    const [column, row] = [x - centreX, y - centreY].map((offset) => Math.round(7 + (4 * offset) / radius));
    for (let v = row - 1; v <= row + 1; v++) {
      for (let u = column - 1; u <= column + 1; u++) if (u >= 0 && u < MAP && v >= 0 && v < MAP) map[v * MAP + u]++;
    }
  }
  return map;
}

function mostAlike<T extends { outline: Float64Array }>(known: readonly T[], outline: Float64Array): T {
  const distance = (other: T) => other.outline.reduce((sum, value, index) => sum + (value - outline[index]) ** 2, 0);
  return known.map((other) => ({ other, far: distance(other) })).reduce((best, next) => (next.far < best.far ? next : best)).other;
}
