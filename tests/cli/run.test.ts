/** `minimax run` on small notebooks, with the real kernel. */
import { expect } from 'chai';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minimax } from './minimax.js';

interface Cell {
  source: string;
  tags?: string[];
}

const notebookOf = (cells: (string | Cell)[], metadata = {}) => JSON.stringify({
  nbformat: 4, nbformat_minor: 5, metadata,
  cells: cells.map((cell, index) => {
    const { source, tags } = typeof cell === 'string' ? { source: cell } as Cell : cell;
    return { cell_type: 'code', id: `c${index}`, metadata: tags ? { tags } : {}, source, outputs: [], execution_count: null };
  }),
});

describe('minimax run', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'minimax test ')); });
  afterEach(() => rm(folder, { recursive: true }));

  const save = async (name: string, ...args: Parameters<typeof notebookOf>) => {
    const path = join(folder, name);
    await writeFile(path, notebookOf(...args));
    return path;
  };
  const outputsOf = async (path: string) => JSON.parse(await readFile(path, 'utf8')).cells.map(({ outputs }: { outputs: unknown[] }) => outputs);

  it('runs the cells in the folder of the notebook, and writes the executed copy elsewhere', async () => {
    await writeFile(join(folder, 'data.txt'), 'from the file');
    const path = await save('a.ipynb', ["import { readFileSync } from 'node:fs';\nconsole.log(readFileSync('data.txt', 'utf8'))", '6 * 7']);
    const source = await readFile(path, 'utf8');
    const { status, stderr } = minimax(['run', path, '--output', join(folder, 'out')]);
    expect(stderr).to.include('✓ 2/2');
    expect(status).to.equal(0);
    expect(await readFile(path, 'utf8')).to.equal(source);
    const [[stream], [result]] = await outputsOf(join(folder, 'out', 'a.ipynb'));
    expect(stream).to.deep.equal({ name: 'stdout', output_type: 'stream', text: ['from the file\n'] });
    expect(result).to.deep.include({ execution_count: 2, output_type: 'execute_result' });
    expect(result.data['text/plain']).to.deep.equal(['42']);
  });

  it('writes nothing without --output, and the notebook itself when its folder is given', async () => {
    const path = await save('a.ipynb', ['1 + 1']);
    expect(minimax(['run', path]).status).to.equal(0);
    expect(await outputsOf(path)).to.deep.equal([[]]);
    expect(minimax(['run', path, '--output', folder]).status).to.equal(0);
    expect((await outputsOf(path))[0]).to.have.length(1);
    expect(await readdir(folder)).to.deep.equal(['a.ipynb']);
  });

  it('stops at a failing cell, shows it with its error, keeps the outputs so far, and exits with 1', async () => {
    const path = await save('bad.ipynb', ['console.log("before")', 'const x = 1;\nthrow new TypeError("broken on purpose")', 'console.log("never")']);
    const { status, stderr } = minimax(['run', path, '--output', join(folder, 'out')]);
    expect(status).to.equal(1);
    expect(stderr).to.include('bad.ipynb, cell 2 of 3:').and.to.include('2 | throw new TypeError').and.to.include('TypeError: broken on purpose').and.to.include('1 of 1 notebook failed');
    expect(stderr).to.not.include('\x1b[');
    const [first, second, third] = await outputsOf(join(folder, 'out', 'bad.ipynb'));
    expect(first).to.have.length(1);
    expect(second[0]).to.include({ output_type: 'error', ename: 'TypeError' });
    expect(third).to.deep.equal([]);
  });

  it('goes on to the next notebook after one that failed', async () => {
    const bad = await save('bad.ipynb', ['throw new Error("x")']);
    const good = await save('good.ipynb', ['1']);
    const { status, stderr } = minimax(['run', bad, good]);
    expect(status).to.equal(1);
    expect(stderr).to.include('1 of 2 notebooks failed').and.to.match(/good\.ipynb\n.*✓/);
  });

  it('expects an error of a cell tagged raises-exception', async () => {
    const path = await save('a.ipynb', [{ source: 'throw new Error("expected")', tags: ['raises-exception'] }, 'console.log("after")']);
    const { status, stderr } = minimax(['run', path]);
    expect(status).to.equal(0);
    expect(stderr).to.include('✓ 2/2');
  });

  it('interrupts a notebook that takes too long, and reports it', async () => {
    const path = await save('slow.ipynb', ['console.log("started")', 'while (true) {}', '3']);
    const { status, stderr } = minimax(['run', path, '--timeout', '12', '--output', join(folder, 'out')]);
    expect(status).to.equal(1);
    expect(stderr).to.include('was interrupted after 12 s');
    expect((await outputsOf(join(folder, 'out', 'slow.ipynb')))[0]).to.have.length(1);
  });

  it('updates an earlier display in place', async () => {
    const path = await save('a.ipynb', ["import { newDisplay } from 'tslab';\nconst shown = newDisplay();\nshown.text('first')", "shown.text('second')"]);
    minimax(['run', path, '--output', join(folder, 'out')]);
    const [first, second] = await outputsOf(join(folder, 'out', 'a.ipynb'));
    expect(first[0].data['text/plain']).to.deep.equal(['second']);
    expect(second).to.deep.equal([]);
  });

  it('writes one HTML file with the outputs, escaped', async () => {
    const path = await save('a.ipynb', ['console.log("<tag> & more")']);
    expect(minimax(['run', path, '--html', '--output', join(folder, 'out')]).status).to.equal(0);
    expect(await readdir(join(folder, 'out'))).to.deep.equal(['a.html', 'a.ipynb']);
    expect(await readFile(join(folder, 'out', 'a.html'), 'utf8')).to.include('<pre class="stdout">&lt;tag&gt; &amp; more\n</pre>');
  });

  const refused: [string, string[], RegExp][] = [
    ['a file that is not there', ['none.ipynb'], /^minimax: Cannot read none\.ipynb: there is no such file\.\n$/],
    ['a timeout that is no time', ['a.ipynb', '--timeout', 'soon'], /Expected a number of seconds above 0/],
    ['two notebooks of one name', ['x/a.ipynb', 'y/a.ipynb', '--output', 'out'], /Two notebooks are called a\.ipynb/],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what}`, () => {
      const { status, stderr } = minimax(['run', ...args]);
      expect(status).to.equal(1);
      expect(stderr).to.match(message);
    });
  }

  it('refuses a notebook of another language', async () => {
    const path = await save('py.ipynb', ['print(1)'], { kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3' } });
    expect(minimax(['run', path]).stderr).to.include('is a notebook for python');
  });

  it('says that a folder cannot be made where a file is, before it runs anything', async () => {
    const path = await save('a.ipynb', ['1']);
    expect(minimax(['run', path, '--output', path]).stderr).to.match(/^minimax: Cannot make the folder/);
  });
});
