/**
 * Where displayed values go. Inside a notebook the kernel's runtime installs a sink on the global
 * object before the first cell runs; outside (a plain Node script, a test) there is none, and
 * displays fall back to their text form on stdout. The global symbol keeps this package free of
 * any import from the kernel.
 */

/** MIME type → content. JSON types hold objects, the others strings (binary as base64). */
export type MimeBundle = Record<string, unknown>;

export type DisplayEvent =
  | { type: 'display_data'; data: MimeBundle; metadata: Record<string, unknown>; displayId?: string }
  | { type: 'update_display_data'; data: MimeBundle; metadata: Record<string, unknown>; displayId: string }
  | { type: 'clear_output'; wait: boolean };

/** Whatever a cell shows or prints. */
export type OutputEvent = DisplayEvent | { type: 'stream'; name: 'stdout' | 'stderr'; text: string };

/** An error as notebooks show it. */
export interface DescribedError {
  ename: string;
  evalue: string;
  /** Coloured lines. */
  traceback: string[];
}

export interface DisplaySink {
  publish(event: DisplayEvent): void;
  /** Runs code whose output, also what it causes later, goes to `onOutput` in place of the cell. */
  capture?<T>(run: () => T, onOutput: (event: OutputEvent) => void): T;
  /** With the lines of cells, without those of the kernel. */
  describeError?(error: unknown): DescribedError;
}

/** `globalThis[sinkSymbol]` is the kernel's sink, where there is a kernel. */
export const sinkSymbol = Symbol.for('minimax.display.sink');

export function currentSink(): DisplaySink | undefined {
  return (globalThis as { [sinkSymbol]?: DisplaySink })[sinkSymbol];
}
