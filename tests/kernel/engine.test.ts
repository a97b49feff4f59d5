// What a notebook's cells mean: one engine, cells one after the other.
import { expect } from 'chai';
import { TestNotebook } from './notebook.js';

describe('a notebook', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => { notebook = await TestNotebook.open(); });
  after(() => notebook.close());
  const value = (code: string) => notebook.value(code);

  describe('results', () => {
    it('shows the value of a last expression', async () => expect(await value('1 + 1')).to.equal('2'));
    it('shows it with a semicolon behind it', async () => expect(await value('"a" + "b";')).to.equal("'ab'"));
    it('shows nothing for undefined', async () => expect(await value('undefined')).to.equal(undefined));
    it('shows nothing for a declaration', async () => expect(await value('const declared = 1')).to.equal(undefined));
    it('shows null, false and 0', async () => expect([await value('null'), await value('false'), await value('0')]).to.eql(['null', 'false', '0']));
    it('does not wait for a promise that is not awaited', async () => expect(await value('Promise.resolve(1)')).to.equal('Promise { 1 }'));
    it('shows promises and timers as a plain script does', async () => {
      expect(await value('new Promise(() => {})')).to.equal('Promise { <pending> }');
      expect(await value('const timer = setTimeout(() => {}); clearTimeout(timer); timer')).to.match(/^Timeout \{/).and.not.match(/kResourceStore|names:/);
    });
    it('runs an empty cell and a comment', async () => expect([await value(''), await value('// nothing')]).to.eql([undefined, undefined]));
    it('shows an object literal, with and without parentheses', async () => {
      for (const code of ['({ a: 1, b: 2 })', '{ a: 1, b: 2 }', '{a: 1, b: 2} // an object']) expect(await value(code)).to.equal('{ a: 1, b: 2 }');
      expect(await value('{ const inner = 1; console.log(inner) }')).to.equal(undefined);
    });
    it('does not name a function or a class that has no name', async () =>
      expect([await value('async () => 1'), await value('(class {})')]).to.eql(['[AsyncFunction (anonymous)]', '[class (anonymous)]']));
  });

  describe('redefinition', () => {
    it('is seen by closures of earlier cells', async () => {
      await value('let lr = 0.1; function step() { return lr }');
      expect(await value('lr = 0.5; step()')).to.equal('0.5');
      expect(await value('let lr = 0.7; step()')).to.equal('0.7');
    });
    it('takes any kind of declaration after any other', async () => {
      const kinds = ['let thing = 1', 'const thing = 2', 'var thing = 3', 'function thing() { return 4 }', 'class thing { static five = 5 }', 'enum thing { Six = 6 }', 'namespace thing { export const seven = 7 }', 'import thing from "node:fs"'];
      for (const first of kinds) for (const second of kinds) { await value(first); await value(second); }
      expect(await value('typeof thing.readFileSync')).to.equal("'function'");
    });
    it('lets recursion call the latest version', async () => {
      await value('function countdown(n: number): string { return n === 0 ? "old" : countdown(n - 1) }');
      await value('const kept = countdown');
      await value('function countdown(n: number): string { return "new" }');
      expect(await value('kept(3)')).to.equal("'new'");
    });
    it('starts an enum and a namespace afresh', async () => {
      await value('enum Fresh { A, B }; namespace Space { export const a = 1 }');
      await value('enum Fresh { C }; namespace Space { export const b = 2 }');
      expect(await value('[Object.keys(Fresh), Object.keys(Space)]')).to.equal("[ [ '0', 'C' ], [ 'b' ] ]");
    });
    it('works for shorthand properties of earlier variables', async () => {
      await value('const size = 28');
      expect(await value('const options = { size }; options')).to.equal('{ size: 28 }');
    });
  });

  describe('declarations', () => {
    it('of a cell that throws half-way are kept up to there', async () => {
      await notebook.error('const reached = 1; function hoisted() { return reached } throw new Error("half-way"); const missed = 2');
      expect(await value('hoisted()')).to.equal('1');
    });
    it('that a failed cell did not reach are named when they are used', async () => {
      await notebook.error('import { nothing } from "./no-such-file"; const built = 1');
      await notebook.error('const early = 1; JSON.parse("{"); const late = 2; class Late {}');
      const count = notebook.cell.slice('cell-'.length);
      expect(await value('early')).to.equal('1');
      expect((await notebook.error('late + 1')).evalue).to.equal(`'late' has no value: Cell [${count}] declares it, but stopped before that line. Mend that cell and run it again.`);
      expect((await notebook.error('new Late()')).evalue).to.contain("'Late' has no value");
      expect(await value('const late = 3; late')).to.equal('3');
    });
    it('by destructuring reach later cells', async () => {
      await value('const { a, b: [c = 3, ...d], ...rest } = { a: 1, b: [undefined, 4, 5], e: 6 } as { a: number; b: (number | undefined)[]; e: number }');
      expect(await value('[a, c, d, rest]')).to.equal('[ 1, 3, [ 4, 5 ], { e: 6 } ]');
    });
    it('by var in blocks and loops reach later cells', async () => {
      await value('if (true) { var inBlock = "block" } for (var index = 0; index < 3; index++) {} for (var letter of "xyz") {}');
      expect(await value('[inBlock, index, letter]')).to.equal("[ 'block', 3, 'z' ]");
    });
    it('of types reach later cells', async () => {
      await value('interface Point { x: number; y: number } type Points = Point[]; export type Named<T> = T & { name: string }');
      expect(await value('const points: Points = [{ x: 1, y: 2 }]; const named: Named<Point> = { ...points[0], name: "p" }; named.name')).to.equal("'p'");
    });
    it('with export are like those without', async () => {
      await value('export const exported = 1; export function exportedFunction() { return exported } export default class ExportedClass {}');
      expect(await value('exportedFunction() + exported + typeof ExportedClass')).to.equal("'2function'");
    });
    it('of generic and abstract classes with private members and decorators work', async () => {
      await value(`
        function twice(method: Function, _: ClassMethodDecoratorContext): any { return function (this: unknown) { return 2 * method.call(this) } }
        abstract class Base<T> { constructor(protected readonly content: T) {} abstract get(): T }
        class Box<T> extends Base<T> { #count = 0; @twice get() { this.#count++; return this.content } }`);
      expect(await value('new Box(21).get()')).to.equal('42');
    });
    it('may take the name of a global without breaking the libraries that use the global', async () => {
      await value('const performance = { accuracy: 0.9 }; let process = "mine"; function fetch() { return { performance } } class URL {} enum Event { A }');
      expect(await value('[performance.accuracy, process, fetch().performance.accuracy, new URL() instanceof URL, Event.A]')).to.equal("[ 0.9, 'mine', 0.9, true, 0 ]");
      expect(await value('import { pathToFileURL } from "node:url"; pathToFileURL("/a").href')).to.equal("'file:///a'");
      expect(await value('((performance: number) => performance)(7)')).to.equal('7');
    });
    it('that add to a class, a function or an enum reach later cells', async () => {
      await value('class Net { depth = 1 } namespace Net { export const kinds = ["dense"] } function pick() { return pick.calls } namespace pick { export let calls = 2 } enum Size { S } namespace Size { export const all = [Size.S] }');
      expect(await value('[new Net().depth, Net.kinds, pick(), Size.S, Size.all]')).to.equal("[ 1, [ 'dense' ], 2, 0, [ 0 ] ]");
    });
    it('may be aliases: of a namespace and of a module that is required', async () => {
      await value('namespace Outer.Inner { export const deep = 1 } import Short = Outer.Inner; import fs = require("node:fs")');
      expect(await value('[Short.deep, typeof fs.readFileSync]')).to.equal("[ 1, 'function' ]");
    });
    it('in a cell with `using` are those of the notebook, and what is used is disposed of', async () => {
      const from = notebook.outputs.length;
      await value('using held = { [Symbol.dispose]() { console.log("disposed") } }; await using later = { async [Symbol.asyncDispose]() { console.log("later") } }; class Used {} enum Level { A, B } namespace Part { export const a = 1 } const [x = 3] = []; function usedFunction() { return held }');
      expect(notebook.printed(undefined, from)).to.equal('later\ndisposed\n');
      expect(await value('[Level.B, Part.a, x, new Used() instanceof Used, typeof usedFunction()]')).to.equal("[ 1, 1, 3, true, 'object' ]");
    });
    it('by `export default` need no name', async () => {
      expect(await value('export default class {}; 1')).to.equal('1');
      expect(await value('export default function () {}; 2')).to.equal('2');
    });
    it('add to global types and to those of modules, for later cells too', async () => {
      await value('declare global { interface Array<T> { final(): T } }\nArray.prototype.final = function () { return this.at(-1) }');
      expect(await value('[1, 2].final()')).to.equal('2');
      await value('declare global { interface Array<T> { final(): T | undefined } }');
      expect((await notebook.error('[1, 2].final().toFixed()')).text).to.contain('possibly');
    });
    it('keep the names of functions and classes', async () => {
      expect(await value('function namedFunction() {} class NamedClass {} const arrow = () => {}; [namedFunction.name, NamedClass.name, arrow.name]')).to.equal("[ 'namedFunction', 'NamedClass', 'arrow' ]");
      expect(await value('(x: number) => x')).to.equal('[Function (anonymous)]');
      expect(await value('(class {})')).to.equal('[class (anonymous)]');
      expect(await value('(function named() {})')).to.equal('[Function: named]');
    });
  });

  describe('names', () => {
    it('of the browser are not taken for known ones', async () => {
      expect((await notebook.error('document.title')).evalue).to.equal("Cannot find name 'document'.");
      expect((await notebook.error('print("x")')).evalue).to.contain("Cannot find name 'print'");
    });
  });

  describe('while a cell runs', () => {
    it('completion and inspection answer, and know what it declares', async () => {
      const running = notebook.error('const whileRunning = { depth: 1 }; console.log("running"); for (;;);');
      await notebook.until(() => notebook.printed(notebook.cell).includes('running'));
      const { matches } = await notebook.engine.complete('whileRunning.de', 15);
      const { data } = await notebook.engine.inspect('whileRunning', 3, 0);
      expect(matches.map(({ text }) => text)).to.include('depth');
      expect(data['text/plain']).to.contain('depth: number');
      await notebook.engine.interrupt();
      expect((await running).ename).to.equal('KeyboardInterrupt');
    });
    it('the next cell waits for its turn', async () => {
      const first = notebook.value('await new Promise((done) => setTimeout(done, 30)); let order = "first"');
      const second = notebook.value('order + " then second"');
      await first;
      expect(await second).to.equal("'first then second'");
    });
  });

  describe('await', () => {
    it('works at the top level, with and without parentheses', async () => {
      expect(await value('const awaited = await Promise.resolve(1); await (Promise.resolve(awaited + 1))')).to.equal('2');
    });
    it('works in loops, conditions and for await', async () => {
      expect(await value('let sum = 0; for await (const n of [1, Promise.resolve(2)]) sum += n; async function* more() { yield 3; yield 4 } for await (const n of more()) sum += n; sum')).to.equal('10');
    });
    it('works in a class heritage, a computed name and a default value', async () => {
      expect(await value('class Child extends (await Promise.resolve(Array)) { static [await Promise.resolve("made")]() { return 3 } } const { missing = await Promise.resolve(4) } = {} as { missing?: number }; [new Child().length, (Child as any).made(), missing]')).to.equal('[ 0, 3, 4 ]');
    });
    it('rejects with the error of the promise', async () => {
      expect((await notebook.error('await Promise.reject(new RangeError("no"))')).ename).to.equal('RangeError');
    });
  });

  describe('imports', () => {
    it('take defaults, names, namespaces and side effects of ESM, CommonJS and builtins', async () => {
      await value('import fs, { readFileSync as read } from "node:fs"; import * as path from "path"; import "node:os"; import { expect } from "chai"; import ts from "typescript"');
      expect(await value('[fs.readFileSync === read, path.join("a", "b"), typeof expect, typeof ts.createSourceFile]')).to.equal("[ true, 'a/b', 'function', 'function' ]");
    });
    it('of types load nothing', async () => {
      notebook.write('sideEffect.ts', 'export interface Shape { sides: number }\nthrow new Error("must not run")');
      expect(await value('import { Shape } from "./sideEffect"; import type * as all from "./sideEffect"; const shape: Shape = { sides: 3 }; shape.sides')).to.equal('3');
    });
    it('read JSON', async () => {
      notebook.write('data.json', '{ "classes": 10, "names": ["a"] }');
      expect(await value('import data, { classes } from "./data.json"; data.names.length + classes')).to.equal('11');
    });
    it('work when they are dynamic', async () => {
      expect(await value('const { sep } = await import("node:path"); sep.length')).to.equal('1');
      expect(await value('(await import("./data.json", { with: { type: "json" } })).default.classes')).to.equal('10');
    });
    it('follow what the module assigns', async () => {
      notebook.write('epoch.ts', 'export let epoch = 0; let rate = 1; export { rate as default }; export function next() { epoch++; rate /= 2 }');
      expect(await value('import rate, { epoch, epoch as performance, next } from "./epoch"; next(); [epoch, { epoch }, performance, rate, ((epoch: string) => epoch)("own")]')).to.equal("[ 1, { epoch: 1 }, 1, 0.5, 'own' ]");
      expect(await value('const readEpoch = () => epoch; next(); const same: typeof epoch = epoch; [readEpoch(), same, performance, rate]')).to.equal('[ 2, 2, 2, 0.25 ]');
    });
    it('may be redefined like anything else', async () => {
      expect(await value('let epoch = "redefined"; readEpoch()')).to.equal("'redefined'");
      expect(await value('import { epoch } from "./epoch"; next(); readEpoch()')).to.equal('3');
    });
    it('of a missing package say how to get it, and later cells run', async () => {
      const error = await notebook.error('// @ts-ignore\nimport missing from "no-such-package"; missing');
      expect(error.text).to.contain('npm install no-such-package').and.contain('Cell [');
      expect(await value('1')).to.equal('1');
    });
  });
});
