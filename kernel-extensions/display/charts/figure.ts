/** The part of plotly's figure format that the charts here use. */

export interface Trace {
  type?: string;
  name?: string;
  x?: ArrayLike<number | string>;
  y?: ArrayLike<number | null>;
  z?: ArrayLike<ArrayLike<number | null>>;
  mode?: string;
  [setting: string]: unknown;
}

export interface Figure {
  data: Trace[];
  layout: Record<string, unknown>;
  config?: Record<string, unknown>;
}
