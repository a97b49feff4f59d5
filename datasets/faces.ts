/**
 * A data set that is drawn, not downloaded: faces of which everything is known, 32 × 32, in colour. Three attributes are tossed
 * like coins: a smile, long hair, glasses. All else is chance without names: place, size, tilt and width of the head, the colours,
 * the light, how broad a smile is. They are drawings: no face is anybody's.
 *
 * Every face depends on the seed, its split and its number alone, so that the first 100 of 1,000 are the same as 100.
 */
import { clamp, fromHsl, length, mix, scale } from './painting.js';
import type { Colour } from './painting.js';
import type { Split } from './image-dataset.js';
import { randomStream } from './random.js';

/** The attributes, in the order of their bits in a label. */
export const faceAttributes = ['smile', 'longHair', 'glasses'] as const;
export type FaceAttribute = (typeof faceAttributes)[number];
export type FaceAttributes = Readonly<Record<FaceAttribute, boolean>>;

/** All that there is to know of a face. Its label says no more than its attributes. */
export interface Face extends FaceAttributes {
  /** How much it smiles: 0 to 0.12 with a straight mouth, 0.65 to 1 with a smile. */
  readonly mirth: number;
  /** Of the head, in pixels from the middle of the picture; y points down. */
  readonly centre: readonly [x: number, y: number];
  /** Half the height of the head, in pixels. */
  readonly size: number;
  /** Width of the head by its height. */
  readonly width: number;
  /** Clockwise, in radians. */
  readonly tilt: number;
  readonly skin: Colour;
  readonly hair: Colour;
  readonly backdrop: Colour;
  /** How much lighter the right side is than the left. */
  readonly light: number;
}

/** Pixels of a side. */
export const FACE_SIDE = 32;

/** Of each label: `smile, long hair, glasses`. */
export const faceNames: readonly string[] = Array.from({ length: 8 }, (_, label) => {
  const { smile, longHair, glasses } = attributesOfLabel(label);
  return [smile ? 'smile' : 'straight mouth', longHair ? 'long hair' : 'short hair', ...(glasses ? ['glasses'] : [])].join(', ');
});

/** What a label, 0 to 7, says: bit i belongs to the i-th attribute. */
export function attributesOfLabel(label: number): FaceAttributes {
  return { smile: (label & 1) > 0, longHair: (label & 2) > 0, glasses: (label & 4) > 0 };
}

/** The face with this number, before it is drawn. */
export function faceAt(index: number, { split, seed }: { split: Split; seed: number }): Face {
  const random = randomStream(seed, split === 'train' ? 3 : 4, index);
  const between = (low: number, high: number) => low + (high - low) * random();
  const [smile, longHair, glasses] = [random() < 0.5, random() < 0.5, random() < 0.5];
  const tan = random();
  return {
    smile, longHair, glasses,
    mirth: smile ? between(0.65, 1) : between(0, 0.12),
    centre: [between(-1.5, 1.5), between(-0.5, 1.5)],
    size: between(10, 12),
    width: between(0.76, 0.9),
    tilt: between(-0.12, 0.12),
    skin: scale(mix([0.99, 0.85, 0.73], [0.6, 0.4, 0.28], tan), between(0.95, 1.03)),
    hair: fromHsl(between(0.02, 0.13), between(0.25, 0.7), between(0.1, 0.5)),
    backdrop: fromHsl(random(), between(0.25, 0.6), between(0.6, 0.85)),
    light: between(-0.1, 0.1),
  };
}

export interface DrawFacesOptions {
  readonly count: number;
  readonly split: Split;
  readonly seed: number;
}

/** @returns `images` `[count, 32, 32, 3]` with values 0–255, `labels` `[count]` numbering faceNames */
export function drawFaces({ count, split, seed }: DrawFacesOptions): { images: Uint8Array; labels: Uint8Array } {
  const pictureBytes = FACE_SIDE * FACE_SIDE * 3;
  const images = new Uint8Array(count * pictureBytes);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const face = faceAt(index, { split, seed });
    labels[index] = faceAttributes.reduce((label, attribute, bit) => label + (face[attribute] ? 1 << bit : 0), 0);
    images.set(paintFace(face), index * pictureBytes);
  }
  return { images, labels };
}

