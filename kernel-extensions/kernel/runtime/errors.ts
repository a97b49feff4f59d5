// Errors of running cells, in the learner's terms: stack lines name the cell and its TypeScript
// line, frames of the kernel and of Node's internals are left out, and the place is shown.
import { SourceMap } from 'node:module';
import { inspect } from 'node:util';
import type { CellError } from '../engine-api.js';
import { cellUrl, type RunnableCell } from './messages.js';

/** The prologue before the cell's text is one line, see language/notebook.ts. */
const prologueLines = 1;
const runtimeFolder = new URL('.', import.meta.url).href;
/** Everything that is built of this package: the kernel, the display package, the labs' helpers. */
const packageFolder = new URL('../../../', import.meta.url).href;

/** Source map as JSON, read when it is needed. */
class LazyMap {
  private map: SourceMap | undefined;

  constructor(private readonly json: string) {}

  /** The place (from 0) where the code at a line and column (from 1) was written. */
  find(line: number | null, column: number | null): { originalLine: number; originalColumn: number } | undefined {
    this.map ??= new SourceMap(JSON.parse(this.json));
    const entry = this.map.findEntry((line ?? 1) - 1, (column ?? 1) - 1);
    return 'originalLine' in entry ? entry : undefined;
  }
}

interface Source {
  executionCount: number;
  lines: string[];
  map: LazyMap;
  /** In characters. */
  size: number;
}

/** A place in a cell, both counted from 1. */
interface Place {
  source: Source;
  line: number;
  column: number;
}

const sources = new Map<string, Source>();
/** How much text of cells and of their source maps is remembered, in characters; the oldest cells are forgotten first. */
const memory = 2 ** 24;
let remembered = 0;
/** Source maps of the notebook's own modules, by URL; by path for those that are required. */
const moduleMaps = new Map<string, LazyMap>();

/** The file name under which V8 knows the cell. */
export function registerCell(cell: RunnableCell): string {
  const name = cellUrl(cell.id);
  const size = cell.source.length + cell.map.length;
  sources.set(name, { executionCount: cell.executionCount, lines: cell.source.split(/\r\n|[\n\r\u2028\u2029]/), map: new LazyMap(cell.map), size });
  remembered += size;
  for (const [oldest, source] of sources) {
    if (remembered <= memory || oldest === name) break;
    sources.delete(oldest);
    remembered -= source.size;
  }
  return name;
}

export function addModuleMap(file: string, map: string): void {
  moduleMaps.set(file, new LazyMap(map));
}

let nextModule: () => { url: string; map: string } | undefined = () => undefined;

/** Where the source maps of modules come from; asked when a stack trace needs one. */
export function readModuleMaps(next: typeof nextModule): void {
  nextModule = next;
}

function mapOfModule(url: string): LazyMap | undefined {
  for (let module = nextModule(); module; module = nextModule()) moduleMaps.set(module.url, new LazyMap(module.map));
  return moduleMaps.get(url);
}

function placeOf(site: NodeJS.CallSite): Place | undefined {
  const source = sources.get(site.getFileName() ?? '');
  if (!source) return undefined;
  const entry = source.map.find(site.getLineNumber(), site.getColumnNumber());
  return entry && { source, line: entry.originalLine - prologueLines + 1, column: entry.originalColumn + 1 };
}

const places = new WeakMap<object, Place>();

/** Stack traces of this process read `at step (Cell [3], line 2)`. */
export function installStackTraces(): void {
  Error.prepareStackTrace = (error, sites) => {
    const isOurs = (site: NodeJS.CallSite) => site.getFileName()?.startsWith(packageFolder) === true;
    // The helpers that a learner calls are none of their business, unless there is nothing else to see.
    const frames = framesOf(error, sites.filter((site) => !isOurs(site)));
    return [headOf(error), ...(frames.length > 0 ? frames : framesOf(error, sites))].join('\n');
  };
}

/** Give an error that has no stack of this thread the one of `caller`. */
export function placeAt(error: Error, caller: Error): void {
  const value = `${headOf(error)}\n${caller.stack!.split('\n').slice(1).join('\n')}`;
  Object.defineProperty(error, 'stack', { value, writable: true, configurable: true });
  const place = places.get(caller);
  if (place) places.set(error, place);
}

