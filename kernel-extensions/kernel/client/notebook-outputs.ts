/**
 * Publications of a kernel to the outputs of a notebook file (nbformat 4), as a front end would
 * keep them: streams merged, displays updated in place, clears applied.
 */
import type { JsonObject, Message, MimeBundle } from '../protocol/messages.js';

export type Output =
  | { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { output_type: 'display_data'; data: MimeBundle; metadata: JsonObject }
  | { output_type: 'execute_result'; data: MimeBundle; metadata: JsonObject; execution_count: number }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

type Display = Extract<Output, { output_type: 'display_data' | 'execute_result' }>;

/** Where the displays of a notebook that have an id are shown, so that any cell can update them. */
export type Displays = Map<string, Display[]>;

/** The outputs of one cell. */
export class CellOutputs {
  /** `clear_output(wait=true)` clears only when the next output is there. */
  #clearBeforeNext = false;

  /** Fills `outputs` in place. */
  constructor(private readonly displays: Displays = new Map(), readonly outputs: Output[] = []) {}

  /** Takes one iopub message that this cell caused; messages that are no output are ignored. */
  handle({ header, content }: Message): void {
    switch (header.msg_type) {
      case 'stream': {
        const { name, text } = content as { name: 'stdout' | 'stderr'; text: string };
        this.#applyClear();
        const last = this.outputs.at(-1);
        if (last?.output_type === 'stream' && last.name === name) last.text += text;
        else this.outputs.push({ output_type: 'stream', name, text });
        break;
      }
      case 'display_data':
      case 'execute_result': {
        const { transient, ...rest } = content as { data: MimeBundle; metadata: JsonObject; transient?: { display_id?: string } };
        this.#applyClear();
        const output = { output_type: header.msg_type, ...rest } as Display;
        this.outputs.push(output);
        if (transient?.display_id !== undefined) this.#register(transient.display_id, output);
        break;
      }
      case 'update_display_data': {
        const { data, metadata, transient } = content as { data: MimeBundle; metadata: JsonObject; transient?: { display_id?: string } };
        for (const output of this.displays.get(transient?.display_id ?? '') ?? []) Object.assign(output, { data, metadata });
        break;
      }
      case 'error': {
        const { ename, evalue, traceback } = content as { ename: string; evalue: string; traceback: string[] };
        this.#applyClear();
        this.outputs.push({ output_type: 'error', ename, evalue, traceback });
        break;
      }
      case 'clear_output':
        this.#clearBeforeNext = true;
        if (content.wait !== true) this.#applyClear();
        break;
    }
  }

  #register(id: string, output: Display): void {
    const shown = this.displays.get(id);
    if (shown) shown.push(output);
    else this.displays.set(id, [output]);
  }

  #applyClear(): void {
    if (this.#clearBeforeNext) this.outputs.length = 0;
    this.#clearBeforeNext = false;
  }
}
