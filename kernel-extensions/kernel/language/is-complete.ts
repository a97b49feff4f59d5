// Is the text a whole cell, or would a reader at a console go on typing? Works on syntax alone.
import type TS from 'typescript';
import type { IsCompleteResult } from '../engine-api.js';
import ts from './typescript.js';

const indentWidth = 2;
/** Errors of texts that end inside a comment, a template, a string or a regular expression that may span or continue. */
const unterminated = new Set([1010 /* '*\/' expected */, 1160 /* unterminated template literal */]);

export function isComplete(code: string): IsCompleteResult {
  if (code.trim() === '') return { status: 'complete' };
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
  const errors = (file as TS.SourceFile & { parseDiagnostics: TS.DiagnosticWithLocation[] }).parseDiagnostics;
  if (errors.length === 0) {
    // `if (x)` without a body and `else`-less forms parse as complete; a deliberate empty last line closes a cell.
    return { status: 'complete' };
  }
  const end = code.trimEnd().length;
  const first = errors.reduce((a, b) => (b.start < a.start ? b : a));
  const atEnd = first.start + first.length >= end && (first.start >= end || unterminated.has(first.code));
  return atEnd || unterminated.has(first.code) ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

/** One step deeper for every bracket still open at the end of the text. */
function nextIndent(code: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, code);
  let depth = 0;
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.OpenBraceToken || token === ts.SyntaxKind.OpenParenToken || token === ts.SyntaxKind.OpenBracketToken) depth++;
    if (token === ts.SyntaxKind.CloseBraceToken || token === ts.SyntaxKind.CloseParenToken || token === ts.SyntaxKind.CloseBracketToken) depth--;
  }
  return ' '.repeat(indentWidth * Math.max(0, depth));
}
