// Node's module loader, taught about the notebook's own modules (those outside node_modules): it
// compiles TypeScript, finds `./model` and `./model.js` where `model.ts` lies, and loads a module
// again once it, or a module it imports, has been edited. Runs in the loader's own thread; modules.ts
// registers it when a cell first imports such a module.
import { readFileSync, statSync } from 'node:fs';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import ts from '../language/typescript.js';
import { cellImport, fileOf } from './paths.js';

export interface LoaderData {
  /** Receives `{ url, map }` of each compiled module. */
  port: MessagePort;
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
  if (/^(\.{0,2}\/|\.\.?$|file:)/.test(specifier)) {
    const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : fileOf(specifier, fileURLToPath(new URL('.', pathToFileURL(parent))));
    if (path === undefined) throw Object.assign(new Error(`Cannot find '${specifier}', which ${basename(parent)} imports.`), { code: 'ERR_MODULE_NOT_FOUND' });
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
      throw error;
    }
  }
};

export const load: LoadHook = async (url, context, next) => {
  const path = ownPath(url);
  if (path === undefined) return next(url, context);
  const known = loaded.get(path);
  if (known) known.stamp = stampOf(path);
  if (/\.[mc]?tsx?$/.test(path)) return { format: 'module', source: compile(url, path), shortCircuit: true };
  if (path.endsWith('.json') && context.importAttributes.type !== 'json') {
    return { format: 'module', source: `export default ${readFileSync(path, 'utf8')}`, shortCircuit: true };
  }
  if (path.endsWith('.js')) {
    const source = readFileSync(path, 'utf8');
    if (/^\s*(import|export)\b/m.test(source)) return { format: 'module', source, shortCircuit: true };
  }
  return next(url, context);
};

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

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : 'none';
}

function compile(url: string, path: string): string {
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(readFileSync(path, 'utf8'), {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true, jsx: ts.JsxEmit.React, preserveConstEnums: true },
  });
  const [first] = diagnostics ?? [];
  if (first) {
    const line = first.file!.getLineAndCharacterOfPosition(first.start!).line + 1;
    throw new SyntaxError(`${basename(path)}, line ${line}: ${ts.flattenDiagnosticMessageText(first.messageText, '\n')}`);
  }
  data.port.postMessage({ url, map: sourceMapText });
  return outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
}
