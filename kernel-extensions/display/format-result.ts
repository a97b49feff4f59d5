/**
 * Any value as a MIME bundle: what a cell's last value is shown as. A value can say itself how it
 * wants to be shown (jupyter-display.ts); otherwise the first format below that knows it is taken.
 * Whatever a value does (throwing getters, proxies, cycles, broken methods), the answer is a bundle
 * with at least a text/plain form, never an exception.
 */
import { types } from 'node:util';
import { formatCanvas, formatImageData, isCanvas, isImageData } from './formats/canvas.js';
import { formatFigure, isFigure } from './formats/figure.js';
import { formatImageBytes, isImageBytes, toBase64 } from './formats/image-bytes.js';
import { formatImageSet, isImageSet } from './formats/image-set.js';
import { formatModel } from './formats/model.js';
import { isModel } from './formats/model-facts.js';
import { formatTable, isTable } from './formats/table.js';
import { formatTensor } from './formats/tensor.js';
import { isTensor } from './formats/tensor-facts.js';
import { jsonClone } from './json.js';
import { isDisplayable, isObject, jupyterDisplay } from './jupyter-display.js';
import type { MimeBundle } from './sink.js';
import { bounded, textForm } from './text-form.js';

/** Undefined: this format does not know the value. May throw: the next one is tried. */
type Format = (value: unknown) => MimeBundle | undefined;

const format = <T>(knows: (value: unknown) => value is T, show: (value: T) => MimeBundle): Format =>
  (value) => (knows(value) ? show(value) : undefined);

const formats: readonly Format[] = [
  format(isTensor, formatTensor),
  format(isModel, formatModel),
  format(isCanvas, formatCanvas),
  format(isImageData, formatImageData),
  format(isImageBytes, formatImageBytes),
  format(isImageSet, formatImageSet),
  format(isFigure, formatFigure),
  format(isTable, formatTable),
];

/**
 * The bundle for a value, at once. `{}`, with no type at all, means that there is nothing to show
 * (a handle returned by `show`). A value whose `Jupyter.display` method returns a promise gets its
 * built-in form here; {@link render} also has the promise.
 */
export function formatResult(value: unknown): MimeBundle {
  return render(value).now;
}

/**
 * The bundle to show now and, where the value's `Jupyter.display` method returns a promise, the one
 * to show when it is there. `later` never rejects: it resolves to the built-in form if the method fails.
 */
export function render(value: unknown): { now: MimeBundle; later?: Promise<MimeBundle> } {
  try {
    if (!types.isProxy(value) && isDisplayable(value)) {
      const bundle: unknown = value[jupyterDisplay]();
      if (!isThenable(bundle)) return { now: sendable(bundle, value) };
      const now = builtInBundle(value);
      return { now, later: Promise.resolve(bundle).then((late) => sendable(late, value)).catch(() => now) };
    }
  } catch {
    // The value's own method failed: the built-in form is shown.
  }
  return { now: builtInBundle(value) };
}

const isThenable = (value: unknown): value is PromiseLike<unknown> => isObject(value) && typeof (value as Partial<PromiseLike<unknown>>).then === 'function';

function builtInBundle(value: unknown): MimeBundle {
  if (typeof value === 'object' && value !== null && !types.isProxy(value)) {
    for (const tryFormat of formats) {
      try {
        const bundle = tryFormat(value);
        if (bundle !== undefined) return bundle;
      } catch {
        // A value that only looks like what this format knows.
      }
    }
  }
  return { 'text/plain': textForm(value) };
}

/** A bundle as messages can carry it: strings, base64 for bytes, plain JSON for the rest; with a text form. Throws if it is no bundle. */
function sendable(bundle: unknown, value: unknown): MimeBundle {
  if (typeof bundle !== 'object' || bundle === null || Array.isArray(bundle)) throw new TypeError('A MIME bundle is an object.');
  const result: MimeBundle = {};
  for (const [type, content] of Object.entries(bundle as Record<string, unknown>)) {
    if (!type.includes('/') || content === undefined) continue;
    if (typeof content === 'string') result[type] = type === 'text/plain' ? bounded(content) : content;
    else if (content instanceof Uint8Array) result[type] = toBase64(content);
    else result[type] = jsonClone(content);
  }
  if (Object.keys(result).length > 0) result['text/plain'] ??= textForm(value);
  return result;
}
