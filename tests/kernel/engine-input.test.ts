// Lines from the user: `prompt`, and Node's own `process.stdin` and readline.
import { expect } from 'chai';
import { TestNotebook } from './notebook.js';

describe('input', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  let lines: string[];
  let asked: string[];
  before(async () => {
    notebook = await TestNotebook.open();
    notebook.engine.onInput = (_cell, prompt) => {
      asked.push(prompt);
      const line = lines.shift();
      return line === undefined ? Promise.reject(new Error('Nobody can be asked.')) : Promise.resolve(line);
    };
  });
  beforeEach(() => { asked = []; lines = ['first', 'zwei 😀', 'third']; });
  after(() => notebook.close());

  it('of prompt', async () => {
    expect(await notebook.value('prompt("a?") + prompt("b?")')).to.equal("'firstzwei 😀'");
    expect(asked).to.deep.equal(['a?', 'b?']);
  });

  it('where nobody can be asked, a sentence is the error of the cell', async () => {
    lines = [];
    expect((await notebook.error('prompt("a?")')).evalue).to.equal('Nobody can be asked.');
    expect((await notebook.error('for await (const line of process.stdin) console.log(line)')).evalue).to.equal('Nobody can be asked.');
    lines = ['again'];
    expect(await notebook.value('prompt()')).to.equal("'again'");
  });

  it('of readline.question', async () => {
    expect(await notebook.value('import readline from "node:readline/promises"; const rl = readline.createInterface({ input: process.stdin, output: process.stdout }); const a = await rl.question("a? "); const b = await rl.question("b? "); rl.close(); [a, b]'))
      .to.equal("[ 'first', 'zwei 😀' ]");
    expect(notebook.printed(notebook.cell)).to.include('a? ').and.include('b? ');
    expect(asked).to.have.length(2);
    lines = ['more'];
    expect(await notebook.value('const rl2 = readline.createInterface({ input: process.stdin }); const c = await rl2.question(""); rl2.close(); c')).to.equal("'more'");
  });

  it('of for await over the lines of process.stdin, until the cell has enough', async () => {
    expect(await notebook.value('import readline from "node:readline"; const seen: string[] = []; for await (const line of readline.createInterface({ input: process.stdin })) { seen.push(line); if (seen.length === 3) break } seen'))
      .to.equal("[ 'first', 'zwei 😀', 'third' ]");
    lines = ['x', 'y'];
    expect(await notebook.value('const chunks: string[] = []; for await (const chunk of process.stdin) { chunks.push(chunk); if (chunks.length === 2) break } chunks')).to.equal("[ 'x\\n', 'y\\n' ]");
  });

  it('that is waited for can be interrupted, and the next question gets the next answer', async () => {
    const onInput = notebook.engine.onInput;
    let late = (_line: string) => {};
    const wasAsked = new Promise<void>((resolve) => {
      notebook.engine.onInput = () => { resolve(); return new Promise((answer) => { late = answer; }); };
    });
    const cell = notebook.error('for await (const line of process.stdin) console.log(line)');
    await wasAsked;
    await notebook.engine.interrupt();
    expect((await cell).ename).to.equal('KeyboardInterrupt');
    notebook.engine.onInput = onInput;
    expect(await notebook.value('prompt("now?")')).to.equal("'first'");
    late('too late');
    expect(await notebook.value('prompt("and now?")')).to.equal("'zwei 😀'");
  });
});
