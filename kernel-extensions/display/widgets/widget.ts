/**
 * A widget: an object whose attributes are the same here and in every front end. Setting one moves
 * the slider on the page, moving the slider sets it here. What attributes there are says its model.
 */
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { openComm, type Comm, type CommData } from '../comms.js';
import { jupyterDisplay, type Displayable } from '../jupyter-display.js';
import { throttle } from '../live.js';
import type { MimeBundle } from '../sink.js';
import type { Attribute, OptionsOf, StateOf } from './attributes.js';
import { inTurn } from './in-turn.js';
import type { Model } from './models.js';
import { echoesUpdates, joinBuffers, protocolVersion, separateBuffers, viewMimeType, widgetTarget, type Path } from './protocol.js';
import { isWidget, openWidgets, type OpenWidget, type Snapshot } from './registry.js';

type State = Record<string, unknown>;

/** Milliseconds between updates of one widget; the last one always arrives. */
const pauses = { page: 20, text: 20 };

/** A widget of a model, with the model's attributes as properties. */
export type WidgetOf<M extends Model> = Widget<M> & { -readonly [Name in keyof StateOf<M>]: StateOf<M>[Name] };

type ValueOf<M extends Model> = StateOf<M> extends { value: infer Value } ? Value : never;

/** `stop()` takes a handler away. */
export type Stop = () => void;

export class Widget<M extends Model = Model> implements Displayable, OpenWidget {
  /** By which front ends know it. */
  readonly model_id = randomUUID().replaceAll('-', '');
  protected readonly model: M;
  readonly #comm: Comm;
  readonly #state: State = {};
  /** Made with this widget, and closed with it. */
  readonly #parts: Widget[] = [];
  /** Attributes that front ends do not know yet. */
  readonly #unsent = new Set<string>();
  readonly #observers = new Map<string, Set<(value: never, previous: never) => unknown>>();
  readonly #listeners: ((content: State, buffers: Uint8Array[]) => void)[] = [];
  readonly #updates = throttle(() => this.#send(), () => {}, undefined, pauses);

