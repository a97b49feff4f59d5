/** Plotly figures: `{ data, layout }`. */
import type { Figure } from '../charts/figure.js';
import { drawFigure, figureText } from '../charts/static-figure.js';
import { htmlPicture } from '../html.js';
import { jsonClone } from '../json.js';
import { isObject } from '../jupyter-display.js';
import type { MimeBundle } from '../sink.js';

export const plotlyType = 'application/vnd.plotly.v1+json';

export function isFigure(value: unknown): value is Figure {
  if (!isObject(value)) return false;
  const { data, layout } = value as { data?: unknown; layout?: unknown };
  return Array.isArray(data) && isObject(layout) && data.every((trace) => isObject(trace));
}

/** The figure for front ends with plotly, a still picture for the others, and a summary in words. Throws for a figure with cycles. */
export function formatFigure(figure: Figure): MimeBundle {
  const clone = jsonClone(figure) as Figure;
  return { [plotlyType]: clone, ...still(clone) };
}

function still(figure: Figure): MimeBundle {
  try {
    const picture = drawFigure(figure);
    const text = figureText(figure);
    return { ...(picture === undefined ? {} : { 'text/html': htmlPicture(picture, text) }), 'text/plain': text };
  } catch {
    // Settings in forms that only plotly understands.
    return { 'text/plain': `Plotly figure, ${figure.data.length} traces` };
  }
}
