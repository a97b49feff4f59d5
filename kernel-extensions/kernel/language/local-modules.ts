// What TypeScript has against the notebook's own modules: the files beside it that a cell imports,
// directly or through each other.
import type TS from 'typescript';
import { complaintsAboutFile, type Complaint } from './diagnostics.js';
import ts from './typescript.js';

/** Re-exporting a type; TypeScript itself says so only where every module is compiled on its own. */
const reexportsType = 1205;

/** Complaints about the modules below `folder` that the cell's own imports (behind `prologue`) lead to. */
export function complaintsAboutModules(program: TS.Program, cell: TS.SourceFile, prologue: number, folder: string): Complaint[] {
  const checker = program.getTypeChecker();
  const found = new Set<TS.SourceFile>();
  const visit = (file: TS.SourceFile, from: number) => {
    for (const specifier of importsOf(file)) {
      if (specifier.pos < from) continue;
      const module = checker.getSymbolAtLocation(specifier)?.declarations?.find(ts.isSourceFile);
      if (!module || found.has(module) || !isOwn(module)) continue;
      found.add(module);
      visit(module, 0);
    }
  };
  visit(cell, prologue);
  return [...found].flatMap((file) => {
    const shown = { name: file.fileName.startsWith(`${folder}/`) ? `.${file.fileName.slice(folder.length)}` : file.fileName, text: file.text };
    const syntax = complaintsAboutFile(program.getSyntacticDiagnostics(file), 'syntax', shown);
    if (syntax.length > 0) return syntax;
    return [...complaintsAboutFile(program.getSemanticDiagnostics(file), 'type', shown), ...typeReexports(checker, file).map((complaint) => ({ ...complaint, file: shown }))];
  });
}

const importsOf = (file: TS.SourceFile) => (file as TS.SourceFile & { imports?: readonly TS.StringLiteralLike[] }).imports ?? [];

/** Not a package, not a declaration file, not an earlier cell. */
const isOwn = ({ fileName, isDeclarationFile }: TS.SourceFile) =>
  !isDeclarationFile && /\.[mc]?[jt]sx?$/.test(fileName) && !fileName.includes('/node_modules/') && !/\/minimax-(cell-\d+|draft|preload)\.ts$/.test(fileName);

/** `export { Shape } from './shape'` of a type: each module is compiled on its own, so it must say `export type`. */
function typeReexports(checker: TS.TypeChecker, file: TS.SourceFile): Complaint[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) return [];
    return statement.exportClause.elements.flatMap((element): Complaint[] => {
      const symbol = checker.getSymbolAtLocation(element.name);
      if (element.isTypeOnly || !symbol || !(symbol.flags & ts.SymbolFlags.Alias)) return [];
      const target = checker.getAliasedSymbol(symbol);
      if (checker.isUnknownSymbol(target) || target.flags & ts.SymbolFlags.Value || target.declarations?.some((declaration) => declaration.getSourceFile() === file)) return [];
      const start = element.getStart(file);
      return [{ kind: 'type', code: reexportsType, start, length: element.end - start, message: `'${element.name.text}' is a type: re-export it with 'export type'.` }];
    });
  });
}
