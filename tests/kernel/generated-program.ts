// Random programs for the differential test: cells, and the same program as the text of one module.
// Both differ where a notebook allows what a module does not: a name is declared again (the module
// assigns it), and a cell fails (the module catches what its last statement throws, and goes on).

/** Park and Miller's generator: the same programs every time. Returns whole numbers from 0 to below `below`. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed * 48271 + 11;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** A piece of a program, with as many lines in the module as in the cell. */
export interface Piece { cell: string; module: string }

const same = (text: string): Piece => ({ cell: text, module: text });

export class GeneratedProgram {
  readonly cells: Piece[] = [];
  /** A module of the notebook that the cells import: TypeScript. */
  readonly library: string;
  private readonly numbers: { name: string; mutable: boolean }[] = [];
  private readonly functions: string[] = [];
  private readonly classes: string[] = [];
  private readonly objects: string[] = [];
  /** Expressions of type number: members of enums and namespaces. */
  private readonly members: string[] = [];
  private count = 0;

  /** All names begin with `prefix`. */
  constructor(private readonly prefix: string, private readonly random: (below: number) => number) {
    this.library = `export let ${prefix}count = 0;\nexport function ${prefix}bump(by: number): number { ${prefix}count += by; return ${prefix}count }\nexport default class ${prefix}Shape { constructor(readonly sides: number) {} }\nexport enum ${prefix}Mode { Train = 1, Test }\nexport const ${prefix}list = [1, 2, 3];\n`;
    this.cells.push(same(`import ${prefix}Shape, { ${prefix}bump, ${prefix}count, ${prefix}Mode, ${prefix}list as ${prefix}items } from './${prefix}library';\nimport * as ${prefix}all from './${prefix}library';\nlog(new ${prefix}Shape(3), ${prefix}Mode.Test, ${prefix}items.length);`));
    const cells = 4 + random(4);
    for (let i = 0; i < cells; i++) this.cells.push(this.cell());
  }

  private name(kind: string): string {
    return `${this.prefix}${kind}${this.count++}`;
  }

  private pick<T>(values: T[]): T | undefined {
    return values[this.random(Math.max(1, values.length))];
  }

  private cell(): Piece {
    const pieces = [...(this.random(2) ? [this.redefinition()] : []), ...Array.from({ length: 1 + this.random(5) }, () => this.statement())];
    pieces.push(this.random(4) === 0 ? this.failure() : same(this.log()));
    return { cell: pieces.map(({ cell }) => cell).join('\n'), module: pieces.map(({ module }) => module).join('\n') };
  }

  private log(): string {
    return `log(${[this.number(), `${this.prefix}count`, ...this.numbers.slice(-3).map(({ name }) => name)].join(', ')});`;
  }

  /** An expression of type number. */
  private number(): string {
    const known = this.pick(this.numbers)?.name;
    const called = this.pick(this.functions), object = this.pick(this.objects), made = this.pick(this.classes);
    const forms = [
      String(this.random(100)), known ?? '7', known ? `(${known} * 3 % 1000)` : '8', called ? `${called}(${this.random(9)})` : '9',
      object ? `${object}.x` : '1', made ? `new ${made}(${this.random(9)}).get()` : '2', known ? `[${known}, 2].reduce((a, b) => a + b)` : '3', object ? `(${object}?.list?.[1] ?? 5)` : '4',
      this.pick(this.members) ?? '5', `${this.prefix}bump(1)`, `${this.prefix}count`, `${this.prefix}all.${this.prefix}count`,
    ];
    return forms[this.random(forms.length)];
  }

