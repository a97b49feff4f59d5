/**
 * Optional npm packages: where they are looked for, and which version was found. They may be
 * installed beside the notebooks (the working folder) or beside minimax-labs itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export interface InstalledPackage {
  name: string;
  version: string;
  directory: string;
  /** Loads the package's main module. */
  load(): Promise<Record<string, unknown>>;
}

/** The installed package `name`, or undefined. The node_modules of `folder` come first. */
export function findPackage(name: string, folder = process.cwd()): InstalledPackage | undefined {
  for (const from of [folder, here]) {
    for (let folder = from; ; folder = dirname(folder)) {
      const directory = join(folder, 'node_modules', name);
      const manifest = join(directory, 'package.json');
      if (existsSync(manifest)) {
        const { version = 'unknown', type } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string; type?: string };
        return {
          name, version, directory,
          load: async () => {
            const require = createRequire(join(folder, 'package.json'));
            if (type === 'module') return await import(pathToFileURL(require.resolve(name)).href) as Record<string, unknown>;
            return withOurTfjs(() => require(name) as Record<string, unknown>);
          },
        };
      }
      if (dirname(folder) === folder) break;
    }
  }
  return undefined;
}

const tfjsPackage = /^@tensorflow\/tfjs(-core|-layers|-data|-converter|-backend-cpu)?(\/|$)/;

/**
 * Runs `load` with this project's tfjs for whatever is loaded there. A package of another folder finds a
 * copy of tfjs beside itself; that copy would register its gradients and kernels over those in use, since
 * all copies share one registry, and warn of each.
 */
function withOurTfjs<T>(load: () => T): T {
  const resolver = Module as unknown as { _resolveFilename(request: string, parent: unknown, isMain: boolean, options?: { paths: string[] }): string };
  const resolve = resolver._resolveFilename;
  resolver._resolveFilename = function (request, parent, isMain, options) {
    return resolve.call(this, request, parent, isMain, tfjsPackage.test(request) ? { paths: [here] } : options);
  };
  try {
    return load();
  } finally {
    resolver._resolveFilename = resolve;
  }
}
