// The TypeScript of a notebook without running it: what is an error, what is completed, what is shown.
import { expect } from 'chai';
import { stripVTControlCharacters } from 'node:util';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Language } from '../../kernel-extensions/kernel/language/language.js';
import { isComplete } from '../../kernel-extensions/kernel/language/is-complete.js';

describe('the language of a notebook', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'minimax-language-'));
  let language: Language;
  let count = 0;
  before(() => { language = new Language({ cwd: folder, typeErrors: 'error' }); });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => { language.clear(); count = 0; });

  /** Check a cell; what the checker has learned of it is settled before the next one. */
  async function cell(code: string): Promise<string> {
    const compiled = language.compile(code, ++count);
    await new Promise((done) => setImmediate(done));
    return compiled.ok ? '' : stripVTControlCharacters([compiled.error.ename, ...compiled.error.traceback].join('\n'));
  }
  const accept = async (...codes: string[]) => { for (const code of codes) expect(await cell(code)).to.equal(''); };

  describe('type errors', () => {
    it('name the cell and the line, with an excerpt and a mark', async () => {
      expect(await cell('const a = 1;\n\tconst b: string = a;\nb')).to.equal([
        'TypeScriptError', "TypeScriptError TS2322: Type 'number' is not assignable to type 'string'.", '    at Cell [1], line 2',
        '  1 | const a = 1;', '> 2 | \tconst b: string = a;', '    | \t      ^', '  3 | b', ''].join('\n'));
    });
    it('are found against the declarations of earlier cells, in their latest version', async () => {
      await accept('interface Options { rate: number } let rate = 0.1; function train(o: Options) {}', 'train({ rate })');
      expect(await cell('train({ rate: "fast" })')).to.contain("Type 'string' is not assignable to type 'number'");
      expect(await cell('rate = "slow"')).to.contain("Type 'string' is not assignable to type 'number'");
      await accept('interface Options { rate: string } function train(o: Options) {}', 'train({ rate: "fast" })');
    });
    it('are all listed, the first in the headline', async () => {
      const compiled = language.compile('const a: string = 1; const b: number = "2";', 1);
      expect(!compiled.ok && compiled.error.evalue).to.equal("Type 'number' is not assignable to type 'string'. (and 1 more)");
    });
    it('leave nothing behind: the cell may be run again, mended', async () => {
      expect(await cell('const size: string = 28')).to.contain('TS2322');
      expect(await cell('size')).to.contain("Cannot find name 'size'");
      await accept('const size = 28', 'size.toFixed()');
    });
    it('of an assignment to a constant of an earlier cell name that cell', async () => {
      await accept('const fixed = 1; function f() {}');
      expect(await cell('fixed = 2')).to.contain("Cannot assign to 'fixed' because Cell [1] declares it as a constant.");
      expect(await cell('fixed++')).to.contain('constant');
      expect(await cell('f = 2')).to.contain('a function');
      await accept('let fixed = 1', 'fixed = 2');
    });
    it('do not show how cells are named inside', async () => {
      await accept('class Point { x = 1 } let point = new Point()', 'class Point { y = "" }');
      const text = await cell('const moved: Point = point');
      expect(text).to.contain("is missing in type");
      expect(text).not.to.contain('minimax-');
    });
    it('are not about style: missing annotations, unused names and unreachable code are fine', async () => {
      await accept('function add(a, b) { return a + b } let later; const list = []; list.push(1); class Net { layers: number[] } unused: for (;;) { break }',
        'try { add(1, 2) } catch (error) { console.log(error.message) }', 'function early() { return 1; console.log("never") }');
    });
    it('stop at a switch: warnings let the cell run, off does not look', async () => {
      const warn = new Language({ cwd: folder, typeErrors: 'warn' }).compile('const a: string = 1', 1);
      expect(warn.ok && warn.warning?.evalue).to.contain("Type 'number'");
      const off = new Language({ cwd: folder, typeErrors: 'off' }).compile('const a: string = 1', 1);
      expect(off.ok && off.warning).to.equal(undefined);
    });
  });

  describe('lines', () => {
    it('are counted as TypeScript does, whatever ends them', async () => {
      for (const end of ['\n', '\r\n', '\r', '\u2028']) {
        expect(await cell(`const a = 1;${end}const b: string = a;${end}b`)).to.contain(['line 2', '  1 | const a = 1;', '> 2 | const b: string = a;', '    |       ^', '  3 | b'].join('\n'));
      }
    });
    it('behind a byte order mark are the same', async () => expect(await cell('\uFEFFconst a = 1;\nconst b: string = a;')).to.contain('line 2\n'));
  });

  describe('what is no TypeScript', () => {
    const habits: [string, string][] = [
      ['%matplotlib inline', "'%matplotlib' is a command of IPython"], ['%%time\n1 + 1', "'%time' is a command of IPython"],
      ['!ls', "'!ls' is a shell command"], ['!pip install numpy', "'!pip' is a shell command"], ['!ls -la', 'execSync'],
      ['npm install chai', 'typed in a terminal'], ['<div className="a">hello</div>', 'JSX'],
    ];
    for (const [code, hint] of habits) {
      it(`${JSON.stringify(code)} gets one sentence`, async () => {
        const text = await cell(code);
        expect(text).to.contain(hint);
        expect(text.match(/Error( TS\d+)?: /g)).to.have.length(1);
      });
    }
    it('is not looked for where the line may be meant so', async () => expect(await cell('let on = true;\n!on || of()')).to.contain("Cannot find name 'of'"));
  });

  describe('syntax errors', () => {
    it('are told before types are looked at', async () => {
      const text = await cell('let a: string = 1;\nconst = 3');
      expect(text).to.match(/^SyntaxError\n/).and.contain('Cell [1], line 2').and.not.contain('TS2322');
    });
    it('at the end of the cell are marked there', async () => {
      expect(await cell('function f() {\n  return 1')).to.match(/^SyntaxError\nSyntaxError: '}' expected/).and.contain('line 2');
      expect(await cell('`never closed')).to.contain('Unterminated template literal');
      expect(await cell('/* never closed')).to.contain("'*/' expected");
    });
  });

  describe('what flows from cell to cell', () => {
    it('a variable that was set need not be asked about again', async () => {
      await accept('let model: { fit(): void } | undefined; let other: string | null = null', 'model = { fit() {} }', 'model.fit()', 'console.log(1)', 'model.fit()');
      expect(await cell('other.length')).to.contain("'other' is possibly 'null'");
      await accept('model = undefined');
      expect(await cell('model.fit()')).to.match(/possibly 'undefined'|Cannot invoke|does not exist on type 'never'/);
    });
    it('so does a constant that was asked about', () =>
      accept('const maybe = [1].find((n) => n > 0); const key: unique symbol = Symbol()', 'if (maybe === undefined) throw new Error("none")', 'maybe.toFixed()', 'maybe.toFixed(); key.description'));
    it('and may still be set to anything its type allows', () => accept('let found: number | undefined', 'found = 1', 'found.toFixed(); found = undefined', 'found = 2'));
    it('the type of a redefined name does not change what was made with the old one', () =>
      accept('class Model { old = 1 } const made = new Model()', 'class Model { fresh = 2 }', 'made.old; new Model().fresh'));
    it('types that mention imports, enums, generics and private members', () =>
      accept('import * as fs from "node:fs"; enum Mode { A } class Box<T> { #x = 1; constructor(public value: T) {} } const boxed = new Box({ mode: Mode.A, stat: fs.statSync }); const unique: unique symbol = Symbol()',
        'const again = boxed; const stat = again.value.stat("."); const key = { [unique]: 1 }', 'stat.isFile(); again.value.mode === Mode.A; key[unique].toFixed()'));
    it('a value and a type of one name', async () => {
      await accept('interface Unit { x: number } let Unit = { x: 1 }; const Pair = [1, 2] as const; type Pair = typeof Pair', 'const unit: Unit = Unit; const pair: Pair = Pair', 'Unit = { x: 2 }');
    });
    it('chains of any length', async () => {
      await accept('let v0 = { n: 0 }');
      for (let i = 1; i < 60; i++) await accept(`let v${i} = { ...v${i - 1}, n: v${i - 1}.n + 1 }`);
      expect(await cell('v59.n.toFixed(); v59.missing')).to.contain("Property 'missing' does not exist");
    });
  });

  describe('completion', () => {
    const complete = (code: string) => language.complete(code.replace('|', ''), code.indexOf('|'));
    const texts = (code: string) => complete(code).matches.map(({ text }) => text);

    it('knows the variables of earlier cells, their members and their types', async () => {
      await accept('const learningRate = 0.1; /** Adds. */ function addUp(a: number, b = 2) { return a + b }');
      expect(texts('learn|')).to.include('learningRate');
      expect(texts('learningRate.toF|')).to.include('toFixed');
      const match = complete('addU|').matches.find(({ text }) => text === 'addUp');
      expect(match?.signature).to.contain('addUp(a: number, b?: number): number');
      expect(match?.kind).to.equal('function');
    });
    it('replaces the word at the cursor', () => {
      expect(complete('const x = Math.ma|x(1)')).to.include({ start: 15, end: 18 });
      expect(complete('Math.|')).to.include({ start: 5, end: 5 });
      expect(complete('const é = 1; é.toF|')).to.include({ start: 15, end: 18 });
    });
    it('works in code that is not finished', () => {
      expect(texts('function f(list: string[]) { for (const item of list) { item.toUp|')).to.include('toUpperCase');
      expect(texts('console.log(`${Math.PI.toFi|')).to.include('toFixed');
      expect(texts('({ a: 1 }).|')).to.include('a');
    });
    it('knows the names of modules and what they export', () => {
      expect(texts('import fs from "node:f|')).to.include('node:fs');
      expect(texts('import { readFileS| } from "node:fs"')).to.include('readFileSync');
    });
    it('has nothing to say in a comment or at a place without names', () => {
      expect(texts('// learn|')).to.eql([]);
    });
  });

  describe('inspection', () => {
    const inspect = (code: string, level: 0 | 1 = 0) => language.inspect(code.replace('|', ''), code.indexOf('|'), level);

    it('shows type, signature and documentation', async () => {
      await accept('/**\n * Adds two numbers.\n * @param a the first\n * @example addUp(1, 2)\n */\nfunction addUp(a: number, b = 2) { return a + b }');
      const { found, data } = inspect('add|Up(1)');
      expect(found).to.equal(true);
      expect(data['text/plain']).to.contain('addUp(a: number, b?: number): number').and.contain('Adds two numbers.').and.contain('@param a');
      expect(data['text/plain']).not.to.contain('@example');
      expect(inspect('addUp|(1)', 1).data['text/markdown']).to.contain('```typescript').and.contain('addUp(1, 2)');
    });
    it('works behind a name, behind its parenthesis and among its arguments', async () => {
      await accept('function scale(by: number) { return by }');
      for (const code of ['scale|', 'scale(|', 'scale( |)']) expect(inspect(code).data['text/plain'], code).to.contain('scale(by: number): number');
    });
    it('finds nothing where nothing is', () => expect(inspect('  |  ')).to.eql({ found: false, data: {} }));
  });

  describe('is it complete?', () => {
    const states: [string, string, string?][] = [
      ['', 'complete'], ['1 + 1', 'complete'], ['const a = 1;', 'complete'], ['function f() { return 1 }', 'complete'], ['// a comment', 'complete'], ['await x', 'complete'],
      ['function f() {', 'incomplete', '  '], ['if (a) {\n  while (b) {', 'incomplete', '    '], ['f(1,', 'incomplete', '  '], ['const a = [', 'incomplete', '  '],
      ['const a =', 'incomplete', ''], ['a +', 'incomplete', ''], ['`text', 'incomplete', ''], ['/* comment', 'incomplete', ''], ['if (a)', 'incomplete', ''], ['x.', 'incomplete', ''],
      ['const = 1', 'invalid'], ['a b', 'invalid'], ['function f() }', 'invalid'], ['"text', 'invalid'], ['f(1))', 'invalid'], [')', 'invalid'],
    ];
    for (const [code, status, indent] of states) {
      it(`${JSON.stringify(code)} is ${status}`, () => expect(isComplete(code)).to.eql(indent === undefined ? { status } : { status, indent }));
    }
  });
});
