// Values of the process, as a debugger shows them: each in one line, and what it consists of when
// the user opens it. What can be opened has a number, which is good until `clear`.
import type { Runtime } from 'node:inspector';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { commonJs, helpers, isReader, nameOfVariable } from '../language/reserved-names.js';
import { argumentOf, bounded, call, debuggee, valueOf, type Evaluated, type Inspector, type RemoteObject } from './inspector.js';

/** Variables of a scope; of the same name, the first counts. */
export interface Scope {
  objects: RemoteObject[];
  /** Shown besides: `this`, the return value. */
  extra: { name: string; value: RemoteObject }[];
  /** Assigns a variable of this scope. */
  assign(name: string, expression: string): Promise<RemoteObject>;
}

type Container =
  | { kind: 'scope'; scope: Scope }
  | { kind: 'object'; object: RemoteObject }
  /** Some elements of an array, or some entries of a collection. */
  | { kind: 'elements'; object: RemoteObject; start: number; count: number }
  | { kind: 'getter'; object: RemoteObject; getter: RemoteObject };

interface Named {
  name: string;
  value: RemoteObject;
  /** Its value is not known before the getter is called. */
  getter?: { object: RemoteObject; getter: RemoteObject };
}

/** Longer arrays and collections are shown in parts. */
const longestList = 100;
/** Of objects with more properties, the first are shown. */
const mostProperties = 1000;

/** Numbers of all references are different, whatever they are for. */
let references = 0;

type Part = Pick<DebugProtocol.VariablesArguments, 'filter' | 'start' | 'count'>;

export class Variables {
  private readonly containers = new Map<number, Container>();

  constructor(private readonly inspector: Inspector, private readonly objectGroup: string) {}

  has(reference: number): boolean {
    return this.containers.has(reference);
  }

  ofScope(scope: Scope): number {
    return this.reference({ kind: 'scope', scope });
  }

  clear(): void {
    this.containers.clear();
  }

  /** One value, not a part of anything. */
  async show(name: string, value: RemoteObject): Promise<DebugProtocol.Variable> {
    return (await this.shown([{ name, value }]))[0];
  }

  async children(reference: number, part: Part = {}): Promise<DebugProtocol.Variable[]> {
    const container = this.containers.get(reference);
    if (!container) return [];
    try {
      return await this.childrenOf(container, part);
    } catch (error) {
      if (!this.containers.has(reference)) return []; // The code has gone on while this was asked for.
      throw error;
    }
  }

  private async childrenOf(container: Container, { filter, start, count }: Part): Promise<DebugProtocol.Variable[]> {
    if (container.kind === 'scope') return this.shown(await this.inScope(container.scope));
    if (container.kind === 'getter') {
      const value = await call(this.inspector, container.object, `function (getter) { return ${bounded('getter.call(this)')}; }`, [container.getter], { objectGroup: this.objectGroup });
      return [await this.show('value', value)];
    }
    if (container.kind === 'elements') return this.list(container.object, container.start, container.count);
    const { object } = container;
    const length = lengthOf(object);
    const elements = filter === 'named' || length === 0 ? []
      : count ? await this.shown(await this.elements(object, start ?? 0, count))
      : await this.list(object, 0, length);
    const properties = filter === 'indexed' ? [] : await this.shown(await this.properties(object));
    return [...elements, ...properties];
  }

  async assign(reference: number, name: string, expression: string, evaluate: (expression: string) => Promise<RemoteObject>): Promise<DebugProtocol.Variable> {
    const container = this.containers.get(reference);
    if (!container) throw new Error('The variable belongs to an earlier stop.');
    if (container.kind === 'getter') throw new Error('The result of a getter cannot be changed.');
    if (container.kind === 'scope') return this.show(name, await container.scope.assign(name, expression));
    if (isCollection(container.object)) throw new Error('The entries of a Map or Set cannot be changed here.');
    const value = await evaluate(expression);
    valueOf(await this.inspector.post<Evaluated>('Runtime.callFunctionOn', {
      objectId: container.object.objectId, functionDeclaration: 'function (name, value) { this[name] = value; }', arguments: [{ value: name }, argumentOf(value)], silent: true,
    }));
    return this.show(name, value);
  }

  private reference(container: Container): number {
    this.containers.set(++references, container);
    return references;
  }

  private async inScope({ objects, extra }: Scope): Promise<Named[]> {
    const found = new Map<string, Named>();
    for (const object of objects) {
      const named = await this.properties(object);
      const isCell = named.some(({ name }) => name === helpers);
      for (const each of named) {
        if (isReader(each.name) || isCell && (each.name === helpers || commonJs.includes(each.name))) continue;
        const name = nameOfVariable(each.name);
        if (!found.has(name)) found.set(name, { ...each, name });
      }
    }
    return [...extra, ...found.values()];
  }

