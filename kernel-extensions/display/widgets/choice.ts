/**
 * Widgets that choose among options: a front end knows the options' labels and which one is chosen
 * by its index, a program their values.
 */
import { isDeepStrictEqual } from 'node:util';
import type { OptionsOf, StateOf } from './attributes.js';
import type { Model, models } from './models.js';
import { Widget, classOf, type Stop } from './widget.js';

/** The values themselves, or an object of label → value. */
export type Options<T> = readonly T[] | Readonly<Record<string, T>>;

type ChoiceModel = Model<(typeof models)['Dropdown']['attributes'] | (typeof models)['SelectMultiple']['attributes'] | (typeof models)['SelectionSlider']['attributes'] | (typeof models)['SelectionRangeSlider']['attributes']>;

/** `Value`: one of `T`, or several. */
export type ChoiceOptions<M extends Model, T, Value> = Omit<OptionsOf<M>, 'index' | 'options' | 'value'> & { options?: Options<T>; value?: Value };

export type Choice<M extends Model, T, Value> = Omit<Widget<M>, 'onChange'> & { -readonly [Name in keyof StateOf<M>]: StateOf<M>[Name] } & {
  /** Setting them chooses the first. */
  options: Options<T>;
  /** What is chosen. Setting it throws a RangeError for what is no option. */
  value: Value;
  /** Calls `handler` when another option has been chosen, here or on the page; see {@link Widget.onChange}. */
  onChange(handler: (value: Value, previous: Value) => unknown): Stop;
};

type Index = number | readonly number[] | null;

class ChoiceWidget<M extends ChoiceModel> extends Widget<M> {
  #options: Options<unknown>;
  #values: readonly unknown[];

  constructor(model: M, { options = [], value, ...others }: { options?: Options<unknown>; value?: unknown } = {}) {
    const { labels, values } = entriesOf(options);
    const index = value === undefined ? firstIndex(model, values) : indexOf(value, values, labels);
    super(model, { ...others, _options_labels: labels, index } as unknown as OptionsOf<M>);
    this.#options = options;
    this.#values = values;
  }

  get options(): Options<unknown> {
    return this.#options;
  }

  set options(options: Options<unknown>) {
    const { labels, values } = entriesOf(options);
    this.#options = options;
    this.#values = values;
    this.set({ _options_labels: labels, index: firstIndex(this.model, values) } as never);
  }

  get value(): unknown {
    return this.#pick(this.get('index') as Index);
  }

  set value(value: unknown) {
    this.set({ index: indexOf(value, this.#values, this.get('_options_labels') as string[]) } as never);
  }

  override onChange(handler: (value: never, previous: never) => unknown): Stop {
    return this.observe('index' as never, ((index: Index, previous: Index) => handler(this.#pick(index) as never, this.#pick(previous) as never)) as never);
  }

  #pick(index: Index): unknown {
    if (index === null) return null;
    return typeof index === 'number' ? this.#values[index] : index.map((each) => this.#values[each]);
  }
}

/** How a model's widgets are made. `T` are the options; `Value` is what is chosen of them. */
export function choiceOf<M extends ChoiceModel>(model: M) {
  const Class = classOf(model, ChoiceWidget as never) as unknown as new (options?: object) => unknown;
  return {
    one: <const T>(options?: ChoiceOptions<M, T, T>) => new Class(options) as Choice<M, T, T>,
    many: <const T>(options?: ChoiceOptions<M, T, readonly T[]>) => new Class(options) as Choice<M, T, readonly T[]>,
    range: <const T>(options?: ChoiceOptions<M, T, readonly [T, T]>) => new Class(options) as Choice<M, T, readonly [T, T]>,
  };
}

function entriesOf(options: Options<unknown>): { labels: string[]; values: readonly unknown[] } {
  if (Array.isArray(options)) return { labels: options.map(String), values: options };
  return { labels: Object.keys(options), values: Object.values(options) };
}

/** What is chosen where nothing is said: the first option, or none of several. */
function firstIndex({ attributes }: ChoiceModel, values: readonly unknown[]): Index {
  const { initial } = attributes.index;
  return initial === null && values.length > 0 ? 0 : initial;
}

function indexOf(value: unknown, values: readonly unknown[], labels: readonly string[]): Index {
  const find = (each: unknown): number => {
    const index = values.findIndex((candidate) => isDeepStrictEqual(candidate, each));
    if (index < 0) throw new RangeError(`${String(each)} is none of the options: ${labels.join(', ')}.`);
    return index;
  };
  if (value === null && !values.includes(null)) return null;
  // A list may be an option itself.
  if (Array.isArray(value) && !values.some((candidate) => isDeepStrictEqual(candidate, value))) return value.map(find);
  return find(value);
}
