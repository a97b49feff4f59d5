// The notebook's own modules, beside it in its folder.
import { expect } from 'chai';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { TestNotebook } from './notebook.js';

describe('modules beside the notebook', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => { notebook = await TestNotebook.open(); });
  after(() => notebook.close());
  const value = (code: string) => notebook.value(code);
  let time = Date.now() / 1000;
  const edit = (path: string, text: string) => {
    notebook.write(path, text);
    utimesSync(join(notebook.folder, path), ++time, time);
  };

  it('may be TypeScript, with and without their extension', async () => {
    edit('model.ts', 'import type { Shape } from "./shape.js"; enum Kind { Square = 4 } export const shape: Shape = { sides: Kind.Square }; export class Layer<T> { constructor(readonly units: T) {} }');
    edit('shape.ts', 'export interface Shape { sides: number }');
    expect(await value('import { shape, Layer } from "./model"; shape.sides')).to.equal('4');
    expect(await value('import { shape as same } from "./model.ts"; import { shape as js } from "./model.js"; [same === shape, js === shape, new Layer(3).units]')).to.equal('[ true, true, 3 ]');
  });

  it('import each other, packages and JSON', async () => {
    edit('lib/index.ts', 'import { expect } from "chai"; import data from "./data.json"; import { twice } from "./twice"; import * as tslab from "tslab"; export const answer = twice(data.half); expect(answer).to.equal(42); export const display = typeof tslab.display.html');
    edit('lib/data.json', '{ "half": 21 }');
    edit('lib/twice.ts', 'export const twice = (n: number) => 2 * n');
    expect(await value('import { answer, display as shown } from "./lib"; [answer, shown]')).to.equal("[ 42, 'function' ]");
  });

  it('are loaded again after an edit, and only then', async () => {
    edit('counter.ts', 'export const made = { at: 1 }');
    await value('import { made } from "./counter"; const first = made');
    await value('import { made } from "./counter"; const second = made');
    expect(await value('first === second')).to.equal('true');
    edit('counter.ts', 'export const made = { at: 2, label: "edited" }');
    expect(await value('import { made } from "./counter"; made.label')).to.equal("'edited'");
  });

  it('are loaded again after an edit of a module they import', async () => {
    edit('outer.ts', 'export { inner } from "./inner"');
    edit('inner.ts', 'export const inner: string = "old"');
    expect(await value('import { inner } from "./outer"; inner')).to.equal("'old'");
    edit('inner.ts', 'export const inner: string = "new"');
    expect(await value('import { inner } from "./outer"; inner')).to.equal("'new'");
  });

  it('name their own lines in errors', async () => {
    edit('broken.ts', 'interface A {\n  a: number;\n}\nexport function fail(a: A): number {\n  throw new RangeError("inside");\n}');
    const error = await notebook.error('import { fail } from "./broken";\n\nfail({ a: 1 })');
    expect(error.text).to.contain('at fail (./broken.ts:5:').and.contain('Cell [').and.contain('line 3');
  });

  it('are named in errors, the helpers of this package are not', async () => {
    const error = await notebook.error('import { todo } from "minimax-labs";\ntodo("task")');
    expect(error.traceback.filter((line) => line.startsWith('    at '))).to.have.length(1);
    expect(error.text).to.match(/at Cell \[\d+\], line 2/);
  });

  it('may have type errors, which name the file and the line, and be mended', async () => {
    edit('typed.ts', 'import { size } from "./size";\nexport const label: string = size;');
    edit('size.ts', 'export const size: number = "28";');
    const { text, ename, evalue } = await notebook.error('import { label } from "./typed"; label');
    expect([ename, evalue]).to.eql(['TypeScriptError', "Type 'number' is not assignable to type 'string'. (and 1 more)"]);
    expect(text).to.contain(['    at ./typed.ts, line 2', '  1 | import { size } from "./size";', '> 2 | export const label: string = size;', '    |              ^^^^^'].join('\n'));
    expect(text).to.contain('at ./size.ts, line 1');
    edit('size.ts', 'export const size: number = 28;');
    edit('typed.ts', 'import { size } from "./size";\nexport const label: string = String(size);');
    expect(await value('import { label } from "./typed"; label')).to.equal("'28'");
  });

  it('are compiled on their own, and told where that matters', async () => {
    edit('reexport.ts', 'export { Shape } from "./shape"; export const one = 1');
    expect((await notebook.error('import { one } from "./reexport"')).evalue).to.equal("'Shape' is a type: re-export it with 'export type'.");
    edit('reexport.ts', 'export type { Shape } from "./shape"; export * from "./shape"; export const one = 1');
    expect(await value('import { one, type Shape } from "./reexport"; const square: Shape = { sides: 4 }; one')).to.equal('1');
  });

  it('may have a syntax error, which names the file and the line, and be mended', async () => {
    edit('typo.ts', 'export const fine = 1;\nexport const = 2;');
    expect((await notebook.error('// @ts-ignore\nimport { fine } from "./typo"')).text).to.contain('typo.ts, line 2');
    edit('typo.ts', 'export const fine = 1;');
    expect(await value('import { fine } from "./typo"; fine')).to.equal('1');
  });

  it('that are missing are named, and can be added', async () => {
    expect((await notebook.error('import { added } from "./added"')).text).to.contain("'./added'");
    edit('added.ts', 'export const added = "here"');
    expect(await value('import { added } from "./added"; added')).to.equal("'here'");
  });

  it('in JavaScript work too', async () => {
    edit('plain.mjs', 'export const plain = 1');
    edit('common.cjs', 'module.exports = { common: 2 }');
    edit('esm.js', 'export const esm = 3');
    expect(await value('import { plain } from "./plain.mjs"; import common from "./common.cjs"; import { esm } from "./esm.js"; [plain, common.common, esm]')).to.equal('[ 1, 2, 3 ]');
    expect(await value('const { common: required } = require("./common.cjs"); [required, __dirname === process.cwd(), import.meta.dirname === __dirname]')).to.equal('[ 2, true, true ]');
  });

  it('and packages installed while the notebook is open are found', async () => {
    const missing = await notebook.error('import fresh from "fresh-package"; fresh');
    expect(missing.text).to.contain('fresh-package');
    notebook.write('node_modules/fresh-package/package.json', '{ "name": "fresh-package", "version": "1.0.0", "type": "module", "exports": { "import": "./index.js", "types": "./index.d.ts" } }');
    notebook.write('node_modules/fresh-package/index.js', 'export default "installed"');
    notebook.write('node_modules/fresh-package/index.d.ts', 'declare const fresh: string; export default fresh;');
    expect(await value('import fresh from "fresh-package"; fresh.length')).to.equal('9');
  });

  it('and packages without types', async () => {
    notebook.write('node_modules/untyped/package.json', '{ "name": "untyped", "version": "1.0.0", "main": "main.js" }');
    notebook.write('node_modules/untyped/main.js', 'exports.twice = (n) => 2 * n');
    expect(await value('import untyped, { twice } from "untyped"; import * as everything from "untyped"; [untyped.twice(2), twice(3), everything.twice(4)]')).to.equal('[ 4, 6, 8 ]');
  });

  it('of this package and those it depends on are found from any folder', async () => {
    expect(await value('import * as tf from "@tensorflow/tfjs"; import { tf as ours } from "minimax-labs"; import { display } from "tslab"; [tf.scalar(2).square().dataSync()[0], typeof ours.scalar, typeof display.html]')).to.equal("[ 4, 'function', 'function' ]");
  });
});