  /** Throws a TypeError or a RangeError that says what an option must be. */
  constructor(model: M, options: OptionsOf<M> = {}) {
    this.model = model;
    for (const name of Object.keys(options)) this.#attribute(name);
    for (const [name, attribute] of Object.entries(model.attributes)) {
      const given = (options as State)[name];
      this.#state[name] = attribute.part ? this.#partOf(attribute.part, given) : this.#checked(name, given ?? attribute.initial);
    }
    Object.assign(this.#state, model.normalize?.(this.#state));
    const { state, buffer_paths, buffers } = this.snapshot();
    this.#comm = openComm(widgetTarget, { state, buffer_paths }, { id: this.model_id, metadata: { version: protocolVersion }, buffers });
    this.#comm.onMessage((message) => this.#receive(message));
    this.#comm.onClose(() => openWidgets.delete(this.model_id));
    openWidgets.set(this.model_id, this);
  }

  /** Sets several attributes at once, in one message. Throws a TypeError or a RangeError, and changes nothing, where a value does not fit. */
  set(changes: Partial<{ -readonly [Name in keyof StateOf<M>]: StateOf<M>[Name] }>): void {
    const previous = this.#change(Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, this.#checked(name, value)])));
    for (const name of previous.keys()) this.#unsent.add(name);
    if (previous.size > 0) this.#updates.request();
    this.#tell(previous);
  }

  /**
   * Calls `handler` when the value has changed, here or on the page. A handler that is asynchronous is
   * not called again before it has ended; then it gets the newest value, and those between are left out.
   */
  onChange(handler: (value: ValueOf<M>, previous: ValueOf<M>) => unknown): Stop {
    return this.observe('value' as keyof StateOf<M> & string, handler as never);
  }

  /** Like `onChange`, for any attribute: `slider.observe('max', (max) => …)`. */
  observe<Name extends keyof StateOf<M> & string>(name: Name, handler: (value: StateOf<M>[Name], previous: StateOf<M>[Name]) => unknown): Stop {
    this.#attribute(name);
    const observers = this.#observers.get(name) ?? new Set();
    const observer = inTurn(handler) as (value: never, previous: never) => unknown;
    this.#observers.set(name, observers.add(observer));
    return () => void observers.delete(observer);
  }

  /** Hears what the view on the page sends beside its state, as a button does when it is clicked. */
  onMessage(handler: (content: Record<string, unknown>, buffers: Uint8Array[]) => void): void {
    this.#listeners.push(handler);
  }

  /** Says something to the view on the page. */
  send(content: Record<string, unknown>, buffers: readonly Uint8Array[] = []): void {
    this.#comm.send({ method: 'custom', content }, { buffers });
  }

  /** Takes the widget off all pages. */
  close(): void {
    openWidgets.delete(this.model_id);
    this.#comm.close();
    for (const part of this.#parts) part.close();
  }

  get isClosed(): boolean {
    return this.#comm.isClosed;
  }

  /** What a page needs to show it that was not there when it was made. */
  snapshot(): Snapshot {
    const { name, module, version, view, viewModule, attributes } = this.model;
    const model_name = `${name}Model`;
    const identity = { _model_name: model_name, _model_module: module, _model_module_version: version, _view_name: view, _view_module: viewModule, _view_module_version: viewModule === module ? version : '2.0.0' };
    return { model_name, model_module: module, model_module_version: version, ...separateBuffers({ ...identity, ...this.#packed(Object.keys(attributes)) }) };
  }

  [jupyterDisplay](): MimeBundle {
    const text = { 'text/plain': this[inspect.custom]() };
    return this.model.view === null ? text : { [viewMimeType]: { version_major: 2, version_minor: 0, model_id: this.model_id }, ...text };
  }

  /** `IntSlider { value: 3, max: 10 }`: what is not as the model has it. */
  [inspect.custom](): string {
    const told = Object.entries(this.model.attributes).filter(([name, { initial, part }]) => !name.startsWith('_') && !part && (name === 'value' || !isSame(this.#state[name], initial)));
    return `${this.model.name} ${inspect(Object.fromEntries(told.map(([name]) => [name, this.#state[name]])), { depth: 3 })}`;
  }

  /** The value of an attribute; `set` changes it. */
  protected get(name: string): unknown {
    return this.#state[name];
  }

  /** The value of an attribute was changed in place: front ends will hear of it. */
  protected changed(name: string): void {
    this.#unsent.add(name);
    this.#updates.request();
  }

  /** Takes changed values over, and what follows from them. Returns what each attribute that is different now was before. */
  #change(changes: State): Map<string, unknown> {
    const next = { ...this.#state, ...changes };
    Object.assign(next, this.model.normalize?.(next));
    const previous = new Map<string, unknown>();
    for (const name of Object.keys(next)) {
      if (isSame(next[name], this.#state[name])) continue;
      previous.set(name, this.#state[name]);
      this.#state[name] = next[name];
    }
    return previous;
  }

  #tell(previous: Map<string, unknown>): void {
    for (const [name, before] of previous) {
      for (const observer of [...(this.#observers.get(name) ?? [])]) observer(this.#state[name] as never, before as never);
    }
  }

  #receive({ data, buffers }: CommData): void {
    if (data.method === 'request_state') this.#send(this.snapshot());
    if (data.method === 'update') this.#update(data, buffers);
    if (data.method === 'custom') for (const listener of [...this.#listeners]) listener(data.content as State, buffers);
  }

  /** A front end has changed attributes. What does not fit is put right on the page. */
  #update({ state, buffer_paths = [] }: State, buffers: Uint8Array[]): void {
    const received = Object.fromEntries(Object.entries(state as State).filter(([name]) => Object.hasOwn(this.model.attributes, name)));
    if (echoesUpdates()) this.#comm.send({ method: 'echo_update', state: received, buffer_paths }, { buffers });
    joinBuffers(received, buffer_paths as Path[], buffers);
    let previous = new Map<string, unknown>();
    try {
      previous = this.#change(Object.fromEntries(Object.entries(received).flatMap(([name, value]) => this.#unpacked(name, value))));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    const known = separateBuffers(received).state;
    const names = new Set([...Object.keys(received), ...previous.keys()]);
    const kept = separateBuffers(this.#packed(names)).state;
    for (const name of names) if (JSON.stringify(kept[name]) !== JSON.stringify(known[name])) this.#unsent.add(name);
    if (this.#unsent.size > 0) this.#updates.request();
    this.#tell(previous);
  }

  /** The entry of a change, or none for a value that the attribute does not take. */
  #unpacked(name: string, value: unknown): [string, unknown][] {
    try {
      const attribute = this.#attribute(name);
      const unpacked = attribute.unpack(value);
      return attribute.accepts(unpacked) ? [[name, unpacked]] : [];
    } catch {
      return [];
    }
  }

  #send({ state, buffer_paths, buffers }: Pick<Snapshot, 'state' | 'buffer_paths' | 'buffers'> = separateBuffers(this.#packed(this.#unsent))): void {
    this.#unsent.clear();
    this.#comm.send({ method: 'update', state, buffer_paths }, { buffers });
  }

  #packed(names: Iterable<string>): State {
    return Object.fromEntries(Array.from(names, (name) => [name, this.#attribute(name).pack(this.#state[name])]));
  }

  #attribute(name: string): Attribute<unknown> {
    const { attributes, name: model } = this.model;
    if (Object.hasOwn(attributes, name)) return attributes[name];
    throw new TypeError(`${model} has no attribute '${name}'. It has: ${Object.keys(attributes).filter((each) => !each.startsWith('_')).join(', ')}.`);
  }

  #checked(name: string, value: unknown): unknown {
    const attribute = this.#attribute(name);
    if (attribute.accepts(value)) return value;
    throw new TypeError(`${name} of ${this.model.name} must be ${attribute.takes}, not ${inspect(value, { depth: 0 })}.`);
  }

  #partOf(model: Model, given: unknown): unknown {
    if (isWidget(given)) return given;
    const made = makeWidget(model, (given ?? {}) as OptionsOf<Model>);
    this.#parts.push(made);
    return made;
  }
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
}

type Constructor<W extends Widget<any>, Options> = new (options?: Options) => W;

const classes = new Map<Model, Constructor<Widget<any>, any>>();

/** The class of a model's widgets: `Base`, or Widget itself, with the attributes as properties. */
export function classOf<M extends Model>(model: M, Base: new (model: M, options?: OptionsOf<M>) => Widget<M> = Widget): Constructor<WidgetOf<M>, OptionsOf<M>> {
  const known = classes.get(model);
  if (known) return known as Constructor<WidgetOf<M>, OptionsOf<M>>;
  const made = class extends Base {
    constructor(options?: OptionsOf<M>) {
      super(model, options);
    }
  };
  Object.defineProperty(made, 'name', { value: model.name });
  for (const name of Object.keys(model.attributes)) {
    if (name.startsWith('_') || name in made.prototype) continue;
    Object.defineProperty(made.prototype, name, {
      get(this: Widget<M>) { return this.get(name); },
      set(this: Widget<M>, value: unknown) { this.set({ [name]: value } as never); },
    });
  }
  classes.set(model, made as never);
  return made as unknown as Constructor<WidgetOf<M>, OptionsOf<M>>;
}

export const makeWidget = <M extends Model>(model: M, options?: OptionsOf<M>): WidgetOf<M> => new (classOf(model))(options);
