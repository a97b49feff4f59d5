// What a cell declares at its top level: the names that later cells can use.
// Works on the syntax tree alone.
import type TS from 'typescript';
import ts from './typescript.js';

export interface Declaration {
  name: string;
  /** `variable`: `let` and `var`, which later cells may assign. Types exist for the checker only. */
  kind: 'variable' | 'constant' | 'function' | 'class' | 'enum' | 'namespace' | 'import' | 'type';
  /** A type of the same name goes with the value. */
  isAlsoType?: boolean;
  /** Its documentation, as a comment. */
  comment: string;
  /** The statements that declare it. */
  source: string;
}

/** All names that `file` declares for the notebook, each once. */
export function declarationsOf(file: TS.SourceFile): Declaration[] {
  const found = new Map<string, Declaration>();
  let comment = '', source = '';
  const add = (name: string, kind: Declaration['kind']) => {
    const known = found.get(name);
    if (known === undefined) return void found.set(name, { name, kind, comment, source });
    if (!known.source.endsWith(source)) known.source += `\n${source}`;
    if (known.kind === 'type' && kind !== 'type') Object.assign(known, { kind, isAlsoType: true });
    else if (kind === 'type' && known.kind !== 'type') known.isAlsoType = true;
  };
  for (const statement of file.statements) {
    comment = file.text.slice(statement.getStart(file, true), statement.getStart(file));
    source = comment + file.text.slice(statement.getStart(file), statement.end);
    if (ts.isVariableStatement(statement)) {
      const kind = variableKind(statement.declarationList);
      if (kind) for (const declaration of statement.declarationList.declarations) for (const name of boundNames(declaration.name)) add(name, kind);
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name) add(statement.name.text, 'function');
    } else if (ts.isClassDeclaration(statement)) {
      if (statement.name) add(statement.name.text, 'class');
    } else if (ts.isEnumDeclaration(statement)) {
      add(statement.name.text, 'enum');
    } else if (ts.isModuleDeclaration(statement)) {
      if (ts.isIdentifier(statement.name) && !(statement.flags & ts.NodeFlags.GlobalAugmentation)) add(statement.name.text, 'namespace');
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      add(statement.name.text, 'type');
    } else if (ts.isImportDeclaration(statement)) {
      for (const name of importedNames(statement)) add(name, 'import');
    } else if (ts.isImportEqualsDeclaration(statement)) {
      add(statement.name.text, 'import');
    }
    for (const name of hoistedVariables(statement)) add(name, 'variable');
  }
  return [...found.values()];
}

/** The kind of names a top-level `let`, `const` or `var` declares; none for `using`, which ends with its cell. */
function variableKind(list: TS.VariableDeclarationList): 'variable' | 'constant' | undefined {
  const flags = list.flags & ts.NodeFlags.BlockScoped;
  if (flags === ts.NodeFlags.Using || flags === ts.NodeFlags.AwaitUsing) return undefined;
  return flags === ts.NodeFlags.Const ? 'constant' : 'variable';
}

/** The identifiers bound by a name or a destructuring pattern. */
export function boundNames(name: TS.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

function importedNames(statement: TS.ImportDeclaration): string[] {
  const clause = statement.importClause;
  if (!clause) return [];
  const names = clause.name ? [clause.name.text] : [];
  if (clause.namedBindings && ts.isNamespaceImport(clause.namedBindings)) names.push(clause.namedBindings.name.text);
  if (clause.namedBindings && ts.isNamedImports(clause.namedBindings)) names.push(...clause.namedBindings.elements.map((element) => element.name.text));
  return names;
}

/** Is this a `var` list (and not `let`, `const` or `using`)? */
export const isVar = (list: TS.VariableDeclarationList) => (list.flags & ts.NodeFlags.BlockScoped) === 0;

/** `var`s inside blocks and loops belong to the notebook too, those inside functions do not. */
function hoistedVariables(statement: TS.Statement): string[] {
  const names: string[] = [];
  const visit = (node: TS.Node) => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleBlock(node)) return;
    if (ts.isVariableDeclarationList(node) && isVar(node)) {
      for (const declaration of node.declarations) names.push(...boundNames(declaration.name));
    }
    ts.forEachChild(node, visit);
  };
  if (!ts.isVariableStatement(statement)) visit(statement);
  return names;
}

/** Names that the cell's own `export` statements and modifiers export already. */
export function ownExports(file: TS.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      for (const element of statement.exportClause.elements) names.add(element.name.text);
    } else if (ts.canHaveModifiers(statement)) {
      const modifiers = ts.getModifiers(statement)?.map((modifier) => modifier.kind) ?? [];
      if (!modifiers.includes(ts.SyntaxKind.ExportKeyword) || modifiers.includes(ts.SyntaxKind.DefaultKeyword)) continue;
      if (ts.isVariableStatement(statement)) {
        for (const declaration of statement.declarationList.declarations) for (const name of boundNames(declaration.name)) names.add(name);
      } else {
        const name = (statement as TS.Statement & { name?: TS.Node }).name;
        if (name && ts.isIdentifier(name)) names.add(name.text);
      }
    }
  }
  return names;
}

/** What the cell's `declare global` and `declare module "m"` add to: `global Array`, `node:path ParsedPath`. */
export function augmentationsOf(file: TS.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isModuleDeclaration(statement) || !statement.body || !ts.isModuleBlock(statement.body)) return [];
    const isGlobal = (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
    if (!isGlobal && !ts.isStringLiteral(statement.name)) return [];
    return statement.body.statements.flatMap((inner) => {
      const names = ts.isVariableStatement(inner)
        ? inner.declarationList.declarations.flatMap(({ name }) => boundNames(name))
        : [(inner as TS.Statement & { name?: TS.Identifier }).name?.text ?? ''];
      return names.map((name) => `${statement.name.text} ${name}`);
    });
  });
}
