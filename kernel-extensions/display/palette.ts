/**
 * The colours of every picture. The series colours are told apart with the common kinds of colour
 * blindness and stand out on white and on near-black pages; `ink` is for text that cannot inherit
 * the page's colour (in PNG and stand-alone SVG) and has a contrast of about 4:1 on both.
 */
export const ink = '#737b87';
export const gridLine = 'rgba(128,128,128,.22)';

export const series = ['#3b78d8', '#e8792b', '#2a9d7f', '#b04fc0', '#d6414f', '#c79a12', '#4aa8c9', '#8a6d5b'] as const;

export function seriesColor(index: number): string {
  return series[index % series.length]!;
}

export const status = { running: series[0], finished: series[2], stopped: series[4] } as const;

/** Perceptually ordered colours from low to high, for surfaces and heat maps. */
export const ramp: readonly (readonly [stop: number, color: string])[] =
  [[0, '#1c2a6b'], [0.25, '#2f6fb7'], [0.5, '#3fb0a5'], [0.75, '#c8cf5a'], [1, '#f6e7a1']];
