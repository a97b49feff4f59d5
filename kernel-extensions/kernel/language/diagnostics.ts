// What TypeScript has against a cell, as an error that a learner can read: the cell, the line, an
// excerpt of the source with a mark under the place, and the message.
import type TS from 'typescript';
import type { CellError } from '../engine-api.js';
import { hintFor } from './hints.js';
import type { CellModule, Notebook } from './notebook.js';
import ts from './typescript.js';

/** A complaint about the text of the cell, or of a module that it imports; offsets count from its first character. */
export interface Complaint {
  kind: 'syntax' | 'type';
  code: number;
  start: number;
  length: number;
  message: string;
  /** The notebook's own module that it is about. */
  file?: { name: string; text: string };
}

/** Assigning to what an earlier cell declared as a constant is, to the checker, assigning to an import. */
const assignsToImport = 2632;

/** `import fs = require("fs")` is not allowed in an ECMAScript module; a cell has `require`. */
const importsByRequire = 1202;

/** Complaints of `noImplicitAny`: a missing annotation is a matter of style. */
const isStyle = (code: number) => code >= 7005 && code <= 7060;

const cannotFindName = new Set([2304, 2552]);

const declaredAs: Record<string, string> = {
  constant: 'a constant', function: 'a function', class: 'a class', enum: 'an enum', namespace: 'a namespace',
};

/** The complaints that concern the cell's own text, in source order, each place once. */
export function complaintsOf(diagnostics: readonly TS.Diagnostic[], kind: Complaint['kind'], { text, prologue, end }: CellModule, notebook: Notebook): Complaint[] {
  const complaints = new Map<string, Complaint>();
  for (const diagnostic of diagnostics) {
    if (diagnostic.category !== ts.DiagnosticCategory.Error || diagnostic.start === undefined || diagnostic.start < prologue) continue;
    if (kind === 'type' && (diagnostic.start > end || diagnostic.code === importsByRequire || isStyle(diagnostic.code) || assignsToVariable(diagnostic, notebook))) continue;
    const start = diagnostic.start - prologue;
    complaints.set(`${start} ${diagnostic.code}`, {
      kind, code: diagnostic.code, start, length: diagnostic.length ?? 1, message: messageOf(diagnostic, notebook),
    });
  }
  return withHints([...complaints.values()].sort((a, b) => a.start - b.start), text.slice(prologue, end));
}

/** The complaints about one of the notebook's own modules. */
export function complaintsAboutFile(diagnostics: readonly TS.Diagnostic[], kind: Complaint['kind'], file: Complaint['file']): Complaint[] {
  return diagnostics.filter(({ category, start, code }) => category === ts.DiagnosticCategory.Error && start !== undefined && !(kind === 'type' && isStyle(code)))
    .map(({ code, start, length, messageText }) => ({ kind, code, start: start!, length: length ?? 1, message: ts.flattenDiagnosticMessageText(messageText, '\n'), file }));
}

/** A line that is no TypeScript at all gets one complaint, which says what to do. */
function withHints(complaints: Complaint[], code: string): Complaint[] {
  const lines = linesOf(code);
  const lineOf = ({ start }: Complaint) => placeIn(code, start).line;
  const hints = new Map<number, string>();
  for (const complaint of complaints) {
    const hint = complaint.kind === 'syntax' || cannotFindName.has(complaint.code) ? hintFor(lines[lineOf(complaint) - 1]) : undefined;
    if (hint !== undefined) hints.set(lineOf(complaint), hint);
  }
  const [hinted, others] = [complaints.filter((complaint) => hints.has(lineOf(complaint))), complaints.filter((complaint) => !hints.has(lineOf(complaint)))];
  const firsts = new Map(hinted.reverse().map((complaint) => [lineOf(complaint), { ...complaint, message: hints.get(lineOf(complaint))! }]));
  return [...firsts.values(), ...others].sort((a, b) => a.start - b.start);
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

function describe({ kind, code, start, length, message, file }: Complaint, cell: string, executionCount: number): string[] {
  const text = file?.text ?? cell;
  const { line, column } = placeIn(text, start);
  const number = kind === 'type' ? ` TS${code}` : '';
  const title = `${red(kind === 'syntax' ? 'SyntaxError' : 'TypeScriptError')}${dim(number)}: ${message}`;
  return [...title.split('\n'), `    at ${green(`${file?.name ?? `Cell [${executionCount}]`}, line ${line}`)}`, ...excerpt(linesOf(text), line, column, length), ''];
}

/** As TypeScript counts lines. */
const linesOf = (text: string) => text.split(/\r\n|[\n\r\u2028\u2029]/);

/** The line (from 1) and the column (from 0) of an offset. */
function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = linesOf(text.slice(0, offset));
  return { line: before.length, column: before.at(-1)!.length };
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
