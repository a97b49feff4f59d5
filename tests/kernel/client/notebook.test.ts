import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNotebook, parseNotebook, readNotebook } from '../../../kernel-extensions/kernel/client/index.js';

const source = {
  cells: [
    { cell_type: 'markdown', id: 'm', metadata: {}, source: ['# Title\n', 'text'], attachments: { 'a.png': { 'image/png': 'QUJD' } } },
    {
      cell_type: 'code', id: 'c', metadata: { tags: ['raises-exception'] }, source: ['const a = 1;\n', '\n', 'a'], execution_count: 2,
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['one\n', 'two\n'] },
        { output_type: 'display_data', data: { 'text/plain': ['x\n', 'y'], 'application/json': ['a', 'b'], 'image/png': 'QUJD' }, metadata: {} },
        { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['a', 'b'] },
      ],
    },
  ],
  metadata: { kernelspec: { name: 'minimax' } }, nbformat: 4, nbformat_minor: 5,
};

describe('notebook files', () => {
  it('are whole strings in memory and lists of lines on disk, without loss', () => {
    const notebook = parseNotebook(JSON.stringify(source), 'a.ipynb');
    expect(notebook.cells[0].source).to.equal('# Title\ntext');
    expect(notebook.cells[1]).to.deep.include({ source: 'const a = 1;\n\na' });
    const written = JSON.parse(formatNotebook(notebook));
    expect(written.cells[1].outputs[1].data).to.deep.equal({ 'text/plain': ['x\n', 'y'], 'application/json': ['a', 'b'], 'image/png': ['QUJD'] });
    written.cells[1].outputs[1].data['image/png'] = 'QUJD';
    expect(written).to.deep.equal(source);
  });

  it('are written as Jupyter writes them: sorted keys, one blank, a newline at the end', () => {
    const text = formatNotebook(parseNotebook(JSON.stringify(source), 'a.ipynb'));
    expect(text.slice(0, 30)).to.equal('{\n "cells": [\n  {\n   "attachme');
    expect(text.endsWith('}\n')).to.equal(true);
    expect(Object.keys(JSON.parse(text))).to.deep.equal(['cells', 'metadata', 'nbformat', 'nbformat_minor']);
  });

  it('may lack what nbformat lets them lack', () => {
    const notebook = parseNotebook('{"nbformat":4,"cells":[{"cell_type":"code","source":[]},{"cell_type":"raw"}]}', 'a');
    expect(notebook).to.deep.equal({
      nbformat: 4, nbformat_minor: 0, metadata: {},
      cells: [{ cell_type: 'code', metadata: {}, source: '', outputs: [], execution_count: null }, { cell_type: 'raw', metadata: {}, source: '' }],
    });
  });

  const wrong: [string, string][] = [
    ['', 'a.ipynb is not a notebook: it is not JSON'],
    ['[]', 'a.ipynb is not a notebook: it has no list of cells.'],
    ['null', 'a.ipynb is not a notebook: it has no list of cells.'],
    ['{"nbformat":3,"cells":[]}', 'a.ipynb is a notebook of format 3: expected 4.'],
    ['{"nbformat":4,"cells":[{"cell_type":"code"},{"cell_type":"heading"}]}', 'a.ipynb, cell 2: the cell type is "heading"'],
    ['{"nbformat":4,"cells":[null]}', 'a.ipynb, cell 1: the cell type is undefined'],
  ];
  for (const [text, message] of wrong) it(`are refused with a sentence: ${text || '(empty)'}`, () => expect(() => parseNotebook(text, 'a.ipynb')).to.throw(message));

  describe('on disk', () => {
    let folder: string;
    before(async () => { folder = await mkdtemp(join(tmpdir(), 'minimax-test-')); });
    after(() => rm(folder, { recursive: true }));

    it('that do not exist are named', async () => {
      expect(await readNotebook(join(folder, 'none.ipynb')).catch((error) => error.message)).to.equal(`Cannot read ${join(folder, 'none.ipynb')}: there is no such file.`);
    });
  });
});
