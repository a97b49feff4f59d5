/** Which pictures of a mixed batch are real and which are made: those that look like one of either, up to contrast and brightness. */
import type { Origin } from './vital-signs.js';

/** Pixels that are compared. */
const sample = 64;
/** Of the correlation: a picture that was scaled reaches 1, a mean of two pictures does not. */
const alike = 0.99;

/** The source of each of `count` pictures in `values`; `unknown` for one that is like none of those given. */
export function sourcesOf(values: Float32Array, count: number, real: Float32Array | undefined, made: readonly Float32Array[]): Origin[] {
  const size = values.length / count;
  const candidates = [...(real ? [['real', real] as const] : []), ...made.map((each) => ['made', each] as const)]
    .flatMap(([source, pictures]) => profiles(pictures, size).map((profile) => ({ source, profile })));
  return profiles(values, size).map((profile) => {
    let best: { source: Origin; likeness: number } = { source: 'unknown', likeness: alike };
    for (const candidate of candidates) {
      const likeness = Math.abs(profile.reduce((sum, value, i) => sum + value * candidate.profile[i]!, 0));
      if (likeness > best.likeness) best = { source: candidate.source, likeness };
    }
    return best.source;
  });
}

/** Of each picture some pixels, with mean 0 and length 1: the product of two is their correlation. */
function profiles(pictures: Float32Array, size: number): Float32Array[] {
  // A step that shares no factor with the side reaches all lines and columns.
  const step = Math.max(1, Math.floor(size / sample)) | 1;
  const places = Array.from({ length: Math.min(size, sample) }, (_, i) => (i * step + (step >> 1)) % size);
  return Array.from({ length: pictures.length / size }, (_, n) => {
    const profile = Float32Array.from(places, (place) => pictures[n * size + place]!);
    const mean = profile.reduce((sum, value) => sum + value, 0) / profile.length;
    const length = Math.sqrt(profile.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    return length > 0 ? profile.map((value) => (value - mean) / length) : profile.fill(0);
  });
}
