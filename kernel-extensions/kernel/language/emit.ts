// A checked cell to JavaScript. The notebook's variables are script-level `let`s that the runtime
// declares once each; a cell becomes a function whose body assigns them:
//
//   let lr = 0.1;                       (function (__minimax) { "use strict";
//   function step() { return lr }         step = function () { return lr; };
//   await step();                          lr = 0.1;
//   lr                                     return [lr];  })
//
// So every closure sees the latest value, a cell that stops half-way keeps what it has assigned,
// anything may be redefined by any later cell, and V8 optimises loops over notebook variables.
import type TS from 'typescript';
import { boundNames, isVar, type Declaration } from './declarations.js';
import { isReference, liveImports, NotebookNames } from './names.js';
import type { CellModule } from './notebook.js';
import { commonJs, helpers, readerOf, variableOfName } from './reserved-names.js';
import ts from './typescript.js';

export interface EmittedCell {
  /** A function expression; called with the runtime's helpers (and `require` and its like) it runs the cell and returns the value of a last expression in an array. */
  code: string;
  /** Source map (JSON) from the lines of `code` to those of the module, see `Notebook.module`. */
  map: string;
  /** Notebook variables that the code assigns. */
  names: string[];
  /** Imported names that their module may assign anew. */
  live: string[];
}

export function emitCell(program: TS.Program, file: TS.SourceFile, module: CellModule): EmittedCell {
  const { declarations } = module;
  const checker = program.getTypeChecker();
  const imported = liveImports(checker, file, module);
  const names = new NotebookNames(checker, file, new Set([...imported, ...module.live]));
  const kinds = new Map(declarations.map(({ name, kind }) => [variableOfName(name), kind]));
  const state = { isAsync: false };
  let code = '', map = '';
  program.emit(file, (path, text) => {
    if (path.endsWith('.js.map')) map = text;
    else if (path.endsWith('.js')) code = text;
  }, undefined, false, {
    before: [(context) => (source) => new CellTransform(context, checker, module, names, state).file(source)],
    after: [moduleToBody(kinds)],
  });
  code = code.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
  const values = declarations.filter(({ kind }) => kind !== 'type').map(({ name }) => name);
  // A name that an earlier cell imported and this one declares is read from its module no more.
  const ended = values.filter((name) => module.wereLive.has(name) && !imported.includes(name));
  const start = ended.map((name) => `${readerOf(name)} = undefined; `).join('');
  return {
    code: `(${state.isAsync ? 'async ' : ''}function (${[helpers, ...commonJs].join(', ')}) { "use strict"; ${start}\n${code}})`,
    map, names: [...values.map(variableOfName), ...[...imported, ...ended].map(readerOf)], live: imported,
  };
}

class CellTransform {
  private readonly f: TS.NodeFactory;
  private readonly imports: TS.Statement[] = [];
  private readonly functions: TS.Statement[] = [];
  private functionDepth = 0;

  private readonly options: TS.CompilerOptions;

  constructor(
    private readonly context: TS.TransformationContext,
    private readonly checker: TS.TypeChecker,
    private readonly module: CellModule,
    private readonly names: NotebookNames,
    private readonly state: { isAsync: boolean },
  ) {
    this.f = context.factory;
    this.options = context.getCompilerOptions();
  }

  file(source: TS.SourceFile): TS.SourceFile {
    const { prologue, end } = this.module;
    const own = source.statements.filter((statement) =>
      statement.end > prologue && statement.getStart(source) < end && !ts.isEmptyStatement(statement));
    const last = own.at(-1);
    const body = own.flatMap((statement) =>
      statement === last && ts.isExpressionStatement(statement) ? [this.result(statement)] : this.topLevel(statement));
    return this.f.updateSourceFile(source, [...this.functions, ...this.imports, ...body]);
  }

  /** The value of a last expression is the cell's result. */
  private result(statement: TS.ExpressionStatement): TS.Statement {
    return ts.setTextRange(this.f.createReturnStatement(this.f.createArrayLiteralExpression([this.expression(statement.expression)])), statement);
  }

  private topLevel(statement: TS.Statement): TS.Statement[] {
    if (isAmbient(statement)) return [];
    if (ts.isImportDeclaration(statement)) { this.import(statement); return []; }
    if (ts.isExportDeclaration(statement)) return [];
    if (ts.isImportEqualsDeclaration(statement)) return this.alias(statement);
    if (ts.isExportAssignment(statement)) return [this.at(statement, this.expression(statement.expression))];
    if (ts.isVariableStatement(statement)) return this.variables(statement);
    if (ts.isFunctionDeclaration(statement)) { this.function(statement); return []; }
    if (ts.isClassDeclaration(statement)) return [this.class(statement)];
    return [this.visit(withoutExport(this.f, statement)) as TS.Statement];
  }