  /** Properties but for the elements of an array and what the language itself defines. */
  private async properties(object: RemoteObject): Promise<Named[]> {
    const { objectId } = object;
    const own = await this.inspector.post<Runtime.GetPropertiesReturnType & { privateProperties?: Runtime.PropertyDescriptor[] }>('Runtime.getProperties', { objectId, ownProperties: true, nonIndexedPropertiesOnly: lengthOf(object) > 0 });
    const isInstance = object.subtype === undefined && object.className !== 'Object' && object.type === 'object';
    const inherited = isInstance ? await this.inspector.post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', { objectId, ownProperties: false, accessorPropertiesOnly: true }) : { result: [] };
    const internal = object.subtype === 'promise' ? (own.internalProperties ?? []).filter(({ name }) => name.startsWith('[[Promise')) : [];
    const all = [...own.result, ...(own.privateProperties ?? []), ...inherited.result.filter(({ name, isOwn }) => !isOwn && name !== '__proto__'), ...internal] as Runtime.PropertyDescriptor[];
    const named = all.flatMap(({ name, value, get }): Named[] => {
      if (lengthOf(object) > 0 && name === 'length') return [];
      if (object.subtype === 'promise' && name.startsWith('Symbol(')) return []; // Node's bookkeeping
      if (value) return [{ name, value }];
      return get?.type === 'function' ? [{ name, value: get, getter: { object, getter: get } }] : [];
    });
    return named.slice(0, mostProperties);
  }

  private async elements(object: RemoteObject, start: number, count: number): Promise<Named[]> {
    const list = await call(this.inspector, object, elementsOf, [start, count], { objectGroup: this.objectGroup });
    const { result } = await this.inspector.post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', { objectId: list.objectId, ownProperties: true });
    const values = result.flatMap(({ name, value }) => (/^\d+$/.test(name) && value ? [value] : []));
    if (object.subtype !== 'map') return values.map((value, index) => ({ name: String(start + index), value }));
    const keys = await this.lines(values.filter((_, index) => index % 2 === 0));
    return keys.map((name, index) => ({ name, value: values[2 * index + 1] }));
  }

  /** Elements; of a long list, parts to open: `[0 … 99]`, `[100 … 199]`, … */
  private async list(object: RemoteObject, from: number, length: number): Promise<DebugProtocol.Variable[]> {
    if (length <= longestList) return this.shown(await this.elements(object, from, length));
    let size = longestList;
    while (length / size > longestList) size *= longestList;
    return Array.from({ length: Math.ceil(length / size) }, (_, index) => {
      const start = from + index * size, count = Math.min(size, from + length - start);
      return { name: `[${start} … ${start + count - 1}]`, value: '', variablesReference: this.reference({ kind: 'elements', object, start, count }) };
    });
  }

  private async shown(named: Named[]): Promise<DebugProtocol.Variable[]> {
    const lines = await this.lines(named.map(({ value }) => value));
    return named.map(({ name, value, getter }, index) => {
      if (getter) return { name, value: '(…)', variablesReference: this.reference({ kind: 'getter', ...getter }), presentationHint: { lazy: true } };
      const length = lengthOf(value);
      return {
        name, value: lines[index], type: typeOf(value), variablesReference: isOpenable(value) ? this.reference({ kind: 'object', object: value }) : 0,
        ...(length > longestList ? { indexedVariables: length } : {}),
      };
    });
  }

  /** Each value in one line. */
  private async lines(values: RemoteObject[]): Promise<string[]> {
    const objects = values.filter(({ objectId }) => objectId !== undefined);
    const lines = objects.length === 0 ? [] : await call(this.inspector, objects[0], linesOf, objects, { returnByValue: true })
      .then(({ value }) => value as (string | null)[], () => []);
    const lineOf = new Map(objects.map((object, index) => [object, lines[index]]));
    return values.map((value) => lineOf.get(value) ?? literal(value));
  }
}

/** The elements from `start` on; of a Map, its keys and values in turn. */
const elementsOf = `function (start, count) {
  const elements = [];
  if (this instanceof Map || this instanceof Set) {
    let index = 0;
    for (const entry of this) {
      if (index >= start + count) break;
      if (index++ >= start) this instanceof Map ? elements.push(entry[0], entry[1]) : elements.push(entry);
    }
  } else {
    const end = Math.min(this.length, start + count);
    for (let index = start; index < end; index++) elements.push(this[index]);
  }
  return elements;
}`;

const linesOf = `function (...values) { return ${bounded(`values.map(${debuggee}?.oneLine ?? (() => null))`)}; }`;

const literal = ({ type, subtype, value, description, unserializableValue }: RemoteObject): string => {
  if (type === 'string') return JSON.stringify(value);
  if (type === 'undefined' || subtype === 'null') return String(value);
  return unserializableValue ?? description ?? String(value);
};

const typeOf = ({ type, subtype, className }: RemoteObject): string => (subtype === 'null' ? 'null' : className ?? type);

const isCollection = ({ subtype }: RemoteObject): boolean => subtype === 'map' || subtype === 'set';

/** How many elements or entries: V8 writes `Array(3)`, `Map(2)`, `Float32Array(8)`. */
function lengthOf({ subtype, description = '' }: RemoteObject): number {
  if (!['array', 'typedarray', 'map', 'set'].includes(subtype ?? '')) return 0;
  return Number(/\((\d+)\)$/.exec(description)?.[1] ?? 0);
}

const isOpenable = ({ objectId, type, className, description = '' }: RemoteObject): boolean =>
  objectId !== undefined && type !== 'symbol' && (type !== 'function' || description.startsWith('class')) && className !== 'RegExp';
