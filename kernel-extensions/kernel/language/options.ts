// The TypeScript options of a notebook, and where the packages that a cell imports are found.
// Strict about what goes wrong when the cell runs, lenient about style: a learner's code is never
// refused for a missing annotation.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type TS from 'typescript';
import ts from './typescript.js';

/** The folder of the minimax-labs package: where its package.json lies. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

function findPackageRoot(folder: string): string {
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export function compilerOptions(cwd: string): TS.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    // Without the DOM: its thousand globals (`name`, `status`, `print`, …) do not exist here, and hide misspellings.
    lib: ['lib.esnext.d.ts'],
    types: ['node'],
    typeRoots: [join(cwd, 'node_modules', '@types'), join(packageRoot, 'node_modules', '@types')],
    strict: true,
    // For arrays that take the type of what is pushed into them; its own complaints are not shown, see diagnostics.ts.
    noImplicitAny: true,
    noImplicitThis: false,
    strictPropertyInitialization: false,
    useUnknownInCatchVariables: false,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
    allowImportingTsExtensions: true,
    allowJs: true,
    checkJs: false,
    esModuleInterop: true,
    resolveJsonModule: true,
    // For `.tsx` modules beside the notebook.
    jsx: ts.JsxEmit.React,
    preserveConstEnums: true,
    skipLibCheck: true,
    sourceMap: true,
    newLine: ts.NewLineKind.LineFeed,
  };
}

/** The source of a built file of this package: `dist/a/b.d.ts` comes from `a/b.ts`. */
const sourceOf = (declaration: string) => declaration.replace(/^\.?\/?dist\//, '').replace(/\.d\.ts$/, '.ts');

const ownExports = (): Record<string, { types?: string }> =>
  JSON.parse(ts.sys.readFile(join(packageRoot, 'package.json')) ?? '{}').exports ?? {};

/**
 * The TypeScript file behind an import of this package itself (`minimax-labs`, `minimax-labs/…`)
 * or of `tslab`, whose display API this package provides; undefined for all other packages.
 * Declarations where they are built, sources otherwise.
 */
export function ownModule(specifier: string): string | undefined {
  if (specifier !== 'tslab' && !/^minimax-labs($|\/)/.test(specifier)) return undefined;
  const types = specifier === 'tslab'
    ? './dist/kernel-extensions/display/tslab.d.ts'
    : ownExports()[specifier.replace('minimax-labs', '.')]?.types;
  return types && [types, sourceOf(types)].map((path) => join(packageRoot, path)).find((path) => existsSync(path));
}
