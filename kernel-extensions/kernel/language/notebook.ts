// The cells run so far, as TypeScript modules. A cell becomes a module whose first line (the
// prologue) brings in the names of earlier cells that it mentions and exports the names that it
// declares; the cell's own text follows unchanged, and an epilogue that asks what the variables are
// by then. So every cell sees the latest version of each name, and each version keeps the types it
// was run with.
import type TS from 'typescript';
import { augmentationsOf, declarationsOf, ownExports, type Declaration } from './declarations.js';
import ts from './typescript.js';

/** The text of a cell as a module. Offsets of the cell's text are shifted by `prologue` characters and one line. */
export interface CellModule {
  text: string;
  /** Where the cell's own text begins and ends. */
  prologue: number;
  end: number;
  declarations: Declaration[];
  /** The notebook's variables and constants that the cell mentions; the epilogue mentions them once more. */
  mentioned: string[];
  /** Names that the cell mentions and an earlier one imported, where the module may assign them anew. */
  live: string[];
  /** All names that any earlier cell imported in that way. */
  wereLive: ReadonlySet<string>;
  /** What the cell adds to global types and to those of other modules. */
  augments: string[];
}

interface Provider {
  module: string;
  declaration: Declaration;
  executionCount: number;
  /** By its type it may be null or undefined, but at the end of the last cell that mentions it, it is not. */
  isSet?: boolean;
  /** A constant whose cell stopped before it had a value. */
  isUnset?: boolean;
  /** An import that its module may assign anew. */
  isLive?: boolean;
}

const canBeSet = ({ kind, isAlsoType }: Declaration) => (kind === 'variable' || kind === 'constant') && !isAlsoType;

/** How often unused modules are looked for, in modules. */
const forgetEvery = 50;

export class Notebook {
  /** File name → text, of every cell that was run and declares something. */
  readonly files = new Map<string, string>();
  private readonly providers = new Map<string, Provider>();
  private readonly wereLive = new Set<string>();
  /** What was added to global types and to those of other modules → the cell's module that did it last. */
  private readonly augmentations = new Map<string, string>();
  private count = 0;
  /** Hears which file is there no longer. */
  onForget: (path: string) => void = () => {};

  /** Where the modules lie, as TypeScript writes paths: with slashes, and none at its end. */
  readonly folder: string;

  constructor(cwd: string) {
    this.folder = cwd.replaceAll('\\', '/').replace(/\/$/, '');
  }

  /** `code` as a module. `every` brings in all names of earlier cells, with their documentation, for completion. */
  module(code: string, { every = false } = {}): CellModule {
    const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
    const declarations = declarationsOf(file);
    const own = new Set(declarations.map(({ name }) => name));
    const { identifiers } = file as TS.SourceFile & { identifiers: ReadonlyMap<string, string> };
    const augments = augmentationsOf(file);
    const replaced = new Set(augments.map((name) => this.augmentations.get(name)));
    const parts = [...new Set(this.augmentations.values())].filter((name) => !replaced.has(name)).map((name) => `import "./${name}";`);
    const live: string[] = [];
    const mentioned = declarations.filter(canBeSet).map(({ name }) => name);
    for (const [name, { module, declaration, isSet, isUnset, isLive }] of this.providers) {
      if (isUnset || own.has(name) || !(every || identifiers.has(name))) continue;
      const type = `typeof import("./${module}").${name}`;
      if (declaration.isAlsoType) parts.push(`import { ${name} } from "./${module}";`);
      else if (declaration.kind === 'variable') parts.push(`${every ? `\n${declaration.comment}` : ''}declare let ${name}: ${type};`, isSet ? `${name} = null! as NonNullable<${type}>;` : '');
      else if (isSet) parts.push(`declare const ${name}: NonNullable<${type}>;`);
      else parts.push(`import { ${name} } from "./${module}";`);
      if (canBeSet(declaration)) mentioned.push(name);
      if (isLive) live.push(name);
    }
    const exported = ownExports(file);
    const isObject = !every && isObjectLiteral(file);
    parts.push(`export { ${[...own].filter((name) => !exported.has(name)).join(', ')} };${isObject ? ' (' : ''}\n`);
    const prologue = parts.join(' ');
    const epilogue = (isObject ? '\n)' : '') + (every || mentioned.length === 0 ? '' : `\n;[${mentioned.join(', ')}];`);
    return {
      text: prologue + code + epilogue, prologue: prologue.length, end: prologue.length + code.length,
      declarations, mentioned, live, wereLive: this.wereLive, augments,
    };
  }

