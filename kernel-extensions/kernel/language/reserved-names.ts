// The names that a notebook's variable cannot have at script level, and the names it gets instead.

/** The parameter through which a cell reaches the runtime. */
export const helpers = '__minimax';
/** What a cell may use of CommonJS; parameters too, so that libraries do not see them. */
export const commonJs = ['require', '__filename', '__dirname'];

/**
 * Libraries look these up at script level: every global of Node, and what tells a library that it
 * runs in a browser, another runtime or a CommonJS module. The notebook's variable of such a name
 * gets a `$` at its end.
 */
export const reserved = new Set([
  ...Object.getOwnPropertyNames(globalThis), helpers, ...commonJs, 'module', 'exports', 'define', 'Deno', 'Bun',
  'window', 'document', 'self', 'location', 'importScripts', 'WorkerGlobalScope', 'Worker', 'XMLHttpRequest', 'indexedDB', 'localStorage',
  'Image', 'ImageData', 'ImageBitmap', 'OffscreenCanvas', 'HTMLImageElement', 'HTMLCanvasElement', 'HTMLVideoElement',
]);

/** The script-level variable for a name of the notebook, and back. */
export const variableOfName = (name: string) => (reserved.has(name) ? `${name}$` : name);
export const nameOfVariable = (variable: string) => (reserved.has(variable.slice(0, -1)) ? variable.slice(0, -1) : variable);

/** The variable beside it that knows how to read an imported name from its module, see names.ts. */
export const readerOf = (name: string) => `${name}$live`;
export const isReader = (variable: string) => variable.endsWith('$live');
