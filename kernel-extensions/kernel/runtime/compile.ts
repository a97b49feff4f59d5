// The notebook's own modules as JavaScript: TypeScript compiled file by file, JSON read. The compiler
// is loaded with the first file that needs it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type TS from 'typescript';

let loaded: typeof TS | undefined;
const compiler = (): typeof TS => loaded ??= createRequire(import.meta.url)('typescript') as typeof TS;

export const isTypeScript = (path: string) => /\.[mc]?tsx?$/.test(path);

/** JavaScript of a TypeScript file, and its source map (JSON). Throws SyntaxError with the file and the line. */
export function compileFile(path: string, format: 'module' | 'commonjs'): { code: string; map: string } {
  const ts = compiler();
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(readFileSync(path, 'utf8'), {
    // `.cts` and `.mts` would say for themselves what to compile to.
    fileName: path.replace(/\.[mc]ts$/, '.ts'),
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022, module: format === 'module' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      sourceMap: true, jsx: ts.JsxEmit.React, preserveConstEnums: true, esModuleInterop: true,
    },
  });
  const [first] = diagnostics ?? [];
  if (first) {
    const line = first.file!.getLineAndCharacterOfPosition(first.start!).line + 1;
    throw new SyntaxError(`${basename(path)}, line ${line}: ${ts.flattenDiagnosticMessageText(first.messageText, '\n')}`);
  }
  const inline = `data:application/json;base64,${Buffer.from(sourceMapText!).toString('base64')}`; // For debuggers.
  return { code: outputText.replace(/(?<=\/\/# sourceMappingURL=).*\s*$/, inline), map: sourceMapText! };
}

/** The value in a JSON file. Throws SyntaxError with the file's name. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw error instanceof SyntaxError ? new SyntaxError(`${basename(path)}: ${error.message}`) : error;
  }
}
