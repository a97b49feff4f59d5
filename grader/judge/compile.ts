/** A notebook's cells as JavaScript, compiled by the grader: the sandbox needs no compiler. Compiling reads no file and runs nothing. */
import type { RunnableCell } from '../../kernel-extensions/kernel/runtime/messages.js';
import { CellEmitter } from '../../kernel-extensions/kernel/language/emit-only.js';
import type { CellFailure } from '../sandbox/messages.js';
import type { Content } from '../submission.js';

export interface CompiledCell {
  /** Place among all cells, from 1. */
  position: number;
  cell: RunnableCell | CellFailure;
}

/** A cell that cannot be compiled does not keep the others from running. */
export function compileCells(cells: Content['cells']): CompiledCell[] {
  const emitter = new CellEmitter();
  return cells.map(({ code, position }) => ({ position, cell: compileCell(emitter, code, position) }));
}

function compileCell(emitter: CellEmitter, code: string, position: number): RunnableCell | CellFailure {
  try {
    const compiled = emitter.compile(code, position);
    if (!compiled.ok) return { name: compiled.error.ename, message: compiled.error.evalue };
    return { ...compiled.cell, id: `cell-${position}`, executionCount: position, source: code, silent: true };
  } catch (error) {
    // Code that is nested thousands of levels deep is too much for any compiler.
    return { name: 'CompilerError', message: (error as Error).message };
  }
}

export function isFailure(cell: RunnableCell | CellFailure): cell is CellFailure {
  return 'message' in cell;
}
