// Node's module loader, taught about the notebook's own modules (those outside node_modules): it
// compiles TypeScript, finds `./model` and `./model.js` where `model.ts` lies, and loads a module
// again once it, or a module it imports, has been edited. Runs in the loader's own thread; modules.ts
// registers it when a cell first imports such a module.
import { readFileSync } from 'node:fs';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { basename, dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { compileFile, isTypeScript, readJson } from './compile.js';
import { cellImport, explainMissing, fileOf, isCommonJs, isRelative, stampOf } from './paths.js';

export interface LoaderData {
  /** Receives `{ url, map }` of each compiled module. */
  port: MessagePort;
  /** The notebook's folder. */
  cwd: string;
  /** A URL inside of the minimax-labs package, where packages are looked up that the notebook's folder lacks. */
  packageUrl: string;
  tslabUrl: string;
}

interface LoadedModule {
  /** Time of change and size of the file as it was loaded. */
  stamp: string;
  /** How many times it has been loaded anew; part of its URL. */
  version: number;
  /** The notebook's modules that it imports, in the version that it got. */
  imports: Map<string, number>;
}

const loaded = new Map<string, LoadedModule>();
let data: LoaderData;

export const initialize: InitializeHook<LoaderData> = (value) => { data = value; };

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier.startsWith(cellImport)) return found(specifier.slice(cellImport.length).replace(/\?\d+$/, ''));
  const parent = ownPath(context.parentURL);
  if (parent === undefined) return next(specifier, context);
  if (specifier === 'tslab') return { url: data.tslabUrl, shortCircuit: true };
  if (isRelative(specifier) || specifier.startsWith('file:')) {
    const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : fileOf(specifier, dirname(parent));
    if (path === undefined) {
      incomplete(parent);
      throw Object.assign(new Error(`Cannot find '${specifier}', which ${basename(parent)} imports.`), { code: 'ERR_MODULE_NOT_FOUND' });
    }
    const result = found(path);
    loaded.get(parent)?.imports.set(path, loaded.get(path)?.version ?? 0);
    return result;
  }
  const clean = { ...context, parentURL: pathToFileURL(parent).href };
  try {
    return await next(specifier, clean);
  } catch (error) {
    try {
      return await next(specifier, { ...clean, parentURL: data.packageUrl });
    } catch {
      incomplete(parent);
      throw explainMissing(error, specifier, data.cwd);
    }
  }
};

export const load: LoadHook = async (url, context, next) => {
  const path = ownPath(url);
  if (path === undefined) return next(url, context);
  const known = loaded.get(path)!;
  known.stamp = stampOf(path);
  if (path.endsWith('.json') && context.importAttributes.type !== 'json') {
    return { format: 'module', source: `export default ${JSON.stringify(readJson(path))}`, shortCircuit: true };
  }
  const isCommon = isCommonJs(path);
  if (isCommon) noteRequired(path, known);
  if (isTypeScript(path)) {
    const { code, map } = compileFile(path, isCommon ? 'commonjs' : 'module');
    data.port.postMessage({ url, map });
    return { format: isCommon ? 'commonjs' : 'module', source: code, shortCircuit: true };
  }
  if (path.endsWith('.js') && !isCommon) return { format: 'module', source: readFileSync(path, 'utf8'), shortCircuit: true };
  try {
    return await next(url, context);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error;
    throw new TypeError(`'${basename(path)}' cannot be imported: only TypeScript, JavaScript and JSON can. Read it with readFileSync from 'node:fs'.`);
  }
};

/** An import of this module was not found: it is loaded again when it is asked for. */
function incomplete(path: string): void {
  const module = loaded.get(path);
  if (module) module.stamp = 'incomplete';
}

/** What a CommonJS module requires is not resolved here; its text tells. */
function noteRequired(path: string, { imports }: LoadedModule): void {
  for (const [, specifier] of readFileSync(path, 'utf8').matchAll(/\brequire\(\s*['"](\.[^'"]+)['"]\s*\)/g)) {
    const required = fileOf(specifier, dirname(path));
    if (!required || imports.has(required)) continue;
    imports.set(required, refresh(required, new Set()));
    if (isCommonJs(required)) noteRequired(required, loaded.get(required)!);
  }
}

/** The path of one of the notebook's own modules. */
function ownPath(url: string | undefined): string | undefined {
  if (!url?.startsWith('file:') || url.includes('/node_modules/')) return undefined;
  const path = fileURLToPath(url.replace(/\?v=\d+$/, ''));
  return loaded.has(path) ? path : undefined;
}

function found(path: string): { url: string; shortCircuit: true } {
  const version = refresh(path, new Set());
  return { url: pathToFileURL(path).href + (version > 0 ? `?v=${version}` : ''), shortCircuit: true };
}

/** The version of a module to load now: a new one when its file or anything it imports has changed. */
function refresh(path: string, visited: Set<string>): number {
  let module = loaded.get(path);
  if (!module) loaded.set(path, module = { stamp: stampOf(path), version: 0, imports: new Map() });
  if (visited.has(path)) return module.version;
  visited.add(path);
  const isStale = stampOf(path) !== module.stamp || [...module.imports].filter(([imported, version]) => refresh(imported, visited) !== version).length > 0;
  if (isStale) {
    module.version++;
    module.stamp = stampOf(path);
    module.imports = new Map();
  }
  return module.version;
}
