import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { attributesOfLabel, drawFaces, FACE_SIDE, faceAt, faceAttributes, faceNames, paintFace } from '../../datasets/faces.js';
import type { Face } from '../../datasets/faces.js';

const standard = { count: 200, split: 'train', seed: 1 } as const;
const bytes = FACE_SIDE * FACE_SIDE * 3;
const picture = (images: Uint8Array, index: number) => images.subarray(index * bytes, (index + 1) * bytes);
const faces = (count: number, seed = 1) => Array.from({ length: count }, (_, index) => faceAt(index, { split: 'train', seed }));

describe('Drawn faces', () => {
  it('are the same for the same seed, on every machine', () => {
    const { images, labels } = drawFaces(standard);
    expect(drawFaces(standard)).to.deep.equal({ images, labels });
    expect(createHash('sha256').update(images).update(labels).digest('hex')).to.equal('d998f906e3d86b90e58a1db4b0d3bb9bad7baee4ae8b9360ce2baba77d7447e4');
  });

  it('are others for another seed or split', () => {
    const { images } = drawFaces({ ...standard, count: 1 });
    expect(drawFaces({ ...standard, count: 1, seed: 2 }).images).to.not.deep.equal(images);
    expect(drawFaces({ ...standard, count: 1, split: 'test' }).images).to.not.deep.equal(images);
  });

  it('begin alike, however many are drawn', () => {
    const { images, labels } = drawFaces(standard);
    const few = drawFaces({ ...standard, count: 7 });
    expect(few.images).to.deep.equal(images.slice(0, 7 * bytes));
    expect(few.labels).to.deep.equal(labels.slice(0, 7));
  });

  it('are all different, those to learn from and those to judge by', () => {
    const seen = new Set<string>();
    for (const split of ['train', 'test'] as const) {
      const { images } = drawFaces({ count: 1000, split, seed: 1 });
      for (let index = 0; index < 1000; index++) seen.add(createHash('sha1').update(picture(images, index)).digest('hex'));
    }
    expect(seen.size).to.equal(2000);
  });

  it('have each attribute half of the time, whatever the others are', () => {
    const { labels } = drawFaces({ ...standard, count: 2000 });
    // 250 each, with a standard deviation of 15.
    for (let label = 0; label < 8; label++) expect(labels.filter((value) => value === label).length, faceNames[label]).to.be.within(175, 325);
  });

  it('have labels that say their attributes, bit by bit', () => {
    const { labels } = drawFaces(standard);
    faces(200).forEach((face, index) => {
      for (const attribute of faceAttributes) expect(attributesOfLabel(labels[index])[attribute], `${attribute} of face ${index}`).to.equal(face[attribute]);
    });
    expect(faceNames[0]).to.equal('straight mouth, short hair');
    expect(faceNames[7]).to.equal('smile, long hair, glasses');
    expect(new Set(faceNames).size).to.equal(8);
  });

  it('vary in everything else as well', () => {
    const known = faces(500);
    const measures: Record<string, (face: Face) => number> = {
      x: (face) => face.centre[0], y: (face) => face.centre[1], size: (face) => face.size, width: (face) => face.width, tilt: (face) => face.tilt,
      'skin': (face) => face.skin[0], 'hair': (face) => face.hair[0], 'backdrop': (face) => face.backdrop[2], 'light': (face) => face.light,
    };
    for (const [name, of] of Object.entries(measures)) expect(new Set(known.map(of)).size, name).to.be.greaterThan(450);
  });
});

/** What can be measured in a picture alone, by someone who knows where the face is: the colour around a point of the face. */
function look({ centre, size, tilt }: Face, image: Uint8Array) {
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  return (u: number, v: number): [number, number, number] => {
    const column = Math.floor(FACE_SIDE / 2 + centre[0] + size * (cos * u - sin * v)), row = Math.floor(FACE_SIDE / 2 + centre[1] + size * (sin * u + cos * v));
    const at = 3 * (FACE_SIDE * row + column);
    return [image[at], image[at + 1], image[at + 2]];
  };
}

const far = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((value, i) => value - b[i]));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const share = (count: number, of: (t: number) => boolean): number => Array.from({ length: count }, (_, i) => i / count).filter(of).length / count;

describe('The attributes of a drawn face, measured in its pixels', () => {
  const known = faces(400).map((face) => ({ face, colourAt: look(face, paintFace(face)) }));

  /** Of what is not skin around the mouth, in squared heads: pixels whose colour is not that of the cheek. */
  const mouthArea = (face: Face, colourAt: (u: number, v: number) => readonly number[]) => {
    const cheek = colourAt(0.25, 0.34), step = 1 / face.size;
    let area = 0;
    for (let u = -0.5; u < 0.5; u += step) for (let v = 0.42; v < 0.88; v += step) if (Math.hypot(u / face.width, v) < 0.9 && far(colourAt(u, v), cheek) > 45) area += step * step;
    return area;
  };

  it('a smile: lips and teeth cover more than twice the area of a straight mouth', () => {
    const areas = known.map(({ face, colourAt }) => ({ smile: face.smile, area: mouthArea(face, colourAt) }));
    const ofSmiles = areas.filter(({ smile }) => smile).map(({ area }) => area), ofOthers = areas.filter(({ smile }) => !smile).map(({ area }) => area);
    expect(Math.min(...ofSmiles)).to.be.greaterThan(Math.max(...ofOthers));
    expect(mean(ofSmiles)).to.be.greaterThan(2 * mean(ofOthers));
  });

  it('long hair: beside the chin there is hair, not the backdrop', () => {
    for (const { face, colourAt } of known) {
      const hair = face.hair.map((value) => 0.85 * 255 * value), backdrop = face.backdrop.map((value) => 255 * value);
      const beside = [-1, 1].map((side) => colourAt(side * (face.width + 0.05), 0.6));
      for (const colour of beside) expect(far(colour, hair) < far(colour, backdrop), JSON.stringify(face)).to.equal(face.longHair);
    }
  });

  it('glasses: a dark ring around each eye', () => {
    for (const { face, colourAt } of known) {
      for (const side of [-1, 1]) {
        const dark = share(24, (t) => Math.max(...colourAt(side * 0.37 + 0.27 * Math.cos(2 * Math.PI * t), -0.1 + 0.27 * Math.sin(2 * Math.PI * t))) < 110);
        if (face.glasses) expect(dark, JSON.stringify(face)).to.be.greaterThan(0.6);
        else expect(dark, JSON.stringify(face)).to.be.lessThan(0.35);
      }
    }
  });

  it('a broader smile is a larger mouth, with all else the same', () => {
    for (const face of faces(50)) {
      const [none, little, much] = [0, 0.4, 1].map((mirth) => paintFace({ ...face, mirth }));
      const changed = (image: Uint8Array) => image.reduce((sum, value, i) => sum + Math.abs(value - none[i]), 0);
      expect(changed(little)).to.be.greaterThan(300);
      expect(changed(much)).to.be.greaterThan(1.5 * changed(little));
    }
  });
});
