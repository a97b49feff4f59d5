// The Debug Adapter Protocol as an oracle: its own TypeScript declarations (@vscode/debugprotocol),
// and JupyterLab's of what it adds to them, held against messages by the TypeScript compiler.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { DebugEvent, DebugResponse } from '../../kernel-extensions/kernel/engine-api.js';

const addedByJupyter = new Set(['debugInfo', 'dumpCell', 'inspectVariables', 'richInspectVariables']);

function typeOf(message: DebugResponse | DebugEvent): string {
  const named = (name: string, kind: string) => `DebugProtocol.${name[0].toUpperCase()}${name.slice(1)}${kind}`;
  if (message.type === 'event') return named(message.event, 'Event');
  if (!message.success) return 'DebugProtocol.ErrorResponse';
  return addedByJupyter.has(message.command) ? `IDebugger.ISession.Response[${JSON.stringify(message.command)}]` : named(message.command, 'Response');
}

/** What the compiler says about messages that are not of their type: as object literals, they may not have unknown properties either. */
export function complaintsAbout(messages: (DebugResponse | DebugEvent)[]): string[] {
  const statements = messages.map((message, index) => `export const m${index}: ${typeOf(message)} = ${JSON.stringify(message)};`);
  const text = ['import type { DebugProtocol } from "@vscode/debugprotocol";', 'import type { IDebugger } from "@jupyterlab/debugger/lib/tokens.js";', ...statements].join('\n');
  const path = fileURLToPath(new URL('../../../transcript.ts', import.meta.url));
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, ...rest) => (name === path ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest));
  const program = ts.createProgram([path], options, host);
  const file = program.getSourceFile(path)!;
  const lines = text.split('\n');
  return program.getSemanticDiagnostics(file).map(({ start = 0, messageText }) =>
    `${ts.flattenDiagnosticMessageText(messageText, '\n')}\n${lines[file.getLineAndCharacterOfPosition(start).line].slice(0, 500)}`);
}
