// Which value of the running notebook an expression means: `data.items[0]` is the path
// ['data', 'items', 0]. Only names and literal keys, so that looking at the value runs no code.
import type TS from 'typescript';
import { variableOfName } from './reserved-names.js';
import ts from './typescript.js';

/** The notebook's variable, and the keys that lead from it. */
export type ValuePath = [variable: string, ...keys: (string | number)[]];

export function pathOf(checker: TS.TypeChecker, expression: TS.Node): ValuePath | undefined {
  if (ts.isParenthesizedExpression(expression) || ts.isNonNullExpression(expression) || ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression)) return pathOf(checker, expression.expression);
  if (ts.isIdentifier(expression)) return isNotebooks(checker, expression) ? [variableOfName(expression.text)] : undefined;
  if (ts.isPropertyAccessExpression(expression)) return extended(pathOf(checker, expression.expression), expression.name.text);
  if (!ts.isElementAccessExpression(expression)) return undefined;
  const key = expression.argumentExpression;
  if (ts.isStringLiteralLike(key)) return extended(pathOf(checker, expression.expression), key.text);
  return ts.isNumericLiteral(key) ? extended(pathOf(checker, expression.expression), Number(key.text)) : undefined;
}

const extended = (path: ValuePath | undefined, key: string | number): ValuePath | undefined => path && [...path, key];

/** Is it a name of the notebook, and not of a function in the cell? */
function isNotebooks(checker: TS.TypeChecker, name: TS.Identifier): boolean {
  const { locals } = name.getSourceFile() as TS.SourceFile & { locals?: ReadonlyMap<string, TS.Symbol> };
  const declaration = checker.getSymbolAtLocation(name)?.declarations?.[0];
  return declaration !== undefined && declaration === locals?.get(name.text)?.declarations?.[0];
}

/** A place where the name or the key of a property is written: of what, and where it begins. */
export interface PropertyPlace {
  receiver: TS.Expression;
  start: number;
  /** In quotes: it need not be an identifier. */
  isKey: boolean;
}

/** `data.na|` and `data["na|"]`. */
export function propertyAt(file: TS.SourceFile, position: number): PropertyPlace | undefined {
  const node = deepest(file, position);
  if (ts.isStringLiteral(node)) return ts.isElementAccessExpression(node.parent) ? { receiver: node.parent.expression, start: node.getStart(file) + 1, isKey: true } : undefined;
  const access = ts.isIdentifier(node) ? node.parent : node;
  if (!ts.isPropertyAccessExpression(access) || position <= access.expression.end) return undefined;
  return { receiver: access.expression, start: Math.min(access.name.getStart(file), position), isKey: false };
}

/** The expression that the name at the position ends: the whole `a.b` where it stands on the `b`. */
export function namedAt(file: TS.SourceFile, position: number): TS.Expression | undefined {
  const node = deepest(file, position);
  if (!ts.isIdentifier(node)) return undefined;
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node;
}

/** The smallest node that the position is in or at the end of. */
function deepest(file: TS.SourceFile, position: number): TS.Node {
  const inside = (node: TS.Node) => (node.getStart(file) <= position && position <= node.end && node.end > node.pos ? node : undefined);
  let found: TS.Node = file;
  for (let next: TS.Node | undefined = file; next; next = ts.forEachChild<TS.Node>(found, inside)) found = next;
  return found;
}

/** Does the type say little about the properties that a value has? */
export function isDynamic(checker: TS.TypeChecker, expression: TS.Expression): boolean {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(expression));
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) return true;
  return type.getStringIndexType() !== undefined || ((type.flags & ts.TypeFlags.Object) !== 0 && type.getProperties().length === 0);
}