  // `import a, { b as c } from "m"` → `({ default: a, b: c } = await __minimax.import("m", ["default", "b"]))`
  // Where imports are not looked into, a name may be that of a type: then none is asked for.
  private import(statement: TS.ImportDeclaration): void {
    const clause = statement.importClause;
    if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
    const named = clause?.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : [];
    const values = named.filter((element) => !element.isTypeOnly && this.isValue(element.name));
    const isDefault = clause?.name !== undefined && this.isValue(clause.name);
    const namespace = clause?.namedBindings && ts.isNamespaceImport(clause.namedBindings) ? clause.namedBindings.name : undefined;
    if (clause && !isDefault && !namespace && values.length === 0) return;

    const wanted = [...(isDefault ? [['default', clause!.name!.text]] : []), ...values.map((element) => [(element.propertyName ?? element.name).text, element.name.text])];
    const strings = this.options.noResolve ? [] : wanted.map(([from]) => this.f.createStringLiteral(from));
    this.state.isAsync = true;
    let value: TS.Expression = this.f.createAwaitExpression(this.helper('import', [statement.moduleSpecifier, this.f.createArrayLiteralExpression(strings)]));
    const live = wanted.filter(([, to]) => this.names.isLive(to));
    if (live.length > 0) {
      const module = this.f.createUniqueName('module');
      const declaration = this.f.createVariableDeclaration(module, undefined, undefined, value);
      this.imports.push(this.f.createVariableStatement(undefined, this.f.createVariableDeclarationList([declaration], ts.NodeFlags.Const)));
      for (const [from, to] of live) {
        const reader = this.f.createArrowFunction(undefined, undefined, [], undefined, undefined, this.f.createElementAccessExpression(module, this.f.createStringLiteral(from)));
        this.imports.push(this.f.createExpressionStatement(this.f.createAssignment(this.f.createIdentifier(readerOf(to)), reader)));
      }
      value = module;
    }
    if (namespace) value = this.f.createAssignment(this.f.createIdentifier(variableOfName(namespace.text)), value);
    if (wanted.length > 0) {
      const pattern = this.f.createObjectLiteralExpression(wanted.map(([from, to]) =>
        this.f.createPropertyAssignment(this.f.createStringLiteral(from), this.f.createIdentifier(variableOfName(to)))));
      value = this.f.createParenthesizedExpression(this.f.createAssignment(pattern, value));
    }
    this.imports.push(this.at(statement, value));
  }

  /** `import a = N.b` and `import a = require("m")`. */
  private alias(statement: TS.ImportEqualsDeclaration): TS.Statement[] {
    if (statement.isTypeOnly || !this.isValue(statement.name)) return [];
    const { moduleReference } = statement;
    const value = ts.isExternalModuleReference(moduleReference)
      ? this.f.createCallExpression(this.f.createIdentifier('require'), undefined, [moduleReference.expression])
      : this.qualified(moduleReference);
    return [this.at(statement, this.f.createAssignment(this.f.createIdentifier(variableOfName(statement.name.text)), value))];
  }

  private qualified(name: TS.EntityName): TS.Expression {
    return ts.isIdentifier(name) ? this.expression(name) : this.f.createPropertyAccessExpression(this.qualified(name.left), name.right);
  }

  /** An import that names only a type leaves nothing to load; an unknown one is left to the runtime. */
  private isValue(name: TS.Identifier): boolean {
    const symbol = this.checker.getSymbolAtLocation(name);
    if (!symbol) return true;
    const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return this.checker.isUnknownSymbol(target) || (target.flags & ts.SymbolFlags.Value) !== 0;
  }

  private variables(statement: TS.VariableStatement): TS.Statement[] {
    const list = statement.declarationList;
    const flags = list.flags & ts.NodeFlags.BlockScoped;
    if (flags === ts.NodeFlags.Using || flags === ts.NodeFlags.AwaitUsing) {
      if (flags === ts.NodeFlags.AwaitUsing) this.state.isAsync = true;
      return [this.visit(withoutExport(this.f, statement)) as TS.Statement];
    }
    return list.declarations.map((declaration) =>
      this.at(declaration, this.assignment(declaration) ?? this.f.createAssignment(this.target(declaration.name), this.f.createVoidZero())));
  }

  /** `{ a, b: [c], ...d } = value` of a declaration, undefined where there is no value. */
  private assignment(declaration: TS.VariableDeclaration): TS.Expression | undefined {
    if (!declaration.initializer) return undefined;
    const assignment = this.f.createAssignment(this.target(declaration.name), this.expression(declaration.initializer));
    return ts.isObjectBindingPattern(declaration.name) ? this.f.createParenthesizedExpression(assignment) : assignment;
  }

