/**
 * A data set that is drawn, not downloaded: ten kinds of shapes in many colours, sizes and places.
 * It stands in for CIFAR-10 (32 × 32, three colours, ten classes) where there is no network.
 *
 * Every picture depends on the seed, its split and its number alone, so that the first 100 of 1,000
 * are the same as 100. Shapes are signed distance functions: the distance to the outline, negative
 * inside, gives smooth edges, an outline and a soft shadow at once.
 */
import { clamp, fromHsl, length, luminance, mix, scale, squared } from './painting.js';
import type { Colour } from './painting.js';
import type { Split } from './image-dataset.js';
import { randomStream } from './random.js';

type Point = readonly [x: number, y: number];
/** Signed distance from a point to a shape of about unit radius around the origin; y points down. */
type Shape = (x: number, y: number) => number;

const circle: Shape = (x, y) => length(x, y) - 0.9;
const ring: Shape = (x, y) => Math.abs(length(x, y) - 0.72) - 0.25;
const crescent: Shape = (x, y) => Math.max(length(x, y) - 1, 0.8 - length(x - 0.48, y + 0.12));

/** Around a circle, starting at the top, the radii taken in turn. */
const around = (corners: number, ...radii: readonly number[]): Point[] => Array.from({ length: corners }, (_, corner) => {
  const angle = (2 * Math.PI * corner) / corners;
  const radius = radii[corner % radii.length];
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
});

const heartOutline = Array.from({ length: 36 }, (_, step): Point => {
  const t = (2 * Math.PI * step) / 36;
  return [Math.sin(t) ** 3, -(13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)) / 16];
});

const shapes: Record<string, Shape> = {
  circle,
  square: polygon([[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]]),
  triangle: polygon([[0, -1], [1, 0.75], [-1, 0.75]]),
  star: polygon(around(10, 1.1, 0.46)),
  heart: polygon(heartOutline),
  cross: polygon([[-0.33, -1], [0.33, -1], [0.33, -0.33], [1, -0.33], [1, 0.33], [0.33, 0.33],
    [0.33, 1], [-0.33, 1], [-0.33, 0.33], [-1, 0.33], [-1, -0.33], [-0.33, -0.33]]),
  ring,
  crescent,
  arrow: polygon([[1.1, 0], [0.2, -0.85], [0.2, -0.35], [-1, -0.35], [-1, 0.35], [0.2, 0.35], [0.2, 0.85]]),
  lightning: polygon([[0.35, -1.1], [-0.7, 0.2], [-0.08, 0.2], [-0.4, 1.1], [0.7, -0.28], [0.08, -0.28]]),
};
const outlines = Object.values(shapes);

export const shapeNames: readonly string[] = Object.keys(shapes);

export interface DrawOptions {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 3 for red, green and blue, 1 for grey. */
  readonly channels: number;
  readonly split: Split;
  readonly seed: number;
}

/** @returns `images` `[count, height, width, channels]` with values 0–255, `labels` `[count]` numbering shapeNames */
export function drawShapes({ count, height, width, channels, split, seed }: DrawOptions): { images: Uint8Array; labels: Uint8Array } {
  const pictureBytes = height * width * channels;
  const images = new Uint8Array(count * pictureBytes);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const random = randomStream(seed, split === 'train' ? 1 : 2, index);
    labels[index] = Math.floor(random() * outlines.length);
    const picture = images.subarray(index * pictureBytes, (index + 1) * pictureBytes);
    paint(picture, height, width, channels, scene(outlines[labels[index]], Math.min(height, width), random));
  }
  return { images, labels };
}

/** The colour of a picture at a point given in pixels from its centre. */
type Scene = (x: number, y: number) => Colour;

function paint(picture: Uint8Array, height: number, width: number, channels: number, scene: Scene): void {
  let out = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const colour = scene(column + 0.5 - width / 2, row + 0.5 - height / 2);
      if (channels === 1) picture[out++] = Math.round(255 * luminance(colour));
      else for (let channel = 0; channel < 3; channel++) picture[out++] = Math.round(255 * colour[channel]);
    }
  }
}

