/** A place on the page for whatever code prints and shows. */
import { render } from '../format-result.js';
import { currentSink, type OutputEvent } from '../sink.js';
import { models, type NotebookOutput } from './models.js';
import { Widget, classOf, type WidgetOf } from './widget.js';
import type { OptionsOf } from './attributes.js';

type OutputModel = (typeof models)['Output'];

class OutputWidget extends Widget<OutputModel> {
  /** Displays that may be updated. */
  readonly #displays = new Map<string, NotebookOutput>();
  #clearsBeforeNext = false;

  constructor(model: OutputModel, { outputs = [], ...others }: OptionsOf<OutputModel> = {}) {
    super(model, { ...others, outputs: [...outputs] });
  }

  /** Changed in place: a loop may print a thousand lines. */
  get #outputs(): NotebookOutput[] {
    return this.get('outputs') as NotebookOutput[];
  }

  /**
   * Runs `code`, and puts what it prints and shows here, also what it does so later. Returns what it
   * returns. With `replace`, what stood here before goes with the first new output, or when the code has ended.
   */
  capture<T>(code: () => T, { replace = false }: { replace?: boolean } = {}): T {
    if (replace) this.clear({ wait: true });
    const sink = currentSink();
    const run = () => (sink?.capture ? sink.capture(code, (event) => this.#take(event)) : code());
    const ended = () => { if (replace && this.#clearsBeforeNext) this.clear(); };
    let result: T | undefined;
    try {
      return (result = run());
    } finally {
      if (result instanceof Promise) void result.then(ended, ended);
      else ended();
    }
  }

  /** Shows a value as the result of a cell is shown; a string as text. */
  append(value: unknown): void {
    if (typeof value === 'string') return this.#take({ type: 'stream', name: 'stdout', text: `${value}\n` });
    const { now, later } = render(value);
    if (Object.keys(now).length === 0) return;
    const output = this.#add({ output_type: 'display_data', data: now, metadata: {} });
    void later?.then((data) => this.#update(output, { data }));
  }

  /** Shows an error with its lines. */
  appendError(error: unknown): void {
    const described = currentSink()?.describeError?.(error);
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    this.#add({ output_type: 'error', ...(described ?? { ename: name, evalue: message, traceback: [stack ?? message] }) });
  }

  /** With `wait`, only when the next output comes, so that what is shown again and again does not flicker. */
  clear({ wait = false }: { wait?: boolean } = {}): void {
    this.#clearsBeforeNext = wait;
    if (wait) return;
    this.#outputs.length = 0;
    this.changed('outputs');
  }

  #take(event: OutputEvent): void {
    switch (event.type) {
      case 'clear_output':
        return this.clear(event);
      case 'stream': {
        const last = this.#clearsBeforeNext ? undefined : this.#outputs.at(-1);
        if (last?.output_type === 'stream' && last.name === event.name) this.#update(last, { text: `${String(last.text)}${event.text}` });
        else this.#add({ output_type: 'stream', name: event.name, text: event.text });
        return;
      }
      case 'display_data': {
        const output = this.#add({ output_type: 'display_data', data: event.data, metadata: event.metadata });
        if (event.displayId !== undefined) this.#displays.set(event.displayId, output);
        return;
      }
      case 'update_display_data': {
        const shown = this.#displays.get(event.displayId);
        if (shown) this.#update(shown, { data: event.data, metadata: event.metadata });
        else currentSink()?.publish(event); // Shown before, and elsewhere.
      }
    }
  }

  #add(output: NotebookOutput): NotebookOutput {
    if (this.#clearsBeforeNext) this.#outputs.length = 0;
    this.#clearsBeforeNext = false;
    this.#outputs.push(output);
    this.changed('outputs');
    return output;
  }

  #update(output: NotebookOutput, changes: Record<string, unknown>): void {
    Object.assign(output, changes);
    this.changed('outputs');
  }
}

const OutputClass = classOf(models.Output, OutputWidget);

export type Output = WidgetOf<OutputModel> & Pick<OutputWidget, 'capture' | 'append' | 'appendError' | 'clear'>;
export const Output = (options?: OptionsOf<OutputModel>): Output => new OutputClass(options) as unknown as Output;
