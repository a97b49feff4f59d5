// What an `import` in a cell loads. Bare packages come from the notebook's folder, or else from
// this package; `tslab` is this package's display API; relative paths start at the notebook.
import { existsSync } from 'node:fs';
import { createRequire, isBuiltin, register } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { readJson } from './compile.js';
import { placeAt, readModuleMaps } from './errors.js';
import type { LoaderData } from './loader-hooks.js';
import { cellImport, explainMissing, fileOf, isCommonJs, isCommonJsPackage, isRelative } from './paths.js';
import { NotebookRequire } from './require.js';

const packageUrl = findPackageUrl();
const tslabUrl = new URL('../../display/tslab.js', import.meta.url).href;

/** URL of a file that would lie next to this package's package.json. */
function findPackageUrl(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return pathToFileURL(join(folder, 'index.js')).href;
}

type Resolve = (specifier: string, parent: string) => string;

export class CellModules {
  private readonly notebookUrl: string;
  private readonly notebookRequire: NotebookRequire;
  private localImports = 0;

  constructor(private readonly cwd: string) {
    this.notebookUrl = pathToFileURL(join(cwd, 'notebook.ts')).href;
    this.notebookRequire = new NotebookRequire(cwd, this.notebookUrl, packageUrl);
  }

  /** `import.meta` of a cell. */
  get meta(): object {
    return { url: this.notebookUrl, dirname: this.cwd, filename: fileURLToPath(this.notebookUrl), resolve: (specifier: string) => this.resolve(specifier) };
  }

  /** `require`, `__filename` and `__dirname` of a cell. */
  get commonJs(): [NodeJS.Require, string, string] {
    return [this.notebookRequire.require, fileURLToPath(this.notebookUrl), this.cwd];
  }

  /** The namespace of a module; `names` must be among its exports. */
  readonly import = async (specifier: unknown, names: string[] = []): Promise<unknown> => {
    const namespace = await this.find(String(specifier));
    for (const name of names) {
      if (!(name in namespace)) throw new SyntaxError(`The module '${String(specifier)}' does not provide an export named '${name}'.`);
    }
    return namespace;
  };

  private async find(specifier: string): Promise<Record<string, unknown>> {
    const caller = new Error();
    try {
      return await this.load(this.resolve(specifier));
    } catch (error) {
      // An error of the loader's thread has the stack of that thread.
      if (error instanceof Error && error.stack?.includes('loader-hooks.js')) placeAt(error, caller);
      throw error;
    }
  }

  /** The URL that a specifier in a cell means. */
  resolve(specifier: string): string {
    if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
    if (specifier === 'tslab') return tslabUrl;
    if (/^(file|data):/.test(specifier)) return specifier;
    if (isRelative(specifier)) {
      const file = fileOf(specifier, this.cwd);
      if (!file) throw explainMissing({ code: 'ERR_MODULE_NOT_FOUND' }, specifier, this.cwd);
      return pathToFileURL(file).href;
    }
    const resolve = import.meta.resolve as Resolve;
    try {
      return resolve(specifier, this.notebookUrl);
    } catch (error) {
      try {
        return resolve(specifier, packageUrl);
      } catch {
        throw explainMissing(error, specifier, this.cwd);
      }
    }
  }

  private async load(url: string): Promise<Record<string, unknown>> {
    // Node's `import` of a CommonJS package reads its source for the names of its exports: for TensorFlow.js, longer than to run it.
    if (isCommonJsPackage(url)) return namespaceOf(createRequire(url)(fileURLToPath(url)));
    if (!url.startsWith('file:') || url.includes('/node_modules/') || url === tslabUrl || url.startsWith(new URL('dist/', packageUrl).href)) return import(url);
    // One of the notebook's own modules: it may be TypeScript, and it may have been edited.
    const path = fileURLToPath(url);
    if (path.endsWith('.json')) return namespaceOf(readJson(path));
    if (isCommonJs(path)) return namespaceOf(this.notebookRequire.load(path));
    if (this.localImports++ === 0) this.registerLoader();
    this.notebookRequire.forgetEdited();
    try {
      return await import(`${cellImport}${path}?${this.localImports}`) as Record<string, unknown>;
    } finally {
      this.notebookRequire.noteLoaded();
    }
  }

  private registerLoader(): void {
    const { port1, port2 } = new MessageChannel();
    readModuleMaps(() => receiveMessageOnPort(port1)?.message as { url: string; map: string } | undefined);
    register(new URL('./loader-hooks.js', import.meta.url), { data: { port: port2, cwd: this.cwd, packageUrl, tslabUrl } satisfies LoaderData, transferList: [port2] });
  }
}

/** What an `import` of JSON or of a CommonJS module gives. */
function namespaceOf(exports: unknown): Record<string, unknown> {
  const hasNames = (typeof exports === 'object' && exports !== null && !Array.isArray(exports)) || typeof exports === 'function';
  return { ...(hasNames ? exports as Record<string, unknown> : {}), default: exports };
}
