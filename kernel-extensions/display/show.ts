/** Displays a value in the middle of a cell, and again in the same place later. */
import { randomUUID } from 'node:crypto';
import { render } from './format-result.js';
import { jupyterDisplay, type Displayable } from './jupyter-display.js';
import { publish } from './publish.js';
import type { MimeBundle } from './sink.js';

export interface ShowOptions {
  /** Names the display for the front end; a random one where left out. */
  displayId?: string;
}

/** A display on the page. As a cell's last value it shows nothing more. */
export interface ShowHandle extends Displayable {
  readonly displayId: string;
  /** Shows another value in the same place. */
  update(value: unknown): void;
  /** Leaves the place empty; `update` fills it again. */
  clear(): void;
}

/**
 * Shows `value` as {@link formatResult} does, at once. A value whose `Jupyter.display` method
 * returns a promise shows its text form until the promise has its bundle.
 */
export function show(value: unknown, { displayId = randomUUID() }: ShowOptions = {}): ShowHandle {
  let latest = 0;
  const put = (type: 'display_data' | 'update_display_data', data: MimeBundle) => publish({ type, data, metadata: {}, displayId });
  const present = (type: 'display_data' | 'update_display_data', next: unknown) => {
    const turn = ++latest;
    const { now, later } = render(next);
    put(type, now);
    void later?.then((data) => {
      if (turn === latest) put('update_display_data', data);
    });
  };
  present('display_data', value);
  return {
    displayId,
    update: (next) => present('update_display_data', next),
    clear() {
      latest++;
      put('update_display_data', { 'text/html': '', 'text/plain': '' });
    },
    [jupyterDisplay]: () => ({}),
  };
}
