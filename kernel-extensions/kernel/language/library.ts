// What all notebooks have in common: the installed files of their programs – TypeScript's and
// Node's own declarations, the packages – parsed and bound, and where those files' imports lead.
// It depends on no notebook, so that it can be made ahead of time, see snapshot.ts.
import type TS from 'typescript';
import { inSnapshot } from './in-snapshot.js';
import { compilerOptions, packageRoot } from './options.js';
import ts from './typescript.js';

export interface VersionedText { version: string; snapshot: TS.IScriptSnapshot }

export interface Library {
  /** The compiler options that it was made for. */
  made: string;
  registry: TS.DocumentRegistry;
  /** Of the imports in installed files. */
  resolutions: TS.ModuleResolutionCache;
  /** The texts of installed files, by path. */
  texts: Map<string, VersionedText>;
}

/** Packages lie at other places for every notebook; all other options are the same. */
const made = (): string => JSON.stringify({ ...compilerOptions(packageRoot), typescript: ts.version });

export function createLibrary(): Library {
  const identity = (name: string) => name;
  return {
    made: made(),
    registry: ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, packageRoot),
    resolutions: ts.createModuleResolutionCache(packageRoot, identity, compilerOptions(packageRoot)),
    texts: new Map(),
  };
}

/** The one of the startup snapshot, unless the options have changed since; otherwise an empty one. */
export function library(): Library {
  const ready = inSnapshot()?.library;
  return ready?.made === made() ? ready : createLibrary();
}
