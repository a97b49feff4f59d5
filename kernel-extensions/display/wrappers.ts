/** Strings and data marked with what they are: `html('<b>bold</b>')` as a cell's last value is shown as HTML. */
import { jsonClone } from './json.js';
import { jupyterDisplay, type Displayable } from './jupyter-display.js';
import { formatCount } from './numbers.js';
import type { MimeBundle } from './sink.js';
import { textForm } from './text-form.js';

class Wrapped implements Displayable {
  readonly #bundle: MimeBundle;
  constructor(bundle: MimeBundle) {
    this.#bundle = bundle;
  }
  [jupyterDisplay](): MimeBundle {
    return this.#bundle;
  }
}

/** The markup is shown as it is: escape what comes from elsewhere with `escapeHtml`. */
export const html = (markup: string): Displayable => new Wrapped({ 'text/html': markup, 'text/plain': sizeOf('HTML', markup) });

export const svg = (markup: string): Displayable => new Wrapped({ 'image/svg+xml': markup, 'text/plain': sizeOf('SVG', markup) });

export const markdown = (text: string): Displayable => new Wrapped({ 'text/markdown': text, 'text/plain': text });

/** A formula: the dollar signs may be left out. */
export function latex(formula: string): Displayable {
  const marked = /^\s*(\$|\\\(|\\\[|\\begin)/.test(formula) ? formula : `$\\displaystyle ${formula}$`;
  return new Wrapped({ 'text/latex': marked, 'text/plain': formula });
}

/** A tree that the front end folds. Throws for cycles. */
export const json = (value: unknown): Displayable => new Wrapped({ 'application/json': jsonClone(value), 'text/plain': textForm(value) });

/** Any bundle of MIME types; text/plain is added where it is missing. */
export const mime = (bundle: MimeBundle): Displayable => new Wrapped({ 'text/plain': Object.keys(bundle).join(', '), ...bundle });

const sizeOf = (kind: string, markup: string) => `[${kind}, ${formatCount(markup.length)} characters]`;
