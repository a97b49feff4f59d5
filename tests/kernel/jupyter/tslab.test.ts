/** The pack locks nobody in: the solved labs on plain tslab, run by the real Jupyter; skipped where that is not installed. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { formatNotebook } from '../../../kernel-extensions/kernel/client/index.js';
import { declarationsOf } from '../../../kernel-extensions/kernel/language/declarations.js';
import { buildLab, labNames } from '../../../labs/authoring/labs.js';
import { hasty, notebookOf } from '../../labs/run-lab.js';
import { TestNotebook } from '../notebook.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const tslab = join(dirname(createRequire(import.meta.url).resolve('tslab/package.json')), 'bin', 'tslab');
const nbconvert = '/usr/bin/jupyter-nbconvert';

interface Cell { source: string[]; outputs: { text?: string[] }[] }

describe('for plain tslab', () => {
  for (const name of labNames()) {
    it(`${name} has no shorthand property of a variable of an earlier cell, which tslab does not find`, () => {
      const earlier = new Set<string>();
      for (const { source, cell_type } of buildLab(name, 'en', 'solved').cells) {
        if (cell_type !== 'code') continue;
        const cell = ts.createSourceFile('cell.ts', [source].flat().join(''), ts.ScriptTarget.ESNext, true);
        const own = declarationsOf(cell).map((declaration) => declaration.name);
        const visit = (node: ts.Node): void => {
          if (ts.isShorthandPropertyAssignment(node) && !own.includes(node.name.text)) expect(earlier, cell.text).not.to.include(node.name.text);
          ts.forEachChild(node, visit);
        };
        visit(cell);
        for (const declared of own) earlier.add(declared);
      }
    });
  }
});

describe('on plain tslab', function () {
  this.timeout(400_000);
  let folder: string;
  before(async function () {
    if (!existsSync(nbconvert)) this.skip(); // jupyter-nbconvert is not installed
    folder = await mkdtemp(join(tmpdir(), 'minimax-tslab-'));
    await mkdir(join(folder, 'jupyter', 'kernels', 'tslab'), { recursive: true });
    await writeFile(join(folder, 'jupyter', 'kernels', 'tslab', 'kernel.json'), JSON.stringify({
      argv: [process.execPath, tslab, 'kernel', '--config-path={connection_file}'], display_name: 'tslab', language: 'typescript',
    }));
    // As `npm install minimax-labs` would leave it.
    await mkdir(join(folder, 'node_modules'));
    await symlink(root, join(folder, 'node_modules', 'minimax-labs'), 'junction');
  });
  after(async () => { if (folder) await rm(folder, { recursive: true, force: true }); });

  async function execute(name: string, notebook: string): Promise<{ status: number | null; stderr: string; cells: Cell[] }> {
    await writeFile(join(folder, `${name}.ipynb`), notebook);
    const { status, stderr } = spawnSync(nbconvert, [
      '--to', 'notebook', '--execute', '--allow-errors', '--ExecutePreprocessor.kernel_name=tslab', '--ExecutePreprocessor.timeout=300', '--output', `${name}-done.ipynb`, join(folder, `${name}.ipynb`),
    ], { encoding: 'utf8', env: { ...process.env, JUPYTER_PATH: join(folder, 'jupyter'), JUPYTER_RUNTIME_DIR: join(folder, 'runtime') } });
    const { cells } = JSON.parse(await readFile(join(folder, `${name}-done.ipynb`), 'utf8')) as { cells: Cell[] };
    return { status, stderr, cells: cells.filter((cell) => cell.outputs) };
  }
  const printed = ({ outputs }: Cell) => outputs.flatMap(({ text }) => text ?? []).join('');

  for (const name of labNames()) {
    it(`${name}, solved, runs and every check is green @full`, async () => {
      const source = formatNotebook(notebookOf(name, 'en', 'solved', hasty));
      const { status, stderr, cells } = await execute(name, source);
      expect(status, stderr).to.equal(0);
      const checks = cells.filter(({ source }) => source.join('').includes('lab.check('));
      expect(checks.length).to.be.greaterThan(2);
      for (const cell of checks) expect(printed(cell)).to.match(/all \d+ checks? pass/);
      for (const cell of cells) expect(printed(cell)).not.to.match(/ReferenceError|Cannot find/);
    });
  }

  it('a shorthand property does not find a variable of an earlier cell, which is why the labs write `{ f: f }` @full', async () => {
    const codes = ['const size = 28;', 'console.log({ size: size }.size);', 'console.log({ size }.size);'];
    const cell = (source: string, index: number) => ({ cell_type: 'code', id: `c${index}`, metadata: {}, source, outputs: [], execution_count: null });
    const { cells } = await execute('shorthand', JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: codes.map(cell) }));
    expect(printed(cells[1])).to.equal('28\n');
    expect(printed(cells[2])).to.contain('ReferenceError: size is not defined');
    const ours = await TestNotebook.open();
    try {
      for (const code of codes) await ours.value(code);
      expect(ours.printed()).to.equal('28\n28\n');
    } finally {
      await ours.close();
    }
  });
});
