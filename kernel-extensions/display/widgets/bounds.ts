/** What follows for a widget's value from its bounds. */

/** Takes a whole state and returns what else must change. Throws a RangeError for bounds that leave no value. */
export type Normalize = (state: Readonly<Record<string, unknown>>) => Record<string, unknown>;

interface Bounds {
  min: number;
  max: number;
}

/** The value is moved to the nearer bound, as ipywidgets does. */
export const bounded: Normalize = (state) => {
  const { min, max } = boundsOf(state);
  return { value: clamp(state.value as number, min, max) };
};

/** Bounds are exponents. */
export const boundedLog: Normalize = (state) => {
  const { min, max } = boundsOf(state);
  const base = state.base as number;
  return { value: clamp(state.value as number, base ** min, base ** max) };
};

export const boundedRange: Normalize = (state) => {
  const { min, max } = boundsOf(state);
  const [from, to] = (state.value as [number, number]).map((value) => clamp(value, min, max)) as [number, number];
  return { value: from <= to ? [from, to] : [to, from] };
};

/** What is chosen is one of the options. */
export const chosen: Normalize = (state) => {
  const count = (state._options_labels as string[]).length;
  const beyond = [state.index].flat().find((index) => index !== null && !((index as number) >= 0 && (index as number) < count));
  // A slider of no options starts at the first.
  if (beyond !== undefined && !(count === 0 && beyond === 0)) throw new RangeError(`There is no option ${beyond}: there are ${count}, from 0.`);
  return {};
};

function boundsOf(state: Readonly<Record<string, unknown>>): Bounds {
  const { min, max } = state as unknown as Bounds;
  if (min > max) throw new RangeError(`min must be at most max: ${min} is more than ${max}.`);
  return { min, max };
}

const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);
