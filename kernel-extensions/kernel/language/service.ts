// A TypeScript language service over one notebook: its program holds the draft (the cell being
// checked, completed or inspected), the earlier cells it draws on, and the packages they import.
// The two roots never change, so TypeScript reuses everything but the draft.
import ts from 'typescript';
import { join } from 'node:path';
import { compilerOptions, ownModule, packageRoot } from './options.js';
import type { Notebook } from './notebook.js';

export class NotebookService {
  readonly draft: string;
  readonly service: ts.LanguageService;
  private readonly preload: string;
  private readonly host: ts.LanguageServiceHost;
  private readonly options: ts.CompilerOptions;
  private readonly versions = new Map<string, number>();
  private readonly texts = new Map<string, string>();
  private readonly resolutions: ts.ModuleResolutionCache;

  constructor(private readonly notebook: Notebook, cwd: string) {
    const folder = cwd.replaceAll('\\', '/');
    this.options = compilerOptions(cwd);
    this.draft = `${folder}/minimax-draft.ts`;
    this.preload = `${folder}/minimax-preload.ts`;
    this.setText(this.draft, 'export {};\n');
    this.setText(this.preload, 'export {};\n');
    this.resolutions = ts.createModuleResolutionCache(cwd, (name) => name, this.options);
    this.host = this.createHost(cwd);
    this.service = ts.createLanguageService(this.host, ts.createDocumentRegistry(true, cwd));
  }

  setDraft(text: string): void {
    this.setText(this.draft, text);
  }

  /** Keep these packages' types loaded, so that the first cell that imports one does not wait for them. */
  preloadPackages(packages: string[]): void {
    this.setText(this.preload, packages.map((name) => `import ${JSON.stringify(name)};\n`).join('') + 'export {};\n');
  }

  program(): ts.Program {
    return this.service.getProgram()!;
  }

  draftFile(): ts.SourceFile {
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

  private createHost(cwd: string): ts.LanguageServiceHost {
    return {
      getCompilationSettings: () => this.options,
      getScriptFileNames: () => [this.preload, this.draft],
      getScriptVersion: (path) => String(this.versions.get(path) ?? (this.notebook.files.has(path) ? 1 : diskVersion(path))),
      getScriptSnapshot: (path) => {
        const text = this.textOf(path) ?? ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => cwd,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (path) => this.textOf(path) !== undefined || ts.sys.fileExists(path),
      readFile: (path) => this.textOf(path) ?? ts.sys.readFile(path),
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      realpath: ts.sys.realpath,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      resolveModuleNameLiterals: (literals, containing, redirected, options) =>
        literals.map(({ text }) => ({ resolvedModule: this.resolve(text, containing, redirected, options) })),
    };
  }

  /** From the importing file first, then from this package, as the runtime does. */
  private resolve(specifier: string, containing: string, redirected: ts.ResolvedProjectReference | undefined, options: ts.CompilerOptions): ts.ResolvedModuleFull | undefined {
    const own = ownModule(specifier);
    if (own) return { resolvedFileName: own, extension: own.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Ts, isExternalLibraryImport: false };
    // A package may be installed, or a file written, between two cells: only what packages import is remembered.
    const cache = containing.includes('/node_modules/') ? this.resolutions : undefined;
    const find = (from: string) => ts.resolveModuleName(specifier, from, options, this.host, cache, redirected).resolvedModule;
    const isBare = !/^[./]/.test(specifier);
    return find(containing) ?? (isBare ? find(join(packageRoot, 'index.ts')) : undefined);
  }
}

/** Installed packages are taken as they are; the notebook's own modules may be edited at any time. */
function diskVersion(path: string): string {
  if (path.includes('/node_modules/')) return '0';
  return String(ts.sys.getModifiedTime?.(path)?.getTime() ?? 0);
}