const [MOUTH, TEETH, EYE, FRAME]: readonly Colour[] = [[0.5, 0.1, 0.12], [1, 0.97, 0.94], [0.1, 0.08, 0.08], [0.08, 0.08, 0.12]];

/** One picture, `[32, 32, 3]`. Layer upon layer, each with the share of a pixel that it covers. */
export function paintFace(face: Face): Uint8Array {
  const { centre: [centreX, centreY], size, width, tilt, skin, hair, backdrop, light } = face;
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const picture = new Uint8Array(FACE_SIDE * FACE_SIDE * 3);
  let out = 0;
  for (let row = 0; row < FACE_SIDE; row++) {
    for (let column = 0; column < FACE_SIDE; column++) {
      const x = column + 0.5 - FACE_SIDE / 2, y = row + 0.5 - FACE_SIDE / 2;
      // In heads from the middle of the face: u to the right, v down.
      const u = (cos * (x - centreX) + sin * (y - centreY)) / size, v = (cos * (y - centreY) - sin * (x - centreX)) / size;
      let colour = scale(backdrop, 1 - 0.1 * (y / FACE_SIDE));
      const layer = (distance: number, paint: Colour) => {
        const covered = clamp(0.5 - size * distance);
        if (covered > 0) colour = mix(colour, paint, covered);
      };
      if (face.longHair) layer(Math.max(ellipse(u, v - 0.2, width + 0.24, 1.32), v - 1.15), scale(hair, 0.85));
      layer(ellipse(u, v, width, 1), skin);
      layer(Math.max(ellipse(u, v, width + 0.08, 1.08), v - hairline(u)), hair);
      if (ellipse(u, v, width, 1) < 0) {
        for (const side of [-1, 1]) {
          layer(ellipse(u - side * 0.36, v + 0.1, 0.17, 0.13), TEETH);
          layer(ellipse(u - side * 0.36, v + 0.1, 0.085, 0.11), EYE);
        }
        layer(ellipse(u, v - 0.2, 0.07, 0.12), scale(skin, 0.8));
        layer(mouth(u, v, face.mirth), MOUTH);
        layer(mouth(u, v, face.mirth) + 0.1, TEETH);
      }
      if (face.glasses) layer(glasses(u, v), FRAME);
      const lit = scale(colour, 1 + light * (2 * x / FACE_SIDE));
      for (let channel = 0; channel < 3; channel++) picture[out++] = Math.round(255 * lit[channel]);
    }
  }
  return picture;
}

/** About the distance to an ellipse around the origin, negative inside. */
const ellipse = (u: number, v: number, halfWidth: number, halfHeight: number): number => (length(u / halfWidth, v / halfHeight) - 1) * Math.min(halfWidth, halfHeight);

/** Where hair ends above a forehead. */
const hairline = (u: number): number => -0.5 + 0.45 * u * u;

/** A line that a smile bends and opens. */
function mouth(u: number, v: number, mirth: number): number {
  const halfWidth = 0.36 + 0.08 * mirth;
  const inwards = 1 - (u / halfWidth) ** 2; // 0 at the corners, 1 in the middle
  const upper = 0.5 - 0.12 * mirth * (1 - inwards);
  const lower = upper + 0.09 + 0.32 * mirth * inwards;
  return Math.max(Math.abs(u) - halfWidth, upper - v, v - lower);
}

/** Two rings, a bridge between them and a temple on each side. */
function glasses(u: number, v: number): number {
  const across = Math.abs(u);
  const ring = Math.abs(length(across - 0.37, v + 0.1) - 0.27) - 0.055;
  const bar = Math.max(Math.abs(v + 0.14) - 0.045, Math.abs(across - 0.37) - 0.45, 0.24 - Math.abs(across - 0.37));
  return Math.min(ring, bar);
}