/** One shape, lit from above, with its shadow, on a backdrop: everything about it is random. */
function scene(shape: Shape, side: number, random: () => number): Scene {
  const between = (low: number, high: number) => low + (high - low) * random();
  const radius = side * between(0.24, 0.36);
  const roam = side / 2 - 1.1 * radius;
  const [centreX, centreY] = [between(-roam, roam), between(-roam, roam)];
  const angle = between(-0.4, 0.4);
  const [cos, sin] = [Math.cos(angle) / radius, Math.sin(angle) / radius];
  const mirror = random() < 0.5 ? -1 : 1;
  const softness = 0.07 * side; // of the shadow's edge, in pixels
  const reach = 1.3 * radius + softness; // no shape is larger than 1.3
  /** Distance in pixels to the outline, negative inside; not worked out where it is surely large. */
  const distance = (x: number, y: number) => {
    const dx = x - centreX;
    const dy = y - centreY;
    if (dx * dx + dy * dy > reach * reach) return Infinity;
    return radius * shape(mirror * (cos * dx + sin * dy), cos * dy - sin * dx);
  };

  const hue = random();
  const bright = random() < 0.5; // a light shape on a dark backdrop, or the other way round
  const fill = fromHsl(hue, between(0.65, 0.95), bright ? between(0.58, 0.72) : between(0.3, 0.42));
  const edge = scale(fill, bright ? 0.62 : 0.5);
  const drawEdge = random() < 0.5;
  const backdrop = backdropOf(hue + between(0.3, 0.7), bright ? between(0.1, 0.26) : between(0.72, 0.9), side, random);
  const [shadowX, shadowY] = [between(-0.06, 0.06) * side, between(0.03, 0.09) * side];

  return (x, y) => {
    const d = distance(x, y);
    const inside = clamp(0.5 - d);
    const lit = 1 + 0.16 * clamp((centreY - y) / radius, -1, 1);
    const face = () => scale(drawEdge ? mix(fill, edge, clamp(d + 2)) : fill, lit);
    if (inside === 1) return face();
    const shadow = 0.4 * clamp(0.5 - distance(x - shadowX, y - shadowY) / softness);
    const behind = scale(backdrop(x, y), 1 - shadow);
    return inside === 0 ? behind : mix(behind, face(), inside);
  };
}

/** Plain, striped or dotted, from one side a little lighter than from the other. */
function backdropOf(hue: number, lightness: number, side: number, random: () => number): Scene {
  const colour = fromHsl(hue, 0.25 + 0.4 * random(), lightness);
  const pattern = random();
  const angle = 2 * Math.PI * random();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const wave = (2 * Math.PI) / (side * (0.2 + 0.15 * random()));
  return (x, y) => {
    const along = cos * x + sin * y;
    const across = cos * y - sin * x;
    const shade = 1 + (0.3 * along) / side;
    if (pattern < 0.5) return scale(colour, shade);
    const ripple = pattern < 0.75 ? Math.sin(wave * across) : Math.sin(wave * across) * Math.sin(wave * along);
    return scale(colour, shade * (1 + 0.16 * clamp(2 * ripple, -1, 1)));
  };
}

/**
 * Distance to a polygon: the nearest of its edges, negative where a ray to the right crosses
 * an odd number of them.
 */
function polygon(corners: readonly Point[]): Shape {
  return (x, y) => {
    let nearest = Infinity;
    let inside = false;
    let a = corners[corners.length - 1];
    for (let corner = 0; corner < corners.length; corner++) {
      const b = corners[corner];
      const ex = b[0] - a[0];
      const ey = b[1] - a[1];
      const px = x - a[0];
      const py = y - a[1];
      const along = clamp((px * ex + py * ey) / (ex * ex + ey * ey));
      nearest = Math.min(nearest, squared(px - along * ex, py - along * ey));
      if ((a[1] > y) !== (b[1] > y) && px < (py / ey) * ex) inside = !inside;
      a = b;
    }
    return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
  };
}
