/**
 * Displays of a notebook: values to MIME bundles, pictures, charts, progress. Knows nothing of the
 * kernel and loads neither TensorFlow.js nor the canvas package when imported.
 *
 * What a kernel does with it: it installs a sink (sink.ts) before the first cell; it sends
 * `formatResult` of a cell's last value as the result, unless the bundle is empty; it gives tslab.ts
 * to imports of `tslab`; and it calls `settleDisplays` when a cell has ended, before saying so.
 */
export { currentSink, sinkSymbol, type DisplayEvent, type DisplaySink, type MimeBundle } from './sink.js';
export { jupyterDisplay, type Displayable, type MaybeAsyncDisplayable } from './jupyter-display.js';
export { formatResult, render } from './format-result.js';
export { show, type ShowHandle, type ShowOptions } from './show.js';
export { clearOutput } from './clear-output.js';
export { html, json, latex, markdown, mime, svg } from './wrappers.js';
export { escapeHtml } from './html.js';
export { getLanguage, say, setLanguage, type Language } from './language.js';
export { imageGrid, type ImageGrid, type ImageGridOptions } from './pictures/image-grid.js';
export type { ImageArray, ImageSource } from './pictures/images.js';
export type { TensorLike } from './formats/tensor-facts.js';
export type { ModelLike } from './formats/model-facts.js';
export type { Figure, Trace } from './charts/figure.js';
export { lineChart, type LineChartOptions, type SeriesSource } from './charts/line-chart.js';
export { liveChart, type LiveChart, type LiveChartOptions } from './charts/live-chart.js';
export { histogram, type HistogramOptions } from './charts/histogram.js';
export { surface, type Heights, type SurfaceOptions } from './charts/surface.js';
export type { Chart, ChartOptions } from './charts/figure.js';
export type { NumberSource } from './charts/numbers-of.js';
export { openComm, registerCommTarget, type Comm, type CommData, type CommOptions, type CommTargetHandler } from './comms.js';
export * as widgets from './widgets/index.js';
export { interact, type Control, type Interaction } from './widgets/interact.js';
export { settleDisplays, type Outcome } from './live.js';
export { progress, type Progress, type ProgressOptions } from './progress.js';
export { shapeWalk, type ShapeWalk } from './shape-walk.js';
