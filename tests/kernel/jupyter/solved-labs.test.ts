/** The labs as a grader with Debian's Jupyter runs them; skipped where nbconvert is not installed. */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { formatNotebook, parseNotebook } from '../../../kernel-extensions/kernel/client/index.js';
import { installKernelSpec } from '../../../kernel-extensions/kernel/kernelspec/kernelspec.js';
import { labNames } from '../../../labs/authoring/labs.js';
import { languages } from '../../../labs/authoring/percent.js';
import { codeCells, hasty, notebookOf, textOf } from '../../labs/run-lab.js';

const nbconvert = '/usr/bin/jupyter-nbconvert';

describe('the solved labs under the real Jupyter @full', function () {
  this.timeout(600_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  before(async function () {
    if (!existsSync(nbconvert)) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'minimax-labs-'));
    await installKernelSpec(join(folder, 'jupyter'));
    env = { ...process.env, JUPYTER_PATH: join(folder, 'jupyter'), JUPYTER_RUNTIME_DIR: join(folder, 'runtime') };
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  for (const name of labNames()) {
    // What differs is words alone: one lab tells for all that they pass through Jupyter as they are.
    for (const language of languages.filter((each) => each === 'en' || name === 'lab00-minimax')) {
      it(`nbconvert --execute runs ${name} in ${language}, and every check is green`, () => {
        const path = join(folder, `${name}.${language}.ipynb`);
        writeFileSync(path, formatNotebook(notebookOf(name, language, 'solved', hasty)));
        const { stderr, status } = spawnSync(nbconvert, ['--to', 'notebook', '--execute', '--inplace', '--ExecutePreprocessor.timeout=300', path], { encoding: 'utf8', env });
        expect(status, `${path}: ${stderr}`).to.equal(0);
        const answers = codeCells(parseNotebook(readFileSync(path, 'utf8'), basename(path))).filter((cell) => cell.source.includes('lab.check(')).map(textOf);
        expect(answers.length).to.be.greaterThan(2);
        for (const answer of answers) expect(answer).to.match(/all \d+ checks? pass|項檢查全部通過/);
      });
    }
  }
});
