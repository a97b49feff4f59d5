// How imports of the notebook's own modules are spelled: which file a relative import means, with
// the extensions that TypeScript would try, and how a cell asks the loader for it.
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** `minimax-notebook:/path/to/model.ts?7` is what a cell imports; the number makes Node ask each time. */
export const cellImport = 'minimax-notebook:';

const extensions = ['.ts', '.mts', '.tsx', '.js', '.mjs', '.cjs', '.json'];

export function fileOf(specifier: string, folder: string): string | undefined {
  const path = resolve(folder, specifier);
  const candidates = [
    path,
    ...extensions.map((extension) => path + extension),
    path.replace(/\.([mc]?)js$/, '.$1ts'),
    ...extensions.map((extension) => join(path, `index${extension}`)),
  ];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}
