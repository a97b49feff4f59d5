/** Tells a page that is opened anew which widgets there are. */
import type { Comm, CommData } from '../comms.js';
import type { Path } from './protocol.js';
import { openWidgets } from './registry.js';

/** Answers a message on a comm that a front end has opened to `jupyter.widget.control`. */
export function answerControl(comm: Comm, { data }: CommData): void {
  if (data.method !== 'request_states') return;
  const states: Record<string, unknown> = {};
  const buffer_paths: Path[] = [];
  const buffers: Uint8Array[] = [];
  for (const [id, widget] of openWidgets) {
    const { buffer_paths: paths, buffers: bytes, ...snapshot } = widget.snapshot();
    states[id] = snapshot;
    buffer_paths.push(...paths.map((path) => [id, ...path]));
    buffers.push(...bytes);
  }
  comm.send({ method: 'update_states', states, buffer_paths }, { buffers });
}
