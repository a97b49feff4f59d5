// `require` of a cell, and the notebook's own CommonJS modules. As for `import`, packages come from
// the notebook's folder or else from this package, files may be TypeScript, and those that were
// edited, or that require an edited one, are loaded again.
import { createRequire, isBuiltin } from 'node:module';
import { compileFile } from './compile.js';
import { addModuleMap } from './errors.js';
import { explainMissing, fileOf, isRelative, stampOf } from './paths.js';

type Compile = { _compile(code: string, path: string): void };

export class NotebookRequire {
  readonly require: NodeJS.Require;
  private readonly native: NodeJS.Require;
  /** The notebook's own modules that are loaded → their stamps when they were. */
  private readonly stamps = new Map<string, string>();

  /** `ownFile`: a URL in this package. */
  constructor(private readonly cwd: string, notebookUrl: string, private readonly ownFile: string) {
    this.native = createRequire(notebookUrl);
    const load = (specifier: string): unknown => this.load(this.resolve(specifier));
    const { cache, main, extensions } = this.native;
    this.require = Object.assign(load, { resolve: Object.assign((specifier: string) => this.resolve(specifier), { paths: this.native.resolve.paths }), cache, main, extensions });
    for (const extension of ['.ts', '.cts', '.mts', '.tsx']) this.compileOwn(extension);
  }

  load(path: string): unknown {
    this.forgetEdited();
    try {
      return this.native(path);
    } finally {
      this.noteLoaded();
    }
  }

  /** Modules that were edited since they were loaded, and those that require them, are loaded again when they are asked for. */
  forgetEdited(): void {
    const { cache } = this.native;
    const stale = new Set([...this.stamps].filter(([path, stamp]) => stampOf(path) !== stamp).map(([path]) => path));
    for (let known = -1; known < stale.size;) {
      known = stale.size;
      for (const path of this.stamps.keys()) if (cache[path]?.children?.some(({ filename }) => stale.has(filename))) stale.add(path);
    }
    for (const path of stale) {
      delete cache[path];
      this.stamps.delete(path);
    }
  }

  noteLoaded(): void {
    for (const path of Object.keys(this.native.cache)) {
      if (!this.stamps.has(path) && !path.includes('node_modules')) this.stamps.set(path, stampOf(path));
    }
  }

  private resolve(specifier: string): string {
    if (isBuiltin(specifier)) return specifier;
    try {
      return (isRelative(specifier) && fileOf(specifier, this.cwd)) || this.native.resolve(specifier);
    } catch (error) {
      try {
        return createRequire(this.ownFile).resolve(specifier);
      } catch {
        throw explainMissing(error, specifier, this.cwd);
      }
    }
  }

  /** Node compiles no TypeScript before version 22, and no enums and the like after it. */
  private compileOwn(extension: string): void {
    const { extensions } = this.native;
    const native = extensions[extension];
    extensions[extension] = (module, path) => {
      if (native && path.includes('node_modules')) return native(module, path);
      const { code, map } = compileFile(path, 'commonjs');
      addModuleMap(path, map);
      (module as unknown as Compile)._compile(code, path);
    };
  }
}