function framesOf(error: Error, sites: NodeJS.CallSite[]): string[] {
  return sites.flatMap((site) => {
    const place = placeOf(site);
    if (place && !places.has(error)) places.set(error, place);
    const where = place ? `Cell [${place.source.executionCount}], line ${place.line}` : outside(site);
    if (where === undefined) return [];
    const name = functionName(site);
    return [name ? `    at ${name} (${where})` : `    at ${where}`];
  });
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

/** A frame outside of cells; undefined for one of Node or of the runtime. */
function outside(site: NodeJS.CallSite): string | undefined {
  const file = site.getFileName();
  if (!file || file.startsWith('node:') || file.startsWith(runtimeFolder) || file.startsWith('evalmachine')) return undefined;
  const line = site.getLineNumber() ?? 1, column = site.getColumnNumber() ?? 1;
  const entry = mapOfModule(file)?.find(line, column);
  const shown = file.replace(/^file:\/\//, '').replace(/\?.*$/, '').replace(/^.*\/node_modules\//, '').replace(`${process.cwd()}/`, './');
  return entry ? `${shown}:${entry.originalLine + 1}:${entry.originalColumn + 1}` : `${shown}:${line}:${column}`;
}

function functionName(site: NodeJS.CallSite): string | null {
  const name = site.getFunctionName();
  const type = site.getTypeName();
  if (!name) return null;
  if (site.isConstructor()) return `new ${name}`;
  const prefix = site.isAsync() ? 'async ' : '';
  return prefix + (type && type !== 'Object' && type !== 'global' && !name.includes('.') && site.getMethodName() ? `${type}.${name}` : name);
}

const red = (text: string) => `\x1b[31m${text}\x1b[39m`;
const green = (text: string) => `\x1b[32m${text}\x1b[39m`;
const dim = (text: string) => `\x1b[2m${text}\x1b[22m`;

/** Whatever a cell threw, as an error for the front end. Never throws, whatever the fields of an error do when they are read. */
export function describeThrown(thrown: unknown): CellError {
  try {
    return describe(thrown);
  } catch {
    const evalue = 'Something was thrown that cannot be shown: reading its message or its stack fails.';
    return { ename: 'Error', evalue, traceback: [`${red('Error')}: ${evalue}`] };
  }
}

function describe(thrown: unknown): CellError {
  if (!isError(thrown)) {
    const evalue = typeof thrown === 'string' ? thrown : inspect(thrown);
    return { ename: 'Error', evalue, traceback: [`${red('Thrown')}: ${evalue}`] };
  }
  const ename = String(thrown.name || thrown.constructor?.name || 'Error');
  const evalue = String(thrown.message);
  const stack = typeof thrown.stack === 'string' ? thrown.stack : '';
  // An error of the loader's thread comes with a stack of that thread.
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/[ (]node:/.test(line) && !line.includes(runtimeFolder));
  const place = places.get(thrown);
  const traceback = [`${red(ename)}: ${evalue}`, ...frames.map((frame) => frame.replace(/Cell \[\d+\], line \d+/, green)), ...(place ? ['', ...excerpt(place)] : [])];
  for (let cause = thrown.cause, depth = 0; cause !== undefined && depth < 5; cause = isError(cause) ? cause.cause : undefined, depth++) {
    traceback.push('', `${red('Caused by')} ${isError(cause) ? String(cause.stack ?? cause) : inspect(cause)}`);
  }
  if (thrown instanceof AggregateError) for (const inner of thrown.errors) traceback.push('', isError(inner) ? String(inner.stack ?? inner) : inspect(inner));
  return { ename, evalue, traceback: traceback.flatMap((line) => line.split('\n')) };
}

const isError = (value: unknown): value is Error =>
  value instanceof Error || (typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Error]');

function excerpt({ source, line, column }: Place): string[] {
  const from = Math.max(1, line - 2), to = Math.min(source.lines.length, line + 2);
  const width = String(to).length;
  const shown: string[] = [];
  for (let number = from; number <= to; number++) {
    const text = source.lines[number - 1] ?? '';
    shown.push(`${number === line ? red('>') : ' '} ${String(number).padStart(width)} | ${number === line ? text : dim(text)}`);
    if (number === line) shown.push(`  ${' '.repeat(width)} | ${text.slice(0, column - 1).replace(/[^\t]/g, ' ')}${red('^')}`);
  }
  return shown;
}
