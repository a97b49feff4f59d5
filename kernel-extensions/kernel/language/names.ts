// How the notebook's names are spelled in the code of a cell, see emit.ts. Most are variables of
// the same name.
//
// An imported name is a variable too. Where the module may assign it anew (`export let`), a
// second variable holds a function that reads it from the module, and every mention asks that one:
//
//   import { epoch } from './model'       const module = await __minimax.import('./model', ['epoch']);
//                                         ({ epoch } = module); epoch$live = () => module.epoch;
//   epoch                                 return [epoch$live ? epoch$live() : epoch];
import type TS from 'typescript';
import type { CellModule } from './notebook.js';
import { readerOf, reserved, variableOfName } from './reserved-names.js';
import ts from './typescript.js';

/** The cell's imported names that their module may assign anew: those exported with `let` or `var`. */
export function liveImports(checker: TS.TypeChecker, file: TS.SourceFile, { declarations }: CellModule): string[] {
  const { locals } = file as TS.SourceFile & { locals?: ReadonlyMap<string, TS.Symbol> };
  return declarations.filter(({ kind }) => kind === 'import').map(({ name }) => name).filter((name) => {
    const symbol = locals?.get(name);
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol).valueDeclaration : undefined;
    return target !== undefined && ts.isVariableDeclaration(target) && (ts.getCombinedNodeFlags(target) & ts.NodeFlags.Const) === 0;
  });
}

/** The notebook's names that need more than an identifier: reserved ones, and those that are read from their module. */
export class NotebookNames {
  private readonly symbols = new Map<string, TS.Declaration | undefined>();

  constructor(private readonly checker: TS.TypeChecker, file: TS.SourceFile, private readonly live: ReadonlySet<string>) {
    const { locals } = file as TS.SourceFile & { locals?: ReadonlyMap<string, TS.Symbol> };
    for (const [name, symbol] of locals ?? []) if (reserved.has(name) || live.has(name)) this.symbols.set(name, symbol.declarations?.[0]);
  }

  get areAny(): boolean {
    return this.symbols.size > 0;
  }

  isLive(name: string): boolean {
    return this.live.has(name);
  }

  /** Does this identifier mean the notebook's variable, and not a property or a local one of the same name? */
  means(node: TS.Identifier): boolean {
    const declaration = this.symbols.get(node.text);
    if (declaration === undefined) return false;
    const meant = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
      ? this.checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.checker.getSymbolAtLocation(node);
    return meant?.declarations?.[0] === declaration;
  }

  /** `name` where its value is wanted. */
  read(f: TS.NodeFactory, name: string): TS.Expression {
    const variable = f.createIdentifier(variableOfName(name));
    if (!this.live.has(name)) return variable;
    const reader = f.createIdentifier(readerOf(name));
    return f.createParenthesizedExpression(f.createConditionalExpression(reader, undefined, f.createCallExpression(reader, undefined, []), undefined, variable));
  }
}

/** Is this identifier a name that is looked up (and not a property, a label or a key)? */
export function isReference(node: TS.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) return (ts.isQualifiedName(parent) ? parent.left : parent.expression) === node;
  if (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) return parent.initializer === node || (ts.isBindingElement(parent) && parent.name === node);
  return !(ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent));
}
