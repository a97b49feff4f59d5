// Makes cells ready to run without looking at types: neither libraries nor imports are read, so it
// starts in milliseconds and needs no folder. For who runs notebooks and helps nobody to write them.
import type TS from 'typescript';
import { complaintsOf, errorOf } from './diagnostics.js';
import { emitCell } from './emit.js';
import type { Compiled } from './language.js';
import { Notebook } from './notebook.js';
import { compilerOptions } from './options.js';
import ts from './typescript.js';

const path = '/minimax-draft.ts';

/** The cells of one notebook. */
export class CellEmitter {
  private readonly notebook = new Notebook('/');
  private readonly options: TS.CompilerOptions = { ...compilerOptions('/'), noResolve: true, noLib: true, noCheck: true, types: [] };

  /** Later cells see its declarations, unless it has syntax errors. */
  compile(code: string, executionCount: number): Compiled {
    const module = this.notebook.module(code);
    const file = ts.createSourceFile(path, module.text, this.options.target!, true, ts.ScriptKind.TS);
    const program = ts.createProgram([path], this.options, hostOf(file));
    const syntax = complaintsOf(program.getSyntacticDiagnostics(file), 'syntax', module, this.notebook);
    if (syntax.length > 0) return { ok: false, error: errorOf(syntax, code, executionCount) };
    const cell = emitCell(program, file, module);
    this.notebook.commit(module, executionCount);
    return { ok: true, declares: [], cell };
  }
}

/** A world of one file. */
function hostOf(file: TS.SourceFile): TS.CompilerHost {
  return {
    getSourceFile: (name) => (name === path ? file : undefined),
    fileExists: (name) => name === path,
    readFile: () => undefined,
    writeFile: () => {},
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  };
}
