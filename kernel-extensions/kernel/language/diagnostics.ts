// What TypeScript has against a cell, as an error that a learner can read: the cell, the line, an
// excerpt of the source with a mark under the place, and the message.
import type TS from 'typescript';
import type { CellError } from '../engine-api.js';
import type { CellModule, Notebook } from './notebook.js';
import ts from './typescript.js';

/** A complaint about the cell's own text; offsets count from its first character. */
export interface Complaint {
  kind: 'syntax' | 'type';
  code: number;
  start: number;
  length: number;
  message: string;
}

/** Assigning to what an earlier cell declared as a constant is, to the checker, assigning to an import. */
const assignsToImport = 2632;

/** Complaints of `noImplicitAny`: a missing annotation is a matter of style. */
const isStyle = (code: number) => code >= 7005 && code <= 7060;

const declaredAs: Record<string, string> = {
  constant: 'a constant', function: 'a function', class: 'a class', enum: 'an enum', namespace: 'a namespace',
};

/** The complaints that concern the cell's own text, in source order, each place once. */
export function complaintsOf(diagnostics: readonly TS.Diagnostic[], kind: Complaint['kind'], { prologue, end }: CellModule, notebook: Notebook): Complaint[] {
  const complaints = new Map<string, Complaint>();
  for (const diagnostic of diagnostics) {
    if (diagnostic.category !== ts.DiagnosticCategory.Error || diagnostic.start === undefined || diagnostic.start < prologue) continue;
    if (kind === 'type' && (diagnostic.start > end || isStyle(diagnostic.code) || assignsToVariable(diagnostic, notebook))) continue;
    const start = diagnostic.start - prologue;
    complaints.set(`${start} ${diagnostic.code}`, {
      kind, code: diagnostic.code, start, length: diagnostic.length ?? 1, message: messageOf(diagnostic, notebook),
    });
  }
  return [...complaints.values()].sort((a, b) => a.start - b.start);
}

/** A variable that shares its name with a type comes in as an import, but may be assigned. */
function assignsToVariable(diagnostic: TS.Diagnostic, notebook: Notebook): boolean {
  return diagnostic.code === assignsToImport && notebook.provider(textOf(diagnostic))?.declaration.kind === 'variable';
}

const textOf = ({ file, start, length }: TS.Diagnostic) => file!.text.substring(start!, start! + length!);

function messageOf(diagnostic: TS.Diagnostic, notebook: Notebook): string {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
    .replace(/import\("[^"]*\/minimax-(?:cell-\d+|draft)"\)\./g, '')
    .replace(/"[^"]*\/minimax-(?:cell-\d+|draft)"/g, 'the notebook');
  // "Cannot find name 'document'." goes on with advice about settings that a notebook does not have.
  if (diagnostic.code >= 2580 && diagnostic.code <= 2593) return message.replace(/(?<=^Cannot find name '[^']*'\.) .*/s, '');
  const name = textOf(diagnostic);
  const provider = notebook.provider(name);
  if (provider?.isUnset) return `'${name}' has no value: Cell [${provider.executionCount}] declares it, but stopped before that line. Mend that cell and run it again.`;
  if (diagnostic.code !== assignsToImport) return message;
  const what = provider && declaredAs[provider.declaration.kind];
  return what ? `Cannot assign to '${name}' because Cell [${provider.executionCount}] declares it as ${what}.` : message;
}

const red = (text: string) => `\x1b[31m${text}\x1b[39m`;
const green = (text: string) => `\x1b[32m${text}\x1b[39m`;
const dim = (text: string) => `\x1b[2m${text}\x1b[22m`;
const shownAtMost = 10;

/** One error for all complaints about a cell. */
export function errorOf(complaints: Complaint[], code: string, executionCount: number): CellError {
  const ename = complaints[0].kind === 'syntax' ? 'SyntaxError' : 'TypeScriptError';
  const first = complaints[0].message.split('\n')[0];
  const more = complaints.length > 1 ? ` (and ${complaints.length - 1} more)` : '';
  const shown = complaints.slice(0, shownAtMost).flatMap((complaint) => describe(complaint, code, executionCount));
  if (complaints.length > shownAtMost) shown.push(dim(`… and ${complaints.length - shownAtMost} more`));
  return { ename, evalue: first + more, traceback: shown };
}

function describe(complaint: Complaint, code: string, executionCount: number): string[] {
  const before = code.slice(0, complaint.start).split('\n');
  const line = before.length, column = before.at(-1)!.length;
  const number = complaint.kind === 'type' ? ` TS${complaint.code}` : '';
  const title = `${red(complaint.kind === 'syntax' ? 'SyntaxError' : 'TypeScriptError')}${dim(number)}: ${complaint.message}`;
  return [...title.split('\n'), `    at ${green(`Cell [${executionCount}], line ${line}`)}`, ...excerpt(code.split('\n'), line, column, complaint.length), ''];
}

/** The line in question, the one before and the one after it, and a mark under the place. */
function excerpt(lines: string[], line: number, column: number, length: number): string[] {
  const from = Math.max(1, line - 1), to = Math.min(lines.length, line + 1);
  const width = String(to).length;
  const shown: string[] = [];
  for (let number = from; number <= to; number++) {
    const text = lines[number - 1];
    const margin = `${number === line ? green('>') : ' '} ${String(number).padStart(width)} | `;
    shown.push(number === line ? margin + text : margin + dim(text));
    if (number !== line) continue;
    const indent = text.slice(0, column).replace(/[^\t]/g, ' ');
    shown.push(`  ${' '.repeat(width)} | ${indent}${red('^'.repeat(Math.max(1, Math.min(length, text.length - column))))}`);
  }
  return shown;
}