  /** What is known of a variable after the latest cell. A constant that is set stays so. */
  noteSet(name: string, isSet: boolean): void {
    const provider = this.providers.get(name);
    if (provider) provider.isSet = isSet || (provider.isSet === true && provider.declaration.kind === 'constant');
  }

  /** The names of this module are now those that later cells see; `live` are imports that their module may assign anew. Returns the name of the module, if it has any. */
  commit(module: CellModule, executionCount: number, live: readonly string[] = []): string | undefined {
    if (module.declarations.length === 0 && module.augments.length === 0) return undefined;
    const name = `minimax-cell-${++this.count}`;
    this.files.set(`${this.folder}/${name}.ts`, module.text);
    for (const declaration of module.declarations) this.providers.set(declaration.name, { module: name, declaration, executionCount, isLive: live.includes(declaration.name) });
    for (const imported of live) this.wereLive.add(imported);
    const replaced = new Set(module.augments.map((augmented) => this.augmentations.get(augmented)));
    for (const [augmented, by] of this.augmentations) if (replaced.has(by)) this.augmentations.delete(augmented);
    for (const augmented of module.augments) this.augmentations.set(augmented, name);
    if (this.count % forgetEvery === 0) this.forgetUnused();
    return name;
  }

  /** Forgets the modules of which nothing is seen any more, not even in the types of another. */
  private forgetUnused(): void {
    const used = new Set<string>();
    const use = (module: string): void => {
      if (used.has(module)) return;
      used.add(module);
      const text = this.files.get(`${this.folder}/${module}.ts`) ?? this.files.get(`${this.folder}/${module}.d.ts`) ?? '';
      for (const [, mentioned] of text.matchAll(/"\.\/(minimax-cell-\d+)"/g)) use(mentioned);
    };
    for (const { module } of this.providers.values()) use(module);
    for (const module of this.augmentations.values()) use(module);
    for (const path of this.files.keys()) if (!used.has(/(minimax-cell-\d+)(\.d)?\.ts$/.exec(path)![1])) this.forget(path);
  }

  private forget(path: string): boolean {
    this.onForget(path);
    return this.files.delete(path);
  }

  /** From now on later cells read these declarations instead of the module's source: its types are spelled out there. */
  flatten(name: string, declarations: string): void {
    if (!this.forget(`${this.folder}/${name}.ts`)) return;
    this.files.set(`${this.folder}/${name}.d.ts`, declarations);
  }

  /** The cell that declares `name` stopped before it got a value. Variables may get one from another cell. */
  noteUnset(name: string): void {
    const provider = this.providers.get(name);
    if (provider && provider.declaration.kind !== 'variable') provider.isUnset = true;
  }

  /** Where `name` was last declared. */
  provider(name: string): Provider | undefined {
    return this.providers.get(name);
  }

  clear(): void {
    for (const path of this.files.keys()) this.forget(path);
    this.providers.clear();
    this.wereLive.clear();
    this.augmentations.clear();
  }
}

/** Is the whole cell `{ a: 1 }`: by the grammar a block, but surely meant as an object? */
function isObjectLiteral(file: TS.SourceFile): boolean {
  if (file.statements.length === 0 || !ts.isBlock(file.statements[0])) return false;
  const wrapped = ts.createSourceFile('cell.ts', `(${file.text}\n)`, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS) as TS.SourceFile & { parseDiagnostics: unknown[] };
  const [statement, ...more] = wrapped.statements;
  if (wrapped.parseDiagnostics.length > 0 || more.length > 0 || !ts.isExpressionStatement(statement) || !ts.isParenthesizedExpression(statement.expression)) return false;
  const { expression } = statement.expression;
  return ts.isObjectLiteralExpression(expression) && expression.properties.length > 0;
}
