/**
 * Displays of a notebook: values to MIME bundles, pictures, charts, progress. Knows nothing of the
 * kernel (see sink.ts) and loads neither TensorFlow.js nor the canvas package when imported.
 */
export { currentSink, sinkSymbol, type DisplayEvent, type DisplaySink, type MimeBundle } from './sink.js';
export { jupyterDisplay, type Displayable, type MaybeAsyncDisplayable } from './jupyter-display.js';
export { formatResult, render } from './format-result.js';
export { show, type ShowHandle, type ShowOptions } from './show.js';
export { html, json, latex, markdown, mime, svg } from './wrappers.js';
export { escapeHtml } from './html.js';
export { getLanguage, setLanguage, type Language } from './language.js';
export { imageGrid, type ImageGrid, type ImageGridOptions } from './pictures/image-grid.js';
export type { ImageArray, ImageSource } from './pictures/images.js';
export type { TensorLike } from './formats/tensor-facts.js';
export type { ModelLike } from './formats/model-facts.js';
export type { Figure, Trace } from './charts/figure.js';
