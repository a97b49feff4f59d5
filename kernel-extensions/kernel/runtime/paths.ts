// How imports of the notebook's own modules are spelled: which file a relative import means, with
// the extensions that TypeScript would try, which files are CommonJS, and how a cell asks the loader.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from './compile.js';

/** `minimax-notebook:/path/to/model.ts?7` is what a cell imports; the number makes Node ask each time. */
export const cellImport = 'minimax-notebook:';

const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.json'];

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

export const isRelative = (specifier: string): boolean => /^(\.{0,2}\/|\.\.?$)/.test(specifier);

/** Is a file a CommonJS module, where no package.json says so? */
export const isCommonJs = (path: string): boolean =>
  /\.c[jt]s$/.test(path) || (path.endsWith('.js') && !/^\s*(import|export)\b/m.test(readFileSync(path, 'utf8')));

/** Is a file of an installed package, by its URL, a CommonJS module? */
export function isCommonJsPackage(url: string): boolean {
  if (!url.startsWith('file:') || !url.includes('/node_modules/') || !/\.c?js$/.test(url)) return false;
  const path = fileURLToPath(url);
  return path.endsWith('.cjs') || (typeOfPackage(dirname(path)) !== 'module' && isCommonJs(path));
}

/** The `type` of the package.json that counts for files in this folder. */
function typeOfPackage(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return (readJson(file) as { type?: string }).type;
  return basename(folder) === 'node_modules' || dirname(folder) === folder ? undefined : typeOfPackage(dirname(folder));
}

/** Changes when the file does. */
export function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : 'none';
}

/** An error that says how to get a package that was not found; other errors as they are. */
export function explainMissing(error: unknown, specifier: string, cwd: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return error;
  if (isRelative(specifier)) return Object.assign(new Error(`Cannot find the file '${specifier}' in ${cwd}.`), { code });
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return Object.assign(new Error(`Cannot find the package '${name}'. Install it with \`npm install ${name}\` in ${cwd}, then run the cell again.`), { code });
}