  /** A binding name or pattern as the target of an assignment. */
  private target(name: TS.BindingName): TS.Expression {
    if (ts.isIdentifier(name)) return this.expression(name);
    const withDefault = (element: TS.BindingElement) => {
      const target = this.target(element.name);
      return element.initializer ? this.f.createAssignment(target, this.expression(element.initializer)) : target;
    };
    if (ts.isArrayBindingPattern(name)) {
      return this.f.createArrayLiteralExpression(name.elements.map((element) =>
        ts.isOmittedExpression(element) ? element
          : element.dotDotDotToken ? this.f.createSpreadElement(this.target(element.name))
          : withDefault(element)));
    }
    return this.f.createObjectLiteralExpression(name.elements.map((element) =>
      element.dotDotDotToken ? this.f.createSpreadAssignment(this.target(element.name))
        : this.f.createPropertyAssignment(ts.visitNode(element.propertyName ?? (element.name as TS.Identifier), element.propertyName ? this.visit : same) as TS.PropertyName, withDefault(element))));
  }

  /** Function declarations are assigned before anything else runs. The anonymous function takes the variable's name. */
  private function(statement: TS.FunctionDeclaration): void {
    if (!statement.body) return;
    const modifiers = ts.getModifiers(statement)?.filter(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
    const { asteriskToken, typeParameters, parameters, type, body } = this.children(statement);
    const value = this.f.createFunctionExpression(modifiers, asteriskToken, undefined, typeParameters, parameters, type, body!);
    this.functions.push(this.at(statement, statement.name ? this.f.createAssignment(this.expression(statement.name), this.ranged(value, statement)) : value));
  }

  private class(statement: TS.ClassDeclaration): TS.Statement {
    const modifiers = statement.modifiers?.filter(({ kind }) => kind === ts.SyntaxKind.Decorator);
    const { typeParameters, heritageClauses, members } = this.children(statement);
    const visited = modifiers?.map((modifier) => this.visit(modifier) as TS.ModifierLike);
    const value = this.ranged(this.f.createClassExpression(visited, statement.name, typeParameters, heritageClauses, members), statement);
    return this.at(statement, statement.name
      ? this.f.createAssignment(this.f.createIdentifier(variableOfName(statement.name.text)), value)
      : this.f.createParenthesizedExpression(value));
  }

  private readonly visit = (node: TS.Node): TS.Node => {
    if (ts.isAwaitExpression(node)) {
      if (isOutsideFunctions(node)) this.state.isAsync = true;
      return this.ranged(this.f.createAwaitExpression(this.helper('wait', [this.expression(node.expression)])), node);
    }
    if (ts.isForOfStatement(node) && node.awaitModifier) {
      if (isOutsideFunctions(node)) this.state.isAsync = true;
      return this.loop(this.f.updateForOfStatement(node, node.awaitModifier, node.initializer, this.helper('iterate', [node.expression]), node.statement));
    }
    if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) return this.loop(node);
    if (ts.isVariableStatement(node) && this.functionDepth === 0 && isVar(node.declarationList) && !isAmbient(node)) return this.hoisted(node);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      return this.ranged(this.helper('import', node.arguments.slice(0, 1).map((argument) => this.expression(argument))), node);
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return this.f.createPropertyAccessExpression(this.f.createIdentifier(helpers), 'meta');
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (this.names.areAny && ts.isShorthandPropertyAssignment(node) && this.names.means(node.name)) {
      const value = this.names.read(this.f, node.name.text);
      return this.f.createPropertyAssignment(node.name.text, node.objectAssignmentInitializer ? this.f.createAssignment(value, this.expression(node.objectAssignmentInitializer)) : value);
    }
    if (this.names.areAny && ts.isIdentifier(node) && node.parent && isReference(node) && this.names.means(node)) {
      return this.ranged(this.names.read(this.f, node.text), node);
    }
    return this.children(node);
  };

  private children<T extends TS.Node>(node: T): T {
    const isScope = ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleBlock(node);
    if (isScope) this.functionDepth++;
    const visited = ts.visitEachChild(node, this.visit, this.context);
    if (isScope) this.functionDepth--;
    return visited;
  }

  /** A `var` inside a block is the notebook's. */
  private hoisted(node: TS.VariableStatement): TS.Statement {
    const assignments = node.declarationList.declarations.flatMap((declaration) => this.assignment(declaration) ?? []);
    if (assignments.length === 0) return this.f.createEmptyStatement();
    return this.at(node, assignments.reduce((left, right) => this.f.createComma(left, right)));
  }

