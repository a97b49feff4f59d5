/** The two functions that lead from log-odds to probabilities and to their logarithms. */

/** 1 / (1 + e⁻ˣ). */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** log(1 + eˣ), safe for every x. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