  /** Something that an earlier cell declared, declared again. What closed over it sees the new one. */
  private redefinition(): Piece {
    const value = this.random(1000);
    const choices: (() => Piece | undefined)[] = [
      () => { const known = this.pick(this.numbers); if (known) known.mutable = true; return known && { cell: `let ${known.name} = ${value};`, module: `${known.name} = ${value};` }; },
      () => { const known = this.pick(this.numbers); if (known) known.mutable = true; return known && { cell: `var { v: ${known.name} } = { v: ${value} };`, module: `({ v: ${known.name} } = { v: ${value} });` }; },
      () => { const known = this.pick(this.numbers); if (known) known.mutable = true; return known && { cell: `let ${known.name}: number;`, module: `${known.name} = undefined as any;` }; },
      () => { const f = this.pick(this.functions); return f ? { cell: `function ${f}(n: number): number {\n  return n + ${value} }`, module: `${f} = function ${f}(n: number): number {\n  return n + ${value} };` } : undefined; },
      () => {
        const c = this.pick(this.classes);
        const body = `{\n  constructor(public given = 0) {}\n  get(): number { return ${value} + this.given }\n  static made = 5 }`;
        return c ? { cell: `class ${c} ${body}`, module: `${c} = class ${c} ${body} as any;` } : undefined;
      },
      () => { const o = this.pick(this.objects); const made = `{ x: ${value}, list: [${value}, 2] }`; return o ? { cell: `const ${o} = ${made};`, module: `${o} = ${made};` } : undefined; },
    ];
    return choices[this.random(choices.length)]() ?? same(`log('nothing to redefine');`);
  }

  /** Notes expressions that later statements may use; adds nothing to this one. */
  private member(...expressions: string[]): '' {
    this.members.push(...expressions);
    return '';
  }

  private declareNumber(kind: 'let' | 'const' | 'var', write: (name: string) => string): Piece {
    const name = this.name('n');
    const cell = write(name);
    this.numbers.push({ name, mutable: kind !== 'const' });
    // A later cell may declare it anew, and the module assign it.
    return { cell, module: kind === 'const' ? cell.replace(/\bconst\b(?= (?:\w+|\[.*?\])(?:: number)? =)/, 'let') : cell };
  }

