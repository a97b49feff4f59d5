/**
 * The display API of tslab: the kernel gives this module to `import … from 'tslab'`, so that
 * notebooks written for tslab run unchanged. Same names, same messages; in addition text/plain goes
 * along, for front ends that cannot show the rest.
 */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { formatBytes, formatCount } from './numbers.js';
import { publish } from './publish.js';
import type { MimeBundle } from './sink.js';

export interface Display {
  javascript(s: string): void;
  html(s: string): void;
  markdown(s: string): void;
  latex(s: string): void;
  svg(s: string): void;
  png(b: Uint8Array): void;
  jpeg(b: Uint8Array): void;
  gif(b: Uint8Array): void;
  pdf(b: Uint8Array): void;
  text(s: string): void;
  raw(contentType: string, b: string | Uint8Array): void;
}

class TslabDisplay implements Display {
  readonly #displayId: string | undefined;
  #shown = false;

  constructor(displayId?: string) {
    this.#displayId = displayId;
  }

  javascript(s: string): void { this.raw('text/javascript', s); }
  html(s: string): void { this.raw('text/html', s); }
  markdown(s: string): void { this.raw('text/markdown', s); }
  latex(s: string): void { this.raw('text/latex', s); }
  svg(s: string): void { this.raw('image/svg+xml', s); }
  png(b: Uint8Array): void { this.raw('image/png', b); }
  jpeg(b: Uint8Array): void { this.raw('image/jpeg', b); }
  gif(b: Uint8Array): void { this.raw('image/gif', b); }
  pdf(b: Uint8Array): void { this.raw('application/pdf', b); }
  text(s: string): void { this.raw('text/plain', s); }

  /** Content of any MIME type; bytes are sent as base64. */
  raw(contentType: string, b: string | Uint8Array): void {
    const content = b instanceof Uint8Array ? Buffer.from(b.buffer, b.byteOffset, b.byteLength).toString('base64') : b;
    const data: MimeBundle = { 'text/plain': `[${contentType}, ${b instanceof Uint8Array ? formatBytes(b.length) : `${formatCount(String(b).length)} characters`}]`, [contentType]: content };
    if (this.#displayId === undefined) publish({ type: 'display_data', data, metadata: {} });
    else publish({ type: this.#shown ? 'update_display_data' : 'display_data', data, metadata: {}, displayId: this.#displayId });
    this.#shown = true;
  }
}

/** Displays each content in a place of its own. */
export const display: Display = new TslabDisplay();

/** A display that shows one content at a time, in one place: each call replaces the content before. */
export function newDisplay(): Display {
  return new TslabDisplay(randomBytes(8).toString('hex'));
}

const versionOf = (name: string): string => (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;

/** The version of tslab whose API this is, and those of TypeScript and Node.js. */
export const versions = {
  get tslab(): string { return versionOf('tslab'); },
  get typescript(): string { return versionOf('typescript'); },
  get node(): string { return process.version; },
};
