/**
 * Plans for convolutions in the Winograd domain (A. Lavin and S. Gray, arXiv 1509.09308), which take
 * about half the multiplications of a direct one: see assembly/winograd.ts. They serve wide
 * convolutions; what does not gain is left to convolution.ts. Rounding errors are about 1e-5 of the
 * largest result, where a direct convolution has 5e-7.
 *
 * A convolution of stride s is the sum of s×s ones of stride 1, each of every s-th pixel and every s-th
 * tap. Along one axis, F(m, r) gives m results of r taps with m + r − 1 multiplications
 * (A. L. Toom 1963, S. A. Cook 1966).
 */
import type { SimdBackend } from '../backend.js';
import type { FusedEpilogue } from './epilogue.js';
import { PANEL, grainOf } from './gemm.js';
import type { Matrix } from './gemm.js';

/** Most results of a tile along an axis: rounding errors grow with them. */
const MOST_RESULTS = 5;
/** Lengths that tiles may have along an axis. */
const LENGTHS = [1, 2, 3, 4, 5, 6, 8];
/** Where polynomials are evaluated, besides infinity: a tile of some length takes the first ones. */
const POINTS = [0, 1, -1, 2, -2, 0.5, -0.5];

/**
 * With tiles of this length, the factor of each point: 1 / Π (point − other point), and 1 at infinity.
 * The three maps of assembly/winograd.ts leave it out.
 */
export function pointScales(length: number): number[] {
  const points = POINTS.slice(0, length - 1);
  return [...points.map((point, j) => 1 / points.reduce((product, other, l) => (l === j ? product : product * (point - other)), 1)), 1];
}

/** One axis: results a tile gives, taps, the tile's length, tiles. */
interface Axis { m: number; r: number; length: number; tiles: number }

/** All tiles that could serve `places` results of r taps. */
const axes = (places: number, r: number): Axis[] => LENGTHS
  .map((length) => ({ m: length - r + 1, r, length, tiles: Math.ceil(places / (length - r + 1)) }))
  .filter(({ m }) => r >= 1 && m >= 1 && m <= MOST_RESULTS);

// What a convolution costs, in units of one multiplication of a product with an inner × n matrix (measured on a Zen 4).
/** Transforming a filter's matrix for one place of the tiles, and an element of a tile. */
const FILTER_COST = 8;
const TILE_COST = 12;
/** What the direct convolution must cost at least, relative to this one. */
const LEAST_GAIN = 1.2;
/** Bytes of transformed tiles that are worked on at once. */
const CHUNK_BYTES = 16 << 20;

/** The cheapest tiles for a convolution of these sizes, where it gains. */
function plan(batch: number, places: [number, number], taps: [number, number], phases: number, directTaps: number, channels: number, n: number) {
  if (channels % 4 !== 0 || n % 8 !== 0) return undefined;
  const inner = phases * channels;
  const transforms = TILE_COST * (inner + n) / (inner * n);
  let best: { y: Axis; x: Axis; tilesOfImage: number; points: number } | undefined;
  let least = batch * places[0] * places[1] * directTaps / phases / LEAST_GAIN;
  for (const y of axes(places[0], taps[0])) {
    for (const x of axes(places[1], taps[1])) {
      const [tilesOfImage, points] = [y.tiles * x.tiles, y.length * x.length];
      const cost = points * (batch * tilesOfImage * (1 + transforms) + FILTER_COST);
      if (cost < least) [best, least] = [{ y, x, tilesOfImage, points }, cost];
    }
  }
  return best;
}

/** A filter seen as taps of matrices [depth, n]; strides in elements. */
export interface FilterTaps extends Matrix {
  tapStepY: number;
  tapStepX: number;
  tapsY: number;
  tapsX: number;
}

export interface ImageSource { address: number; batch: number; height: number; width: number; channels: number }

export interface ImageTarget {
  image: number; height: number; width: number;
  strideY: number; strideX: number; firstY: number; firstX: number;
}

export interface Geometry {
  placesY: number;
  placesX: number;
  /** Pixels from one place to the next. */
  strideY: number;
  strideX: number;
  /** The pixel under the first tap of the first place. */
  firstY: number;
  firstX: number;
}

/** Bytes from one place's matrix of this many floats to the next: an odd number of cache lines (see assembly/winograd.ts). */
const bytesOfPlace = (floats: number) => (Math.ceil(floats / 16) | 1) * 64;

/** Equal chunks of the batch, when the transformed tiles of an image are this many floats. */
function imagesAtOnce(batch: number, floats: number): number {
  const chunks = Math.min(batch, Math.ceil(batch * floats * 4 / CHUNK_BYTES));
  return Math.ceil(batch / chunks);
}

const SCALE_BYTES = 256;

/** Puts the factor of every place of a tile at `address`. */
function writeScales(backend: SimdBackend, address: number, y: Axis, x: Axis): void {
  const [scalesY, scalesX] = [pointScales(y.length), pointScales(x.length)];
  backend.view(address, y.length * x.length, 'float32').set(scalesY.flatMap((scaleY) => scalesX.map((scaleX) => scaleY * scaleX)));
}

/** Units of tile work that take about 20 µs. */
const tileGrain = (channels: number) => Math.max(1, Math.ceil(64 / channels));

/** Tiles for a filter whose every stride-th tap is one of a residue class; the classes are the inner dimension's parts. */
function planStrided({ batch, channels }: ImageSource, { placesY, placesX, strideY, strideX }: Geometry, { tapsY, tapsX }: FilterTaps, n: number) {
  const tileTaps: [number, number] = [Math.ceil(tapsY / strideY), Math.ceil(tapsX / strideX)];
  const planned = plan(batch, [placesY, placesX], tileTaps, strideY * strideX, tapsY * tapsX, channels, n);
  if (!planned) return undefined;
  const inner = strideY * strideX * channels;
  return { ...planned, inner, images: imagesAtOnce(batch, planned.points * planned.tilesOfImage * (inner + n)) };
}