  private statement(): Piece {
    const mutable = this.pick(this.numbers.filter((number) => number.mutable))?.name;
    const value = this.number(), other = this.number();
    const declared = (list: string[], kind: string, write: (name: string) => string): Piece => {
      const name = this.name(kind), text = write(name);
      list.push(name);
      return same(text);
    };
    const choices: (() => Piece)[] = [
      // Variables and destructuring
      () => this.declareNumber('let', (n) => `let ${n}: number = ${value};`),
      () => this.declareNumber('const', (n) => `const ${n} = ${value} as number;`),
      () => this.declareNumber('var', (n) => `${this.member(`${n}i`, `${n}last`, `${n}of`)}var ${n} = 0; for (var ${n}of of [5, 6]); if (${n}of) { var { length: ${n}in } = "abc"; log(${n}in); } for (var ${n}i = 0; ${n}i < 4; ${n}i++) { var ${n}last = ${n}i; ${n} += ${n}last + ${value}; }\nlog(${n}i, ${n}last);`),
      () => this.declareNumber('let', (n) => `let { x: ${n}, ...${n}rest } = { x: ${value}, y: ${other}, z: [1] }; log(${n}rest);`),
      () => this.declareNumber('const', (n) => `const [, ${n} = ${value}, ...${n}tail] = [1, undefined, 3, 4] as (number | undefined)[]; log(${n}tail);`),
      () => this.declareNumber('let', (n) => `let ${n} = ((${n}: number) => ${n} + 1)(${value});`),
      () => this.declareNumber('let', (n) => `let ${n} = 1; { let ${n} = 99; log(${n}); } switch (${value} % 2) { case 0: ${n} = 10; break; default: ${n} = 20 }`),
      () => same(mutable ? `${mutable} += ${value}; ${mutable}++;` : 'log("nothing to change");'),
      () => same(mutable ? `[${mutable}] = [${value}]; ({ a: ${mutable} = 3 } = { a: ${other} } as { a?: number });` : 'log("nothing to swap");'),
      () => same(`let ${this.name('u')}: number | undefined; const ${this.name('s')} = { ${mutable ?? 'log'} };`),
      // Control flow
      () => this.declareNumber('let', (n) => `let ${n} = 0; outer: for (const a of [1, 2, 3]) { for (const b of [1, 2]) { if (b === 2) continue outer; if (a === 3) break outer; ${n} += a * b; } }`),
      () => same(`if (${value} > 50) { log("big") } else if (${other} % 2) log("odd"); else { log("even") }`),
      () => same(`do { log("once") } while (false); try { log("try"); throw new Error("inner") } catch ({ message }: any) { log(message) } finally { log("finally") }`),
      () => { const c = this.name('c'); return same(`const ${c}: (() => number)[] = []; for (let i = 0; i < 3; i++) { ${c}.push(() => i * ${value}); }\nvar ${c}v; for (${c}v in { a: 1, b: 2 }) ${c}.push(() => ${c}v.length); log(${c}.map((f) => f()));`); },
      () => same(`log(\`t \${${value}}\`, typeof this, [..."ab"].map((c, i) => c + i), [3, 1, 2].sort().at(-1), 2n ** 70n, -0, NaN, /[\\p{L}--a]/v.test("ä"));`),
      // Functions and closures
      () => declared(this.functions, 'f', (f) => `log(typeof ${f}, ${f}.name);\nfunction ${f}(n: number, m = n): number {\n  return n <= 0 ? ${this.pick(this.numbers)?.name ?? '1'} : ${f}(n - 1) + m }`),
      () => declared(this.functions, 'g', (g) => `var ${g} = (n: number): number => { try { if (n > 4) throw new RangeError("big"); return n + ${this.pick(this.numbers)?.name ?? '2'} } catch (error) { return error instanceof RangeError ? -1 : -2 } finally { log("finally", n) } };`),
      () => declared(this.functions, 'h', (h) => `function ${h}(n: number): number; function ${h}(n: string): string; function ${h}(n: any): any {\n  return typeof n === "string" ? n : n + ${value} }\nlog(${h}("text"), ${h}.length);`),
      () => declared(this.functions, 't', (t) => `function ${t}<T extends number>(...all: T[]): number { return all.length + arguments.length + (new.target ? 1 : 0) } ${t}.extra = ${value}; log(${t}.extra);`),
      () => { const counter = this.name('k'); return same(`const ${counter} = (() => { let hidden = ${value}; return { up: () => ++hidden, get now() { return hidden } } })(); ${counter}.up(); log(${counter}.now);`); },
      // Async and generators
      () => this.declareNumber('let', (n) => `let ${n} = await Promise.resolve(${value}); await (async () => { log(await ${n}) })();`),
      () => this.declareNumber('let', (n) => `let ${n} = 0; for await (const part of [${value}, Promise.resolve(2)]) ${n} += part;`),
      () => { const a = this.name('a'); return same(`async function ${a}(n: number) { await null; const x = await Promise.all([n, ${value}]); return x[0] + x[1] }\nlog(await ${a}(2), (await Promise.allSettled([${a}(1), Promise.reject(new Error("no"))])).map(({ status }) => status));`); },
      () => { const y = this.name('y'); return same(`function* ${y}(): Generator<number, string, any> { let n = 0; try { while (n < 3) { const got = yield n; n += got || 1 } return "end" } finally { log("closed") } }\nconst ${y}it = ${y}(); log([...${y}()], ${y}it.next(), ${y}it.next(2), ${y}it.return("early"));`); },
      () => { const y = this.name('z'); return same(`async function* ${y}() { yield* [${value}, ${other}]; await null; yield 3 } for await (const part of ${y}()) log(part);`); },
      () => same(`{ using held = { [Symbol.dispose]() { log("disposed") } }; log("held", typeof held) }`),
      // Classes
      () => declared(this.classes, 'C', (c) => {
        const base = this.pick(this.classes);
        return base
          ? `class ${c} extends ${base} { static made = 0; override get(): number {\n  ${c}.made++; return super.get() + ${value} } }\nlog(new ${c}(1).get(), ${c}.made, ${c}.name, new ${c}(2) instanceof ${base});`
          : `class ${c} { #secret: number; static { log("static block", this.name) } constructor(public given: number) { this.#secret = given * 2 } get(): number { return this.#secret } get double() { return this.#secret * 2 } set double(v) { this.#secret = v / 2 } accessor auto = ${value}; static is(o: object) { return #secret in o } }`;
      }),
      () => { const c = this.name('D'); return same(`function ${c}twice(method: any, context: ClassMethodDecoratorContext): any { log(context.kind, context.name); return function (this: any, ...all: any[]) { return 2 * method.apply(this, all) } }\nabstract class ${c}<T> { abstract make(): T; @${c}twice size() { return ${value} } }\n@((made: any, { name, kind }: ClassDecoratorContext) => { log(kind, name); made.mark = 1; }) class ${c}Real extends ${c}<string> { make() { return "made" } } log(new ${c}Real().size(), new ${c}Real(), (${c}Real as any).mark);`); },
      () => declared(this.objects, 'o', (o) => `var ${o}: any = { x: ${value}, list: [${other}, ${value}], get double() { return this.x * 2 }, m() { return this.double }, [\`k\${${value}}\`]: 1, ...{ spread: true } }; log(${o}.m(), ${o});`),
      // TypeScript's own
      () => this.declareNumber('const', (n) => `${this.member(`${n}E.B`, `${n}E.More`)}enum ${n}E { A = 3, B, C = "c".length, D = "d" }\nenum ${n}E { More = 10 }\nconst ${n}: number = ${n}E.B + ${n}E.C; log(${n}E);`),
      () => this.declareNumber('let', (n) => `${this.member(`${n}N.twice()`, `${n}D.Q.R`)}namespace ${n}N { export let inner = ${value}; export const twice = () => inner * 2; export namespace Deep { export enum Q { R = 1 } } }\nnamespace ${n}N { export const more = twice() + Deep.Q.R }\nimport ${n}D = ${n}N.Deep; let ${n} = ${n}N.more + ${n}D.Q.R;`),
      () => { const t = this.name('T'); return same(`interface ${t} { a: number } type ${t}s<K extends keyof ${t}> = ${t}[K][]; interface ${t} { b?: string }\nconst ${t}v = { a: ${value} } satisfies ${t}; const ${t}l: ${t}s<"a"> = [${t}v.a!]; log(${t}l, <unknown>${t}v);`); },
      () => { const m = this.name('M'); return same(`${this.member(`${m}f()`, `${m}.kinds.length`)}class ${m} { kind = ${m}.kinds[0] } namespace ${m} { export const kinds = ["one"] }\nfunction ${m}f() { return ${m}f.calls++ } namespace ${m}f { export let calls = ${value} } log(${m}f(), ${m}f.calls, new ${m}().kind);`); },
      () => same(`export const ${this.name('e')} = ${value}; const { sep } = await import("node:path"); log(sep, (await import("./${this.prefix}library")).${this.prefix}items?.length ?? import.meta.url.slice(0, 5));`.replace('const { sep }', `const { sep: ${this.name('p')} }`).replace('log(sep', `log("dynamic"`)),
    ];
    return choices[this.random(choices.length)]();
  }

  /** A statement that throws; nothing of its cell comes after it. */
  private failure(): Piece {
    const f = this.pick(this.functions);
    const failures = [
      '(null as any).x', 'throw new RangeError("made")', '(undefined as any)()', 'await Promise.reject(new TypeError("rejected"))', 'BigInt(1.5)', 'new Array(-1)', 'JSON.parse("{")',
      'throw Object.assign(new Error("with a code"), { code: 7 })', 'await (async () => { await null; throw new EvalError("later") })()', '[1].map(() => { throw new Error("in a callback") })',
      'new (class { constructor() { throw new URIError("in a constructor") } })()', `(${f ?? 'log'} as any).nothing.here`, 'throw "no error"', 'for await (const x of [Promise.reject(new Error("in a loop"))]) log(x)',
      'Symbol() + ""', 'class Broken { static x = (undefined as any).y }', 'const { a } = null as any',
    ];
    const failing = failures[this.random(failures.length)];
    return { cell: `log("before"); ${failing};\nlog("not reached");`, module: `log("before"); try { ${failing};\nlog("not reached"); } catch (error) { failed(error) }` };
  }
}
