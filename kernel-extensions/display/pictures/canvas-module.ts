/**
 * The canvas package, loaded when the first picture is drawn: loading it takes longer than the rest
 * of the display package together, and a machine without its binary can still show everything else.
 */
import { createRequire } from 'node:module';

export type CanvasModule = typeof import('canvas');

let loaded: CanvasModule | undefined;

/** Throws where the package or its binary for this platform is missing. */
export function loadCanvas(): CanvasModule {
  loaded ??= createRequire(import.meta.url)('canvas') as CanvasModule;
  return loaded;
}