type StridedPlan = NonNullable<ReturnType<typeof planStrided>>;

/** Transforms the tiles of images first … first + count, as rows of the product or as its inner dimension. */
function transformTiles(
  backend: SimdBackend, { y, x, tilesOfImage, inner }: StridedPlan, source: ImageSource, geometry: Geometry,
  first: number, count: number, out: number, placeBytes: number, asRows: boolean,
): void {
  const { strideY, strideX, firstY, firstX } = geometry;
  const { height, width, channels } = source;
  const image = source.address + 4 * first * height * width * channels;
  const tiles = count * tilesOfImage;
  for (let residueY = 0; residueY < strideY; residueY++) {
    for (let residueX = 0; residueX < strideX; residueX++) {
      backend.run('winogradTiles', [
        y.length, x.length, image, height, width, channels, y.tiles, x.tiles, y.m * strideY, x.m * strideX,
        firstY + residueY, firstX + residueX, strideY, strideX, tiles, out, placeBytes, inner, (residueY * strideX + residueX) * channels, Number(asRows),
      ], Math.ceil(tiles / 4), tileGrain(channels));
    }
  }
}

/** The arguments that the kernels of a filter and of its gradient begin with. */
const filterArguments = (scales: number, { y, x }: StridedPlan, { strideY, strideX }: Geometry, { channels }: ImageSource, filter: FilterTaps) => [
  scales, y.length, y.r, x.length, x.r, filter.address, filter.tapsY, filter.tapsX, filter.tapStepY, filter.tapStepX, strideY, strideX, channels,
];

/** target = epilogue(convolution of the image with the filter). Returns false, having done nothing, where it does not pay. */
export function winogradConvolve(
  backend: SimdBackend, source: ImageSource, geometry: Geometry, filter: FilterTaps, n: number, target: ImageTarget, { bias, activation, alpha }: FusedEpilogue,
): boolean {
  const planned = planStrided(source, geometry, filter, n);
  if (!planned) return false;
  const { y, x, tilesOfImage, points, inner, images } = planned;
  const rowPanels = Math.ceil(images * tilesOfImage / 4);
  const [tileBytes, productBytes] = [rowPanels * 4 * inner, rowPanels * 4 * n].map(bytesOfPlace);
  const scales = backend.workspaceIfAny(SCALE_BYTES + points * (tileBytes + productBytes));
  if (scales === 0) return false; // the direct way needs little
  const tilesAt = scales + SCALE_BYTES;
  const productAt = tilesAt + points * tileBytes;
  writeScales(backend, scales, y, x);
  const filterBegin = [...filterArguments(scales, planned, geometry, source, filter), filter.rowStride, filter.columnStride];
  for (let first = 0; first < source.batch; first += images) {
    const count = Math.min(images, source.batch - first);
    const tiles = count * tilesOfImage;
    const panels = Math.ceil(tiles / 4);
    transformTiles(backend, planned, source, geometry, first, count, tilesAt, tileBytes, true);
    backend.run('winogradProduct', [
      ...filterBegin, tilesAt, tileBytes, productAt, productBytes, panels, n,
    ], backend.wasm.winogradProductUnits(panels, n), grainOf(points * (tiles + FILTER_COST) * inner * PANEL));
    const out = target.image + 4 * first * target.height * target.width * n;
    backend.run('winogradOutput', [
      y.m, y.length, x.m, x.length, productAt, productBytes, n, y.tiles, x.tiles, geometry.placesY, geometry.placesX,
      out, target.height, target.width, target.strideY, target.strideX, target.firstY, target.firstX, bias, activation, alpha,
    ], tiles, tileGrain(n));
  }
  return true;
}

/** Writes the gradient of the filter [tapsY, tapsX, channels, n] at `filter.address`. Returns false as above. */
export function winogradFilterGradient(
  backend: SimdBackend, source: ImageSource, geometry: Geometry, dy: number, filter: FilterTaps, n: number,
): boolean {
  const planned = planStrided(source, geometry, filter, n);
  if (!planned) return false;
  const { y, x, tilesOfImage, points, inner, images } = planned;
  const { placesY, placesX } = geometry;
  const [tileBytes, gradientBytes] = [images * tilesOfImage * inner, images * tilesOfImage * n].map(bytesOfPlace);
  const scales = backend.workspaceIfAny(SCALE_BYTES + points * (tileBytes + gradientBytes));
  if (scales === 0) return false; // the direct way needs little
  const tilesAt = scales + SCALE_BYTES;
  const gradientsAt = tilesAt + points * tileBytes;
  writeScales(backend, scales, y, x);
  const filterBegin = filterArguments(scales, planned, geometry, source, filter);
  for (let first = 0; first < source.batch; first += images) {
    const count = Math.min(images, source.batch - first);
    const tiles = count * tilesOfImage;
    transformTiles(backend, planned, source, geometry, first, count, tilesAt, tileBytes, false);
    backend.run('winogradGradientTiles', [
      y.length, y.m, x.length, x.m, dy + 4 * first * placesY * placesX * n, placesY, placesX, n, y.tiles, x.tiles, tiles, gradientsAt, gradientBytes,
    ], tiles, tileGrain(n));
    backend.run('winogradFilterGradient', [
      ...filterBegin, tilesAt, tileBytes, gradientsAt, gradientBytes, tiles, n, Number(first > 0),
    ], backend.wasm.winogradGradientBlocks(inner, n), 1);
  }
  return true;
}
