import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeCell, Notebook, Output, TextCell } from '../../../kernel-extensions/kernel/client/index.js';
import { highlight } from '../../../kernel-extensions/kernel/client/html/highlight.js';
import { markdownToHtml } from '../../../kernel-extensions/kernel/client/html/markdown.js';
import { notebookToHtml } from '../../../kernel-extensions/kernel/client/html/notebook-html.js';
import { ansiToHtml, applyCarriageReturns } from '../../../kernel-extensions/kernel/client/html/text.js';

const code = (source: string, ...outputs: Output[]): CodeCell => ({ cell_type: 'code', metadata: {}, source, execution_count: 1, outputs });
const markdown = (source: string, attachments?: TextCell['attachments']): TextCell => ({ cell_type: 'markdown', metadata: {}, source, attachments });
const notebook = (...cells: Notebook['cells']): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const shown = (data: Record<string, unknown>): Output => ({ output_type: 'display_data', data, metadata: {} });
const html = (book: Notebook, trusted = true, folder = tmpdir()) => notebookToHtml(book, { title: 'A & B', folder, trusted });

describe('terminal text as HTML', () => {
  it('escapes, and keeps colours as classes', () => {
    expect(ansiToHtml('<a> \x1b[31mred \x1b[1mbold\x1b[0m & plain')).to.equal('&lt;a&gt; <span class="ansi-red">red </span><span class="ansi-bold ansi-red">bold</span> &amp; plain');
  });

  it('swallows cursor moves and 256 colours', () => {
    expect(ansiToHtml('a\x1b[2Kb\x1b[38;5;196mc\x1b[mz')).to.equal('abcz');
  });

  it('overwrites a line after a carriage return', () => {
    expect(applyCarriageReturns('step 10\rstep 9\nend\r\nx')).to.equal('step 90\nend\nx');
  });
});

describe('code as HTML', () => {
  const tokens = (code: string) => [...highlight(code).matchAll(/<span class="(\w+)">(.*?)<\/span>/gs)].map(([, kind, text]) => `${kind} ${text}`);

  it('colours comments, strings, numbers and keywords', () => {
    expect(tokens("const a = 0xff; // it's\nlet b = 'x // y' /* c\nd */")).to.deep.equal(['keyword const', 'number 0xff', 'comment // it&#39;s', 'keyword let', 'string &#39;x // y&#39;', 'comment /* c\nd */']);
  });

  it('leaves names alone that only contain or follow a keyword', () => {
    expect(tokens('newest.new $in in1 layers.type New')).to.deep.equal([]);
  });

  it('changes no text, even where the code is not complete', () => {
    for (const code of ["'open", '`open ${x', '/* open', 'a < b && c > "d"', '1e5.toFixed()', '', '\\', '"a\\"b"']) {
      const text = highlight(code).replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
      expect(text).to.equal(code);
    }
  });
});

