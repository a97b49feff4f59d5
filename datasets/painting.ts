/** What the drawn data sets share: colours, and lengths in the plane. */

/** Each part from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

export const squared = (x: number, y: number): number => x * x + y * y;
export const length = (x: number, y: number): number => Math.sqrt(squared(x, y)); // several times faster than Math.hypot

export const clamp = (value: number, low = 0, high = 1): number => (value < low ? low : value > high ? high : value);
export const scale = (colour: Colour, factor: number): Colour => [clamp(colour[0] * factor), clamp(colour[1] * factor), clamp(colour[2] * factor)];
export const mix = (from: Colour, to: Colour, share: number): Colour =>
  [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, from[2] + (to[2] - from[2]) * share];
/** Rec. 601 weights. */
export const luminance = ([red, green, blue]: Colour): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** Hue, saturation, lightness (each 0–1, hue round the circle) to red, green and blue. */
export function fromHsl(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const k = (offset + 12 * (hue - Math.floor(hue))) % 12;
    return lightness - reach * clamp(Math.min(k - 3, 9 - k), -1, 1);
  };
  return [channel(0), channel(8), channel(4)];
}
