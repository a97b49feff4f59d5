// A notebook run from top to bottom does what its cells do as one module: the same output and the
// same errors. Generated programs, TypeScript's own emit as the oracle.
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { TestNotebook } from './notebook.js';

/** Park and Miller's generator: the same programs every time. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 48271 + 11;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

class Program {
  readonly cells: string[] = [];
  private readonly numbers: { name: string; mutable: boolean }[] = [];
  private readonly functions: string[] = [];
  private readonly asyncs: string[] = [];
  private readonly classes: string[] = [];
  private readonly objects: string[] = [];
  private count = 0;

  constructor(private readonly prefix: string, private readonly random: (below: number) => number) {
    const cells = 3 + random(4);
    for (let i = 0; i < cells; i++) this.cells.push(this.cell());
    if (random(3) === 0) this.cells.push(this.failure());
  }

  private name(kind: string): string {
    return `${this.prefix}${kind}${this.count++}`;
  }

  private pick<T>(values: T[]): T | undefined {
    return values[this.random(Math.max(1, values.length))];
  }

  private number(): string {
    const known = this.pick(this.numbers)?.name;
    const called = this.pick(this.functions), object = this.pick(this.objects), made = this.pick(this.classes);
    const forms = [
      String(this.random(100)), known ?? '7', known ? `(${known} * 3 % 1000)` : '8', called ? `${called}(${this.random(9)})` : '9',
      object ? `${object}.x` : '1', made ? `new ${made}(${this.random(9)}).get()` : '2', known ? `[${known}, 2].reduce((a, b) => a + b)` : '3', object ? `(${object}?.list?.[1] ?? 5)` : '4',
    ];
    return forms[this.random(forms.length)];
  }

  private cell(): string {
    const statements = Array.from({ length: 1 + this.random(4) }, () => this.statement());
    return statements.join('\n') + '\n' + this.log();
  }

  private log(): string {
    return `log(${[this.number(), ...this.numbers.slice(-3).map(({ name }) => name)].join(', ')});`;
  }

  private declareNumber(kind: 'let' | 'const' | 'var', init: (name: string) => string): string {
    const name = this.name('n');
    const text = init(name);
    this.numbers.push({ name, mutable: kind !== 'const' });
    return text;
  }

  private statement(): string {
    const mutable = this.pick(this.numbers.filter((number) => number.mutable))?.name;
    const value = this.number(), other = this.number();
    const choices: (() => string)[] = [
      () => this.declareNumber('let', (n) => `let ${n}: number = ${value};`),
      () => this.declareNumber('const', (n) => `const ${n} = ${value} as number;`),
      () => this.declareNumber('var', (n) => `var ${n} = 0; for (var ${n}i = 0; ${n}i < 4; ${n}i++) { var ${n}last = ${n}i; ${n} += ${n}last + ${value}; } log(${n}i, ${n}last);`),
      () => this.declareNumber('let', (n) => `let { x: ${n}, ...${n}rest } = { x: ${value}, y: ${other}, z: [1] }; log(${n}rest);`),
      () => this.declareNumber('const', (n) => `const [, ${n} = ${value}, ...${n}tail] = [1, undefined, 3, 4] as (number | undefined)[]; log(${n}tail);`),
      () => this.declareNumber('let', (n) => `let ${n} = await Promise.resolve(${value});`),
      () => this.declareNumber('let', (n) => `let ${n} = 0; for await (const part of [${value}, Promise.resolve(2)]) ${n} += part;`),
      () => this.declareNumber('const', (n) => `enum ${n}E { A = 3, B, C = "c".length } const ${n}: number = ${n}E.B + ${n}E.C; log(${n}E);`),
      () => this.declareNumber('let', (n) => `namespace ${n}N { export let inner = ${value}; export const twice = () => inner * 2 } let ${n} = ${n}N.twice();`),
      () => this.declareNumber('let', (n) => `let ${n} = 0; outer: for (const a of [1, 2, 3]) { for (const b of [1, 2]) { if (b === 2) continue outer; if (a === 3) break outer; ${n} += a * b; } }`),
      () => this.declareNumber('let', (n) => `let ${n} = ((${n}: number) => ${n} + 1)(${value});`),
      () => this.declareNumber('let', (n) => `let ${n} = 1; { let ${n} = 99; log(${n}); } switch (${value} % 2) { case 0: ${n} = 10; break; default: ${n} = 20 }`),
      () => (mutable ? `${mutable} += ${value}; ${mutable}++;` : 'log("nothing to change");'),
      () => (mutable ? `[${mutable}] = [${value}]; ({ a: ${mutable} = 3 } = { a: ${other} } as { a?: number });` : 'log("nothing to swap");'),
      () => { const f = this.name('f'); const reads = this.pick(this.numbers)?.name ?? '1'; this.functions.push(f); return `log(typeof ${f}, ${f}.name); function ${f}(n: number, m = n): number { return n <= 0 ? ${reads} : ${f}(n - 1) + m }`; },
      () => { const f = this.name('g'); this.functions.push(f); return `const ${f} = (n: number): number => { try { if (n > 4) throw new RangeError("big"); return n } catch (error) { return error instanceof RangeError ? -1 : -2 } finally { log("finally", n) } };`; },
      () => { const f = this.name('a'); this.asyncs.push(f); return `async function ${f}(n: number) { await null; const x = await Promise.all([n, ${value}]); return x[0] + x[1] } log(await ${f}(2));`; },
      () => { const f = this.name('y'); return `function* ${f}() { let n = 0; while (n < 3) { const got: number = yield n; n += got || 1 } } log([...${f}()]);`; },
      () => { const c = this.name('C'); const base = this.pick(this.classes); this.classes.push(c); return base
        ? `class ${c} extends ${base} { static made = 0; override get(): number { ${c}.made++; return super.get() + ${value} } } log(new ${c}(1).get(), ${c}.made, ${c}.name);`
        : `class ${c} { #secret: number; static { log("static block") } constructor(public given: number) { this.#secret = given * 2 } get(): number { return this.#secret } }`; },
      () => { const o = this.name('o'); this.objects.push(o); return `const ${o} = { x: ${value}, list: [${other}, ${value}], get double() { return this.x * 2 }, m() { return this.double } }; log(${o}.m());`; },
      () => { const f = this.pick(this.asyncs); return f ? `await (${f}(3)); log(await Promise.allSettled([${f}(1), Promise.reject(new Error("no"))]).then((all) => all.map((one) => one.status)));` : 'log(await (async () => "nothing to await")());'; },
      () => `if (${value} > 50) { log("big") } else if (${other} % 2) log("odd"); else { log("even") }`,
      () => `log(\`t \${${value}}\`, typeof this, [..."ab"].map((c, i) => c + i), [3, 1, 2].sort().at(-1));`,
      () => `export const ${this.name('e')} = ${value};`,
      () => `let ${this.name('u')}; do { log("once") } while (false);`,
    ];
    return choices[this.random(choices.length)]();
  }

  private failure(): string {
    const failures = [
      'null!.x', 'throw new RangeError("made")', '(undefined as any)()', 'await Promise.reject(new TypeError("rejected"))', 'BigInt(1.5)', 'new Array(-1)', 'JSON.parse("{")',
      `const ${this.name('k')} = (() => { throw new SyntaxError("inner") })()`,
    ];
    return `log("before"); ${failures[this.random(failures.length)]}; log("not reached");`;
  }
}

const logSource = `(...values: unknown[]) => output(values.map((value) => typeof value === 'function' ? 'function' : JSON.stringify(value)).join(' '))`;

describe('a notebook run from top to bottom', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), 'minimax-differential-'));
  let notebook: TestNotebook;
  before(async () => {
    notebook = await TestNotebook.open({ typeErrors: 'off' });
    await notebook.value(`const output = console.log; const log = ${logSource};`);
  });
  after(async () => { await notebook.close(); rmSync(folder, { recursive: true, force: true }); });

  /** Output lines and the error of the cells as one module. */
  async function asModule(cells: string[], name: string): Promise<string[]> {
    const lines: string[] = [];
    (globalThis as { differentialOutput?: unknown }).differentialOutput = (line: string) => lines.push(line);
    const source = `const output = (globalThis as any).differentialOutput; const log = ${logSource};\n${cells.join('\n')}`;
    const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } });
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, outputText);
    await import(pathToFileURL(file).href).catch((error: Error) => lines.push(`${error.name}: ${error.message}`));
    return lines;
  }

  async function asNotebook(cells: string[]): Promise<string[]> {
    const from = notebook.outputs.length;
    let failure: string[] = [];
    for (const cell of cells) {
      const result = await notebook.execute(cell);
      if (result.status === 'error') { failure = [`${result.error.ename}: ${result.error.evalue}`]; break; }
    }
    const printed = notebook.printed(undefined, from);
    return [...printed.split('\n').slice(0, -1), ...failure];
  }

  async function compare(from: number, to: number): Promise<void> {
    for (let seed = from; seed <= to; seed++) {
      const { cells } = new Program(`p${seed}_`, randomFrom(seed));
      expect(await asNotebook(cells), cells.join('\n// next cell\n')).to.eql(await asModule(cells, `p${seed}`));
    }
  }

  it('gives the output and the errors of one module (15 programs)', () => compare(1, 15));
  it('gives the output and the errors of one module (300 programs) @full', () => compare(16, 315));
});