  /** The `var` of a loop's head is the notebook's too. */
  private loop(node: TS.ForStatement | TS.ForOfStatement | TS.ForInStatement): TS.Statement {
    const list = node.initializer;
    if (this.functionDepth > 0 || !list || !ts.isVariableDeclarationList(list) || !isVar(list)) return this.children(node);
    if (ts.isForStatement(node)) {
      const assignments = list.declarations.flatMap((declaration) => this.assignment(declaration) ?? []);
      const initializer = assignments.length > 0 ? assignments.reduce((left, right) => this.f.createComma(left, right)) : undefined;
      return this.f.updateForStatement(node, initializer, this.optional(node.condition), this.optional(node.incrementor), this.visit(node.statement) as TS.Statement);
    }
    const target = this.target(list.declarations[0].name);
    const expression = this.expression(node.expression), body = this.visit(node.statement) as TS.Statement;
    return ts.isForOfStatement(node)
      ? this.f.updateForOfStatement(node, node.awaitModifier, target, expression, body)
      : this.f.updateForInStatement(node, target, expression, body);
  }

  private expression(node: TS.Expression): TS.Expression {
    return this.visit(node) as TS.Expression;
  }

  private optional(node: TS.Expression | undefined): TS.Expression | undefined {
    return node && this.expression(node);
  }

  private helper(name: string, values: TS.Expression[]): TS.CallExpression {
    return this.f.createCallExpression(this.f.createPropertyAccessExpression(this.f.createIdentifier(helpers), name), undefined, values);
  }

  private at(original: TS.Node, expression: TS.Expression): TS.Statement {
    return ts.setTextRange(this.f.createExpressionStatement(expression), original);
  }

  private ranged<T extends TS.Node>(node: T, original: TS.Node): T {
    return ts.setTextRange(node, original);
  }
}

function isOutsideFunctions(node: TS.Node): boolean {
  for (let parent = node.parent; parent; parent = parent.parent) if (ts.isFunctionLike(parent)) return false;
  return true;
}

const same = (node: TS.Node) => node;

const modifierKinds = (statement: TS.Statement) =>
  (ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined)?.map(({ kind }) => kind) ?? [];

/** Does this statement exist for the checker alone? */
function isAmbient(statement: TS.Statement): boolean {
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || modifierKinds(statement).includes(ts.SyntaxKind.DeclareKeyword);
}

/** `export` says nothing in a cell: every declaration is visible to later cells. */
function withoutExport(f: TS.NodeFactory, statement: TS.Statement): TS.Statement {
  if (!modifierKinds(statement).includes(ts.SyntaxKind.ExportKeyword)) return statement;
  const modifiers = ts.getModifiers(statement as TS.Statement & TS.HasModifiers)!
    .filter(({ kind }) => kind !== ts.SyntaxKind.ExportKeyword && kind !== ts.SyntaxKind.DefaultKeyword);
  if (ts.isEnumDeclaration(statement)) return f.updateEnumDeclaration(statement, modifiers, statement.name, statement.members);
  if (ts.isModuleDeclaration(statement)) return f.updateModuleDeclaration(statement, modifiers, statement.name, statement.body);
  if (ts.isVariableStatement(statement)) return f.updateVariableStatement(statement, modifiers, statement.declarationList);
  return statement;
}

/**
 * What TypeScript adds to a module and a function body cannot have: `export {}`, and `var E;` for an
 * enum or a namespace, where `E` is the notebook's variable. It starts afresh, unless it is a class or
 * a function that the namespace adds to.
 */
function moduleToBody(kinds: ReadonlyMap<string, Declaration['kind']>): TS.TransformerFactory<TS.SourceFile> {
  return ({ factory }) => (file) => factory.updateSourceFile(file, file.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) return [];
    if (!ts.isVariableStatement(statement)) return [statement];
    const { declarations } = statement.declarationList;
    const notebooks = declarations.filter(({ name }) => boundNames(name).every((bound) => kinds.has(bound)));
    if (notebooks.length === 0) return [statement];
    const others = declarations.filter((declaration) => !notebooks.includes(declaration));
    const isNew = (name: string) => kinds.get(name) === 'enum' || kinds.get(name) === 'namespace';
    const afresh = notebooks.flatMap(({ name }) => boundNames(name)).filter(isNew).map((name) =>
      factory.createExpressionStatement(factory.createAssignment(factory.createIdentifier(name), factory.createVoidZero())));
    if (others.length === 0) return afresh;
    return [factory.updateVariableStatement(statement, statement.modifiers, factory.updateVariableDeclarationList(statement.declarationList, others)), ...afresh];
  }));
}