describe('markdown as HTML', () => {
  it('draws formulas as MathML, and leaves code and prices alone', () => {
    const result = markdownToHtml('Let $x_1 * x_2$ be *it*. `$a$` costs $5 and $6.\n\n$$\n\\min_G \\max_D\n= V\n$$\n', { trusted: true });
    expect(result.match(/<math/g)).to.have.length(2);
    expect(result).to.include('<em>it</em>').and.to.include('<code>$a$</code>').and.to.include('costs $5 and $6.');
    expect(result).to.include('display="block"').and.not.to.include('<h1');
  });

  it('has the letters of other alphabets as Unicode, for browsers know no variants', () => {
    const result = markdownToHtml('$\\mathbb{E}_{\\mathbf{z}} \\mathcal{L} \\mathbb{R}^{2} \\mathfrak{g}$', { trusted: true });
    for (const letter of ['𝔼', '𝐳', 'ℒ', 'ℝ', '𝔤']) expect(result).to.include(`>${letter}<`);
    expect(result).to.not.match(/mathvariant="(?!normal)/);
  });

  it('puts the number of a formula behind it, in a row that browsers know', () => {
    const result = markdownToHtml('$$L_D = x \\tag{001.3}$$', { trusted: true });
    expect(result).to.not.include('mlabeledtr');
    expect(result).to.match(/<mtr>[\s\S]*<mi>x<\/mi>[\s\S]*\(001\.3\)[\s\S]*<\/mtr>/);
  });

  it('shows a wrong formula in its place', () => {
    expect(markdownToHtml('$\\frac{1$ and on', { trusted: true })).to.include('merror').and.to.include('and on');
  });

  it('runs nothing of a notebook that is not trusted', () => {
    const result = markdownToHtml('<script>alert(1)</script> <b onclick="x()">b</b> [a](javascript:alert) [b](java\nscript:x) ![c](javascript:x)', { trusted: false });
    expect(result).to.not.match(/<script|<b |href="java|src="java/i);
    expect(result).to.include('&lt;script&gt;');
  });
});

describe('notebook as HTML', () => {
  it('escapes code, streams, errors and its title', () => {
    const page = html(notebook(code('a < b && "c"', { output_type: 'stream', name: 'stdout', text: '<i>' }, { output_type: 'error', ename: 'E', evalue: '<v>', traceback: [] })));
    expect(page).to.include('<title>A &amp; B</title>').and.to.include('a &lt; b &amp;&amp; <span class="string">&quot;c&quot;</span>').and.to.include('<pre class="stdout">&lt;i&gt;</pre>').and.to.include('E: &lt;v&gt;');
    expect(page).to.not.match(/<i>|<v>/);
  });

  it('takes the richest form of an output', () => {
    expect(html(notebook(code('', shown({ 'text/plain': 'plain', 'text/html': '<b>rich</b>' }))))).to.include('<b>rich</b>').and.not.to.include('plain</pre>');
    expect(html(notebook(code('', shown({ 'text/plain': 'plain', 'image/png': 'QU\nJD' }))))).to.include('src="data:image/png;base64,QUJD"');
    expect(html(notebook(code('', shown({ 'text/latex': '$x^2$' }))))).to.include('<msup>');
    expect(html(notebook(code('', shown({ 'application/x-strange': 1 }))))).to.include('nothing that can be shown here: application/x-strange');
  });

  it('falls back to the text form where the notebook is not trusted', () => {
    const page = html(notebook(code('', shown({ 'text/plain': 'plain', 'text/html': '<b>rich</b>' }), shown({ 'image/svg+xml': '<svg onload="x()"/>' }))), false);
    expect(page).to.include('<pre>plain</pre>').and.not.to.include('<b>rich').and.not.to.include('<svg');
  });

  it('carries plotly only where there is a figure, and no figure can end its script', () => {
    expect(html(notebook(code('1')))).to.have.length.below(10_000);
    const figure = { data: [{ y: [1, 2], name: '</script><b>out</b>' }], layout: {} };
    const page = html(notebook(code('', shown({ 'application/vnd.plotly.v1+json': figure, 'text/plain': 'figure' }))));
    expect(page).to.have.length.above(1_000_000);
    const json = /<script type="application\/json">([^]*?)<\/script>/.exec(page)![1];
    expect(JSON.parse(json)).to.deep.equal(figure);
    expect(page.match(/<\/script>/g)).to.have.length(3);
  });

  it('holds pictures of its text: attachments and files beside it, but no files for a stranger', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'minimax-test-'));
    await writeFile(join(folder, 'a b.png'), 'ABC');
    const book = notebook(markdown('![x](attachment:p.png) ![y](a%20b.png) ![z](none.png) ![w](https://example.org/w.png)', { 'p.png': { 'image/png': 'UE5H' } }));
    expect(html(book, true, folder).match(/src="[^"]*"/g)).to.deep.equal(['src="data:image/png;base64,UE5H"', 'src="data:image/png;base64,QUJD"', 'src="none.png"', 'src="https://example.org/w.png"']);
    expect(html(book, false, folder)).to.include('src="a%20b.png"');
    await rm(folder, { recursive: true });
  });
});
