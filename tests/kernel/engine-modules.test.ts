// The notebook's own modules, beside it in its folder.
import { expect } from 'chai';
import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
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
    expect((await notebook.error('import { added } from "./added"; added')).text).to.contain("'./added'");
    edit('added.ts', 'export const added = "here"');
    expect(await value('import { added } from "./added"; added')).to.equal("'here'");
  });

  it('that another module misses are named, and can be added', async () => {
    edit('outside.ts', 'import { within } from "./within"; import later from "later-package"; export const outside = within + later');
    expect((await notebook.error('import { outside } from "./outside"; outside')).text).to.contain("Cannot find module './within'").and.contain('at ./outside.ts, line 1');
    const unchecked = '// @ts-nocheck\nconst { outside } = await import("./" + "outside"); outside';
    expect((await notebook.error(unchecked)).text).to.contain("Cannot find './within', which outside.ts imports.");
    edit('within.ts', 'export const within = "within "');
    expect((await notebook.error(unchecked)).text).to.match(/Install it with `npm install later-package`[^]*line 2/);
    notebook.write('node_modules/later-package/package.json', '{ "name": "later-package", "type": "module", "exports": { "types": "./index.d.ts", "default": "./index.js" } }');
    notebook.write('node_modules/later-package/index.js', 'export default "later"');
    notebook.write('node_modules/later-package/index.d.ts', 'declare const later: string; export default later;');
    expect(await value('import { outside } from "./outside"; outside')).to.equal("'within later'");
  });

  it('import each other in circles, and are loaded again with the circle', async () => {
    edit('hen.ts', 'import { egg } from "./egg"; export const hen = () => 1 + egg(); export const legs = 2');
    edit('egg.ts', 'import { legs } from "./hen"; export const egg = () => legs');
    expect(await value('import { hen } from "./hen"; hen()')).to.equal('3');
    edit('egg.ts', 'import { legs } from "./hen"; export const egg = () => 10 * legs');
    expect(await value('import { hen } from "./hen"; hen()')).to.equal('21');
  });

  it('may have any name', async () => {
    edit('with space.ts', 'export const a = 1');
    edit('h#sh.ts', 'export const b = 2');
    edit('50%25.ts', 'export const c = 3');
    edit('模型.ts', 'import { a } from "./with space"; import { b } from "./h#sh.js"; import { c } from "./50%25"; export const all = [a, b, c]');
    expect(await value('import { all } from "./模型"; all')).to.equal('[ 1, 2, 3 ]');
    edit('with space.ts', 'export const a = 11');
    expect(await value('import { all } from "./模型"; all')).to.equal('[ 11, 2, 3 ]');
  });

  it('know where they are', async () => {
    edit('deep/where.ts', 'export const where = [import.meta.url, import.meta.filename, import.meta.dirname]');
    expect(await value('import { where } from "./deep/where"; import { pathToFileURL } from "node:url"; [where[0] === pathToFileURL(where[1]).href, where[2] === __dirname + "/deep", import.meta.resolve("./deep/where") === where[0]]')).to.equal('[ true, true, true ]');
  });

  it('in CommonJS, too, may be TypeScript, and are loaded again with what they require', async () => {
    edit('cjs/main.cjs', 'const { level } = require("./level.js"); module.exports = { level, twice: () => 2 * level }');
    edit('cjs/level.js', 'exports.level = 1');
    edit('cjs/typed.cts', 'enum Kind { Deep = 4 }\nexport const typed: number = Kind.Deep;\nexport function fail(): never { throw new RangeError("in CommonJS") }');
    edit('cjs/esm.ts', 'import { level } from "./main.cjs"; import { typed } from "./typed.cjs"; export const both = [level, typed]');
    const all = 'import main, { level } from "./cjs/main.cjs"; import { typed } from "./cjs/typed.cts"; import { both } from "./cjs/esm"; [main.twice(), level, typed, both, require("./cjs/main.cjs").level, require("./cjs/typed.cts").typed]';
    expect(await value(all)).to.equal('[ 2, 1, 4, [ 1, 4 ], 1, 4 ]');
    edit('cjs/level.js', 'exports.level = 7');
    expect(await value(all)).to.equal('[ 14, 7, 4, [ 7, 4 ], 7, 4 ]');
    expect((await notebook.error('import { fail } from "./cjs/typed.cts"; fail()')).text).to.contain('at fail (./cjs/typed.cts:3:');
  });

  it('in JSON are read again after an edit, and named when they are broken', async () => {
    edit('settings.json', '{ "rate": 1 }');
    edit('uses-json.ts', 'import settings from "./settings.json" with { type: "json" }; export const rate = settings.rate');
    const all = 'import settings from "./settings.json" with { type: "json" }; import { rate } from "./uses-json"; [settings.rate, rate, require("./settings.json").rate]';
    expect(await value(all)).to.equal('[ 1, 1, 1 ]');
    edit('settings.json', '{ "rate": 2 }');
    expect(await value(all)).to.equal('[ 2, 2, 2 ]');
    edit('settings.json', '{ "rate": ');
    expect((await notebook.error('(await import("./" + "settings.json")).default')).evalue).to.contain('settings.json: ');
  });

  it('of other kinds cannot be imported, which is said', async () => {
    edit('notes.txt', 'text');
    const error = await notebook.error('await import("./" + "notes.txt")');
    expect(error.text).to.contain("'notes.txt' cannot be imported").and.contain('readFileSync').and.match(/at Cell \[\d+\], line 1/).and.not.contain('node:internal');
  });

  it('may lie in a workspace, which node_modules links to', async () => {
    notebook.write('packages/sibling/package.json', '{ "name": "sibling", "type": "module", "exports": "./index.ts" }');
    edit('packages/sibling/index.ts', 'export enum Sibling { Elder = 1 }');
    mkdirSync(join(notebook.folder, 'node_modules'), { recursive: true });
    symlinkSync(join(notebook.folder, 'packages/sibling'), join(notebook.folder, 'node_modules/sibling'), 'junction');
    expect(await value('import { Sibling } from "sibling"; Sibling.Elder')).to.equal('1');
    edit('packages/sibling/index.ts', 'export enum Sibling { Elder = 2 }');
    expect(await value('import { Sibling } from "sibling"; Sibling.Elder')).to.equal('2');
  });

  it('and packages with a face for `import` and one for `require` show each', async () => {
    const face = (types: string, path: string) => ({ types, default: path });
    notebook.write('node_modules/two-faced/package.json', JSON.stringify({ name: 'two-faced', exports: { '.': { import: face('./index.d.mts', './index.mjs'), require: face('./index.d.cts', './index.cjs') }, './part': face('./part.d.ts', './part.mjs') } }));
    for (const [file, text] of [['index.d.mts', 'export declare const face: "import"'], ['index.mjs', 'export const face = "import"'], ['index.d.cts', 'export declare const face: "require"'], ['index.cjs', 'exports.face = "require"'], ['part.d.ts', 'export declare const part: number'], ['part.mjs', 'export const part = 7']]) notebook.write(`node_modules/two-faced/${file}`, text);
    expect(await value('import { face } from "two-faced"; import { part } from "two-faced/part"; [face, part, require("two-faced").face]')).to.equal("[ 'import', 7, 'require' ]");
    expect((await notebook.error('await import("two-faced/" + "hidden")')).text).to.contain("'./hidden' is not defined by \"exports\"").and.match(/at Cell \[\d+\], line 1/);
  });

  it('and packages that are missing are explained by `require` too', async () => {
    expect((await notebook.error('require("no-such-package")')).text).to.contain('npm install no-such-package').and.contain('Cell [');
    expect(await value('typeof require("chai").expect + typeof require("node:fs").readFileSync')).to.equal("'functionfunction'");
  });

  it('in JavaScript work too', async () => {
    edit('plain.mjs', 'export const plain = 1');
    edit('common.cjs', 'module.exports = { common: 2 }');
    edit('esm.js', 'export const esm = 3');
    expect(await value('import { plain } from "./plain.mjs"; import common from "./common.cjs"; import { esm } from "./esm.js"; [plain, common.common, esm]')).to.equal('[ 1, 2, 3 ]');
    expect(await value('const { common: required } = require("./common.cjs"); [required, __dirname === process.cwd(), import.meta.dirname === __dirname]')).to.equal('[ 2, true, true ]');
  });

  it('and packages may be CommonJS, which gives its exports and a default, or modules without saying so', async () => {
    edit('node_modules/common-package/package.json', '{ "name": "common-package" }');
    edit('node_modules/common-package/index.js', 'exports.one = 1; exports[`computed`] = 2');
    edit('node_modules/silent-module/package.json', '{ "name": "silent-module", "main": "index.js" }');
    edit('node_modules/silent-module/index.js', 'export const one = 1;\nexport default "default"');
    expect(await value('import * as common from "common-package"; import byDefault, { one } from "common-package"; [one, common.one, byDefault.one, (common as any).computed]')).to.equal('[ 1, 1, 1, 2 ]');
    const [major, minor] = process.versions.node.split('.').map(Number);
    if (major > 20 || minor >= 19) expect(await value('import silent, { one as alsoOne } from "silent-module"; [silent, alsoOne]')).to.equal("[ 'default', 1 ]");
  });

  it('and packages installed while the notebook is open are found', async () => {
    const missing = await notebook.error('import fresh from "fresh-package"; fresh.length');
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
