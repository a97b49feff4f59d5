// Completion and inspection over the notebook's cells.
import type TS from 'typescript';
import type { CompletionResult, InspectionResult } from '../engine-api.js';
import type { Declaration } from './declarations.js';
import type { CellModule } from './notebook.js';
import type { NotebookService } from './service.js';
import ts from './typescript.js';
import { isDynamic, namedAt, pathOf, propertyAt, type ValuePath } from './value-path.js';

export interface Completion extends CompletionResult {
  /** The types say little about the value of which a property is to be completed: the running notebook knows more. */
  dynamic?: { path: ValuePath; isKey: boolean };
}

export interface Inspection extends InspectionResult {
  /** The value that is inspected. */
  path?: ValuePath;
}

/** What is known of a name of the notebook; to the checker it is an import of this cell. */
type Known = (name: string) => { declaration: Declaration; executionCount: number } | undefined;

const preferences: TS.GetCompletionsAtPositionOptions = {
  includeCompletionsForModuleExports: false,
  includeCompletionsWithInsertText: true,
  includeCompletionsForImportStatements: false,
  includeSymbol: true,
};
/** A signature costs a check each: only the matches a reader sees first have one. */
const signaturesAtMost = 10;

export function complete(notebook: NotebookService, module: CellModule, code: string, cursor: number, known: Known): Completion {
  const position = module.prologue + cursor;
  const info = notebook.service.getCompletionsAtPosition(notebook.draft, position, preferences);
  const word = /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, cursor))![0];
  const start = info?.optionalReplacementSpan ? info.optionalReplacementSpan.start - module.prologue : cursor - word.length;
  const end = info?.optionalReplacementSpan ? start + info.optionalReplacementSpan.length : cursor;
  const dynamic = dynamicAt(notebook, position);
  if (!info) return { start: dynamic ? dynamic.start - module.prologue : cursor, end: cursor, matches: [], dynamic };

  const typed = code.slice(start, cursor).toLowerCase();
  const rank = (entry: TS.CompletionEntry) => (entry.name.toLowerCase().startsWith(typed) ? 0 : 1);
  const fits = (entry: TS.CompletionEntry) => isSubsequence(typed, entry.name.toLowerCase()) && entry.kind !== ts.ScriptElementKind.warning;
  const entries = info.entries.filter(fits)
    .sort((a, b) => rank(a) - rank(b) || a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name));
  const matches = entries.map((entry, index) => ({
    text: entry.insertText ?? entry.name,
    kind: entry.kind === ts.ScriptElementKind.alias ? known(entry.name)?.declaration.kind ?? entry.kind : entry.kind,
    ...(index < signaturesAtMost ? { signature: signatureOf(notebook, entry) } : {}),
  }));
  return { start: dynamic ? dynamic.start - module.prologue : start, end: Math.max(end, cursor), matches, dynamic };
}

function dynamicAt(notebook: NotebookService, position: number): Completion['dynamic'] & { start: number } | undefined {
  const file = notebook.draftFile(), checker = notebook.program().getTypeChecker();
  const property = propertyAt(file, position);
  const path = property && isDynamic(checker, property.receiver) ? pathOf(checker, property.receiver) : undefined;
  return path && { path, start: property!.start, isKey: property!.isKey };
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part[at]) at++;
  return at >= part.length;
}

/** `name(parameters): result` or `name: type`, of a value; the full details of an entry would cost three times as much. */
function signatureOf(notebook: NotebookService, { name, symbol }: TS.CompletionEntry): string | undefined {
  if (!symbol) return undefined;
  const checker = notebook.program().getTypeChecker(), draft = notebook.draftFile();
  const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (!(declared.flags & ts.SymbolFlags.Value)) return undefined;
  const type = checker.getTypeOfSymbolAtLocation(declared, draft);
  const [call, ...overloads] = type.getCallSignatures();
  if (!call) return withoutPaths(`${name}: ${checker.typeToString(type, draft)}`);
  return withoutPaths(`${name}${checker.signatureToString(call, draft)}`) + (overloads.length > 0 ? ` (+${overloads.length} more)` : '');
}

/** Type, signature and documentation of what stands at the cursor, or of the call around it. */
export function inspect(notebook: NotebookService, module: CellModule, code: string, cursor: number, detailLevel: 0 | 1, known: Known): Inspection {
  const info = quickInfo(notebook, module.prologue, code, cursor);
  if (!info) return { found: false, data: {} };
  const signature = plain(info.displayParts);
  const documentation = plain(info.documentation);
  const tags = (info.tags ?? []).filter(({ name }) => detailLevel === 1 || name === 'param' || name === 'returns' || name === 'deprecated')
    .map(({ name, text }) => ({ name, text: plain(text) }));
  const expression = namedAt(notebook.draftFile(), info.textSpan.start);
  const path = expression && pathOf(notebook.program().getTypeChecker(), expression);
  const origin = path?.length === 1 && detailLevel === 1 ? known(expression!.getText()) : undefined;
  const source = origin?.declaration.source;
  const cell = `Cell [${origin?.executionCount}]:`;
  return {
    found: true,
    path,
    data: {
      'text/plain': [signature, documentation, ...tags.map(({ name, text }) => `@${name} ${text}`.trim()), source && `${cell}\n${source}`].filter(Boolean).join('\n\n'),
      'text/markdown': [
        `\`\`\`typescript\n${signature}\n\`\`\``, documentation,
        ...tags.map(({ name, text }) => (name === 'example' ? `\`\`\`typescript\n${text}\n\`\`\`` : `*@${name}* ${text}`)),
        source && `${cell}\n\`\`\`typescript\n${source}\n\`\`\``,
      ].filter(Boolean).join('\n\n'),
    },
  };
}

/** The cursor may stand in a name, just behind it, behind its opening parenthesis, or among its arguments. */
function quickInfo(notebook: NotebookService, prologue: number, code: string, cursor: number): TS.QuickInfo | undefined {
  const at = (offset: number) => (offset < 0 ? undefined : notebook.service.getQuickInfoAtPosition(notebook.draft, prologue + offset));
  const direct = at(cursor) ?? at(cursor - 1);
  if (direct) return direct;
  const call = notebook.service.getSignatureHelpItems(notebook.draft, prologue + cursor, undefined);
  if (!call) return undefined;
  let offset = call.applicableSpan.start - prologue - 1;
  while (offset > 0 && /[\s(<]/.test(code[offset])) offset--;
  return at(offset);
}

function plain(parts: TS.SymbolDisplayPart[] | undefined): string {
  return withoutPaths(ts.displayPartsToString(parts)).replace(/^\(alias\) /, '').replace(/\nimport \S+$/, '');
}

/** The modules of cells are nobody's business. */
const withoutPaths = (text: string): string => text.replace(/import\("[^"]*\/minimax-(?:cell-\d+|draft)"\)\./g, '');
