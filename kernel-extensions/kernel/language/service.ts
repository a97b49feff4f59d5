// A TypeScript language service over one notebook: its program holds the draft (the cell being
// checked, completed or inspected), the earlier cells it draws on, and the packages they import.
// The two roots never change, so TypeScript reuses everything but the draft.
import type TS from 'typescript';
import { join } from 'node:path';
import type { Library, VersionedText } from './library.js';
import { compilerOptions, ownModule, packageRoot } from './options.js';
import type { Notebook } from './notebook.js';
import ts from './typescript.js';

/** What the runtime adds to the global object. */
const notebookGlobals = `export {};
declare global {
  /** Asks the user for a line; the preset where the line is empty. */
  function prompt(message?: string, preset?: string): string;
  /** Asks the user for a line without showing what is typed. */
  function promptPassword(message?: string): string;
}
`;

export class NotebookService {
  readonly draft: string;
  readonly service: TS.LanguageService;
  private readonly preload: string;
  private readonly host: TS.LanguageServiceHost;
  private readonly options: TS.CompilerOptions;
  private readonly versions = new Map<string, number>();
  private readonly texts = new Map<string, string>();
  private readonly snapshots = new Map<string, VersionedText>();
  /** Files with an import that was not found. */
  private readonly incomplete = new Set<string>();
  /** A draft has come since the last program: what was not found may be there by now. */
  private looksAgain = false;
  /** Counts the drafts: files may have changed since the one before, and are not looked at in between. */
  private generation = 0;

  constructor(private readonly notebook: Notebook, cwd: string, private readonly library: Library) {
    const { folder } = notebook;
    notebook.onForget = (path) => this.snapshots.delete(path);
    this.options = compilerOptions(cwd);
    this.draft = `${folder}/minimax-draft.ts`;
    this.preload = `${folder}/minimax-preload.ts`;
    this.setText(this.draft, 'export {};\n');
    this.preloadPackages([]);
    this.host = this.createHost(cwd);
    this.service = ts.createLanguageService(this.host, library.registry);
  }

  setDraft(text: string): void {
    this.setText(this.draft, text);
    this.looksAgain = true;
    this.generation++;
  }

  get draftText(): string {
    return this.texts.get(this.draft)!;
  }

  /** Keep these packages' types loaded, so that the first cell that imports one does not wait for them. */
  preloadPackages(packages: string[]): void {
    this.generation++;
    this.setText(this.preload, packages.map((name) => `import ${JSON.stringify(name)};\n`).join('') + notebookGlobals);
  }

  program(): TS.Program {
    const program = this.service.getProgram()!;
    this.looksAgain = false;
    return program;
  }

  draftFile(): TS.SourceFile {
    return this.program().getSourceFile(this.draft)!;
  }

  private setText(path: string, text: string): void {
    if (this.texts.get(path) === text) return;
    this.texts.set(path, text);
    this.versions.set(path, (this.versions.get(path) ?? 0) + 1);
  }

  private textOf(path: string): string | undefined {
    return this.texts.get(path) ?? this.notebook.files.get(path);
  }

  private versionOf(path: string): string {
    return String(this.versions.get(path) ?? (this.notebook.files.has(path) ? 1 : diskVersion(path)));
  }

  /** TypeScript asks for every file of the program at every change. */
  private snapshot(path: string): TS.IScriptSnapshot | undefined {
    const version = this.versionOf(path);
    const known = this.library.texts.get(path) ?? this.snapshots.get(path);
    if (known?.version === version) return known.snapshot;
    const text = this.textOf(path) ?? ts.sys.readFile(path);
    if (text === undefined) return undefined;
    const snapshot = ts.ScriptSnapshot.fromString(text);
    (isInstalled(path) ? this.library.texts : this.snapshots).set(path, { version, snapshot });
    return snapshot;
  }

  private createHost(cwd: string): TS.LanguageServiceHost {
    const host: TS.LanguageServiceHost & { getModuleResolutionCache(): TS.ModuleResolutionCache; hasInvalidatedResolutions(path: string): boolean } = {
      // Without it TypeScript reads the package.json of each file at every change.
      getModuleResolutionCache: () => this.library.resolutions,
      hasInvalidatedResolutions: (path) => this.looksAgain && this.incomplete.has(path),
      getProjectVersion: () => String(this.generation),
      getCompilationSettings: () => this.options,
      getScriptFileNames: () => [this.preload, this.draft],
      getScriptVersion: (path) => this.versionOf(path),
      getScriptSnapshot: (path) => this.snapshot(path),
      getCurrentDirectory: () => cwd,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (path) => this.textOf(path) !== undefined || ts.sys.fileExists(path),
      readFile: (path) => this.textOf(path) ?? ts.sys.readFile(path),
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      realpath: ts.sys.realpath,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      resolveModuleNameLiterals: (literals, containing, redirected, options) => {
        const found = literals.map(({ text }) => ({ resolvedModule: this.resolve(text, containing, redirected, options) }));
        if (found.some(({ resolvedModule }) => !resolvedModule) && !isInstalled(containing)) this.incomplete.add(containing);
        else this.incomplete.delete(containing);
        return found;
      },
    };
    return host;
  }

  /** From the importing file first, then from this package, as the runtime does. */
  private resolve(specifier: string, containing: string, redirected: TS.ResolvedProjectReference | undefined, options: TS.CompilerOptions): TS.ResolvedModuleFull | undefined {
    const own = ownModule(specifier);
    if (own) return { resolvedFileName: own, extension: own.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Ts, isExternalLibraryImport: false };
    // A package may be installed, or a file written, between two cells: only what packages import is remembered.
    const cache = isInstalled(containing) ? this.library.resolutions : undefined;
    const find = (from: string) => ts.resolveModuleName(specifier, from, options, this.host, cache, redirected).resolvedModule;
    const isBare = !/^[./]/.test(specifier);
    return find(containing) ?? (isBare ? find(join(packageRoot, 'index.ts')) : undefined);
  }
}

const isInstalled = (path: string): boolean => path.includes('/node_modules/');

/** Installed packages are taken as they are; the notebook's own modules may be edited at any time. */
function diskVersion(path: string): string {
  if (isInstalled(path)) return '0';
  return String(ts.sys.getModifiedTime?.(path)?.getTime() ?? 0);
}
