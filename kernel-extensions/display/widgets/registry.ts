/** The open widgets of the notebook, whichever copy of this package made them. */
import type { Path } from './protocol.js';

/** Something that front ends know by an id. */
export interface WidgetReference {
  readonly model_id: string;
}

/** All that a front end needs to make the widget anew. */
export interface Snapshot {
  model_name: string;
  model_module: string;
  model_module_version: string;
  state: Record<string, unknown>;
  buffer_paths: Path[];
  buffers: Uint8Array[];
}

export interface OpenWidget extends WidgetReference {
  snapshot(): Snapshot;
}

const symbol = Symbol.for('minimax.display.widgets');
const holder = globalThis as { [symbol]?: Map<string, OpenWidget> };

export const openWidgets: Map<string, OpenWidget> = (holder[symbol] ??= new Map());

export const isWidget = (value: unknown): value is WidgetReference =>
  typeof value === 'object' && value !== null && typeof (value as Partial<WidgetReference>).model_id === 'string';

export const findWidget = (model_id: string): WidgetReference | undefined => openWidgets.get(model_id);
