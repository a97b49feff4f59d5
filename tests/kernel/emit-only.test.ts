/** Cells compiled without a look at types run as those that were checked. */
import { expect } from 'chai';
import { buildLab } from '../../labs/authoring/labs.js';
import { CellEmitter } from '../../kernel-extensions/kernel/language/emit-only.js';
import { Language, type Compiled } from '../../kernel-extensions/kernel/language/language.js';

/** Which names an import has to provide is known only to who looks at types. */
const codeOf = (compiled: Compiled): string => {
  if (!compiled.ok) throw new Error(compiled.error.evalue);
  return compiled.cell.code.replace(/(__minimax\.import\((?:"[^"]*"|'[^']*')), \[[^\]]*\]/g, '$1, []');
};

describe('Emitting cells without types', () => {
  it('gives the code that checking gives, for every cell of a solved lab', function () {
    this.timeout(60_000);
    const cells = buildLab('lab04-cyclegan', 'en', 'solved').cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => [source].flat().join(''));
    const emitter = new CellEmitter();
    const language = new Language({ cwd: process.cwd(), typeErrors: 'off' });
    for (const [index, cell] of cells.entries()) expect(codeOf(emitter.compile(cell, index + 1))).to.equal(codeOf(language.compile(cell, index + 1)));
    expect(cells).to.have.length.greaterThan(8);
  });

  it('renames what would hide a global, asks for no name that may be a type, and knows enums of earlier cells', () => {
    const emitter = new CellEmitter();
    expect(codeOf(emitter.compile(`import { Tensor4D } from '@tensorflow/tfjs';\nlet process = 1; enum Colour { red }`, 1))).to.match(/process\$ = 1/).and.include('"Tensor4D": Tensor4D');
    expect(codeOf(emitter.compile('const mine: Colour = Colour.red; process', 2))).to.match(/mine = Colour\.red;\s*return \[process\$\]/);
  });

  it('names the line of a syntax error, and goes on', () => {
    const emitter = new CellEmitter();
    const compiled = emitter.compile('\nlet y = ;', 1);
    expect(compiled).to.deep.include({ ok: false }).and.have.nested.property('error.evalue', 'Expression expected.');
    expect(emitter.compile('1 + 1', 2).ok).to.equal(true);
  });
});
