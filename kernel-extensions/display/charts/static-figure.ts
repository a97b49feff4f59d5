/** A figure as a still picture and in words, for front ends without plotly. */
import type { Figure } from './figure.js';

export function drawFigure(_figure: Figure): string | undefined {
  return undefined;
}

export function figureText(figure: Figure): string {
  return `Plotly figure (${figure.data.length} traces)`;
}
