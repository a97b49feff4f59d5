// A notebook run from top to bottom does what its cells do as one module: the same output, and the
// same errors in the same lines. The oracle is plain TypeScript's own emit, run as a module by Node.
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect, stripVTControlCharacters } from 'node:util';
import ts from 'typescript';
import { GeneratedProgram, randomFrom, type Piece } from './generated-program.js';
import { TestNotebook } from './notebook.js';

/** What the cells see as `log`. */
const logSource = `const log = (...values: unknown[]) => { console.log(values.map((value) => inspect(value)).join(' ')); };`;
const errorLine = (error: unknown, place: string) =>
  (error instanceof Error ? `${error.name}: ${error.message} ${place}` : `Thrown ${inspect(error)}`);

/** An own realm would be needed for an own console: the module's lines go here. */
const oracle = globalThis as { differential?: { log(...values: unknown[]): void; failed(error: unknown): void } };

describe('a notebook run from top to bottom', function () {
  this.timeout(1_200_000);
  const folder = mkdtempSync(join(tmpdir(), 'minimax-differential-'));
  let notebook: TestNotebook;
  before(async () => {
    notebook = await TestNotebook.open({ typeErrors: 'off' });
    await notebook.value(`import { inspect } from "node:util"; ${logSource}`);
  });
  after(async () => { await notebook.close(); rmSync(folder, { recursive: true, force: true }); });

  const compile = (text: string) => ts.transpileModule(text, {
    fileName: 'program.ts', compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
  });

  /** Output lines and errors of the cells as one module. */
  async function asModule(cells: Piece[], library: string, name: string): Promise<string[]> {
    const lines: string[] = [];
    const file = join(folder, `${name}.mjs`);
    const firstLines: number[] = [];
    let text = 'const { log, failed } = (globalThis as any).differential;';
    for (const { module } of cells) {
      firstLines.push(text.split('\n').length);
      text += `\n${module}`;
    }
    const { outputText, sourceMapText } = compile(text.replaceAll(`./${name}library`, `./${name}library.mjs`));
    const map = new SourceMap(JSON.parse(sourceMapText!));
    /** `cell 2, line 3`, both counted from 1: the innermost frame of the program. */
    const placeOf = (error: unknown): string => {
      const frame = new RegExp(`${name}\\.mjs:(\\d+):(\\d+)`).exec(String((error as Error)?.stack));
      if (!frame) return '';
      const entry = map.findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1) as { originalLine: number };
      const cell = firstLines.filter((line) => line <= entry.originalLine).length;
      return `cell ${cell}, line ${entry.originalLine - firstLines[cell - 1] + 1}`;
    };
    oracle.differential = {
      log: (...values) => { lines.push(...values.map((value) => inspect(value)).join(' ').split('\n')); },
      failed: (error) => { lines.push(errorLine(error, placeOf(error))); },
    };
    writeFileSync(join(folder, `${name}library.mjs`), compile(library).outputText);
    writeFileSync(file, outputText);
    await import(pathToFileURL(file).href).catch(oracle.differential.failed);
    return lines;
  }

  async function asNotebook(cells: Piece[], library: string, name: string): Promise<string[]> {
    notebook.write(`${name}library.ts`, library);
    const lines: string[] = [];
    const first = Number(notebook.cell.slice('cell-'.length));
    for (const { cell } of cells) {
      const from = notebook.outputs.length;
      const result = await notebook.execute(cell);
      lines.push(...notebook.printed(undefined, from).split('\n').slice(0, -1));
      if (result.status === 'ok') continue;
      const { ename, evalue, traceback } = result.error;
      const [, number, line] = /Cell \[(\d+)\], line (\d+)/.exec(stripVTControlCharacters(traceback.join('\n'))) ?? [];
      const isThrown = stripVTControlCharacters(traceback[0]).startsWith('Thrown');
      lines.push(isThrown ? `Thrown ${inspect(evalue)}` : `${ename}: ${evalue} cell ${Number(number) - first}, line ${line}`);
    }
    return lines;
  }

  async function compare(from: number, to: number): Promise<void> {
    for (let seed = from; seed <= to; seed++) {
      const name = `p${seed}_`;
      const { cells, library } = new GeneratedProgram(name, randomFrom(seed));
      const shown = cells.map(({ cell }, index) => `// cell ${index + 1}\n${cell}`).join('\n');
      expect(await asNotebook(cells, library, name), shown).to.eql(await asModule(cells, library, name));
    }
  }

  it('gives the output and the errors of one module (8 programs)', () => compare(1, 8));
  it('gives the output and the errors of one module (300 programs) @full', () => compare(9, 308));
});
