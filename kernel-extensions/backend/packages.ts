/**
 * Optional npm packages: where they are looked for, and which version was found. They may be
 * installed beside the notebooks (the working folder) or beside minimax-labs itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** The installed package `name`, or undefined. The working folder's node_modules come first. */
export function findPackage(name: string): InstalledPackage | undefined {
  for (const from of [process.cwd(), here]) {
    for (let folder = from; ; folder = dirname(folder)) {
      const directory = join(folder, 'node_modules', name);
      const manifest = join(directory, 'package.json');
      if (existsSync(manifest)) {
        const { version = 'unknown' } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string };
        return {
          name, version, directory,
          load: async () => {
            const entry = createRequire(join(folder, 'package.json')).resolve(name);
            return await import(pathToFileURL(entry).href) as Record<string, unknown>;
          },
        };
      }
      if (dirname(folder) === folder) break;
    }
  }
  return undefined;
}
