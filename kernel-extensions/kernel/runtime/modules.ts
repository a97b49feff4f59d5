// What an `import` in a cell loads. Bare packages come from the notebook's folder, or else from
// this package; `tslab` is this package's display API; relative paths start at the notebook.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin, register } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { readModuleMaps } from './errors.js';
import type { LoaderData } from './loader-hooks.js';
import { cellImport, fileOf } from './paths.js';

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
  private localImports = 0;

  constructor(private readonly cwd: string) {
    this.notebookUrl = pathToFileURL(join(cwd, 'notebook.ts')).href;
  }

  /** `import.meta` of a cell. */
  get meta(): object {
    return { url: this.notebookUrl, dirname: this.cwd, filename: fileURLToPath(this.notebookUrl), resolve: (specifier: string) => this.resolve(specifier) };
  }

  /** `require`, `__filename` and `__dirname` of a cell. */
  get commonJs(): [NodeJS.Require, string, string] {
    return [createRequire(this.notebookUrl), fileURLToPath(this.notebookUrl), this.cwd];
  }

  /** The namespace of a module; `names` must be among its exports. */
  readonly import = async (specifier: unknown, names: string[] = []): Promise<unknown> => {
    const namespace = await this.load(this.resolve(String(specifier)));
    for (const name of names) {
      if (!(name in namespace)) throw new SyntaxError(`The module '${String(specifier)}' does not provide an export named '${name}'.`);
    }
    return namespace;
  };

  /** The URL that a specifier in a cell means. */
  resolve(specifier: string): string {
    if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
    if (specifier === 'tslab') return tslabUrl;
    if (/^(file|data):/.test(specifier)) return specifier;
    if (/^(\.{0,2}\/|\.\.?$)/.test(specifier)) {
      const file = fileOf(specifier, this.cwd);
      if (!file) throw Object.assign(new Error(`Cannot find the file '${specifier}' in ${this.cwd}.`), { code: 'ERR_MODULE_NOT_FOUND' });
      return pathToFileURL(file).href;
    }
    const resolve = import.meta.resolve as Resolve;
    try {
      return resolve(specifier, this.notebookUrl);
    } catch (error) {
      try {
        return resolve(specifier, packageUrl);
      } catch {
        throw explain(error, specifier, this.cwd);
      }
    }
  }

  private load(url: string): Promise<Record<string, unknown>> {
    if (!url.startsWith('file:') || url.includes('/node_modules/') || url === tslabUrl || url.startsWith(new URL('dist/', packageUrl).href)) return import(url);
    if (url.endsWith('.json')) return Promise.resolve(json(url));
    // One of the notebook's own modules: it may be TypeScript, and it may have been edited.
    if (this.localImports++ === 0) registerLoader();
    return import(`${cellImport}${fileURLToPath(url)}?${this.localImports}`);
  }
}

function registerLoader(): void {
  const { port1, port2 } = new MessageChannel();
  readModuleMaps(() => receiveMessageOnPort(port1)?.message as { url: string; map: string } | undefined);
  register(new URL('./loader-hooks.js', import.meta.url), { data: { port: port2, packageUrl, tslabUrl } satisfies LoaderData, transferList: [port2] });
}

function json(url: string): Record<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(fileURLToPath(url), 'utf8'));
  return { ...(typeof value === 'object' && !Array.isArray(value) ? value : {}), default: value };
}

function explain(error: unknown, specifier: string, cwd: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') return error;
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return Object.assign(new Error(`Cannot find the package '${name}'. Install it with \`npm install ${name}\` in ${cwd}, then run the cell again.`), { code: 'ERR_MODULE_NOT_FOUND' });
}
