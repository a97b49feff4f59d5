// A look at the notebook's values without running any code of theirs: no getter, no proxy, no
// custom inspection. For completion and inspection.
import { inspect, types } from 'node:util';
import { Script } from 'node:vm';

export interface Seen {
  /** The value in one short line. */
  value: string;
  properties: { name: string; kind: 'method' | 'property'; value: string }[];
}

const propertiesAtMost = 500;
const itemsAtMost = 6;
const lengthAtMost = 100;
/** Whose own properties are known by the types anyway. */
const common = new Set<object>([Object.prototype, Function.prototype, Array.prototype]);

/** The value at a path, see language/value-path.ts; undefined where there is none that can be seen. */
export function look([variable, ...keys]: readonly (string | number)[]): Seen | undefined {
  let value = variableOf(String(variable));
  for (const key of keys) value = value && propertyOf(value.value, key);
  if (!value) return undefined;
  return { value: preview(value.value), properties: propertiesOf(value.value) };
}

/** In a box: a value may be undefined. */
type Box = { value: unknown } | undefined;

function variableOf(name: string): Box {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return undefined;
  try {
    return { value: new Script(name).runInThisContext() as unknown };
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

function* prototypesOf(value: object): Generator<object> {
  for (let at: object | null = value; at && !types.isProxy(at); at = Object.getPrototypeOf(at) as object | null) yield at;
}

function propertyOf(value: unknown, key: string | number): Box {
  if (!isObject(value)) return undefined;
  for (const holder of prototypesOf(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor) return 'value' in descriptor ? { value: descriptor.value as unknown } : undefined;
  }
  return undefined;
}

function propertiesOf(value: unknown): Seen['properties'] {
  if (!isObject(value)) return [];
  const found = new Map<string, Seen['properties'][number]>();
  for (const holder of prototypesOf(value)) {
    if (common.has(holder)) break;
    if (Array.isArray(holder) || types.isTypedArray(holder)) continue; // Their types tell.
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (found.size >= propertiesAtMost) break;
      if (found.has(name) || name === 'constructor') continue;
      const descriptor = Object.getOwnPropertyDescriptor(holder, name)!;
      found.set(name, { name, kind: typeof descriptor.value === 'function' ? 'method' : 'property', value: previewOf(descriptor, preview) });
    }
  }
  return [...found.values()];
}

const previewOf = (descriptor: PropertyDescriptor | undefined, show: (value: unknown) => string) =>
  (descriptor === undefined || 'value' in descriptor ? show(descriptor?.value) : '(computed)');

function preview(value: unknown): string {
  const text = isObject(value) ? describe(value) : inspect(value, { maxStringLength: lengthAtMost, breakLength: Infinity });
  return text.length > lengthAtMost ? `${text.slice(0, lengthAtMost - 1)}…` : text;
}

/** What is inside, one level deep. */
function describe(value: object): string {
  const name = nameOf(value);
  if (types.isProxy(value) || types.isTypedArray(value) || types.isMap(value) || types.isSet(value)) return name;
  if (typeof value === 'function') return `[Function: ${String(propertyOf(value, 'name')?.value)}]`;
  if (types.isDate(value)) return Date.prototype.toString.call(value);
  if (types.isRegExp(value)) return name;
  const inner = (item: unknown) => (isObject(item) ? nameOf(item) : preview(item));
  const item = (key: string | number) => previewOf(Object.getOwnPropertyDescriptor(value, key), inner);
  if (Array.isArray(value)) {
    const items = Array.from({ length: Math.min(value.length, itemsAtMost) }, (_, index) => item(index));
    return `${name} [${[...items, ...(value.length > itemsAtMost ? ['…'] : [])].join(', ')}]`;
  }
  const keys = Object.getOwnPropertyNames(value);
  const items = keys.slice(0, itemsAtMost).map((key) => `${key}: ${item(key)}`);
  return `${name === 'Object' ? '' : `${name} `}{ ${[...items, ...(keys.length > itemsAtMost ? ['…'] : [])].join(', ')} }`;
}

const sizeOf = (of: object, value: object) => Number(Object.getOwnPropertyDescriptor(of, 'size')!.get!.call(value));

/** The class of an object, with its size where it has one. */
function nameOf(value: object): string {
  if (types.isProxy(value)) return 'Proxy';
  if (typeof value === 'function') return 'Function';
  const maker = propertyOf(value, 'constructor')?.value;
  const name = String((isObject(maker) && propertyOf(maker, 'name')?.value) || 'Object');
  if (Array.isArray(value) || types.isTypedArray(value)) return `${name}(${value.length})`;
  if (types.isMap(value)) return `${name}(${sizeOf(Map.prototype, value)})`;
  return types.isSet(value) ? `${name}(${sizeOf(Set.prototype, value)})` : name;
}
