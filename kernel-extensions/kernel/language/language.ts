// The TypeScript of one notebook: checks and emits cells, completes, inspects. Synchronous; the
// engine runs it in a process of its own (server.ts, index.ts), so that nothing else waits for it.
import type TS from 'typescript';
import type { CellError, IsCompleteResult } from '../engine-api.js';
import { complaintsOf, errorOf } from './diagnostics.js';
import { complete, inspect, type Completion, type Inspection } from './complete.js';
import { emitCell, type EmittedCell } from './emit.js';
import { complaintsAboutModules } from './local-modules.js';
import { isComplete } from './is-complete.js';
import { library } from './library.js';
import { Notebook, type CellModule } from './notebook.js';
import { nameOfVariable } from './reserved-names.js';
import { NotebookService } from './service.js';
import ts from './typescript.js';

export interface LanguageOptions {
  cwd: string;
  typeErrors: 'error' | 'warn' | 'off';
}

export type Compiled =
  | { ok: true; cell: EmittedCell; /** What later cells see of it: names, and names of what it adds to global types. */ declares: string[]; /** Type errors that do not stop the cell. */ warning?: CellError }
  | { ok: false; error: CellError };

export class Language {
  private readonly notebook: Notebook;
  private readonly service: NotebookService;

  constructor(private readonly options: LanguageOptions) {
    this.notebook = new Notebook(options.cwd);
    this.service = new NotebookService(this.notebook, options.cwd, library());
  }

  /** Check a cell and make it ready to run. Later cells see its declarations, unless it has errors. */
  compile(code: string, executionCount: number): Compiled {
    const module = this.notebook.module(code);
    this.service.setDraft(module.text);
    const program = this.service.program(), file = this.service.draftFile();

    const syntax = complaintsOf(program.getSyntacticDiagnostics(file), 'syntax', module, this.notebook);
    if (syntax.length > 0) return { ok: false, error: errorOf(syntax, code, executionCount) };
    const types = this.options.typeErrors === 'off' ? [] : [
      ...complaintsOf(program.getSemanticDiagnostics(file), 'type', module, this.notebook),
      ...complaintsAboutModules(program, file, module.prologue, this.notebook.folder),
    ];
    if (types.length > 0 && this.options.typeErrors === 'error') return { ok: false, error: errorOf(types, code, executionCount) };

    const cell = emitCell(program, file, module);
    const name = this.notebook.commit(module, executionCount, cell.live);
    setImmediate(() => this.settle(module, name));
    const declares = [...module.declarations.map(({ name: declared }) => declared), ...module.augments];
    return { ok: true, cell, declares, ...(types.length > 0 ? { warning: errorOf(types, code, executionCount) } : {}) };
  }

  /** The cell that ran last stopped before these of its names had a value: later cells cannot use them. */
  noteUnset(names: string[]): void {
    for (const name of names) this.notebook.noteUnset(nameOfVariable(name));
  }

  /** While the cell runs: what later cells need to know of it. */
  private settle(module: CellModule, name: string | undefined): void {
    if (this.service.draftText !== module.text) return;
    const program = this.service.program(), file = this.service.draftFile();
    try {
      this.noteVariables(program.getTypeChecker(), file, module);
      if (name) this.flatten(program, file, name);
    } catch {
      // The compiler gives up on some exotic declarations; the cell's source serves as well.
    }
  }

  /**
   * `let model: Model | undefined` in one cell and `model = build()` in the next: the cell after
   * that need not ask whether there is a model, as in one module.
   */
  private noteVariables(checker: TS.TypeChecker, file: TS.SourceFile, { mentioned }: CellModule): void {
    const last = file.statements.at(-1);
    if (mentioned.length === 0 || !last || !ts.isExpressionStatement(last) || !ts.isArrayLiteralExpression(last.expression)) return;
    const isNullable = (type: TS.Type) => checker.getNonNullableType(type) !== type;
    for (const [index, mention] of last.expression.elements.entries()) {
      const symbol = checker.getSymbolAtLocation(mention);
      const declared = symbol && checker.getTypeOfSymbol(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
      const now = checker.getTypeAtLocation(mention);
      this.notebook.noteSet(mentioned[index], declared !== undefined && isNullable(declared) && !isNullable(now) && (now.flags & ts.TypeFlags.Never) === 0);
    }
  }

  /**
   * Replace a cell's module by its declarations, so that the types of later cells rest on
   * spelled-out types and not on ever longer chains of inference. A cell whose types have no
   * portable spelling keeps its source.
   */
  private flatten(program: TS.Program, file: TS.SourceFile, name: string): void {
    if (program.getDeclarationDiagnostics(file).length > 0) return;
    const [declarations] = this.service.service.getEmitOutput(this.service.draft, true, true).outputFiles;
    if (declarations) this.notebook.flatten(name, declarations.text);
  }

  complete(code: string, cursor: number): Completion {
    const module = this.notebook.module(code, { every: true });
    this.service.setDraft(module.text);
    return complete(this.service, module, code, cursor, (name) => this.notebook.provider(name));
  }

  inspect(code: string, cursor: number, detailLevel: 0 | 1): Inspection {
    const module = this.notebook.module(code, { every: true });
    this.service.setDraft(module.text);
    return inspect(this.service, module, code, cursor, detailLevel, (name) => this.notebook.provider(name));
  }

  isComplete(code: string): IsCompleteResult {
    return isComplete(code);
  }

  /** Load the libraries of TypeScript and Node, so that the first cell does not wait for them. */
  warmUp(): void {
    this.service.setDraft('export {};\nconst warm = [1].map(String);\n');
    this.service.service.getSemanticDiagnostics(this.service.draft);
  }

  /** Load the types of packages that cells are likely to import. */
  preload(packages: string[]): void {
    this.service.preloadPackages(packages);
    this.service.program();
  }

  /** Forget all cells: their variables are gone. */
  clear(): void {
    this.notebook.clear();
  }
}
