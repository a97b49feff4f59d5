/**
 * The kinds of attributes that widgets have: what each starts as, which values it takes, and how a
 * value travels. The models are made of these, see models.ts.
 */
import type { Model } from './models.js';
import { findWidget, isWidget, type WidgetReference } from './registry.js';
import type { WidgetOf } from './widget.js';

/** `Given`: what a program may give when it makes the widget. */
export interface Attribute<T, Given = T> {
  readonly initial: T;
  /** For messages: `a whole number`. */
  readonly takes: string;
  accepts(value: unknown): boolean;
  /** To what front ends know: JSON, with bytes as Uint8Array. */
  pack(value: T): unknown;
  /** From what a front end sent; `accepts` decides about the outcome. */
  unpack(value: unknown): unknown;
  /** A widget that belongs to this one, and is made with it. */
  readonly part?: Model;
  /** Only a type. */
  readonly given?: Given;
}

export type Attributes = Record<string, Attribute<any, any>>;

const same = (value: unknown): unknown => value;

function kind<T>(initial: T, takes: string, accepts: (value: unknown) => boolean, pack: (value: T) => unknown = same, unpack = same): Attribute<T> {
  return { initial, takes, accepts, pack, unpack };
}

export const int = (initial = 0): Attribute<number> => kind(initial, 'a whole number', Number.isSafeInteger);

export const float = (initial = 0): Attribute<number> => kind(initial, 'a finite number', Number.isFinite);

export const text = (initial = ''): Attribute<string> => kind(initial, 'a string', (value) => typeof value === 'string');

export const flag = (initial = false): Attribute<boolean> => kind(initial, 'true or false', (value) => typeof value === 'boolean');

export const oneOf = <const T extends string>(values: readonly T[], initial: NoInfer<T>): Attribute<T> & { readonly values: readonly T[] } =>
  ({ ...kind(initial, `one of ${values.map((value) => `'${value}'`).join(', ')}`, (value) => values.includes(value as T)), values });

export const json = <T>(initial: T, takes: string): Attribute<T> => kind(initial, takes, (value) => typeof value === 'object' && value !== null);

/** Starts as null, unless told otherwise. */
export function nullable<T>(inner: Attribute<T>, initial: T | null = null): Attribute<T | null> {
  return kind<T | null>(initial, `${inner.takes}, or null`, (value) => value === null || inner.accepts(value),
    (value) => (value === null ? null : inner.pack(value)), (value) => (value === null ? null : inner.unpack(value)));
}

export function list<T>(item: Attribute<T>): Attribute<readonly T[]> {
  return kind<readonly T[]>([], `a list, each ${item.takes}`, (value) => Array.isArray(value) && value.every((each) => item.accepts(each)),
    (value) => value.map((each) => item.pack(each)), (value) => (Array.isArray(value) ? value.map((each) => item.unpack(each)) : value));
}

/** From and to. */
export function pair<T>(item: Attribute<T>, from: T, to: T): Attribute<readonly [from: T, to: T]> {
  return kind<readonly [T, T]>([from, to], `two values, each ${item.takes}`, (value) => Array.isArray(value) && value.length === 2 && value.every((each) => item.accepts(each)));
}

export const bytes = (): Attribute<Uint8Array> => kind(new Uint8Array(), 'bytes (Uint8Array)', (value) => value instanceof Uint8Array);

/** A day, without a time: midnight where the program runs. */
export const day = (): Attribute<Date> => kind(new Date(0), 'a Date', (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  (value) => ({ year: value.getFullYear(), month: value.getMonth(), date: value.getDate() }),
  (value) => {
    const { year, month, date } = value as { year: number; month: number; date: number };
    return new Date(year, month, date);
  });

const idPrefix = 'IPY_MODEL_';

/** Any widget. */
export const widget = (): Attribute<WidgetReference> => kind(undefined as never, 'a widget', isWidget,
  ({ model_id }) => idPrefix + model_id, (value) => (typeof value === 'string' ? findWidget(value.slice(idPrefix.length)) : value));

/** An attribute of a widget, for links: `[slider, 'value']`. */
export const place = (): Attribute<readonly [WidgetReference, string]> => kind<readonly [WidgetReference, string]>(undefined as never, 'a widget and the name of an attribute',
  (value) => Array.isArray(value) && value.length === 2 && isWidget(value[0]) && typeof value[1] === 'string',
  ([{ model_id }, name]) => [idPrefix + model_id, name]);

/** A widget of its own for layout or style. Plain values are enough to make it. */
export const part = <M extends Model>(model: M): Attribute<WidgetOf<M>, WidgetOf<M> | Partial<StateOf<M>>> =>
  ({ ...kind(undefined as never, `a ${model.name}`, isWidget, ({ model_id }: WidgetOf<M>) => idPrefix + model_id, widget().unpack), part: model });

/** What a program sees of a model's attributes. */
export type StateOf<M extends Model> = { [Name in PublicNames<M>]: M['attributes'][Name] extends Attribute<infer T, any> ? T : never };

/** What a program may give when it makes the widget. */
export type OptionsOf<M extends Model> = { [Name in PublicNames<M>]?: M['attributes'][Name] extends Attribute<any, infer Given> ? Given : never };

type PublicNames<M extends Model> = Exclude<keyof M['attributes'] & string, `_${string}`>;
