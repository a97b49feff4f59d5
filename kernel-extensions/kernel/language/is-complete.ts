// Is the text a whole cell, or would a reader at a console go on typing? Works on syntax alone.
import type TS from 'typescript';
import type { IsCompleteResult } from '../engine-api.js';
import ts from './typescript.js';

const indentWidth = 2;
/** Errors that more text mends wherever they stand: an open comment, an open template. */
const unterminated = new Set([1010, 1160]);
/** A string must end on its line: more lines do not help. */
const unterminatedString = 1002;

export function isComplete(code: string): IsCompleteResult {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
  const [first] = (file as TS.SourceFile & { parseDiagnostics: TS.DiagnosticWithLocation[] }).parseDiagnostics;
  if (!first) return { status: 'complete' };
  const isAtEnd = first.start >= code.trimEnd().length && first.code !== unterminatedString;
  return isAtEnd || unterminated.has(first.code) ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
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
